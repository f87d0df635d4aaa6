"""The outcomes of a real crawl add up to the links that its publisher offered, and to the articles handed over."""

from __future__ import annotations

from pathlib import Path

from presswatch.sources import LinkOutcome as L
from presswatch.sources import LookOutcome, ReadingRules
from tests.integration.crawlers.child import Child, source
from tests.integration.crawlers.server import Publisher


def test_outcomes_of_a_crawl_add_up(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.url
    publisher.serve("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
    good = [publisher.page(f"/news/{n}") for n in range(4)]
    offered = [
        *good,
        f"{good[0]}?utm_source=rss",  # the same
        publisher.page("/sport/1"),
        publisher.page("/sport/2"),
        publisher.page("/private/1"),
        publisher.serve("/absent", status=404),
        publisher.serve("/gone", status=410),
        publisher.serve("/forbidden", status=403),
        publisher.serve("/empty", "<html><body></body></html>"),
        publisher.serve("/picture", b"\x89PNG", kind="image/png"),
        publisher.serve("/large", b"<p>x</p>" * 700_000),
    ]
    feed = publisher.feed("/feed", offered)
    rules = ReadingRules(skip=("/sport/",))
    agency = source("agency", feeds=(feed, f"{url}/none"), reading=rules)
    with Child(tmp_path, [agency]) as child:
        look = child.finish()["agency"]
        handed_over = child.files.handed_over()
    assert look.outcome is LookOutcome.PARTIAL  # of two feeds one is not there
    assert look.links == {
        L.NEW: 4,
        L.SKIPPED: 2,
        L.ROBOTS: 1,
        L.REFUSED: 3,
        L.NO_TEXT: 1,
        L.NOT_ARTICLE: 1,
        L.TOO_LARGE: 1,
    }
    assert sum(look.links.values()) == len(offered) - 1
    assert look.refused == {404: 1, 410: 1, 403: 1}
    assert len(handed_over) == look.links[L.NEW]
    assert not publisher.asked["/sport/1"]
