"""A crawl from a local publisher to the hand-over, in the child process that the crawl task starts."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from presswatch.sources import LinkOutcome as L
from presswatch.sources import Listing, LookOutcome
from tests.integration.crawlers.child import Child, crawl, source
from tests.integration.crawlers.files import Files
from tests.integration.crawlers.server import Publisher

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>x</title><entry><title>Встреча министров</title>
<link href="/atom1?utm_source=feed"/><published>2020-09-10T12:00:00+03:00</published></entry></feed>"""
ILL_FORMED = "<rss><channel><item><title>A & B</title><link>{url}/ill1</link></item><item><link>{url}/ill2</link>"
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "x",
    "items": [{"id": "1", "url": "/json1", "title": "x"}],
}
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>{url}/news1</loc><n:news><n:publication><n:language>kk</n:language></n:publication>
<n:publication_date>2020-09-10T09:00:00Z</n:publication_date><n:title>Жаңалық</n:title></n:news></url>
<url><loc>{url}/atom1</loc></url></urlset>"""


def test_everything_offered_is_collected_once(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.url
    for name in ("atom1", "atom1?utm_source=feed", "ill1", "ill2", "json1", "news1", "list1", "rss1"):
        publisher.page(f"/{name}")
    russian = "Министры иностранных дел провели в Москве встречу и подписали совместное заявление"
    publisher.page("/list2", charset="windows-1251", words=russian, title="Заявление")
    publisher.redirect("/old", "/rss1")
    publisher.serve("/atom", ATOM, kind="application/atom+xml")
    publisher.serve("/ill", ILL_FORMED.format(url=url), kind="text/xml")
    publisher.serve("/json", json.dumps(JSON_FEED), kind="application/feed+json")
    publisher.serve("/index.xml", INDEX, kind="text/xml")
    publisher.serve("/news.xml", NEWS.format(url=url), kind="text/xml")
    publisher.serve(
        "/list", "<nav><a href='/x'>x</a></nav><h2><a href='list1'>One</a></h2><h2><a href='/list2'>Two</a></h2>"
    )
    publisher.feed("/rss", [f"{url}/old"], etag='"v1"')
    sources = [
        source("agency", feeds=(f"{url}/atom", f"{url}/ill", f"{url}/json"), sitemaps=(f"{url}/index.xml",)),
        source("ministry", feeds=(f"{url}/rss",), listings=(Listing(url=f"{url}/list", links="h2 a"),)),
        source("double", feeds=(f"{url}/rss",)),
    ]  # fmt: skip

    with Child(tmp_path, sources) as child:
        looks = child.finish()
        articles = {article.url.removeprefix(url): article for article in child.files.handed_over()}
        handed_over = len(child.files.handed_over())
    assert looks["agency"].links == {L.NEW: 5}
    assert sum((looks["ministry"].links | looks["double"].links).values()) >= 1
    assert {look.outcome for look in looks.values()} == {LookOutcome.OK}
    assert set(articles) == {"/atom1", "/ill1", "/ill2", "/json1", "/news1", "/list1", "/list2", "/rss1"}
    assert handed_over == 8
    assert publisher.asked["/old"] == 1  # though two sources offer it
    assert articles["/rss1"].link == f"{url}/old"
    assert articles["/atom1"].published_by == "feed"
    assert articles["/atom1"].published_at is not None
    assert articles["/atom1"].published_at.isoformat() == "2020-09-10T09:00:00+00:00"
    assert articles["/news1"].published_by == "sitemap"
    assert "Министры иностранных дел" in articles["/list2"].text
    assert articles["/list2"].source == "ministry"
    assert articles["/list2"].country == "KZ"

    again = crawl(tmp_path, *sources)
    assert {look.outcome for look in again.values()} == {LookOutcome.UNCHANGED}
    assert not any(look.links for look in again.values())
    assert publisher.headers["/rss"]["If-None-Match"] == '"v1"'
    assert publisher.asked["/atom1?utm_source=feed"] + publisher.asked["/atom1"] == 1
    assert len(Files(tmp_path / "state").handed_over()) == 8
    assert "Traceback" not in (tmp_path / "log").read_text()

    [file] = (tmp_path / "data" / "warc").glob("*/*.warc.gz")
    records = warc_records(file)
    assert Counter(kind for kind, _, _ in records) == {"request": 8, "response": 8, "metadata": 8}
    [body] = [body for kind, address, body in records if (kind, address) == ("response", f"{url}/list2")]
    assert body.decode("windows-1251").count("Министры") == 6
    file.write_bytes(file.read_bytes()[:-40])  # as a kill leaves it
    assert len(warc_records(file)) == 23


def warc_records(file: Path) -> list[tuple[str, str, bytes]]:
    """Type, address and payload of each whole record."""
    records = []
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            try:
                body = record.content_stream().read()
            except EOFError:
                break
            if len(body) == record.payload_length or record.rec_type == "response" or body.endswith(b"}"):
                records.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), body))
    return records


def test_what_failed_or_was_too_much_is_offered_again(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.url
    links = [publisher.page(f"/{n}") for n in range(7)]
    publisher.serve("/0", status=500)
    publisher.feed("/feed", links, etag='"1"')
    agency = source("agency", feeds=(f"{url}/feed",))

    first = crawl(tmp_path, agency, links=5)["agency"]
    assert first.links == {L.NEW: 4, L.REFUSED: 1, L.LATER: 2}
    assert first.outcome is LookOutcome.OK
    assert first.error == f"{url}/0 answered 500"
    assert not Files(tmp_path / "state").kept()
    publisher.page("/0")
    second = crawl(tmp_path, agency, links=5)["agency"]
    assert second.links == {L.NEW: 3, L.KNOWN: 4}
    assert Files(tmp_path / "state").kept() == {f"{url}/feed"}
    assert "If-None-Match" not in publisher.headers["/feed"]


def test_a_host_is_asked_few_things_at_once_by_all_sources_together(publisher: Publisher, tmp_path: Path) -> None:
    publisher.delay = 0.05
    sources = [source(f"s{n}", feeds=(publisher.feed(f"/feed{n}", [publisher.page(f"/{n}")]),)) for n in range(12)]
    looks = crawl(tmp_path, *sources)
    assert [look.links for look in looks.values()] == [{L.NEW: 1}] * 12
    assert 2 <= publisher.most_at_once <= 4


def test_a_host_in_trouble_is_left_alone(publisher: Publisher, tmp_path: Path) -> None:
    links = [publisher.serve(f"/{n}", status=500) for n in range(40)]
    look = crawl(tmp_path, source("agency", feeds=(publisher.feed("/feed", links),)))["agency"]
    assert sum(look.links.values()) == 40
    assert look.links[L.REFUSED] < 12


def test_a_hand_over_that_is_away_loses_nothing(publisher: Publisher, tmp_path: Path) -> None:
    links = [publisher.page(f"/{n}") for n in range(3)] + [publisher.serve("/absent", status=404)]
    agency = source("agency", feeds=(publisher.feed("/feed", links),))
    state = Files(tmp_path / "state")

    state.break_down("articles")
    with Child(tmp_path, [agency], patience=0.3) as child:
        look = child.next_look()
    assert look.links == {L.FAILED: 3, L.REFUSED: 1}
    assert "could not be handed over" in look.error
    assert len(state.marked("agency")) == 1
    assert not state.kept()

    state.break_down("get", "articles", "mark")
    with Child(tmp_path, [agency], patience=20) as child:
        with pytest.raises(TimeoutError):
            wait_for_articles(state, 1, seconds=1)
        state.recover()
        assert child.finish()["agency"].links == {L.NEW: 3, L.KNOWN: 1}
    assert len(state.handed_over()) == 3
    assert state.kept()


def wait_for_articles(state: Files, count: int, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while len(state.handed_over()) < count:
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
