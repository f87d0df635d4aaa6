"""Hostile answers: where they lead, how they are packed, what their headers say, how they never end."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from typing import Any

import brotli

from presswatch.sources import LinkOutcome as L
from presswatch.sources import LookOutcome
from tests.integration.crawlers.hostile_stage import ARTICLE, MB, PROSE, Case, Stage, article, html
from tests.integration.crawlers.server import Answer


def inwards(stage: Stage) -> dict[str, Any]:
    port = stage.inside.port
    targets = [
        f"http://127.0.1.1:{port}/", f"http://2130706689:{port}/", f"http://0x7f000101:{port}/",
        f"http://0177.0.1.1:{port}/", f"http://127.257:{port}/",
        f"http://[::ffff:127.0.1.1]:{port}/", f"http://[::ffff:7f00:101]:{port}/", f"http://[::1]:{port}/",
        f"http://[64:ff9b::7f00:101]:{port}/", f"http://[2002:7f00:101::1]:{port}/", f"http://[::]:{port}/",
        "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://[::ffff:169.254.169.254]/", "http://0.0.0.0/", "http://10.0.0.1/", "http://100.64.0.1/",
    ]  # fmt: skip
    for number, target in enumerate(targets):
        stage.main.redirect(stage.path(f"{number}"), target)
    return stage.feed(*(stage.url(f"{number}") for number in range(len(targets))))


def inward_feed(stage: Stage) -> dict[str, Any]:
    return {"feeds": (stage.main.redirect(stage.path("feed"), f"http://169.254.169.254:{stage.inside.port}/"),)}


def inward_refresh(stage: Stage) -> dict[str, Any]:
    target = f"http://127.0.1.1:{stage.inside.port}/"
    return stage.feed(stage.serve("a", f"<html><head><meta http-equiv=refresh content='0;url={target}'></head></html>"))


def hops(stage: Stage) -> dict[str, Any]:
    prefix = stage.path("hop/")

    def next_hop(path: str) -> Answer:
        number = int(path.removeprefix(prefix))
        return Answer(b"", 302, {"Location": f"{prefix}{number + 1}"} if number < 5000 else {})

    stage.main.answer_all(prefix, next_hop)
    return stage.feed(stage.url("hop/0"), stage.main.redirect(stage.path("self"), stage.path("self")))


def self_feed(stage: Stage) -> dict[str, Any]:
    return {"feeds": (stage.main.redirect(stage.path("feed"), stage.path("feed")),)}


def zstd_bomb(megabytes: int) -> bytes:
    """A frame of RLE blocks (RFC 8878, section 3.1.1.2), 128 kB of zeros each in four bytes."""
    block = ((128 * 1024) << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    last = ((128 * 1024) << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd" + b"\x00\x58" + block * (8 * megabytes - 1) + last


def gzip_bomb(megabytes: int) -> bytes:
    zeros, packer = bytes(MB), zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


def brotli_bomb(megabytes: int) -> bytes:
    zeros, packer = bytes(MB), brotli.Compressor(quality=5)
    return b"".join(packer.process(zeros) for _ in range(megabytes)) + packer.finish()


def bomb(encoding: str, make: Callable[[int], bytes], megabytes: int) -> Case:
    """As a feed, and as a page of another feed."""

    def serve(stage: Stage) -> dict[str, Any]:
        body = make(megabytes)
        page = stage.serve("page", body, content_encoding=encoding)
        return {"feeds": (stage.serve("bomb.xml", body, content_encoding=encoding), *stage.feed(page)["feeds"])}

    return Case(serve, {L.TOO_LARGE: 1}, LookOutcome.PARTIAL, "unpacks to more than 5 MB")


def gzip_in_gzip(stage: Stage) -> dict[str, Any]:
    return stage.feed(
        stage.serve("twice", gzip.compress(gzip_bomb(200)), content_encoding="gzip, gzip"),
        stage.serve("often", gzip_bomb(1), content_encoding=", ".join(["gzip"] * 500)),
    )


def gzip_files(stage: Stage) -> dict[str, Any]:
    """Not as the encoding of an answer, but as a file: `sitemap.xml.gz`."""
    bomb = gzip_bomb(60)
    return {
        "feeds": (stage.serve("feed.gz", bomb, kind="application/gzip"),),
        "sitemaps": (stage.serve("sitemap.xml.gz", bomb, kind="application/gzip"),),
    }


def drip(stage: Stage) -> dict[str, Any]:
    feed = stage.main.stream(stage.path("drip.xml"), b" ", pause=0.2, start=b"<rss><channel>")
    page = stage.main.stream(stage.path("drip.html"), b"<p>more</p>", pause=0.2)
    return {"feeds": (feed, *stage.feed(page)["feeds"])}


def large_html(megabytes: int) -> Callable[[Stage], dict[str, Any]]:
    def serve(stage: Stage) -> dict[str, Any]:
        body = (html(ARTICLE).encode() + b"<p>" + PROSE.encode()) * (
            megabytes * MB // (len(html(ARTICLE)) + len(PROSE))
        )
        unsaid = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + body
        stage.main.raw(stage.path("unsaid"), unsaid)  # without its length
        return stage.feed(stage.serve("said", body), stage.url("unsaid"))

    return serve


def redirects_to_schemes(stage: Stage) -> dict[str, Any]:
    targets = ("javascript:alert(1)", "data:text/html,<p>x", "file:///etc/passwd")
    return stage.feed(*(stage.main.redirect(stage.path(str(n)), target) for n, target in enumerate(targets)))


def injection(stage: Stage) -> dict[str, Any]:
    """Line ends where a header's value becomes part of a request."""

    def answer(header: bytes, body: bytes = b"", status: bytes = b"302 Found") -> bytes:
        return (
            b"HTTP/1.1 "
            + status
            + b"\r\n"
            + header
            + b"\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
            + body
        )

    stage.main.answer_all(stage.path("target"), article)
    target = stage.url("target").encode()
    stage.main.raw(stage.path("escaped"), answer(b"Location: " + target + b"?%0d%0aX-Injected:%201"))
    stage.main.raw(stage.path("bare"), answer(b"Location: " + target + b"?b\rX-Injected: 1"))
    stage.main.raw(stage.path("feed-line"), answer(b"Location: " + target + b"?c\nX-Injected: 1"))
    stage.main.raw(stage.path("folded"), answer(b"Location: " + target + b"?d\r\n X-Injected: 1"))
    feed = f"<rss><channel><item><title>x</title><link>{stage.url('target')}?e&#13;&#10;X-Injected:%201&#13;&#10;</link></item>"
    feed += "".join(
        f"<item><title>x</title><link>{stage.url(of)}</link></item>"
        for of in ("escaped", "bare", "feed-line", "folded")
    )
    body = f"{feed}</channel></rss>".encode()
    stage.main.raw(
        stage.path("feed"), answer(b'ETag: "a\x01\rX-Injected: 1"\r\nLast-Modified: x\rX-Injected: 1', body, b"200 OK")
    )
    return {"feeds": (stage.url("feed"),)}


