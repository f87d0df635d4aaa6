"""One link's way: fetched, kept, read, handed over, and marked as seen. Once in a batch, whoever offers it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from crawlers.discover import Link
from crawlers.discover.links import shown
from crawlers.extract.canonical import same_site
from crawlers.fetch import Fetched, Fetcher, NotFetched
from crawlers.reading import Reader, Unread
from crawlers.settle import Settler
from presswatch.articles import Article
from presswatch.sources import LinkOutcome, Source

log = structlog.get_logger(__name__)

MOST_STUMBLES = 6  # fetches in a row that failed in ways that pass; then the host is left alone until the next look

_UNTOLD = frozenset({LinkOutcome.NO_TEXT, LinkOutcome.NOT_ARTICLE, LinkOutcome.ROBOTS})  # counted, and no error
_REFUSALS = frozenset({LinkOutcome.REFUSED, LinkOutcome.ROBOTS, LinkOutcome.TOO_LARGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a link in this look."""

    outcome: LinkOutcome
    settled: bool  # the document that offered it need not offer it again
    error: str = ""  # for the operator; "" when nothing went wrong
    status: int = 0  # HTTP's, where it was refused
    retry_after: timedelta | None = None


_LATER = Fate(outcome=LinkOutcome.LATER, settled=False)


class Turns:
    """What the links of one look share: how many are fetched at once, how long, and how much trouble is enough.

    `give_up_at` is in seconds of the event loop's clock.
    """

    def __init__(self, *, at_once: int, give_up_at: float) -> None:
        self._semaphore = asyncio.Semaphore(at_once)
        self._give_up_at = give_up_at
        self._stumbles = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Wait for a turn; answers whether it may be used: there is time, and the host seems to be well."""
        async with self._semaphore:
            yield self._stumbles < MOST_STUMBLES and asyncio.get_running_loop().time() < self._give_up_at

    def note(self, fetched: Fetched | NotFetched) -> None:
        self._stumbles = self._stumbles + 1 if isinstance(fetched, NotFetched) and fetched.may_pass else 0


class Pages:
    def __init__(self, *, fetcher: Fetcher, reader: Reader, settler: Settler) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._settler = settler
        self._first: dict[str, asyncio.Task[Fate]] = {}

    async def take(self, source: Source, key: str, link: Link, turns: Turns) -> Fate:
        """Take the page behind a link, known by `key`. Whatever goes wrong comes back as its fate.

        A link that another source of the batch offered first is known here once it is settled there.
        """
        first = self._first.get(key)
        if first is None:
            first = self._first[key] = asyncio.get_running_loop().create_task(self._guarded(source, key, link, turns))
            return await first
        fate = await asyncio.shield(first)
        if fate.outcome is LinkOutcome.NEW:  # it was handed over once
            fate = replace(fate, outcome=LinkOutcome.KNOWN)
        if not fate.settled or fate.outcome is LinkOutcome.ROBOTS:
            return fate
        done = await self._settler.settle(source.id, key)
        return replace(fate, settled=done.marked)

    async def _guarded(self, source: Source, key: str, link: Link, turns: Turns) -> Fate:
        try:
            return await self._take(source, key, link, turns)
        except Exception as error:
            log.exception("link_failed", outcome="failed", source=source.id, link=link.url)
            return Fate(outcome=LinkOutcome.FAILED, settled=False, error=f"{link.url}: {type(error).__name__}: {error}")

    async def _take(self, source: Source, key: str, link: Link, turns: Turns) -> Fate:
        got = await self._get(source, link, turns)
        if got is None:
            return _LATER
        if isinstance(got, NotFetched):
            return await self._not_fetched(source, key, link, got)
        if isinstance(got, Unread):
            settled = got.final and (await self._settler.settle(source.id, key)).marked
            error = f"{shown(link.url)} {got.why}" if got.outcome not in _UNTOLD else ""
            return Fate(outcome=got.outcome, settled=settled, error=error)
        done = await self._settler.settle(source.id, key, got)
        if not done.handed_over:
            return Fate(
                outcome=LinkOutcome.FAILED, settled=False, error=f"{link.url} was read and could not be handed over"
            )
        return Fate(outcome=LinkOutcome.NEW, settled=done.marked, error=_misread(link, got))

    async def _get(self, source: Source, link: Link, turns: Turns) -> Article | Unread | NotFetched | None:
        """Fetch and read in one turn, so that few pages wait in memory for the reader; None when the turn is over."""
        async with turns.turn() as usable:
            if not usable:
                return None
            fetched = await self._fetcher.fetch_page(link.url, source)
            turns.note(fetched)
            if isinstance(fetched, NotFetched):
                return await self._from_feed(source, link, fetched) or fetched
            if not same_site(fetched.url, link.url):  # what the feed says of the link isn't said of that page
                link = replace(link, content="")
            return await self._reader.read(fetched, link=link, source=source)

    async def _from_feed(self, source: Source, link: Link, refused: NotFetched) -> Article | None:
        """What the feed gave of an article whose page is refused for good."""
        if not feed_stands_in(link, refused):
            return None
        read = await self._reader.read(None, link=link, source=source, refused=refused.error)
        return read if isinstance(read, Article) else None

    async def _not_fetched(self, source: Source, key: str, link: Link, fetched: NotFetched) -> Fate:
        # What robots.txt forbids is not marked: asking again costs nothing, and it may be allowed one day.
        settled = fetched.outcome is LinkOutcome.ROBOTS
        if fetched.final:
            settled = (await self._settler.settle(source.id, key)).marked
        error = "" if fetched.outcome in _UNTOLD else f"{shown(link.url)} {fetched.error}"
        return Fate(
            outcome=fetched.outcome,
            settled=settled,
            error=error,
            status=fetched.status,
            retry_after=fetched.retry_after,
        )


def feed_stands_in(link: Link, refused: NotFetched) -> bool:
    """Whether what the feed gave is read in place of a page that is refused; one that may pass is asked for again."""
    return bool(link.content) and not refused.soft and refused.outcome in _REFUSALS


def unmet_rules(article: Article) -> str:
    """Which of the source's rules met nothing on the page: the first sign of a redesign."""
    return article.read_by.partition("; rules found no ")[2]


def _misread(link: Link, article: Article) -> str:
    unmet = unmet_rules(article)
    return (
        f"{link.url} was read, but the source's rules found no {unmet} in it: was the site redesigned?" if unmet else ""
    )
