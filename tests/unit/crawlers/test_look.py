"""The pure parts of a look: which links there are, and how it ended."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.batch import Limits
from crawlers.discover import Link
from crawlers.documents import Document, DocumentKind, DocumentReader, Read, documents_of
from crawlers.look import Looker, distinct_links, outcome_of
from crawlers.state import State
from presswatch.sources import Listing, Look, LookOutcome, Source, SourceKind
from tests.unit.crawlers.workers import Workers

NOW = datetime(2020, 9, 10, 12, tzinfo=UTC)
SOURCE = Source(id="x", name="X", country="KZ", kind=SourceKind.WIRE, feeds=("https://news.example/feed",))
DOCUMENT = Document(DocumentKind.FEED, "https://news.example/feed")


def read(*links: Link) -> Read:
    return Read(document=DOCUMENT, links=links)


def test_a_link_offered_twice_is_one_with_all_that_was_said_of_it() -> None:
    plain = Link(url="https://news.example/a?utm_source=rss", hint_by="listing", title="Talks")
    dated = Link(url="https://news.example/a", hint_by="sitemap", title="Other", published_at=NOW, language="ru")
    [link] = distinct_links([read(plain), read(dated)], now=NOW).values()
    assert (link.url, link.title, link.published_at, link.hint_by, link.language) == (
        plain.url,
        "Talks",
        NOW,
        "sitemap",
        "ru",
    )


def test_a_date_to_come_is_no_date() -> None:
    links = [
        Link(url=f"https://news.example/{days}", hint_by="feed", published_at=NOW + timedelta(days=days))
        for days in (0, 3)
    ]
    assert [link.published_at for link in distinct_links([read(*links)], now=NOW).values()] == [NOW, None]


good, same, bad = Read(document=DOCUMENT), Read(document=DOCUMENT, unchanged=True), Read(document=DOCUMENT, error="x")


@pytest.mark.parametrize(
    ("reads", "outcome"),
    [
        ([good, same], LookOutcome.OK),
        ([same, same], LookOutcome.UNCHANGED),
        ([same, bad], LookOutcome.PARTIAL),
        ([good, bad], LookOutcome.PARTIAL),
        ([bad, bad], LookOutcome.FAILED),
    ],
)
def test_how_a_look_ended(reads: list[Read], outcome: LookOutcome) -> None:
    assert outcome_of(reads) is outcome


def test_a_state_that_is_away_fails_the_look() -> None:
    workers = Workers()
    workers.be_away("get", 1000)

    async def look() -> Look:
        state = State(seen=workers, documents=workers, hand_over=workers, patience=0.05)
        never: Any = None  # nothing is fetched before the state has answered
        looker = Looker(
            documents=DocumentReader(fetcher=never, state=state, now=lambda: NOW),
            pages=never,
            state=state,
            limits=Limits(),
            now=lambda: NOW,
        )
        try:
            return await looker.look(SOURCE)
        finally:
            state.close()

    failed = asyncio.run(look())
    assert failed.outcome is LookOutcome.FAILED
    assert failed.error == "the crawl's state could not be reached: away"


def test_another_selector_is_another_document() -> None:
    page = "https://news.example/"
    listings = (Listing(url=page, links="h2 a"), Listing(url=page, links="a"))
    given = replace(SOURCE, feeds=(page, page), listings=listings)
    keys = [document.key for document in documents_of(given)]
    assert len(set(keys)) == len(keys) == 3
