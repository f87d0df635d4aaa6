"""Feeds of every form, with what each of them does that others don't."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.discover import DocumentError, Link, read_feed

URL = "https://news.example/x/feed"
NINE = datetime(2020, 9, 10, 9, tzinfo=UTC)
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
RDF = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def read(body: str) -> list[Link]:
    return read_feed(body.encode(), url=URL)


def rss(items: str, channel: str = "", attributes: str = "") -> list[Link]:
    return read(f"<rss version='2.0' {attributes}><channel><title>x</title>{channel}{items}</channel></rss>")


def json_feed(*items: Any, **feed: Any) -> list[Link]:
    return read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items} | feed))


def test_json_feed() -> None:
    [full] = json_feed(
        {
            "id": "1",
            "url": "b",
            "title": "Talks &amp; <b>visit</b>",
            "language": "kk-KZ",
            "date_published": "2020-09-10T14:00:00+05:00",
            "date_modified": "2020-09-10T16:10:00+05:00",
            "content_html": "<p>All of it</p>",
        },
        language="ru",
    )
    assert full == Link(
        url="https://news.example/x/b",
        hint_by="feed",
        title="Talks & visit",
        published_at=NINE,
        language="kk",
        revision="2020-09-10T11",
        content="<p>All of it</p>",
    )


def test_json_feed_items_without_an_address_of_their_own() -> None:
    links = json_feed(
        {"id": "https://news.example/a", "content_text": "a < b"},
        {"id": 7, "external_url": "https://other.example/c"},
        {"id": "nothing"},
        {"url": ["no"]},
        "no item",
        language="ru-RU",
    )
    assert [link.url for link in links] == ["https://news.example/a", "https://other.example/c"]
    assert links[0].content == "a &lt; b"
    assert links[0].language == "ru"


def test_an_empty_json_feed_is_one_and_other_json_is_none() -> None:
    assert json_feed() == []
    for body in ('{"items": 5}', "[1]", "{", "[" * 200_000):
        with pytest.raises(DocumentError, match="is not a feed"):
            read(body)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda each: (
            st.lists(each, max_size=4)
            | st.dictionaries(st.sampled_from(["items", "url", "id", "title", "date_published", "language"]), each)
        ),
        max_leaves=20,
    )
)
def test_whatever_json_says_is_links_or_told(value: object) -> None:
    try:
        links = read(json.dumps({"items": value}))
    except DocumentError:
        return
    assert all(link.url.startswith("http") for link in links)


def test_cdata_everywhere() -> None:
    [link] = rss(
        "<item><title><![CDATA[A & <b>B</b>]]></title><link><![CDATA[\n /a?x=1&y=2 \n]]></link>"
        "<pubDate><![CDATA[Thu, 10 Sep 2020 12:00:00 +0300]]></pubDate>"
        "<content:encoded><![CDATA[<p>Whole</p>]]></content:encoded><description>Short</description></item>",
        "<language><![CDATA[ru]]></language>",
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    )
    assert (link.url, link.title, link.published_at, link.language) == (
        "https://news.example/a?x=1&y=2", "A & B", NINE, "ru",
    )  # fmt: skip
    assert link.content == "<p>Whole</p>"


def test_a_description_is_not_the_whole_text() -> None:
    [link] = rss("<item><link>/a</link><title>A</title><description>Short</description></item>")
    assert not link.content


def test_bases_within_bases() -> None:
    items = "<item xml:base='e/'><title>A</title><link>a</link></item><item><title>B</title><link>b</link></item>"
    links = rss(items, attributes='xml:base="https://b.example/d/"')
    assert [link.url for link in links] == ["https://b.example/d/e/a", "https://b.example/d/b"]


def test_a_guid_is_an_address_where_there_is_no_link_and_no_guid_is_needed_where_there_is_one() -> None:
    links = rss(
        "<item><title>A</title><guid>https://news.example/g</guid></item>"
        "<item><title>B</title><link>/b</link></item>"
        "<item><title>C</title><link>/c</link><guid isPermaLink='false'>tag:1</guid></item>"
    )
    assert [link.url for link in links] == [f"https://news.example/{name}" for name in "gbc"]


def test_a_link_beside_another_namespaces_link() -> None:
    [link] = rss(
        "<item><title>p</title><atom:link rel='self' href='/wrong'/><link>/right</link></item>",
        attributes='xmlns:atom="http://www.w3.org/2005/Atom"',
    )
    assert link.url == "https://news.example/right"


def test_an_item_of_rdf_is_about_its_page() -> None:
    links = read(
        f"<rdf:RDF {RDF}><channel rdf:about='x'><title>c</title><dc:language>fa</dc:language></channel>"
        "<item rdf:about='https://news.example/1'><title>R</title><dc:date>2020-09-10T14:00:00+05:00</dc:date></item>"
        "<item rdf:about='urn:2'><title>S</title><link>https://news.example/2</link></item></rdf:RDF>"
    )
    assert [link.url for link in links] == ["https://news.example/1", "https://news.example/2"]
    assert (links[0].published_at, links[0].language) == (NINE, "fa")


@pytest.mark.parametrize(
    ("links", "wanted"),
    [
        ('<link rel="related" href="/r"/><link rel="alternate" href="alt"/>', "https://news.example/x/alt"),
        ('<link rel="edit" href="/edit"/><link href="/bare"/>', "https://news.example/bare"),
        ('<link rel="enclosure" href="/e.mp3"/><link href="/page"/>', "https://news.example/page"),
        ("", "https://news.example/id"),
    ],
)
def test_of_an_atom_entrys_links_the_page(links: str, wanted: str) -> None:
    body = f"<feed {ATOM}><title>t</title><entry><id>https://news.example/id</id><title>x</title>{links}</entry></feed>"
    assert [link.url for link in read(body)] == [wanted]


def test_an_atom_title_in_xhtml() -> None:
    title = '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">X <i>y</i></div></title>'
    [link] = read(f"<feed {ATOM}><title>t</title><entry>{title}<link href='/a'/></entry></feed>")
    assert link.title == "X y"
