"""Pages as fetched, in WARC files (ISO 28500), from which everything can be read again.

One file a process and day: `<folder>/YYYY-MM-DD/<time>-<process id>.warc.gz`, each record its own gzip member, written
in one piece and never touched again. A process that is killed leaves a torn last record, which readers pass over.
The body is stored as it came out of its content encoding.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_ENCODINGS = {b"content-encoding", b"transfer-encoding", b"content-length"}  # undone, so no longer true


class PageFiles:
    """Fills the files of one process; may be called from several threads."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._day = ""

    def write(self, response: Response) -> None:
        """Append the answer and its request. Raises `OSError` (a full disk)."""
        at = self._now()
        with self._lock:
            file = self._open(at)
            file.write(_records(response, at))
            file.flush()

    def close(self) -> None:
        with self._lock:
            if self._file:
                self._file.close()
            self._file, self._day = None, ""

    def _open(self, at: datetime) -> BinaryIO:
        day = f"{at:%Y-%m-%d}"
        if self._file and self._day == day:
            return self._file
        if self._file:
            self._file.close()
        path = self._folder / day / f"{at:%H%M%S}-{os.getpid()}.warc.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file, self._day = path.open("ab"), day
        return self._file


def _records(response: Response, at: datetime) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        if name.lower() not in _ENCODINGS
        for value in values
    ]
    headers.append(("Content-Length", str(len(response.body))))
    date = {"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    answer = writer.create_warc_record(
        response.url,
        "response",
        payload=io.BytesIO(response.body),
        length=len(response.body),  # else warcio copies it to a temporary file
        http_headers=StatusAndHeaders(f"{response.status} OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict=date,
    )
    parts = urlsplit(response.url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    asked = [("Host", parts.netloc)]
    if response.request:
        asked += [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.request.headers.items()
            for value in values
        ]
    request = writer.create_warc_record(
        response.url,
        "request",
        http_headers=StatusAndHeaders(f"GET {path} HTTP/1.1", asked, is_http_request=True),
        warc_headers_dict=date,
    )
    writer.write_request_response_pair(request, answer)
    return buffer.getvalue()
