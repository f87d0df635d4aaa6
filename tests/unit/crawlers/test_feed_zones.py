"""Times of feeds and sitemaps that name no zone are those of the page or the source, and that is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawlers.discover import Link, read_feed, read_sitemap
from crawlers.discover.links import is_zoneless
from crawlers.reading import read_article
from crawlers.rechecking import _link_of
from presswatch.articles import Article
from presswatch.changes import Wording
from presswatch.rechecks import Recheck
from presswatch.sources import Source, SourceKind
from tests.unit.crawlers.test_reading import PAGE, fetched

URL = "https://news.example/feed"
FETCHED = datetime(2020, 9, 10, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "zoneless"),
    [
        ("Thu, 10 Sep 2020 12:00:00", True),
        ("2020-09-10T12:00:00.123", True),
        ("2020-09-10 12:00 ", True),
        ("10 Sep 2020 02:00 PM", True),
        ("Thu, 10 Sep 2020 12:00:00 +0500", False),
        ("Thu, 10 Sep 2020 12:00:00 GMT", False),
        ("2020-09-10T12:00:00Z", False),
        ("2020-09-10T12:00:00+05:00", False),
        ("2020-09-10T12:00-03:00", False),
        ("2020-09-10T12:00:00+05", False),
        ("2020-09-10", False),
        ("", False),
    ],
)
def test_which_times_name_no_zone(written: str, zoneless: bool) -> None:
    assert is_zoneless(written) is zoneless


def rss(*dates: str, head: str = "") -> list[Link]:
    items = "".join(
        f"<item><title>Item {n}</title><link>https://news.example/{n}</link><pubDate>{date}</pubDate></item>"
        for n, date in enumerate(dates)
    )
    return read_feed(f"<rss version='2.0'><channel><title>x</title>{head}{items}</channel></rss>".encode(), url=URL)


def test_a_feed_none_of_whose_times_names_a_zone() -> None:
    times = ("Thu, 10 Sep 2020 12:00:00", "<![CDATA[ 2020-09-10 11:00 ]]>")
    head = "<lastBuildDate>Thu, 10 Sep 2020 07:00:00 GMT</lastBuildDate><pubDate>2020-09-10T07:00:00Z</pubDate>"
    assert [link.zoneless for link in rss(*times, head=head)] == [True, True]
    assert [link.zoneless for link in rss(times[0], "Thu, 10 Sep 2020 12:00:00 GMT")] == [False, False]
    assert [link.zoneless for link in rss("2020-09-10")] == [False]


def test_json_feeds_and_sitemaps() -> None:
    items = [
        {"url": f"/{n}", "date_published": date} for n, date in enumerate(["2020-09-10T12:00", "2020-09-10T11:00Z"])
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    assert [link.zoneless for link in read_feed(json.dumps(feed).encode(), url=URL)] == [True, False]
    urls = "".join(
        f"<url><loc>/{n}</loc><n:news><n:publication_date>{date}</n:publication_date></n:news></url>"
        for n, date in enumerate(["2020-09-10T12:00:00", "2020-09-10"])
    )
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="x">{urls}</urlset>'
    assert [link.zoneless for link in read_sitemap(sitemap.encode(), url=URL).links] == [True, False]


def read(country: str, link: Link, page: str = PAGE) -> tuple[datetime | None, str]:
    source = Source(id="mfa", name="Ministry", country=country, kind=SourceKind.OFFICIAL)
    article = read_article(fetched(page), link=link, source=source, at=FETCHED)
    assert isinstance(article, Article)
    return article.published_at, article.published_by


def test_it_is_the_source_s_zone_unless_the_page_has_one() -> None:
    [link] = rss("Thu, 10 Sep 2020 12:00:00")
    seven = datetime(2020, 9, 10, 7, tzinfo=UTC)
    assert read("UZ", link) == (seven, "feed; Asia/Tashkent assumed")  # and not five hours from now
    [earlier] = rss("Thu, 10 Sep 2020 07:00:00")
    assert read("RU", earlier) == (seven, "feed; UTC assumed")
    told = '<meta property="article:modified_time" content="2020-09-10T12:01:00+05:00">'
    assert read("RU", link, PAGE.replace("<head>", f"<head>{told}")) == (seven, "feed; +05:00 assumed")
    [zoned] = rss("Thu, 10 Sep 2020 12:00:00 +0500")
    assert read("RU", zoned) == (seven, "feed")


def test_the_zone_that_was_assumed_is_told_of_later_versions_too() -> None:
    seven = datetime(2020, 9, 10, 7, tzinfo=UTC)
    recheck = Recheck(
        article="1",
        url=URL,
        link=URL,
        first_seen_at=FETCHED,
        published_at=seven,
        published_by="feed; Asia/Tashkent assumed; jsonld said 2031-05-01, in the future",
        wordings=(Wording("Ministers meet", "x"),),
    )
    assert read("UZ", _link_of(recheck)) == (seven, "feed; Asia/Tashkent assumed")
