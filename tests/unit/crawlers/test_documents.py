"""Reading a document again: conditionally, in full, or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy.http import TextResponse

from crawlers.documents import TRUSTED, Document, DocumentKind, DocumentReader, Read
from crawlers.fetch import Fetched, NotFetched
from crawlers.state import State
from presswatch.ports import Validators
from presswatch.sources import LinkOutcome

URL = "https://news.example/feed"
DOCUMENT = Document(DocumentKind.FEED, URL)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Newsroom:
    """A publisher with one feed, in the place of the fetcher and of the crawl's ports. Its clock is moved by hand."""

    now: datetime = datetime(2020, 9, 10, 12, tzinfo=UTC)
    items: list[str] = field(default_factory=lambda: ["/a"])
    note: str = ""  # in the feed, and no link
    head: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = '"1"'
    away: bool = False
    asked: list[str] = field(default_factory=list)  # with which ETag
    kept: Validators | None = None

    async def fetch(self, _: str, validators: Validators | None = None) -> Fetched | NotFetched:
        asked = validators.etag if validators else ""
        self.asked.append(asked)
        if self.away:
            return NotFetched(LinkOutcome.TIMED_OUT, "did not answer", soft=True)
        if asked and asked == self.etag:
            return Fetched(URL, TextResponse(URL, 304, self.headers), unchanged=True)
        items = "".join(f"<item><link>https://news.example{item}</link></item>" for item in self.items)
        body = f"<rss version='2.0'><channel><title>{self.note}</title>{self.head}{items}</channel></rss>"
        return Fetched(URL, TextResponse(URL, 200, self.headers | {"ETag": self.etag}, body.encode()))

    def get(self, _: str) -> Validators | None:
        return self.kept

    def look(self, *, after: timedelta = MINUTE) -> Read:
        """Look at it once more, and keep what a look whose links are settled keeps."""
        self.now += after
        anything: Any = self

        async def read() -> Read:
            state = State(seen=anything, documents=anything, hand_over=anything, patience=0.0)
            try:
                reader = DocumentReader(fetcher=anything, state=state, now=lambda: self.now)
                [read] = await reader.read(DOCUMENT, source="agency")
            finally:
                state.close()
            return read

        done = asyncio.run(read())
        self.kept = done.validators or self.kept
        return done


def test_an_honest_publisher_is_asked_conditionally_and_in_full_every_few_hours() -> None:
    newsroom = Newsroom()
    assert len(newsroom.look().links) == 1
    for _ in range(10):
        assert newsroom.look(after=HOUR).unchanged
    assert newsroom.asked == ["", *['"1"'] * 3, "", *['"1"'] * 3, "", *['"1"'] * 2]
    newsroom.items, newsroom.etag = ["/a", "/b"], '"2"'
    assert len(newsroom.look(after=TRUSTED).links) == 2  # changed since it was asked last: no lie
    assert newsroom.asked[-2:] == ["", '"1"']
    assert newsroom.kept
    assert (newsroom.kept.lying, newsroom.kept.etag) == (False, '"2"')


def test_a_publisher_that_lies_is_caught_within_hours_and_never_believed_again() -> None:
    newsroom = Newsroom()
    newsroom.look()
    newsroom.items = ["/a", "/b"]  # with the same ETag
    assert newsroom.look().unchanged
    caught = newsroom.look(after=TRUSTED)
    assert [link.url[-2:] for link in caught.links] == ["/a", "/b"]
    assert caught.validators
    assert caught.validators.lying
    newsroom.asked.clear()
    assert newsroom.look().unchanged
    newsroom.items = ["/c"]
    assert [link.url[-2:] for link in newsroom.look().links] == ["/c"]
    assert newsroom.asked == ["", ""]
    assert newsroom.kept
    assert newsroom.kept.lying


def test_another_body_with_the_same_links_is_no_lie() -> None:
    newsroom = Newsroom()
    newsroom.look()
    newsroom.note = "built at noon"
    newsroom.look(after=TRUSTED)
    assert newsroom.asked == ["", ""]
    assert newsroom.kept
    assert not newsroom.kept.lying


def test_one_that_caught_a_lie_and_kept_nothing_catches_it_again() -> None:
    newsroom = Newsroom()
    newsroom.look()
    newsroom.items = ["/b"]
    known = newsroom.kept
    newsroom.look(after=TRUSTED)
    newsroom.kept = known  # as when its links were not settled
    newsroom.look()
    assert newsroom.kept
    assert newsroom.kept.lying


@pytest.mark.parametrize(
    ("given", "fresh"),
    [
        ({"headers": {"Cache-Control": "max-age=1800"}}, 30 * MINUTE),
        ({"head": "<ttl>60</ttl>"}, HOUR),
        ({"head": "<ttl>60</ttl>", "headers": {"Cache-Control": "max-age=1800"}}, HOUR),
    ],
)
def test_it_is_left_alone_for_as_long_as_it_asks(given: dict[str, Any], fresh: timedelta) -> None:
    newsroom = Newsroom(**given)
    assert newsroom.look().fresh_for == fresh
    early = newsroom.look(after=fresh - MINUTE)
    assert (early.unchanged, early.fresh_for, early.error) == (True, MINUTE, "")
    assert len(newsroom.asked) == 1
    again = newsroom.look(after=MINUTE)
    assert (again.unchanged, again.fresh_for, len(newsroom.asked)) == (True, fresh, 2)  # a 304 has no ttl in it
    newsroom.look(after=fresh)
    assert len(newsroom.asked) == 3


def test_a_clock_that_was_set_back_keeps_nobody_waiting_for_years() -> None:
    newsroom = Newsroom(head="<ttl>60</ttl>")
    newsroom.look()
    newsroom.look(after=timedelta(days=-3000))
    assert newsroom.asked == ["", ""]  # in full: when the other body came is not known either


def test_a_publisher_out_of_reach_is_a_soft_error_and_keeps_what_is_known() -> None:
    newsroom = Newsroom()
    newsroom.look()
    known, newsroom.away = newsroom.kept, True
    failed = newsroom.look()
    assert (failed.soft, failed.error) == (True, f"feed {URL} did not answer")
    assert newsroom.kept == known
