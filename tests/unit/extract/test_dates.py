from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract import Hints, Reading, read_page
from crawlers.extract.times import read_time, read_written_time

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
    assert dated(jsonld(datePublished=wrong) + META) == ("2020-09-10T09:00:00+00:00", "meta")
    assert dated(jsonld(datePublished=wrong)) == (None, "")


def test_a_time_without_a_zone_gets_that_of_the_others():
    ld = jsonld(datePublished="2020-09-10T12:00:00", dateModified="2020-09-10T13:00:00+0600")
    assert dated(ld) == ("2020-09-10T06:00:00+00:00", "jsonld")
    assert dated(jsonld(datePublished="2020-09-10 12:00")) == ("2020-09-10T12:00:00+00:00", "jsonld")


def test_the_times_of_other_articles_do_not_count():
    others = (
        '<script type="application/ld+json">[{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle",'
        ' "headline": "Other", "datePublished": "2020-09-01T00:00:01Z"}]}]</script>'
    )
    assert dated(others + META) == ("2020-09-10T09:00:00+00:00", "meta")


def test_the_time_of_a_change_is_not_that_of_publication():
    body = "<time class='updated' datetime='2020-09-11T00:01:00Z'></time><time datetime='2020-09-10T06:00:00Z'></time>"
    assert dated("", body) == ("2020-09-10T06:00:00+00:00", "page")


TENTH = datetime(2020, 9, 10)  # noqa: DTZ001 - dates for people have no zone


@pytest.mark.parametrize(
    ("text", "language", "time"),
    [
        ("10 сентября 2020 года", "", TENTH),
        ("Опубликовано 10 сентября 2020, 14:05", "ru", TENTH.replace(hour=14, minute=5)),
        ("2020-yil 10-sentabr", "uz", TENTH),
        ("2020 ж. 10 қыркүйек", "kk", TENTH),
        ("2020 оны 9 сарын 10", "mn", TENTH),
        ("2020年09月10日21:45", "zh", TENTH.replace(hour=21, minute=45)),
        ("۱۰ سپتامبر ۲۰۲۰", "fa", TENTH),
        ("10 सितंबर 2020", "hi", TENTH),
        ("Sept. 10, 2020 3:48 PM", "en", TENTH.replace(hour=15, minute=48)),
        ("Thursday 10th September 2020", "", TENTH),
        ("10 de septiembre de 2020", "es", TENTH),
        ("10. september 2020", "sk", TENTH),
        ("10.09.2020 / 12:30", "", TENTH.replace(hour=12, minute=30)),
        ("10 listopada 2020", "pl", datetime(2020, 11, 10)),  # noqa: DTZ001
        ("10 listopada 2020", "hr", datetime(2020, 10, 10)),  # noqa: DTZ001
        ("10 listopada 2020", "", None),  # November or October
        ("10/09/2020", "", None),  # September or October
        ("23/09/2020", "", datetime(2020, 9, 23)),  # noqa: DTZ001
        ("09/23/2020", "", datetime(2020, 9, 23)),  # noqa: DTZ001
        ("99.99.2020", "", None),
        ("10 ministers 2020", "en", None),
    ],
)
def test_written_dates(text, language, time):
    assert read_written_time(text, language=language) == time


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
        ("2020-09-10T12:00:00+99:00", None),
        ("", None),
    ],
)  # fmt: skip
def test_times_for_machines(text, time):
    assert read_time(text) == time


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "ru", "no-such-language", "x"]))
def test_no_text_breaks_the_reading_of_times(text, language):
    read_time(text)
    read_written_time(text, language=language)
