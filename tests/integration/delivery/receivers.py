"""Receivers on loopback: an HTTP server and a mail server, which answer as they are told and keep what they got."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast


class Receiver:
    """Runs a server of `socketserver` on a free port, within `with`."""

    server: Any

    def __enter__(self) -> Self:
        self.server.receiver = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]
    body: bytes


class Hook(Receiver):
    """Answers every POST with what `answer` last said; the first is 204."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _HookHandler)
        self.requests: list[Request] = []
        self.answer()

    def answer(
        self, status: int = 204, body: bytes = b"", *, delay: float = 0, drip: float = 0, **headers: str
    ) -> None:
        """`delay`: seconds before the answer; `drip`: seconds before each byte of its body."""
        self.said = (status, body, delay, drip, headers)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


class _HookHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook: Hook = cast("Any", self.server).receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hook.requests.append(Request(self.path, dict(self.headers.items()), body))
        status, answer, delay, drip, headers = hook.said
        time.sleep(delay)
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            if not drip:
                self.wfile.write(answer)
            for byte in answer if drip else b"":
                time.sleep(drip)
                self.wfile.write(bytes([byte]))
        except OSError:
            pass  # the other side has had enough

    do_GET = do_POST  # noqa: N815 - the signature of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        pass


@dataclass
class Mail:
    sender: str
    recipients: list[str]
    message: EmailMessage


@dataclass
class MailServer(Receiver):
    """Accepts mail (RFC 5321, enough of it), except what `replies` says: by verb, or by recipient in lower case."""

    replies: dict[str, str] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # all commands

    def __post_init__(self) -> None:
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _MailHandler)


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.mail_server: MailServer = cast("Any", self.server).receiver
        self.sender, self.recipients = "", list[str]()
        self._say("220 sink")
        for raw in self.rfile:
            line = raw.decode().strip()
            self.mail_server.lines.append(line)
            verb = line.split(" ")[0].split(":")[0].upper()
            address = line.partition("<")[2].partition(">")[0]
            reply = self.mail_server.replies.get(address.lower() or verb) or self.mail_server.replies.get(verb)
            if verb == "QUIT":
                self._say(reply or "221 bye")
                return
            if verb == "DATA" and reply is None:
                self._data()
                continue
            if reply is None:
                if verb == "MAIL":
                    self.sender = address
                elif verb == "RCPT":
                    self.recipients.append(address)
            self._say(reply or ("250-sink\r\n250 AUTH PLAIN" if verb == "EHLO" else "250 ok"))

    def _data(self) -> None:
        self._say("354 go on")
        content = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            content += line.removeprefix(b".") if line.startswith(b"..") else line
        reply = self.mail_server.replies.get("CONTENT", "250 queued")
        if reply.startswith("2"):
            message = cast("EmailMessage", message_from_bytes(content, policy=default))
            self.mail_server.mails.append(Mail(self.sender, self.recipients, message))
        self._say(reply)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")
