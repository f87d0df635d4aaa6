"""A proxy before a real engine, that has a bad day on demand."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class Proxy:
    """`refuse(n)` answers the next requests 429; `lose(n)` hands them on and drops the connection instead of the answer;
    `be_silent()` holds all of them until `speak()`.

    With `tls` it is to be spoken to by HTTPS; with `lets_in` it asks for credentials, as an engine with security does:
    the values of `Authorization` that it takes."""

    def __init__(self, url: str, *, tls: ssl.SSLContext | None = None, lets_in: Collection[str] = ()) -> None:
        self.target = urlsplit(url).netloc
        self.requests = 0
        self._refuse = 0
        self._lose = 0
        self._lock = threading.Lock()
        self._speaks = threading.Event()
        self._speaks.set()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_request(self) -> None:
                proxy._handle(self)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = handle_request  # noqa: N815 - the library's names

            def log_message(self, *_: Any) -> None:
                """Nothing: it would be written on stderr."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._lets_in = lets_in
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def refuse(self, requests: int) -> None:
        self._refuse = requests

    def lose(self, requests: int) -> None:
        self._lose = requests

    def be_silent(self) -> None:
        self._speaks.clear()

    def speak(self) -> None:
        self._speaks.set()

    def close(self) -> None:
        self.speak()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        if not self._speaks.is_set():
            self._speaks.wait(300)
            handler.close_connection = True
            return
        with self._lock:
            self.requests += 1
            refuse, self._refuse = self._refuse > 0, max(0, self._refuse - 1)
            lose, self._lose = self._lose > 0, max(0, self._lose - 1)
        if self._lets_in and handler.headers.get("authorization") not in self._lets_in:
            answer = b'{"error":{"type":"security_exception","reason":"unable to authenticate user"},"status":401}'
            self._answer(handler, 401, {"content-type": "application/json", "www-authenticate": "Basic"}, answer)
            return
        if refuse:
            answer = b'{"error":{"type":"es_rejected_execution_exception","reason":"full"},"status":429}'
            self._answer(handler, 429, {"content-type": "application/json"}, answer)
            return
        try:
            status, headers, answer = self._hand_on(handler, body)
        except (OSError, http.client.HTTPException):  # the engine is gone, and so are we
            handler.close_connection = True
            return
        if lose:
            handler.close_connection = True
            return
        self._answer(handler, status, headers, answer)

    def _hand_on(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.target, timeout=60)
        try:
            kept_here = ("host", "authorization")
            headers = {name: value for name, value in handler.headers.items() if name.lower() not in kept_here}
            connection.request(handler.command, handler.path, body=body or None, headers=headers)
            response = connection.getresponse()
            kept = {name: value for name, value in response.getheaders() if name.lower() in ("content-type", "warning")}
            return response.status, kept, response.read()
        finally:
            connection.close()

    def _answer(self, handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)


@contextmanager
def proxy_before(url: str) -> Iterator[Proxy]:
    proxy = Proxy(url)
    try:
        yield proxy
    finally:
        proxy.close()
