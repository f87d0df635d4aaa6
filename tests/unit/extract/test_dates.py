from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract import Hints, Reading, read_page
from crawlers.extract.times import read_time

FETCHED = datetime(2020, 9, 12, tzinfo=UTC)
TEXT = (
    "<p>"
    + "Foreign ministers met in Moscow on Thursday to prepare the summit of their leaders in November. " * 4
    + "</p>"
)


def dated(head: str = "", body: str = "", *, url: str = "https://example.com/a", hints: Hints = Hints()):  # noqa: B008
    page = f"<html><head>{head}</head><body><h1>Ministers met in Moscow</h1>{body}{TEXT}</body></html>"
    reading = read_page(page.encode(), url=url, fetched_at=FETCHED, hints=hints)
    assert isinstance(reading, Reading)
    return reading.published_at and reading.published_at.isoformat(), reading.published_by


def jsonld(**values: str) -> str:
    members = "".join(f', "{name}": "{value}"' for name, value in values.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle"{members}}}</script>'


META = '<meta property="article:published_time" content="2020-09-10T12:00:00+03:00">'


@pytest.mark.parametrize("name", ["article:published:time", "article.published_time", "DC.date-issued", "PUBDATE"])
def test_meta_is_known_by_its_letters(name):
    assert dated(META.replace("article:published_time", name)) == ("2020-09-10T09:00:00+00:00", "meta")


def test_the_order_is_feed_jsonld_meta_page():
    feed = Hints(published_at=datetime(2020, 9, 10, 8, 30, tzinfo=UTC))
    ld = jsonld(datePublished="2020-09-10T08:45:00Z")
    time = "<time datetime='2020-09-10T07:00:00Z'>10.09</time>"
    assert dated(ld + META, time, hints=feed) == ("2020-09-10T08:30:00+00:00", "feed")
    assert dated(ld + META, time) == ("2020-09-10T08:45:00+00:00", "jsonld")
    assert dated(META, time) == ("2020-09-10T09:00:00+00:00", "meta")
    assert dated("", time) == ("2020-09-10T07:00:00+00:00", "page")
    assert dated("", "<p>10 September 2020</p>") == ("2020-09-10T00:00:00+00:00", "page")
    assert dated("", url="https://example.com/2020/09/09/a") == ("2020-09-09T00:00:00+00:00", "page")
    assert dated() == (None, "")


def test_a_time_of_the_same_day_is_better_than_the_day():
    day = Hints(published_at=datetime(2020, 9, 10, tzinfo=UTC), published_by="sitemap")
    assert dated(META, hints=day) == ("2020-09-10T09:00:00+00:00", "meta")
    other = Hints(published_at=datetime(2020, 9, 3, tzinfo=UTC), published_by="sitemap")
    assert dated(META, hints=other) == ("2020-09-03T00:00:00+00:00", "sitemap")


@pytest.mark.parametrize(
    "wrong", ["2020-09-14T00:00:00Z", "1989-12-31T00:00:00Z", "0001-01-01T00:00:00Z", "soon", "2020-02-30"]
)
def test_what_can_not_be_is_passed_over(wrong):
    at, by = dated(jsonld(datePublished=wrong) + META)
    assert (at, by.partition(";")[0]) == ("2020-09-10T09:00:00+00:00", "meta")
    assert dated(jsonld(datePublished=wrong))[0] is None


def test_a_time_without_a_zone_gets_that_of_the_others():
    ld = jsonld(datePublished="2020-09-10T12:00:00", dateModified="2020-09-10T13:00:00+0600")
    assert dated(ld) == ("2020-09-10T06:00:00+00:00", "jsonld; +06:00 assumed")


def test_else_it_gets_the_source_s_and_else_utc_and_that_is_said():
    naive = jsonld(datePublished="2020-09-10 12:00")
    assert dated(naive, hints=Hints(timezone="Asia/Almaty")) == (
        "2020-09-10T06:00:00+00:00",
        "jsonld; Asia/Almaty assumed",
    )
    assert dated(naive) == ("2020-09-10T12:00:00+00:00", "jsonld; UTC assumed")
    assert dated(naive, hints=Hints(timezone="Mars/Olympus")) == ("2020-09-10T12:00:00+00:00", "jsonld; UTC assumed")
    assert dated("", "<p>10 September 2020, 12:00</p>", hints=Hints(timezone="Europe/London")) == (
        "2020-09-10T11:00:00+00:00",  # summer
        "page; Europe/London assumed",
    )


def test_a_day_stays_that_day_whatever_the_zone():
    assert dated("", "<p>10 September 2020</p>", hints=Hints(timezone="Asia/Almaty")) == (
        "2020-09-10T00:00:00+00:00",
        "page",
    )


def test_the_future_counts_only_where_nobody_says_otherwise_and_is_said():
    soon = Hints(published_at=datetime(2020, 9, 12, 5, tzinfo=UTC))  # local time under the name of UTC
    assert dated(META, hints=soon) == ("2020-09-10T09:00:00+00:00", "meta; feed said 2020-09-12, in the future")
    assert dated(hints=soon) == ("2020-09-12T05:00:00+00:00", "feed; feed said 2020-09-12, in the future")
    assert dated(jsonld(datePublished="2031-05-01T10:00:00Z") + META) == (
        "2020-09-10T09:00:00+00:00",
        "meta; jsonld said 2031-05-01, in the future",
    )
    assert dated(jsonld(datePublished="2031-05-01T10:00:00Z")) == (None, "none; jsonld said 2031-05-01, in the future")
    skewed = Hints(published_at=FETCHED + timedelta(minutes=10))
    assert dated(META, hints=skewed) == ("2020-09-12T00:10:00+00:00", "feed")


def test_a_doubted_hint_does_not_count_and_is_told():
    doubted = Hints(published_at=datetime(2019, 9, 10, tzinfo=UTC), doubt="feed said 2019-09-10, a year off its order")
    assert dated(META, hints=doubted) == (
        "2020-09-10T09:00:00+00:00",
        "meta; feed said 2019-09-10, a year off its order",
    )
    assert dated(hints=doubted) == (None, "none; feed said 2019-09-10, a year off its order")


def test_times_for_people_are_read_where_machines_would_read():
    assert dated(jsonld(datePublished="10 сентября 2020, 12:00 (МСК)")) == ("2020-09-10T09:00:00+00:00", "jsonld")
    assert dated("", "<time>10 сентября 2020, 12:00 (МСК)</time>") == ("2020-09-10T09:00:00+00:00", "page")


def test_the_line_of_a_change_comes_after_that_of_publication():
    lines = "<p>Обновлено 11 сентября 2020</p><p>Опубликовано 10 сентября 2020</p>"
    assert dated("", lines) == ("2020-09-10T00:00:00+00:00", "page")
    assert dated("", lines[: lines.index("<p>Оп")]) == ("2020-09-11T00:00:00+00:00", "page")


def test_the_times_of_other_articles_do_not_count():
    others = (
        '<script type="application/ld+json">[{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle",'
        ' "headline": "Other", "datePublished": "2020-09-01T00:00:01Z"}]}]</script>'
    )
    assert dated(others + META) == ("2020-09-10T09:00:00+00:00", "meta")


def test_the_time_of_a_change_is_not_that_of_publication():
    body = "<time class='updated' datetime='2020-09-11T00:01:00Z'></time><time datetime='2020-09-10T06:00:00Z'></time>"
    assert dated("", body) == ("2020-09-10T06:00:00+00:00", "page")


TENTH = datetime(2020, 9, 10)  # noqa: DTZ001 - without a zone, as written


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2020-09-10T12:00:00.123456789+0530", datetime(2020, 9, 10, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("20200910", TENTH),
        ("2020-09-10 12:00 UTC", datetime(2020, 9, 10, 12, tzinfo=UTC)),
        ("Thu, 10 Sep 2020 12:00:00 GMT", datetime(2020, 9, 10, 12, tzinfo=UTC)),
        ("Thu Sep 10 12:00:00 CEST 2020", datetime(2020, 9, 10, 10, tzinfo=UTC)),
        ("1599739200", datetime(2020, 9, 10, 12, tzinfo=UTC)),
        ("1599739200000", datetime(2020, 9, 10, 12, tzinfo=UTC)),
        ("2020-09-10 02:05 PM", datetime(2020, 9, 10, 14, 5)),  # noqa: DTZ001
        ("1399-06-20T12:00:00+04:30", datetime(2020, 9, 10, 7, 30, tzinfo=UTC)),
        ("2020-09-10T12:00:00+99:00", None),
        ("", None),
    ],
)  # fmt: skip
def test_times_for_machines(text, time):
    assert read_time(text) == time


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_times(text):
    read_time(text)
