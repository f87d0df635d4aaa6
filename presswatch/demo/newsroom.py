"""The demo's newsroom: invented publishers on loopback, and the webhook that their news is told to."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from presswatch.demo.pages import Document, render
from presswatch.demo.pieces import Piece, read_pieces

SIGNATURE = "X-Presswatch-Signature"
IDEMPOTENCY_KEY = "Idempotency-Key"
_LARGEST_DELIVERY = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """A delivery that the hook accepted: properly signed, with a key that it had not seen before."""

    key: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def alert(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


class Newsroom:
    """Serves every publisher of the demo on a free port of 127.0.0.1, from `with` on until its end.

    `secret` is what deliveries to `POST /hook` are signed with. Its methods may be called from any thread.
    """

    def __init__(self, *, secret: str, port: int = 0) -> None:
        self._secret = secret.encode()
        self._address = ("127.0.0.1", port)
        self._server: _Server
        self._lock = Lock()
        self._accepted: dict[str, Accepted] = {}
        self.pieces, self.traps = read_pieces()
        self.documents: Mapping[str, Document] = {}
        self.requests: Counter[str] = Counter()  # how often each path was asked for
        self.refused: list[str] = []  # why deliveries were turned away
        self.repeated: list[str] = []  # keys of deliveries that came again

    def __enter__(self) -> Self:
        self._server = _Server(self._address, _Handler)
        self._server.newsroom = self
        self.documents = render(self.pieces, self.traps, url=self.url)
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Valid within `with`."""
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def deliveries(self) -> list[Accepted]:
        """What the hook accepted, in order of arrival, each key once."""
        with self._lock:
            return list(self._accepted.values())

    def correct(self) -> None:
        """From now on pieces that have a correction are served, and announced by their feeds, as corrected."""
        pieces = [piece.corrected() for piece in self.pieces]
        documents = render(pieces, self.traps, url=self.url)
        self.pieces, self.documents = pieces, documents

    def piece(self, url: str) -> Piece | None:
        """The piece at an article's address; None for any other address."""
        if not url.startswith(f"{self.url}/"):
            return None
        path = urlsplit(url).path
        return next((piece for piece in self.pieces if piece.path == path), None)

    def asked(self, path: str) -> None:
        with self._lock:
            self.requests[path] += 1

    def accept(self, headers: Message, body: bytes) -> int:
        """Take a delivery in, and give the HTTP status of the answer."""
        signature = headers.get(SIGNATURE) or ""
        key = headers.get(IDEMPOTENCY_KEY) or ""
        expected = f"sha256={hmac.new(self._secret, body, hashlib.sha256).hexdigest()}"
        with self._lock:
            if not hmac.compare_digest(expected.encode(), signature.encode()):
                self.refused.append(f"{SIGNATURE} is {signature!r} and should be {expected!r}")
                return 401
            if not key:
                self.refused.append(f"there is no {IDEMPOTENCY_KEY}")
                return 400
            if key in self._accepted:
                self.repeated.append(key)
                return 200
            self._accepted[key] = Accepted(key, dict(headers.items()), body)
            return 200


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    newsroom: Newsroom


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "presswatch-demo"
    sys_version = ""
    disable_nagle_algorithm = True  # head and body are two writes
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        newsroom = self.server.newsroom
        newsroom.asked(path)
        document = newsroom.documents.get(path)
        if document is None:
            self._answer(404, b"Not found\n", {"Content-Type": "text/plain; charset=utf-8"})
        elif document.status != 200:
            headers = {"Content-Type": document.content_type}
            if document.location:
                headers["Location"] = document.location
            self._answer(document.status, document.body, headers)
        elif document.etag in (self.headers.get("If-None-Match") or ""):
            self._answer(304, b"", {"ETag": document.etag})
        else:
            self._answer(200, document.body, {"Content-Type": document.content_type, "ETag": document.etag})

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = -1
        if urlsplit(self.path).path != "/hook" or not 0 <= length <= _LARGEST_DELIVERY:
            self.close_connection = True  # the body stays unread
            self._answer(404, b"", {})
            return
        self._answer(self.server.newsroom.accept(self.headers, self.rfile.read(length)), b"", {})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        """Nothing: the demo's terminal is for presswatch."""
