from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.discover.links import Link, absolute, language_code, newest_first, plain_title, read_time

BASE = "https://news.example/ru/feed.xml"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a", "https://news.example/a"),
        ("a?b=1#c", "https://news.example/ru/a?b=1"),
        (" //other.example/x\n", "https://other.example/x"),
        ("https://news.example/ново\tсти", "https://news.example/новости"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        (" java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@news.example", None),
        ("file:///etc/passwd", None),
        ("http://[::1", None),
        ("http://host:99999/", None),
        ("http://user:word@news.example/", None),
        ("https://news.example/" + "a" * 3000, "https://news.example/" + "a" * 3000),
        ("http:///a", None),
        ("", None),
        (None, None),
    ],
)
def test_absolute(href: str | None, url: str | None) -> None:
    assert absolute(href, BASE) == url


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_whatever_is_offered_leads_to_the_web_or_nowhere(href: str) -> None:
    url = absolute(href, BASE)
    assert url is None or (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname)


def test_titles_are_plain_text() -> None:
    assert plain_title("Talks <b>on</b>&amp;\n off") == "Talks on & off"
    assert plain_title("5 < 6") == "5 < 6"
    assert plain_title(None) == ""


def test_languages() -> None:
    assert [language_code(tag) for tag in ("ru-RU", "KK", "zh_Hans", "", None, "english")] == [
        "ru",
        "kk",
        "zh",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "written",
    ["2020-09-10T12:00:00+03:00", "Thu, 10 Sep 2020 09:00:00 GMT", "2020-09-10T09:00:00Z", " 2020-09-10 09:00 "],
)
def test_times_are_read_into_utc(written: str) -> None:
    assert read_time(written) == datetime(2020, 9, 10, 9, tzinfo=UTC)


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_a_time_is_aware_or_unknown(written: str) -> None:
    time = read_time(written)
    assert time is None or time.utcoffset() is not None


def test_newest_first_keeps_undated_links_where_they_were_offered() -> None:
    offered = [
        (None, "a"),
        (datetime(2020, 9, 9, tzinfo=UTC), "b"),
        (None, "c"),
        (datetime(2020, 9, 10, tzinfo=UTC), "d"),
        (None, "a"),
    ]
    links = newest_first(offered, lambda name: Link(url=f"https://x.example/{name}", hint_by="feed"), limit=3)
    assert [link.url[-1] for link in links] == ["a", "d", "b"]
