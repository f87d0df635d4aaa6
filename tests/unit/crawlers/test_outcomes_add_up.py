"""Looks and links add up: whatever publishers, pages and our own state do, each link has one outcome in its look."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import TextResponse

from crawlers.batch import Limits
from crawlers.discover import Link
from crawlers.documents import DocumentReader
from crawlers.fetch import Fetched, NotFetched
from crawlers.look import Looker
from crawlers.pages import Pages
from crawlers.reading import Unread
from crawlers.rechecking import Again
from crawlers.settle import Settler
from crawlers.spider import _with_rechecks
from crawlers.state import State
from presswatch.articles import Article, article_id
from presswatch.ports import Validators
from presswatch.sources import Found, LinkOutcome, Look, LookOutcome, ReadingRules, Rechecked, Source, SourceKind
from tests.unit.crawlers.workers import Workers

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
HOME = "https://news.example"

ANSWERS: dict[str, NotFetched] = {
    "404": NotFetched(LinkOutcome.REFUSED, "answered 404", final=True, status=404),
    "403": NotFetched(LinkOutcome.REFUSED, "answered 403", status=403),
    "503": NotFetched(LinkOutcome.REFUSED, "answered 503", soft=True, status=503),
    "no robots.txt": NotFetched(LinkOutcome.REFUSED, "may not be fetched", soft=True),
    "robots": NotFetched(LinkOutcome.ROBOTS, "is forbidden by robots.txt"),
    "slow": NotFetched(LinkOutcome.TIMED_OUT, "did not answer", soft=True),
    "large": NotFetched(LinkOutcome.TOO_LARGE, "is larger than 5 MB", final=True),
    "private": NotFetched(LinkOutcome.FORBIDDEN_ADDRESS, "is not public", final=True),
    "asked to wait": NotFetched(LinkOutcome.LATER, "was not asked", soft=True),
    "gone": NotFetched(LinkOutcome.FAILED, "has a host name that can't be resolved"),
}
READINGS: dict[str, LinkOutcome] = {
    "empty": LinkOutcome.NO_TEXT,
    "picture": LinkOutcome.NOT_ARTICLE,
    "hopeless": LinkOutcome.PARSE_ERROR,
}


class Memory(Workers):
    """It knows what was marked."""

    def unseen(self, source: str, links: Sequence[str]) -> list[str]:
        self._check("unseen")
        return [link for link in links if f"mark {source} {link}" not in self.events]


@dataclass
class Site:
    """A publisher in the place of fetcher and reader: `feeds` by path, what becomes of each page by its number."""

    feeds: dict[str, list[tuple[int, bool]]]  # pages, and whether the address has a tracking parameter
    pages: list[str]

    async def fetch(self, url: str, _: Validators | None = None) -> Fetched | NotFetched:
        path = url.removeprefix(HOME)
        if path not in self.feeds:
            return NotFetched(LinkOutcome.TIMED_OUT, "did not answer", soft=True)
        items = "".join(
            f"<item><title>{n}</title><link>{HOME}/{n}{'?utm_source=rss' * tracked}</link></item>"
            for n, tracked in self.feeds[path]
        )
        body = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()
        return Fetched(url, TextResponse(url, 200, body=body))

    async def fetch_page(self, url: str, _: Source) -> Fetched | NotFetched:
        return ANSWERS.get(self._page(url)) or Fetched(url, TextResponse(url, 200, body=b"<p>text</p>"))

    async def read(self, fetched: Fetched, *, link: Link, source: Source) -> Article | Unread:
        page = self._page(link.url)
        if page == "broken":
            raise ValueError("a mistake of ours")
        if page in READINGS:
            return Unread(READINGS[page], "gave nothing", final=page != "hopeless")
        url = fetched.url.partition("?")[0]
        return Article(
            id=article_id(url), url=url, source=source.id, title="x", text="x", fetched_at=NOW, first_seen_at=NOW
        )

    def _page(self, url: str) -> str:
        return self.pages[int(url.removeprefix(f"{HOME}/").partition("?")[0])]


@st.composite
def newsrooms(draw: st.DrawFn) -> tuple[Site, list[Source]]:
    kinds = ["good", "broken", *ANSWERS, *READINGS]
    pages = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=14))
    offered = st.tuples(st.integers(0, len(pages) - 1), st.booleans())
    feeds = draw(st.dictionaries(st.sampled_from(["/a", "/b", "/c"]), st.lists(offered, max_size=12), max_size=3))
    numbers = st.lists(st.integers(0, len(pages) - 1).map(lambda n: rf"/{n}\b"), max_size=4).map(tuple)
    sources = [
        Source(
            id=f"s{n}",
            name="S",
            country="KZ",
            kind=SourceKind.WIRE,
            feeds=tuple(HOME + path for path in draw(st.sets(st.sampled_from(["/a", "/b", "/c"]), min_size=1))),
            reading=ReadingRules(skip=draw(numbers), only=draw(st.just(()) | numbers)),
        )
        for n in range(draw(st.integers(1, 3)))
    ]
    return Site(feeds, pages), sources


def looks_of(site: Site, sources: Sequence[Source], workers: Workers, *, links: int) -> list[Look]:
    """One crawl of all the sources."""

    async def crawl() -> list[Look]:
        state = State(seen=workers, documents=workers, hand_over=workers, patience=0)
        anything: Any = site
        looker = Looker(
            documents=DocumentReader(fetcher=anything, state=state, now=lambda: NOW),
            pages=Pages(fetcher=anything, reader=anything, settler=Settler(state, batch=4, pause=0)),
            state=state,
            limits=Limits(links=links),
            now=lambda: NOW,
        )
        try:
            return await asyncio.gather(*map(looker.look, sources))
        finally:
            state.close()

    return asyncio.run(crawl())


@given(
    newsrooms(),
    st.integers(1, 8),
    st.dictionaries(st.sampled_from(["articles", "mark", "unseen", "get", "put"]), st.integers(1, 4), max_size=2),
    st.integers(0, 13),
)
@settings(max_examples=40, deadline=None)
def test_each_link_that_is_found_has_one_outcome(
    newsroom: tuple[Site, list[Source]], most: int, away: dict[str, int], poison: int
) -> None:
    site, sources = newsroom
    workers = Memory()
    workers.choke_on(f"{HOME}/{poison}")
    looks: list[Look] = []
    for _ in range(3):
        for call, times in away.items():
            workers.be_away(call, times)
        looks += looks_of(site, sources, workers, links=most)
    assert len(looks) == 3 * len(sources), "one outcome a look"
    for look, source in zip(looks, sources * 3, strict=True):
        feeds = [site.feeds[path] for url in source.feeds if (path := url.removeprefix(HOME)) in site.feeds]
        found = {n for feed in feeds for n, _ in feed}
        unwanted = {n for n in found if not source.reading.takes(f"{HOME}/{n}")}
        if "the crawl's state could not be reached" in look.error:
            assert (look.outcome, look.links) == (LookOutcome.FAILED, {})
            continue
        assert sum(look.links.values()) == len(found)
        assert look.links.get(LinkOutcome.SKIPPED, 0) == len(unwanted)
        assert sum(look.refused.values()) == look.links.get(LinkOutcome.REFUSED, 0)
        assert set(look.refused) <= {0, 403, 404, 503}
        assert (look.outcome is LookOutcome.FAILED) == (not feeds)
    handed_over = sum(map(len, workers.batches))
    assert sum(look.links.get(LinkOutcome.NEW, 0) for look in looks) == handed_over


def test_a_link_that_one_address_offers_as_wanted_is_not_skipped() -> None:
    site = Site({"/a": [(0, True), (0, False), (1, True), (1, True)]}, ["good", "good"])
    rules = ReadingRules(skip=("utm_source",))
    source = Source(id="s", name="S", country="KZ", kind=SourceKind.WIRE, feeds=(f"{HOME}/a",), reading=rules)
    [look] = looks_of(site, [source], Memory(), links=9)
    assert look.links == {LinkOutcome.NEW: 1, LinkOutcome.SKIPPED: 1}


def test_a_look_whose_validators_could_not_be_kept_reports_its_links() -> None:
    workers = Memory()
    workers.be_away("put", 1)
    source = Source(id="s", name="S", country="KZ", kind=SourceKind.WIRE, feeds=(f"{HOME}/a",))
    [look] = looks_of(Site({"/a": [(0, False)]}, ["good"]), [source], workers, links=9)
    assert (look.outcome, look.links) == (LookOutcome.OK, {LinkOutcome.NEW: 1})


@given(st.lists(st.sampled_from([(each, status) for each in LinkOutcome for status in (0, 404, 503)]), max_size=9))
def test_articles_that_were_looked_at_again_add_up_with_the_links(again: list[tuple[LinkOutcome, int]]) -> None:
    look = Look(
        source="s",
        at=NOW,
        outcome=LookOutcome.OK,
        links={LinkOutcome.NEW: 2, LinkOutcome.REFUSED: 1},
        refused={404: 1},
    )
    rechecked = [
        (Again(outcome, Found.UNCLEAR, status), Rechecked(str(n), Found.UNCLEAR))
        for n, (outcome, status) in enumerate(again)
    ]
    done = _with_rechecks(look, rechecked)
    assert Counter(done.links) == Counter(look.links) + Counter(outcome for outcome, _ in again)
    assert sum(done.refused.values()) == done.links[LinkOutcome.REFUSED]
    assert len(done.rechecked) == len(again)
