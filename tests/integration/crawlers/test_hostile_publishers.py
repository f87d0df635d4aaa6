"""What hostile and broken publishers serve ends as their own recorded error, while all other sources go on.

One crawl over all of them; each test looks at what came of one.
"""

from __future__ import annotations

import gzip
import itertools
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from presswatch.articles import Article
from presswatch.sources import LinkOutcome as L
from presswatch.sources import Listing, Look, LookOutcome
from tests.integration.crawlers.child import Child, source
from tests.integration.crawlers.server import Publisher

ENTITIES = (
    "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]><rss><channel><item><title>&j;</title><link>/x</link></item></channel></rss>"
)


@dataclass
class Crawled:
    looks: dict[str, Look]
    order: list[str]
    articles: list[Article]
    publishers: dict[str, Publisher]
    log: str


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def crawled(publish: Callable[..., Publisher], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("hostile")
    main, busy, closed, unwell, slow_host, forged = (publish() for _ in range(6))
    untrusted = publish(tls=self_signed(folder))
    url = main.url
    main.serve("/500.xml", status=500)
    main.stream("/drip.xml", b" ", pause=0.2, start=b"<rss><channel>")
    main.stream("/drip.html", b"<p>more</p>", pause=0.2)
    main.stream("/endless.xml", b"<item><link>/x</link></item>" * 2000, pause=0.0, start=b"<rss><channel>")
    main.serve("/bomb.xml", gzip.compress(b"<rss>" + b" " * 50_000_000), content_encoding="gzip")
    main.serve("/large.html", b"<html>" + b"x" * 6_000_000)
    main.serve("/entities.xml", ENTITIES)
    main.redirect("/loop", "/loop")
    main.serve("/report.pdf", b"%PDF-1.7 ...", kind="application/pdf")
    main.serve("/empty.html", "<html><body></body></html>")
    targets = ["10.0.0.1", "2130706434", "0x7f000002", "127.2", "[::ffff:127.0.0.2]", "0177.0.0.2"]
    for number, target in enumerate(targets):
        main.redirect(f"/inwards{number}", f"http://{target}:{main.port}/good")
    main.redirect("/file", "file:///etc/passwd")
    main.serve("/untagged.html", "<html><a href='/good'>x</a></html>")
    for number in range(1, 8):
        busy.serve(f"/{number}", status=429, retry_after="120")
    closed.serve("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
    unwell.serve("/robots.txt", status=503)
    slow_host.serve("/robots.txt", "User-agent: presswatch\nCrawl-delay: 0.7\n", kind="text/plain")
    forged.serve("/robots.txt", "User-agent: *\nDisallow:\n")
    forged.redirect("/out", f"{closed.url}/private/1")
    for publisher, pages in ((main, 1), (closed, 1), (slow_host, 3)):
        for number in range(pages):
            publisher.page(f"/good{number}" if number else "/good")
    schemes = [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "file:///etc/passwd",
        "ftp://x.example/a",
        "http://[::1",
        f"{url}/good",
    ]
    main.serve("/schemes.html", "".join(f"<a href='{link}'>x</a>" for link in schemes))
    sources = [
        source("down", feeds=(f"{url}/500.xml",)),
        source("half-down", feeds=(f"{url}/500.xml", main.feed("/half.xml", [f"{url}/good"]))),
        source("nowhere", feeds=("http://no-such-host.invalid/feed",)),
        source("refused", feeds=(f"http://127.0.0.1:{closed_port()}/feed",)),
        source("dripping", feeds=(f"{url}/drip.xml", main.feed("/d.xml", [f"{url}/drip.html"]))),
        source("endless", feeds=(f"{url}/endless.xml",)),
        source("bomb", feeds=(f"{url}/bomb.xml",)),
        source("entities", feeds=(f"{url}/entities.xml",), sitemaps=(f"{url}/entities.xml",)),
        source("pages", feeds=(main.feed("/p.xml", [url + path for path in ("/loop", "/report.pdf", "/large.html", "/empty.html", "/absent", "/500.xml", "/file")]),)),
        source("inwards", feeds=(main.feed("/i.xml", [f"{url}/inwards{n}" for n in range(len(targets))] + ["http://192.168.1.1/"]),)),
        source("schemes", listings=(Listing(url=f"{url}/schemes.html", links="a"),)),
        source("not-a-feed", feeds=(f"{url}/good",)),
        source("rebuilt", listings=(Listing(url=f"{url}/untagged.html", links="a.headline"),)),
        source("busy", feeds=(busy.feed("/feed", [f"{busy.url}/{n}" for n in (1, 2, 3, 4, 5, 6, 7)]),)),
        source("closed", feeds=(closed.feed("/feed", [f"{closed.url}/private/1", f"{closed.url}/good"]),)),
        source("unwell", feeds=(unwell.feed("/feed", [f"{unwell.url}/1"]),)),
        source("slow", feeds=(slow_host.feed("/feed", [f"{slow_host.url}/{name}" for name in ("good", "good1", "good2")]),)),
        source("forged", feeds=(forged.feed("/feed", [f"{forged.url}/out"]),)),
        source("untrusted", feeds=(untrusted.feed("/feed", []),)),
    ]  # fmt: skip
    with Child(folder, sources, allow=["127.0.0.1/32"], request_seconds=2.5) as child:
        looks = child.finish()
        articles, log = child.files.handed_over(), child.log()
    publishers = {"main": main, "busy": busy, "closed": closed, "unwell": unwell, "slow": slow_host}
    return Crawled(looks, list(looks), articles, publishers, log)


def failed(crawled: Crawled, name: str) -> str:
    look = crawled.looks[name]
    assert look.outcome is LookOutcome.FAILED
    assert not look.links
    return look.error


def test_every_source_is_reported_and_the_quick_ones_do_not_wait_for_the_slow(crawled: Crawled) -> None:
    assert len(crawled.looks) == 19
    assert crawled.order.index("down") < crawled.order.index("dripping")


def test_a_failing_feed_is_named_with_its_status(crawled: Crawled) -> None:
    assert failed(crawled, "down") == f"feed {crawled.publishers['main'].url}/500.xml answered 500"


def test_one_bad_document_of_two_is_partial(crawled: Crawled) -> None:
    look = crawled.looks["half-down"]
    assert look.outcome is LookOutcome.PARTIAL
    assert sum(look.links.values()) == 1
    assert look.error.endswith("/500.xml answered 500")


def test_unknown_hosts_and_closed_ports(crawled: Crawled) -> None:
    assert re.search("can't be resolved|did not answer", failed(crawled, "nowhere"))  # the latter where DNS is slow
    assert "refused the connection" in failed(crawled, "refused")


def test_a_dripping_answer_is_cut_off_in_feeds_and_pages(crawled: Crawled) -> None:
    look = crawled.looks["dripping"]
    assert look.outcome is LookOutcome.PARTIAL
    assert look.links == {L.TIMED_OUT: 1}
    assert "/drip.xml did not answer in full within 2.5 s" in look.error


def test_endless_and_exploding_documents(crawled: Crawled) -> None:
    assert "is larger than 5 MB" in failed(crawled, "endless")
    assert "unpacks to more than 5 MB" in failed(crawled, "bomb")
    assert "declares XML entities" in failed(crawled, "entities")


def test_each_bad_page_has_its_outcome(crawled: Crawled) -> None:
    look = crawled.looks["pages"]
    assert look.outcome is LookOutcome.OK
    assert look.links == {L.FAILED: 1, L.TOO_LARGE: 1, L.NO_TEXT: 2, L.REFUSED: 3}
    assert crawled.publishers["main"].asked["/loop"] == 11


def test_nothing_inwards_is_connected_to(crawled: Crawled) -> None:
    look = crawled.looks["inwards"]
    assert look.links == {L.FORBIDDEN_ADDRESS: 7}
    assert "which is not a public address" in look.error


def test_only_web_links_are_offered(crawled: Crawled) -> None:
    assert sum(crawled.looks["schemes"].links.values()) == 1


def test_documents_that_are_something_else(crawled: Crawled) -> None:
    assert failed(crawled, "not-a-feed").endswith("/good is not a feed")
    assert "has no link that the selector 'a.headline' meets" in failed(crawled, "rebuilt")


def test_a_host_that_asks_to_wait_is_left_alone(crawled: Crawled) -> None:
    look = crawled.looks["busy"]
    assert look.retry_after == timedelta(seconds=120)
    assert sum(look.links.values()) == 7
    assert look.links[L.LATER] >= 3
    assert sum(crawled.publishers["busy"].asked.values()) <= 2 + 4  # robots.txt, the feed, what was under way


def test_robots_txt_is_obeyed_after_redirects_too(crawled: Crawled) -> None:
    assert crawled.looks["closed"].links == {L.ROBOTS: 1, L.NEW: 1}
    assert crawled.looks["forged"].links == {L.ROBOTS: 1}
    assert not crawled.publishers["closed"].asked["/private/1"]


def test_an_unreachable_robots_txt_forbids_all(crawled: Crawled) -> None:
    assert "robots.txt answers 503" in failed(crawled, "unwell")
    assert list(crawled.publishers["unwell"].asked) == ["/robots.txt"]


def test_crawl_delay_paces_a_host(crawled: Crawled) -> None:
    assert crawled.looks["slow"].links == {L.NEW: 3}
    times = sorted(crawled.publishers["slow"].times.values())
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.6


def test_certificates_are_verified(crawled: Crawled) -> None:
    assert "has a host whose certificate can't be verified" in failed(crawled, "untrusted")


def test_what_strangers_do_is_no_traceback(crawled: Crawled) -> None:
    assert "Traceback" not in crawled.log
    assert "mistake" not in " ".join(look.error for look in crawled.looks.values())


def test_good_pages_came_through(crawled: Crawled) -> None:
    main = crawled.publishers["main"]
    assert [article.url for article in crawled.articles].count(f"{main.url}/good") == 1
    assert main.asked["/good"] == 2  # as a page of two sources, and as the feed that it isn't
