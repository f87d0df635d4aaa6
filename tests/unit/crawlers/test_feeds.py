from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawlers.discover import DocumentError, read_feed

URL = "https://news.example/ru/feed.xml"
NINE = datetime(2020, 9, 10, 9, tzinfo=UTC)


def rss(*items: str, head: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>x</title><language>ru-RU</language>{''.join(items)}</channel></rss>".encode()


def item(link: str = "/a", title: str = "Title", date: str = "Thu, 10 Sep 2020 12:00:00 +0300") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def test_rss() -> None:
    [link] = read_feed(rss(item()), url=URL)
    assert link.url == "https://news.example/a"
    assert (link.title, link.published_at, link.language, link.hint_by) == ("Title", NINE, "ru", "feed")


def test_atom_with_a_base() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/" xml:lang="kk"><title>t</title>
      <entry><title type="html">A &lt;b&gt;x&lt;/b&gt;</title><link rel="self" href="s"/><link href="p/1"/>
      <updated>2020-09-10T12:00:00+03:00</updated></entry></feed>"""
    [link] = read_feed(body.encode(), url=URL)
    assert (link.url, link.title, link.published_at) == ("https://b.example/x/p/1", "A x", NINE)


def test_rdf() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://e.example/"><title>c</title></channel>
      <item rdf:about="https://e.example/1"><title>R</title><link>https://e.example/1</link><dc:date>2020-09-10T14:00:00+05:00</dc:date></item></rdf:RDF>"""
    [link] = read_feed(body.encode(), url=URL)
    assert (link.url, link.published_at) == ("https://e.example/1", NINE)


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "j",
        "language": "zh",
        "items": [{"id": "1", "url": "/j", "title": "外长", "date_published": "2020-09-10T09:00:00Z"}],
    }
    [link] = read_feed(json.dumps(feed).encode(), url=URL)
    assert (link.url, link.title, link.published_at, link.language) == ("https://news.example/j", "外长", NINE, "zh")


@pytest.mark.parametrize(
    "body",
    [
        rss(item(title="A & B")),
        rss(item())[:-30],
        rss(item(title="a&nbsp;b")),
        b"\n\n" + rss(item()),
        rss(item()).decode().encode("utf-16"),
        rss(item(title="\x0b")),
        b"junk before " + rss(item()),
    ],
)
def test_ill_formed_feeds_are_read(body: bytes) -> None:
    assert [link.url for link in read_feed(body, url=URL)] == ["https://news.example/a"]


def test_an_ambiguous_date_is_no_date() -> None:
    [link] = read_feed(rss(item(date="10.09.2020 14:00")), url=URL)
    assert link.published_at is None  # neither the 10th of September for certain nor the 9th of October


def test_a_charset_that_only_the_header_names() -> None:
    body = rss(item(title="Встреча"), head="").decode().encode("windows-1251")
    [link] = read_feed(body, url=URL, content_type="text/xml; charset=windows-1251")
    assert link.title == "Встреча"


def test_only_web_links() -> None:
    body = rss(item("javascript:alert(1)"), item("mailto:a@b.example"), item("/b"), "<item><title>none</title></item>")
    assert [link.url for link in read_feed(body, url=URL)] == ["https://news.example/b"]


def test_a_huge_feed_is_cut_to_its_newest() -> None:
    body = rss(*(item(f"/{n}", date=f"Thu, 10 Sep 2020 12:{n // 60 % 60:02}:{n % 60:02} +0000") for n in range(3000)))
    links = read_feed(body, url=URL, limit=500)
    assert len(links) == 500
    assert links[0].url.endswith("/2999")


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(rss(), url=URL) == []


BOMB = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;'>]>"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"hello", "is not a feed"),
        (b"/etc/passwd", "is not a feed"),
        (b"http://127.0.0.1/feed", "is not a feed"),
        (b"<html><body>x</body></html>", "is not a feed"),
        (b"{}", "is not a feed"),
        (rss(item(title="&b;"), head=BOMB), "declares XML entities"),
        (rss(item(title="&b;"), head=BOMB).decode().encode("utf-16"), "declares XML entities"),
        (rss(head="<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"), "declares XML entities"),
        (b"\x1f\x8b broken", "is not valid gzip"),
    ],
)
def test_what_is_no_feed_says_why(body: bytes, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        read_feed(body, url=URL)
