"""Surveys of local sites, through the real fetcher with its guards and manners."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.survey import CandidateKind, Survey
from crawlers.survey.findings import MOST_REQUESTS
from presswatch.sources import LinkOutcome as L
from presswatch.sources import Listing
from tests.integration.crawlers.child import crawl, source
from tests.integration.crawlers.server import Publisher
from tests.integration.crawlers.surveys import survey

TITLES = [
    "Ministers agree on a new corridor for freight between the two seas",
    "President receives the credentials of seven ambassadors",
    "Talks on the border will go on in the autumn, both sides say",
    "Spokesman answers questions on the summit and the communique",
    "Delegation visits the new terminal in the port of the capital",
    "Agreement on visas enters into force on the first of the month",
]
NOW = datetime.now(UTC)
SITEMAP = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def articles(site: Publisher, count: int = 6) -> list[str]:
    return [site.page(f"/news/{1000 + n}", title=TITLES[n % 6]) for n in range(count)]


def listing(site: Publisher, links: list[str], more: str = "") -> str:
    items = "".join(f"<li><a href='{link}'>{TITLES[n % 6]}</a></li>" for n, link in enumerate(links))
    return f"<html lang='ru-KZ'><head><title>Herald | News</title></head><body><ul class=stories>{items}</ul>{more}</body></html>"


def with_atom(site: Publisher) -> None:
    entries = "".join(
        f"<entry><title>{TITLES[n]}</title><link href='{link}'/><updated>{NOW:%Y-%m-%dT%H:%M:%SZ}</updated></entry>"
        for n, link in enumerate(articles(site))
    )
    site.serve("/atom", f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Herald</title>{entries}</feed>")
    head = "<link rel=alternate type='application/atom+xml' href='/atom'><link rel=alternate type='application/rss+xml' href='/rss'>"
    site.serve("/", listing(site, articles(site)).replace("</head>", head + "</head>"))


def with_news_sitemap(site: Publisher) -> None:
    urls = "".join(
        f"<url><loc>{link}</loc><news:news><news:publication_date>{NOW:%Y-%m-%d}</news:publication_date>"
        f"<news:title>{TITLES[n]}</news:title></news:news></url>"
        for n, link in enumerate(articles(site))
    )
    site.serve("/robots.txt", f"Sitemap: {site.url}/index.xml\nUser-agent: *\nDisallow: /private", kind="text/plain")
    children = "".join(
        f"<sitemap><loc>{site.url}/{name}</loc><lastmod>{NOW - timedelta(days=days):%Y-%m-%d}</lastmod></sitemap>"
        for name, days in (("pages.xml", 0), ("news.xml.gz", 1), ("old.xml", 900))
    )
    site.serve("/index.xml", f"<sitemapindex {SITEMAP}>{children}</sitemapindex>", kind="text/xml")
    site.serve("/news.xml.gz", gzip.compress(f"<urlset {SITEMAP}>{urls}</urlset>".encode()), kind="application/gzip")
    site.serve("/", "<html><head><title>Herald</title></head><body>Welcome</body></html>")


def with_listing_only(site: Publisher) -> None:
    links = articles(site, 12)
    site.serve("/", listing(site, links[:6], "<a class='next' href='/?p=2'>Older</a>"))
    site.serve("/?p=2", listing(site, links[6:]))


def with_json_feed(site: Publisher) -> None:
    items = [
        {"id": str(n), "url": link, "title": TITLES[n], "date_published": NOW.isoformat()}
        for n, link in enumerate(articles(site))
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Herald", "items": items}
    site.serve("/feed.json", json.dumps(feed), kind="application/feed+json")
    site.serve("/", "<html><head><link rel=alternate type='application/feed+json' href='/feed.json'></head></html>")


def with_an_old_feed(site: Publisher) -> None:
    item = f"<item><title>Old</title><link>{site.page('/old')}</link><pubDate>Thu, 10 Sep 2015 12:00:00 GMT</pubDate></item>"
    site.serve("/rss", f"<rss version='2.0'><channel><title>x</title>{item}</channel></rss>", kind="text/xml")
    site.serve(
        "/", listing(site, articles(site)).replace("</head>", "<link rel=alternate type='text/xml' href='/rss'></head>")
    )


def with_nothing(site: Publisher) -> None:
    site.serve("/", "<html><body><p>Under construction</p></body></html>")


def with_a_script(site: Publisher) -> None:
    site.serve("/", "<html><body><div id=app></div><script src=/app.js></script></body></html>")


def with_robots(site: Publisher) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    with_listing_only(site)


def blocked(site: Publisher) -> None:
    site.serve("/", "Access denied", status=403)


def hostile(site: Publisher) -> None:
    """Feeds that are bombs, redirects inwards and in circles, nesting, a name that would break YAML and terminals."""
    site.serve("/bomb", "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss><channel/></rss>", kind="text/xml")
    site.redirect("/inwards", "http://169.254.169.254/latest/meta-data")
    site.redirect("/loop", "/loop")
    site.serve("/robots.txt", f"Sitemap: {site.url}/loop\nSitemap: file:///etc/passwd\n", kind="text/plain")
    head = "".join(
        f"<link rel=alternate type='application/rss+xml' href='{path}'>" for path in ("/bomb", "/inwards", "/bomb?2")
    )
    name = "<meta property='og:site_name' content='x\n  - id: \"evil\x1b[31m # \u2028'>"
    body = "<div>" * 20_000 + "<a href='javascript:alert(1)'>" + "A headline that leads nowhere at all</a>" * 50
    site.serve("/", f"<html><head>{head}{name}</head><body>{body}</body></html>")


SITES: dict[str, Callable[[Publisher], None]] = {
    "atom": with_atom, "sitemap": with_news_sitemap, "listing": with_listing_only, "json": with_json_feed,
    "old": with_an_old_feed, "nothing": with_nothing, "script": with_a_script, "robots": with_robots,
    "blocked": blocked, "hostile": hostile,
}  # fmt: skip


@dataclass
class Surveyed:
    sites: dict[str, Publisher]
    surveys: dict[str, Survey]
    asked: dict[str, int]  # requests that reached each site

    def chosen(self, name: str) -> tuple[CandidateKind, str]:
        survey = self.surveys[name]
        assert survey.chosen, survey.error
        assert survey.reason
        return survey.chosen.kind, survey.chosen.url.removeprefix(self.sites[name].url)


@pytest.fixture(scope="module")
def surveyed() -> Iterator[Surveyed]:
    sites = {name: Publisher() for name in SITES}
    for name, furnish in SITES.items():
        furnish(sites[name])
    surveys = survey({name: f"{site.url}/" for name, site in sites.items()}, seconds=60)
    yield Surveyed(sites, surveys, {name: sum(site.asked.values()) for name, site in sites.items()})
    for site in sites.values():
        site.close()


def test_a_feed_that_the_page_names_is_preferred(surveyed: Surveyed) -> None:
    assert surveyed.chosen("atom") == (CandidateKind.FEED, "/atom")
    found = surveyed.surveys["atom"]
    assert (found.name, found.country, found.languages) == ("Herald", "KZ", ("ru",))
    assert found.also == (f"{surveyed.sites['atom'].url}/rss",)
    assert CandidateKind.LISTING in {each.kind for each in found.candidates}
    assert len(found.tried) == 3
    for each in found.tried:
        assert each.article
        assert each.article.title in TITLES
        assert each.article.published_by == "feed"


def test_the_news_of_an_index_of_sitemaps(surveyed: Surveyed) -> None:
    assert surveyed.chosen("sitemap") == (CandidateKind.NEWS_SITEMAP, "/news.xml.gz")
    assert all(each.article for each in surveyed.surveys["sitemap"].tried)
    assert not surveyed.sites["sitemap"].asked["/old.xml"]


def test_a_list_of_headlines_where_there_is_nothing_else(surveyed: Surveyed) -> None:
    assert surveyed.chosen("listing") == (CandidateKind.LISTING, "/")
    chosen = surveyed.surveys["listing"].chosen
    assert chosen
    assert (chosen.selector, chosen.next, chosen.links) == (".stories a", "a.next", 6)
    assert surveyed.sites["listing"].asked["/rss.xml"] == 1  # tried, as a last resort


def test_a_json_feed(surveyed: Surveyed) -> None:
    assert surveyed.chosen("json") == (CandidateKind.FEED, "/feed.json")


def test_an_abandoned_feed_is_passed_over_and_said(surveyed: Surveyed) -> None:
    assert surveyed.chosen("old")[0] is CandidateKind.LISTING
    problems = [each.problem for each in surveyed.surveys["old"].candidates]
    assert "has nothing newer than 2015-09-10" in problems


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nothing", "no feed, sitemap or list of headlines was found"),
        ("script", "is drawn by a script"),
        ("robots", "is forbidden by the robots.txt"),
        ("blocked", "answered 403: it may refuse whatever is no browser"),
        ("hostile", "no feed, sitemap or list of headlines was found"),
    ],
)
def test_what_can_not_be_watched_says_why_and_what_to_do(surveyed: Surveyed, name: str, why: str) -> None:
    found = surveyed.surveys[name]
    assert found.chosen is None
    assert why in found.error


def test_robots_txt_is_obeyed(surveyed: Surveyed) -> None:
    assert list(surveyed.sites["robots"].asked) == ["/robots.txt"]


def test_a_hostile_site_is_told_from_a_broken_one(surveyed: Surveyed) -> None:
    problems = " ".join(each.problem for each in surveyed.surveys["hostile"].candidates)
    assert "declares XML entities" in problems
    assert "not a public address" in problems


def test_no_more_is_asked_for_than_a_dozen(surveyed: Surveyed) -> None:
    assert max(found.requests for found in surveyed.surveys.values()) <= MOST_REQUESTS
    assert surveyed.asked == {
        name: found.requests - (name == "hostile")  # that to another address, which was not connected to
        for name, found in surveyed.surveys.items()
    }


def test_the_listing_that_was_found_is_crawled_with_its_pages(surveyed: Surveyed, tmp_path: Path) -> None:
    chosen, site = surveyed.surveys["listing"].chosen, surveyed.sites["listing"]
    assert chosen
    herald = source("herald", listings=(Listing(url=chosen.url, links=chosen.selector, next=chosen.next),))
    assert crawl(tmp_path, herald)["herald"].links == {L.NEW: 12}
    before = site.asked["/?p=2"]
    assert not crawl(tmp_path, herald)["herald"].links  # unchanged, and the second page is left alone
    assert site.asked["/?p=2"] == before
