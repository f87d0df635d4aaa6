"""One look at one source: its documents, their links, and what came of each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from crawlers.batch import Limits
from crawlers.discover import Link
from crawlers.discover.links import doubting
from crawlers.documents import DocumentReader, Read, documents_of
from crawlers.extract import canonical_url
from crawlers.pages import Fate, Pages, Turns
from crawlers.settings import AT_ONCE
from crawlers.state import State
from presswatch.errors import TransientError
from presswatch.sources import LinkOutcome, Look, LookOutcome, Source

_FUTURE = timedelta(days=1)  # a hint that a page will be published later than this is a mistake

log = structlog.get_logger(__name__)


class Looker:
    def __init__(
        self,
        *,
        documents: DocumentReader,
        pages: Pages,
        state: State,
        limits: Limits,
        now: Callable[[], datetime],
    ) -> None:
        self._documents = documents
        self._pages = pages
        self._state = state
        self._limits = limits
        self._now = now

    async def look(self, source: Source) -> Look:
        """Look at a source. Whatever goes wrong is in the answer, our own mistakes included."""
        try:
            return await self._look(source)
        except TransientError as error:
            return self._failed(source, f"the crawl's state could not be reached: {error}")
        except Exception as error:
            log.exception("look_failed", outcome="failed", source=source.id)
            return self._failed(source, f"a mistake in presswatch: {type(error).__name__}: {error}")

    def _failed(self, source: Source, error: str) -> Look:
        return Look(source=source.id, at=self._now(), outcome=LookOutcome.FAILED, error=error, soft=True)

    async def _look(self, source: Source) -> Look:
        give_up_at = asyncio.get_running_loop().time() + self._limits.seconds
        documents = documents_of(source)
        read = await asyncio.gather(*(self._documents.read(document, source=source.id) for document in documents))
        reads = [each for those in read for each in those]
        if not reads:
            return self._failed(source, "no feed, sitemap or listing is configured")
        links = distinct_links(reads, now=self._now())
        fates = await self._take(source, links, Turns(at_once=AT_ONCE, give_up_at=give_up_at))
        await self._keep_validators(source, reads, fates)
        errors = [each.error for each in reads if each.error] + [fate.error for fate in fates.values() if fate.error]
        errors += [each.warning for each in reads if each.warning]
        lying = [each for each in reads if each.validators and each.validators.lying]
        errors += [
            f"{each.document.kind} {each.document.url} answers that it is unchanged (304) when it is not:"
            " from now on it is asked for in full"
            for each in lying
        ]
        outcome = outcome_of(reads)
        waits = [each.retry_after for each in reads] + [fate.retry_after for fate in fates.values()]
        return Look(
            source=source.id,
            at=self._now(),
            outcome=outcome,
            links=counted(fates, reads),
            refused=dict(Counter(each.status for each in fates.values() if each.outcome is LinkOutcome.REFUSED)),
            error=errors[0] if errors else "",
            retry_after=max((wait for wait in waits if wait is not None), default=None),
            fresh_for=min(each.fresh_for for each in reads) or None,
            published=tuple(
                link.published_at
                for key, link in links.items()
                if link.published_at and fates[key].outcome is LinkOutcome.NEW
            ),
            soft=outcome is LookOutcome.FAILED and all(each.soft for each in reads),
            lying=bool(lying),
        )

    async def _take(self, source: Source, links: dict[str, Link], turns: Turns) -> dict[str, Fate]:
        """The fate of every link."""
        fates = dict.fromkeys(links, Fate(outcome=LinkOutcome.KNOWN, settled=True))
        keys = {link_key(url, link): url for url, link in links.items()}
        unseen = await self._state.unseen(source.id, list(keys)) if links else []
        fates.update(dict.fromkeys(map(keys.__getitem__, unseen), Fate(outcome=LinkOutcome.LATER, settled=False)))
        taken = unseen[: self._limits.links]
        taking = (self._pages.take(source, key, links[keys[key]], turns) for key in taken)
        fates.update(zip(map(keys.__getitem__, taken), await asyncio.gather(*taking), strict=True))
        return fates

    async def _keep_validators(self, source: Source, reads: Iterable[Read], fates: Mapping[str, Fate]) -> None:
        """Those that are not kept cost the next look a request in full, not this one what it has to report."""
        for read in reads:
            if read.error or not read.validators:
                continue
            if all(fates[canonical_url(link.url)].settled for link in read.links):
                try:
                    await self._state.keep_validators(read.document.key, read.validators)
                except TransientError as error:
                    log.warning("validators_not_kept", outcome="asked_in_full", source=source.id, error=str(error))
                    return


def distinct_links(reads: Iterable[Read], *, now: datetime) -> dict[str, Link]:
    """All links by canonical address, in the order of offering, each with what any document said of it."""
    links: dict[str, Link] = {}
    for read in reads:
        for offered in read.links:
            link = offered
            if link.published_at and link.published_at > now + _FUTURE:
                link = doubting(link, "in the future")
            key = canonical_url(link.url)
            first = links.get(key)
            links[key] = _joined(first, link) if first else link
    return links


def link_key(url: str, link: Link) -> str:
    """What a link, at this canonical address, is marked as seen by: at one revision, since a page that its publisher
    says was changed is fetched once more."""
    return f"{url}#{link.revision}" if link.revision else url


def counted(fates: Mapping[str, Fate], reads: Iterable[Read]) -> dict[LinkOutcome, int]:
    """How many links had each outcome, by their canonical addresses; one that any document offers as wanted is."""
    links = Counter(fate.outcome for fate in fates.values())
    return dict(links + Counter({LinkOutcome.SKIPPED: len(skipped_links(reads, fates))}))


def skipped_links(reads: Iterable[Read], taken: Mapping[str, object]) -> set[str]:
    """Canonical addresses that the source's rules don't want, and that no document offers as one that they do."""
    return {canonical_url(url) for read in reads for url in read.skipped} - taken.keys()


def _joined(first: Link, second: Link) -> Link:
    dated = first if first.published_at or not second.published_at else second
    return replace(
        first,
        hint_by=dated.hint_by,
        published_at=dated.published_at,
        zoneless=dated.zoneless,
        doubt="" if dated.published_at else first.doubt or second.doubt,
        title=first.title or second.title,
        revision=first.revision or second.revision,
        language=first.language or second.language,
        content=first.content or second.content,
    )


def outcome_of(reads: Sequence[Read]) -> LookOutcome:
    failed = sum(1 for read in reads if read.error)
    if failed == len(reads):
        return LookOutcome.FAILED
    if failed:
        return LookOutcome.PARTIAL
    if all(read.unchanged for read in reads):
        return LookOutcome.UNCHANGED
    return LookOutcome.OK
