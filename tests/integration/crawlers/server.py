"""A publisher for tests: a real HTTP server on loopback, with verbs to say how it behaves."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Write = Callable[[bytes], Any]


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stream: Callable[[Write], None] | None = None  # instead of `body`: writes until it returns or is hung up on
    raw: bytes = b""  # instead of all of it: what is sent, status line and headers included


class Publisher:
    """Answers what it was told to; anything else with 404, robots.txt too. Asked again and again, it counts."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.delay = 0.0  # seconds before each answer
        self._scheme = "https" if tls else "http"
        self._answers: dict[str, Answer] = {}
        self._makers: dict[str, Callable[[str], Answer]] = {}
        self._ending = threading.Event()
        self.asked: Counter[str] = Counter()
        self.times: dict[str, float] = {}
        self.most_at_once = 0  # requests under way at one time
        self._under_way = 0
        self._counting = threading.Lock()
        self.headers: dict[str, Mapping[str, str]] = {}  # of the last request for each path
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with publisher._counted():
                    publisher._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up here
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self._server.server_address[0]!s}:{self.port}"

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def serve(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        kind: str = "text/html; charset=utf-8",
        status: int = 200,
        **headers: str,
    ) -> str:
        """Answer `path` like this from now on; `ETag` and the like are given as `etag=`. Answers the URL."""
        given = {"Content-Type": kind} | {name.replace("_", "-").title(): value for name, value in headers.items()}
        self._answers[path] = Answer(body.encode() if isinstance(body, str) else body, status, given)
        return self.url + path

    def stream(self, path: str, chunk: bytes, *, pause: float, start: bytes = b"", kind: str = "text/html") -> str:
        """Answer `path` with a body that never ends: `start`, then `chunk` after each `pause` (seconds)."""

        def write_for_ever(write: Write) -> None:
            write(start)
            while not self._ending.wait(pause):
                write(chunk)

        self._answers[path] = Answer(headers={"Content-Type": kind}, stream=write_for_ever)
        return self.url + path

    def redirect(self, path: str, target: str) -> str:
        return self.serve(path, status=302, location=target)

    def raw(self, path: str, answer: bytes) -> str:
        """Answer `path` with these bytes, status line and headers included, and hang up."""
        self._answers[path] = Answer(raw=answer)
        return self.url + path

    def pour(self, path: str, start: bytes, write: Callable[[Write], None]) -> str:
        """Answer `path` with `start`, status line and headers included, and what `write` writes until it is hung up on."""
        self._answers[path] = Answer(raw=start, stream=write)
        return self.url + path

    def answer_all(self, prefix: str, make: Callable[[str], Answer]) -> str:
        """Answer every path that begins so, and that nothing else was said of, with what `make` makes of it."""
        self._makers[prefix] = make
        return self.url + prefix

    def page(self, path: str, *, title: str = "", charset: str = "utf-8", words: str = "") -> str:
        """Serve an article with enough text to be read."""
        title = title or f"Ministers meet {path.strip('/')}"
        text = words or f"The ministers of {path.strip('/')} met on Thursday and agreed to meet again in the autumn"
        paragraphs = "".join(
            f"<p>{text}, paragraph {n}, as the spokesman told reporters after the talks.</p>" for n in range(6)
        )
        html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
        return self.serve(path, html.encode(charset), kind=f"text/html; charset={charset}")

    def feed(self, path: str, links: list[str], **headers: str) -> str:
        """Serve an RSS feed of these links."""
        items = "".join(f"<item><title>Item</title><link>{link}</link></item>" for link in links)
        return self.serve(
            path,
            f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>",
            kind="application/rss+xml",
            **headers,
        )

    def close(self) -> None:
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        with self._counting:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            yield
        finally:
            with self._counting:
                self._under_way -= 1

    def _made(self, path: str) -> Answer:
        make = next((make for prefix, make in self._makers.items() if path.startswith(prefix)), None)
        return make(path) if make else Answer(b"absent", 404, {"Content-Type": "text/plain"})

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked[request.path] += 1
        self.times[request.path] = time.monotonic()
        self.headers[request.path] = dict(request.headers.items())
        self._ending.wait(self.delay)
        answer = self._answers.get(request.path) or self._made(request.path)
        etag = answer.headers.get("Etag")
        if etag and request.headers.get("If-None-Match") == etag:
            answer = Answer(status=304, headers={"Etag": etag})
        if answer.raw:
            with contextlib.suppress(OSError):
                request.wfile.write(answer.raw)
                if answer.stream:
                    answer.stream(request.wfile.write)
            request.close_connection = True
            return
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        if answer.stream:
            request.send_header("Connection", "close")
            request.end_headers()
            with contextlib.suppress(OSError):
                answer.stream(lambda data: (request.wfile.write(data), request.wfile.flush()))
            request.close_connection = True
            return
        request.send_header("Content-Length", str(len(answer.body)))
        request.end_headers()
        request.wfile.write(answer.body)
