"""Pages as fetched, in WARC files (ISO 28500), from which everything can be read again.

A file belongs to one process, is closed with the hour or at a gigabyte, and is never touched again:
`<folder>/YYYY-MM-DD/<time>-<random>.warc.gz`, each record its own gzip member. Its index stands beside it
(`crawlers.page_archive`). A process that is killed leaves a torn last record, which readers pass over. The body is
stored as it came out of its content encoding.
"""

from __future__ import annotations

import gzip
import io
import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from scrapy.http import Response
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.circumstances import circumstances_from_json
from crawlers.page_archive import SUFFIX, entry_of, entry_to_json, index_file
from crawlers.warc_records import Span

LARGEST = 1 << 30  # bytes, after which a file is closed

_LEVEL = 6  # of gzip
_ENCODINGS = {b"content-encoding", b"transfer-encoding", b"content-length"}  # undone, so no longer true
_WAITING = 64  # pages that are written and not yet described; a page that can't be read never is


class _File:
    """A WARC file and its index. Raises `OSError`; what could not be written whole is taken back."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._records = path.open("xb", buffering=0)
        self._index: BinaryIO | None = None
        self._noting = True

    @property
    def size(self) -> int:
        return self._records.tell()

    def append(self, record: bytes) -> Span:
        start = self.size
        _write_whole(self._records, record)
        return Span(start, len(record))

    def note(self, line: bytes) -> None:
        """Add to the index. Once that has failed nothing more is: a gap in its middle would not be noticed."""
        if not self._noting:
            return
        try:
            if self._index is None:
                self._index = index_file(self.path).open("ab", buffering=0)
            _write_whole(self._index, line)
        except OSError:
            self._noting = False

    def close(self) -> None:
        self._records.close()
        if self._index:
            self._index.close()


def _write_whole(file: io.FileIO | BinaryIO, data: bytes) -> None:
    """Write all of it, or nothing: half a record would hide those that come after it."""
    start = file.tell()
    left = memoryview(data)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError:
        file.truncate(start)
        file.seek(start)
        raise


class PageFiles:
    """Fills the files of one process; may be called from several threads."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime], largest: int = LARGEST) -> None:
        self._folder = folder
        self._now = now
        self._largest = largest
        self._lock = threading.Lock()
        self._files: list[_File] = []  # the present one last
        self._hour = ""
        self._waiting: dict[str, tuple[_File, tuple[Span, int, str]]] = {}  # by the id of the answer's record

    def write(self, response: Response) -> str:
        """Append the answer and its request; answers the id of the answer's record. Raises `OSError` (a full disk)."""
        at = self._now()
        request, answer, record = _records(response, at)
        with self._lock:
            file = self._open(at)
            span = file.append(answer)
            file.append(request)
            headers = record.rec_headers
            id_: str = headers.get_header("WARC-Record-ID")
            self._waiting[id_] = file, (span, response.status, headers.get_header("WARC-Payload-Digest", ""))
            if len(self._waiting) > _WAITING:
                self._waiting.pop(next(iter(self._waiting)))
        return id_

    def describe(self, url: str, about: bytes, *, record: str = "") -> None:
        """Append what is to be known of a page beside its bytes, its `Circumstances` as JSON; `record` is the id of its
        answer, if there was one. Raises `OSError`."""
        at = self._now()
        metadata = _metadata(url, about, record, at)
        with self._lock:
            # Into the answer's own file, also when that was closed to further answers meanwhile.
            file, page = self._waiting.pop(record, (None, None))
            file = file or self._open(at)
            span = file.append(metadata)
            if page or not record:
                file.note(entry_to_json(entry_of(url, circumstances_from_json(about), span, page)) + b"\n")

    def close(self) -> None:
        with self._lock:
            for file in self._files:
                file.close()
            self._files.clear()
            self._waiting.clear()

    def _open(self, at: datetime) -> _File:
        hour = f"{at:%Y-%m-%dT%H}"
        if self._files and self._hour == hour and self._files[-1].size < self._largest:
            return self._files[-1]
        path = self._folder / f"{at:%Y-%m-%d}" / f"{at:%H%M%S}-{secrets.token_hex(4)}{SUFFIX}"
        self._files.append(_File(path))
        self._hour = hour
        return self._files[-1]


def _records(response: Response, at: datetime) -> tuple[bytes, bytes, ArcWarcRecord]:
    """The request and the answer as they are written, and the answer's record."""
    writer = WARCWriter(io.BytesIO())
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
        warc_headers_dict=date | {"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")},
    )
    return _written(request), _written(answer), answer


def _metadata(url: str, about: bytes, record: str, at: datetime) -> bytes:
    """A `metadata` record (ISO 28500:2017, section 6.6), which refers to the answer that it is about."""
    headers = {"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    if record:
        headers["WARC-Refers-To"] = record
    return _written(
        WARCWriter(io.BytesIO()).create_warc_record(
            url,
            "metadata",
            payload=io.BytesIO(about),
            length=len(about),
            warc_content_type="application/json",
            warc_headers_dict=headers,
        )
    )


def _written(record: ArcWarcRecord) -> bytes:
    """As a gzip member. warcio's own are of level 9, which takes twice as long and makes them no smaller (1 %)."""
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False).write_record(record)
    return gzip.compress(buffer.getvalue(), _LEVEL, mtime=0)
