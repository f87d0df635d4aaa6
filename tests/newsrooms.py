"""Many newsrooms on loopback, in a process of their own that takes next to no processor time: for benchmarks.

Each has an address of its own (127.0.0.1 and those after it, which Linux has without asking), so that it is a host of
its own to whoever is polite to hosts. Newsroom n serves

    /robots.txt
    /feed/<source>          of `ITEMS` items, each a link to a page; sources of even number answer 304 to their ETag,
                            the others send the same bytes each time, and no validators
    /page/<source>/<item>   one of the pages given, another for each source and item as long as there are enough

after a time that is drawn for each answer between nothing and a latency. It ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ITEMS = 30
_ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\n"
_ABOUT = "What the ministers said after their talks, and what the region makes of it. "


@dataclass(frozen=True)
class Newsrooms:
    hosts: list[str]
    port: int
    pid: int

    def feed(self, source: int) -> str:
        return f"{self._origin(source)}/feed/{source}"

    def page(self, source: int, item: int) -> str:
        return f"{self._origin(source)}/page/{source}/{item}"

    def _origin(self, source: int) -> str:
        return f"http://{self.hosts[source % len(self.hosts)]}:{self.port}"


@contextlib.contextmanager
def newsrooms(*, hosts: int, latency: float = 0.0, pages: Path) -> Iterator[Newsrooms]:
    """So many hosts, whose answers take up to `latency` seconds; `pages` is a folder of files to serve."""
    command = [sys.executable, __file__, str(hosts), str(latency), str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin
        assert server.stdout
        try:
            given = json.loads(server.stdout.readline())
            yield Newsrooms(given["hosts"], given["port"], server.pid)
        finally:
            server.stdin.close()
            server.wait(10)


class _Connection(asyncio.Protocol):
    """One client. Requests come one after another, and have no bodies."""

    def __init__(self, latency: float, pages: list[bytes]) -> None:
        self._latency = latency
        self._pages = pages
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while b"\r\n\r\n" in self._got:
            head, self._got = self._got.split(b"\r\n\r\n", 1)
            line, *lines = head.split(b"\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (each.partition(b":") for each in lines)}
            answer = self._answer(line.split()[1].decode(), headers)
            asyncio.get_running_loop().call_later(random.random() * self._latency, self._send, answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)

    def _answer(self, path: str, headers: dict[bytes, bytes]) -> bytes:
        match path.strip("/").split("/"):
            case ["robots.txt"]:
                return _http(_ROBOTS, "text/plain")
            case ["feed", number]:
                etag = f'"{number}"' if int(number) % 2 == 0 else ""
                if etag and headers.get(b"if-none-match") == etag.encode():
                    return _http(b"", "application/rss+xml", etag, "304 Not Modified")
                return _http(_feed(int(number), headers[b"host"].decode()), "application/rss+xml", etag)
            case ["page", number, item]:
                at = int(number) * ITEMS + int(item)
                return _http(self._pages[at % len(self._pages)], "text/html")
        return _http(b"", "text/plain", status="404 Not Found")


def _http(body: bytes, kind: str, etag: str = "", status: str = "200 OK") -> bytes:
    validator = f"ETag: {etag}\r\n" if etag else ""
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{validator}Content-Length: {len(body)}\r\n\r\n".encode() + body
    )


def _feed(source: int, host: str) -> bytes:
    items = "".join(
        f"<item><title>Talks {source}, day {item}</title><link>http://{host}/page/{source}/{item}</link>"
        f"<description>{_ABOUT * 4}</description></item>"
        for item in range(ITEMS)
    )
    feed = f'<rss version="2.0"><channel><title>Newsroom {source}</title>{items}</channel></rss>'
    return b'<?xml version="1.0" encoding="utf-8"?>' + feed.encode()


async def _serve(hosts: int, latency: float, pages: list[bytes]) -> None:
    loop = asyncio.get_running_loop()
    names = [f"127.0.{number // 250}.{number % 250 + 1}" for number in range(hosts)]
    port = 0
    for name in names:
        listening = socket.create_server((name, port), backlog=100)
        port = listening.getsockname()[1]
        await loop.create_server(lambda: _Connection(latency, pages), sock=listening)
    print(json.dumps({"hosts": names, "port": port}), flush=True)  # noqa: T201 - to its parent
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(
        _serve(int(sys.argv[1]), float(sys.argv[2]), [each.read_bytes() for each in Path(sys.argv[3]).iterdir()])
    )
