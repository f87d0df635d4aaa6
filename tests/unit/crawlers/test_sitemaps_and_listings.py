from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from crawlers.discover import DocumentError, read_listing, read_sitemap

URL = "https://news.example/sitemap.xml"
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
NEWS = f"""<?xml version="1.0"?><urlset {NAMESPACES}>
<url><loc>https://news.example/old</loc><lastmod>2020-09-01</lastmod></url>
<url><loc> https://news.example/new </loc><image:image><image:loc>https://i.example/p.jpg</image:loc><image:title>Photo</image:title></image:image>
<news:news><news:publication><news:name>N</news:name><news:language>kk</news:language></news:publication>
<news:publication_date>2020-09-10T14:00:00+05:00</news:publication_date><news:title>Кездесу</news:title></news:news></url>
<url><loc>javascript:x</loc></url></urlset>"""


def index(*children: str) -> bytes:
    return f"<sitemapindex {NAMESPACES}>{''.join(children)}</sitemapindex>".encode()


def child(name: str, date: str = "") -> str:
    return f"<sitemap><loc>/{name}.xml</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</sitemap>"


@pytest.mark.parametrize("packed", [False, True])
def test_a_news_sitemap(packed: bool) -> None:
    new, old = read_sitemap(gzip.compress(NEWS.encode()) if packed else NEWS.encode(), url=URL).links
    assert (new.url, new.title, new.language, new.hint_by) == ("https://news.example/new", "Кездесу", "kk", "sitemap")
    assert new.published_at == datetime(2020, 9, 10, 9, tzinfo=UTC)
    assert old.published_at is None  # when it was changed is not when it was published


def test_an_index_gives_its_newest_children() -> None:
    children = [child(str(day), f"2020-09-{day:02}") for day in range(1, 29)] + [child("undated")]
    assert read_sitemap(index(*children), url=URL).children == [
        f"https://news.example/{day}.xml" for day in (28, 27, 26, 25)
    ]
    undated = read_sitemap(index(*map(child, "abcdefg")), url=URL).children
    assert undated == [f"https://news.example/{name}.xml" for name in "abfg"]


def test_a_feed_may_be_given_as_a_sitemap() -> None:
    body = b"<rss version='2.0'><channel><item><link>/a</link></item></channel></rss>"
    assert [link.url for link in read_sitemap(body, url=URL).links] == ["https://news.example/a"]


def test_a_torn_sitemap_gives_what_it_has() -> None:
    assert len(read_sitemap(NEWS.encode()[:300], url=URL).links) == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html><p>x</p></html>", "is not a sitemap: its root is 'html'"),
        (b"nothing", "is not XML"),
        (gzip.compress(b"<urlset>" + b" " * 6_000_000), "unpacks to 5 MB or more"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><urlset/>", "declares XML entities"),
    ],
)
def test_what_is_no_sitemap_says_why(body: bytes, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        read_sitemap(body, url=URL)


PAGE = """<html><head><meta charset="windows-1251"><base href="/ru/"></head><body><nav><a href="/x">Menu</a></nav>
<div class=news><h2><a href="1.html">Встреча <b>министров</b></a></h2><a href="1.html#comments">3</a><a href="javascript:x">y</a></div></body></html>"""


@pytest.mark.parametrize("selector", [".news a", "div.news"])
def test_a_listing(selector: str) -> None:
    [link] = read_listing(PAGE.encode("windows-1251"), url=URL, links=selector).links
    assert (link.url, link.title, link.hint_by) == ("https://news.example/ru/1.html", "Встреча министров", "listing")


@pytest.mark.parametrize(
    ("body", "selector", "why"),
    [
        (PAGE.encode(), ".headline a", "has no link that the selector '.headline a' meets"),
        (PAGE.encode(), "a[", "can't be searched with the selector"),
        (b"", "a", "is "),
    ],
)
def test_a_listing_that_gives_nothing_says_why(body: bytes, selector: str, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        read_listing(body, url=URL, links=selector)