def long_headers(stage: Stage) -> dict[str, Any]:
    """One line that never ends, and lines without end."""

    def flood(path: str, piece: bytes, start: bytes) -> None:
        def write(send: Callable[[bytes], Any]) -> None:
            while True:
                send(piece)

        stage.main.pour(stage.path(path), start, write)

    flood("line", b"x" * 65536, b"HTTP/1.1 200 OK\r\nX-Long: ")
    flood("lines", b"X-Many: yes\r\n" * 5000, b"HTTP/1.1 200 OK\r\n")
    flood("continue", b"HTTP/1.1 100 Continue\r\n\r\n" * 2500, b"HTTP/1.1 100 Continue\r\n\r\n")
    return stage.feed(stage.url("line"), stage.url("lines"), stage.url("continue"))


def cookies(stage: Stage) -> dict[str, Any]:
    prefix = stage.path("c/")

    def growing(path: str) -> Answer:
        number = int(path.rpartition("/")[2])
        headers = {
            "Content-Type": "text/html",
            "Set-Cookie": f"c{number}={'x' * min(1000 * 2**number, 16_000)}; Path=/",
        }
        if number % 5 != 4:
            return Answer(b"", 302, headers | {"Location": f"{prefix}{number + 1}"})
        return Answer(html(ARTICLE, title=f"Meeting number {number} of the year").encode(), 200, headers)

    stage.main.answer_all(prefix, growing)
    return stage.feed(*(stage.url(f"c/{n}") for n in range(0, 20, 5)))


def large_robots(stage: Stage) -> dict[str, Any]:
    stage.other.serve("/robots.txt", "User-agent: *\n" + f"Disallow: {'*a' * 30}b\n" * 60_000, kind="text/plain")
    links = [stage.other.page(f"/{'a' * 1800}{n}") for n in range(10)]
    return {"feeds": (stage.other.feed("/feed", links),)}
