"""Looking at fresh articles again: is it still there, and does it say the same?

What is read again is handed over only where it is a new version. A page that gives less than before (a wall, a page
that can't be read today) or something else never takes the place of what was read well: its outcome is counted, and
what is there stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import structlog

from crawlers.discover import Link
from crawlers.extract import canonical_url
from crawlers.extract.canonical import registrable_domain
from crawlers.fetch import Fetched, Fetcher, NotFetched
from crawlers.pages import Turns
from crawlers.reading import Reader, Unread
from crawlers.settle import Settler
from presswatch.articles import Article
from presswatch.changes import Verdict, Wording, judge
from presswatch.rechecks import Recheck
from presswatch.sources import Found, LinkOutcome, Rechecked, Source

AT_ONCE = 2  # of one source: half of what new articles may take

_OF_THE_FEED = ("feed", "sitemap")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Again:
    """What a recheck came to: how it is counted, and what it says of the article."""

    outcome: LinkOutcome
    found: Found
    status: int = 0  # HTTP's, where it was refused


_KNOWN = Again(LinkOutcome.KNOWN, Found.HERE)


class Rechecker:
    def __init__(self, *, fetcher: Fetcher, reader: Reader, settler: Settler, seconds: float) -> None:
        """`seconds` after which no further recheck of a source is begun."""
        self._fetcher = fetcher
        self._reader = reader
        self._settler = settler
        self._seconds = seconds

    async def recheck(self, source: Source, rechecks: Sequence[Recheck]) -> list[tuple[Again, Rechecked]]:
        """Look at a source's articles again; answers those that there was a turn for. The others stay due, as do all
        that are left once the host is in trouble. Whatever goes wrong is in the answer.
        """
        turns = Turns(at_once=AT_ONCE, give_up_at=asyncio.get_running_loop().time() + self._seconds)
        found = await asyncio.gather(*(self._guarded(source, recheck, turns) for recheck in rechecks))
        return [
            (again, Rechecked(recheck.article, again.found))
            for recheck, again in zip(rechecks, found, strict=True)
            if again is not None
        ]

    async def _guarded(self, source: Source, recheck: Recheck, turns: Turns) -> Again | None:
        try:
            return await self._recheck(source, recheck, turns)
        except Exception:
            log.exception("recheck_failed", outcome="failed", source=source.id, link=recheck.link)
            return Again(LinkOutcome.FAILED, Found.UNCLEAR)

    async def _recheck(self, source: Source, recheck: Recheck, turns: Turns) -> Again | None:
        async with turns.turn() as usable:
            if not usable:
                return None
            fetched = await self._fetcher.fetch_page(recheck.link, source)
            turns.note(fetched)
            if isinstance(fetched, NotFetched):
                return _without_answer(recheck, fetched)
            read = await self._reader.read(
                fetched, link=_link_of(recheck), source=source, keep=False, had=recheck.wordings[-1].text
            )
        elsewhere = _leads_elsewhere(recheck, fetched)
        if isinstance(read, Unread):
            if elsewhere and (read.outcome is LinkOutcome.NOT_ARTICLE or _is_above(recheck, fetched)):
                return _missing(recheck, read.outcome)
            return Again(read.outcome, Found.UNCLEAR)
        verdict = judge(recheck.wordings, Wording(read.title, read.text))
        match verdict:
            case Verdict.CHANGED:
                return await self._changed(source, recheck, fetched, read)
            case Verdict.OTHER if elsewhere and _is_above(recheck, fetched):
                return _missing(recheck, LinkOutcome.NOT_ARTICLE)
            case Verdict.OTHER:
                return Again(LinkOutcome.NOT_ARTICLE, Found.UNCLEAR)
            case Verdict.LESS:
                return Again(LinkOutcome.NO_TEXT, Found.UNCLEAR)
        return _KNOWN

    async def _changed(self, source: Source, recheck: Recheck, fetched: Fetched, read: Article) -> Again:
        """Hand over a new version, under the article's own address, whatever the page calls itself today."""
        self._reader.keep(fetched, url=recheck.url)
        article = replace(
            read,
            id=recheck.article,
            url=recheck.url,
            link=recheck.link if recheck.link != recheck.url else "",
            first_seen_at=recheck.first_seen_at,
        )
        done = await self._settler.settle(source.id, canonical_url(recheck.link), article)
        return Again(LinkOutcome.CHANGED, Found.HERE) if done.handed_over else Again(LinkOutcome.FAILED, Found.TROUBLE)


def _link_of(recheck: Recheck) -> Link:
    """What is known of the page, as a feed would say it: so it is read as it was the first time."""
    by_feed = recheck.published_by.startswith(_OF_THE_FEED)
    by, *notes = recheck.published_by.split("; ")
    return Link(
        url=recheck.link,
        hint_by="; ".join([by, *(note for note in notes if note.endswith(" assumed"))]) if by_feed else "",
        title=recheck.wordings[-1].title,
        published_at=recheck.published_at if by_feed else None,
        language=recheck.language,
    )


def _without_answer(recheck: Recheck, fetched: NotFetched) -> Again:
    match fetched.status:
        case 410:
            return _gone(recheck)
        case 404:
            return _missing(recheck, fetched.outcome, fetched.status)
    return Again(fetched.outcome, Found.TROUBLE if fetched.soft else Found.UNCLEAR, fetched.status)


def _missing(recheck: Recheck, outcome: LinkOutcome, status: int = 0) -> Again:
    """Two looks have to agree: servers and editors both take a page away for a moment."""
    return _gone(recheck) if recheck.missing or recheck.removed else Again(outcome, Found.MISSING, status)


def _gone(recheck: Recheck) -> Again:
    return Again(LinkOutcome.KNOWN if recheck.removed else LinkOutcome.REMOVED, Found.GONE)


def _leads_elsewhere(recheck: Recheck, fetched: Fetched) -> bool:
    """Whether the answer is from another page of the same site: another site's wall says nothing of the article."""
    there = canonical_url(fetched.url)
    if there in {canonical_url(recheck.link), recheck.url}:
        return False
    hosts = [urlsplit(url).hostname or "" for url in (there, recheck.link)]
    return registrable_domain(hosts[0]) == registrable_domain(hosts[1])


def _is_above(recheck: Recheck, fetched: Fetched) -> bool:
    """Whether the answer is from the home page, or a page that the article's path begins with."""
    path = urlsplit(fetched.url).path.rstrip("/")
    return any(urlsplit(url).path.startswith(f"{path}/") for url in (recheck.link, recheck.url))
