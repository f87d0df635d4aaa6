"""Who publishes a site, and what its pages say of feeds."""

from __future__ import annotations

import pytest

from crawlers.discover.listings import parsed_page
from crawlers.survey.naming import country_of, is_official, languages_of, site_name, source_id
from crawlers.survey.offered import is_drawn_by_script, offered_feeds

URL = "https://news.example/world"


def root(html: str):  # type: ignore[no-untyped-def]  # lxml's element
    return parsed_page(html.encode(), url=URL)[0]


def page(head: str = "", body: str = "x", attributes: str = ""):  # type: ignore[no-untyped-def]
    return root(f"<html {attributes}><head>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="The &amp; Herald"><title>World | Other</title>', "The & Herald"),
        ('<script type="application/ld+json">{"@type": "WebSite", "name": "Herald"}</script>', "Herald"),
        ("<title>Herald - all the news</title>", "Herald"),
        ("", "news.example"),
        (f'<meta property="og:site_name" content="{"x" * 5000}">', "x" * 100),
    ],
)
def test_the_name_of_a_site(head: str, name: str) -> None:
    assert site_name(page(head), url=URL) == name


def test_a_feeds_title_names_a_site_that_says_nothing_better() -> None:
    assert site_name(page("<title>Home</title>"), url=URL, feed="Herald » Feed") == "Herald"


@pytest.mark.parametrize(
    ("url", "attributes", "country"),
    [
        ("https://x.kz/", "lang=en-GB", ("KZ", "from .kz")),
        ("https://x.co.uk/", "", ("GB", "from .uk")),
        ("https://xn--80aaaa.xn--p1ai/", "", ("RU", "from .xn--p1ai")),
        ("https://x.tv/", "lang=ru-KZ", ("KZ", "from the page's lang")),
        ("https://www.x.gov.co/", "", ("CO", "from .co")),
        ("https://x.com/", "lang=zh-Hant-TW", ("TW", "from the page's lang")),
        ("https://x.com/", "lang=en-US", ("", "")),  # what templates say
        ("https://x.com/", "lang=ru", ("", "")),
        ("https://x.com/", "lang=es-419", ("", "")),
        ("https://kz/", "", ("", "")),
    ],
)
def test_the_country(url: str, attributes: str, country: tuple[str, str]) -> None:
    assert country_of(url, page(attributes=attributes)) == country


def test_the_country_by_open_graph() -> None:
    assert country_of("https://x.org/", page('<meta property="og:locale" content="uz_UZ">'))[0] == "UZ"


def test_the_language() -> None:
    assert languages_of(page(attributes="lang=kk-KZ")) == ("kk",)
    assert languages_of(page(attributes="lang=xx")) == ()


@pytest.mark.parametrize(
    ("url", "official", "name"),
    [
        ("https://www.tass.com/", False, "tass"),
        ("https://mfa.gov.kz/", True, "mfa-kz"),
        ("https://www.mofa.go.jp/", True, "mofa-jp"),
        ("https://bbc.co.uk/", False, "bbc-uk"),
        ("https://english.herald.kz/", False, "herald"),
        ("https://www.gov.kz/", True, "gov-kz"),
        ("https://go.com/", False, "go"),
    ],
)
def test_ids(url: str, official: bool, name: str) -> None:
    assert is_official(url) is official
    assert source_id(url, taken=()) == name


def test_an_id_that_is_taken_gets_more_of_the_host() -> None:
    assert source_id("https://english.herald.kz/", taken=("herald", "herald-kz")) == "english-herald-kz"


def test_feeds_that_a_page_names() -> None:
    html = """<link rel=alternate type="application/rss+xml" href="https://other.test/feed">
      <link rel=alternate type="application/rss+xml" title="Comments" href="/c/feed">
      <link rel="alternate home" type="application/atom+xml; charset=utf-8" href="/atom">
      <link rel=alternate type="application/json" href="/wp-json/wp/v2/pages/2">
      <link rel=alternate type="application/feed+json" href="/feed.json">
      <link rel=alternate hreflang=ru href="/ru">"""
    body = (
        '<a href="/rss/">RSS</a><a href="/feedback">Feedback</a><a href="javascript:rss">x</a><a href="/all.rss">a</a>'
    )
    feeds = offered_feeds(page(html, body), url=URL, base=URL)
    assert feeds == [
        "https://news.example/atom",
        "https://news.example/feed.json",
        "https://news.example/rss/",
        "https://news.example/all.rss",
        "https://other.test/feed",
    ]


def test_a_page_that_a_script_draws() -> None:
    assert is_drawn_by_script(
        page("<script src=/app.js></script>", "<div id=root></div><noscript>Enable it</noscript>")
    )
    assert not is_drawn_by_script(page("", "<div id=root></div>"))
    assert not is_drawn_by_script(page("<script></script>", "<p>" + "Much text is here. " * 40))
    assert not is_drawn_by_script(page("<script></script>", "<a href=/x>x</a>" * 9))
