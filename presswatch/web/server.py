"""The HTTP server: who may ask what, and the answers' form.

The standard library's threading server is enough: a scrape and some feed readers are a few requests a minute. The
threads only talk; the archive is asked by a thread that owns an App (`desk_thread`), so the archive sees one connection
however many are open here.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import signal
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import structlog

from presswatch.bootstrap import now
from presswatch.configuration import Settings
from presswatch.errors import ConfigurationError, PresswatchError
from presswatch.web import feed, metrics
from presswatch.web.desk_thread import AppThread
from presswatch.web.readiness import readiness
from presswatch.web.tokens import TOKENS, TOKENS_FILE, Reader, Tokens

HOST, PORT = "127.0.0.1", 8080

_CONNECTIONS = 64  # at once; one more is closed at once
_SILENT = 10.0  # seconds that a client may keep silent
_PATIENCE = 5.0  # seconds for readiness: who asks it waits no longer either
_LONG_PATIENCE = 25.0  # for what reads much; Prometheus' own limit is 10 by default
_READY_KEPT, _METRICS_KEPT, _FEED_KEPT = 1.0, 5.0, 10.0  # seconds for which an answer stands

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


_NOT_FOUND = Reply(404, b"Not found\n")
_AWAY = Reply(503, b"A service is away; try again later\n", headers={"Retry-After": "30"})


class WebServer:
    """Listens from its making on, answers from `with` on until its end. Port 0 takes a free one.

    Raises `ConfigurationError` when it should listen beyond this machine and has no tokens, `OSError` when it can't
    listen there.
    """

    def __init__(self, settings: Settings, tokens: Tokens, *, host: str = HOST, port: int = PORT) -> None:
        if not tokens and not _is_loopback(host):
            raise ConfigurationError(
                f"the web service listens beyond this machine ({host}) only with tokens: set {TOKENS} or {TOKENS_FILE}"
            )
        self._tokens = tokens
        self._server = _Server((host, port), _Handler, self, ipv6=":" in host)
        # Two, so that readiness is told while a large feed is read.
        self._probes = AppThread(settings, name="probes")
        self._contents = AppThread(settings, name="contents")

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._probes.close()
        self._contents.close()

    def reply(self, target: str, *, authorization: str, host: str) -> Reply:
        """The answer to GET of a request target, with the values of two header fields ("" where they are absent)."""
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        token = query.get("token", [""])[-1] or authorization.removeprefix("Bearer ").strip()
        reader = self._tokens.reader(token)
        match parts.path:
            case "/health":
                return Reply(200, b"ok\n")
            case "/ready":
                return self._ready()
            case "/metrics" if self._may_see_metrics(reader, host):
                return self._metrics()
            case "/alerts.atom" if reader:
                return self._feed(reader, query.get("rule", [""])[-1])
            case _:
                return _NOT_FOUND

    def _may_see_metrics(self, reader: Reader | None, host: str) -> bool:
        """They name sources and rules: without tokens they are for this machine alone, and not for a web page that
        lets its own name resolve to this machine (DNS rebinding)."""
        if self._tokens:
            return reader is not None and not reader.rules
        return _is_loopback(urlsplit(f"//{host}").hostname or "")

    def _ready(self) -> Reply:
        try:
            found = self._probes.ask(
                "ready", lambda app: readiness(app, at=now()), keep=_READY_KEPT, patience=_PATIENCE
            )
        except TimeoutError:
            found = {"in_time": False}
        body = json.dumps({name: "ok" if fine else "away" for name, fine in found.items()}).encode() + b"\n"
        return Reply(200 if all(found.values()) else 503, body, "application/json")

    def _metrics(self) -> Reply:
        text = self._contents.ask(
            "metrics", lambda app: metrics.metrics(app, at=now()), keep=_METRICS_KEPT, patience=_LONG_PATIENCE
        )
        return Reply(200, text.encode("utf-8", "replace"), metrics.CONTENT_TYPE)

    def _feed(self, reader: Reader, rule: str) -> Reply:
        if rule and not reader.may_read(rule):
            return _NOT_FOUND
        body = self._contents.ask(
            ("feed", reader, rule),
            lambda app: feed.desk_feed(app, reader, rule or None),
            keep=_FEED_KEPT,
            patience=_LONG_PATIENCE,
        )
        etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        return Reply(200, body, feed.CONTENT_TYPE, {"ETag": etag})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[_Handler], web: WebServer, *, ipv6: bool) -> None:
        self.address_family = socket.AF_INET6 if ipv6 else socket.AF_INET
        self.web = web
        self._free = threading.BoundedSemaphore(_CONNECTIONS)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as socketserver has them
        if not self._free.acquire(blocking=False):
            log.warning("connection_refused", outcome="refused", limit=_CONNECTIONS)
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """A client that went away in the middle is no error of ours; anything else is answered in the handler."""


class _Handler(BaseHTTPRequestHandler):
    """One request a connection (HTTP/1.0 on our side), so that nobody holds a thread for long."""

    server_version = "presswatch"
    sys_version = ""
    timeout = _SILENT
    server: _Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]  # what follows may be a token
        try:
            reply = self.server.web.reply(
                self.path, authorization=self.headers.get("Authorization") or "", host=self.headers.get("Host") or ""
            )
        except (PresswatchError, TimeoutError) as error:
            log.warning("not_answered", outcome="away", path=path, error=str(error) or type(error).__name__)
            reply = _AWAY
        except Exception:
            log.exception("not_answered", outcome="failed", path=path)
            reply = Reply(500, b"Something is wrong here; the log says what\n")
        etag = reply.headers.get("ETag")
        if etag and etag in (self.headers.get("If-None-Match") or ""):
            reply = Reply(304, b"", headers=reply.headers)
        self._send(reply)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "private, no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        """Nothing: its lines would hold the tokens of the addresses."""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(settings: Settings, tokens: Tokens, *, host: str = HOST, port: int = PORT) -> None:
    """Run until SIGTERM or Ctrl-C. Raises as `WebServer` does."""
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    with WebServer(settings, tokens, host=host, port=port) as server:
        log.info("web", outcome="started", host=host, port=server.port)
        ended.wait()
    log.info("web", outcome="stopped")
