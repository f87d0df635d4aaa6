"""What every engine decides in the same way: which article is a new version, and what a look adds to a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from presswatch.articles import Article, Put, Stored
from presswatch.sources import LinkOutcome, Look, LookOutcome, SourceRecord, SourceState

REMEMBERED = timedelta(days=7)  # for so long a look that is reported again is recognised

_STATES = {
    LookOutcome.OK: SourceState.OK,
    LookOutcome.UNCHANGED: SourceState.OK,
    LookOutcome.PARTIAL: SourceState.PARTIAL,
    LookOutcome.FAILED: SourceState.FAILING,
}


def decide(given: Iterable[Article], known: Mapping[str, Put]) -> list[Put]:
    """What becomes of each article, where `known` are the newest versions in the archive by id."""
    known = dict(known)
    puts = []
    for article in given:
        put = _decide(article, known.get(article.id))
        known[article.id] = replace(put, outcome=Stored.KNOWN)
        puts.append(put)
    return puts


def _decide(article: Article, known: Put | None) -> Put:
    if known is None:
        return Put(Stored.CREATED, replace(article, version=1), matched=False)
    stored = known.article
    if article.fetched_at <= stored.fetched_at or article.digest == stored.digest:
        return known
    version = replace(
        article,
        version=stored.version + 1,
        first_seen_at=stored.first_seen_at,
        story=stored.story,
        copy_of=stored.copy_of,
    )
    return Put(Stored.CHANGED, version, matched=False)


def restated(stored: Article, given: Article) -> Article:
    """What is to stand in the place of a stored version, as its page is read today."""
    return replace(
        given,
        version=stored.version,
        first_seen_at=stored.first_seen_at,
        story=stored.story,
        copy_of=stored.copy_of,
        alerts=stored.alerts,
        removed_at=stored.removed_at,
    )


def after(record: SourceRecord, look: Look, *, next_due_at: datetime) -> SourceRecord:
    """The record once this look is counted in. One that is reported late adds its links and nothing newer than it."""
    links = Counter(record.links) + Counter(look.links)
    new_at = look.at if look.links.get(LinkOutcome.NEW, 0) > 0 else None
    record = replace(record, links=links, last_new_at=max(filter(None, (record.last_new_at, new_at)), default=None))
    if record.last_fetch_at is not None and look.at < record.last_fetch_at:
        return record
    return replace(
        record,
        state=_STATES[look.outcome],
        last_fetch_at=look.at,
        next_due_at=next_due_at,
        failures=record.failures + 1 if look.outcome is LookOutcome.FAILED else 0,
        error=look.error,
        # A look that failed may have missed the document that lies.
        lying=look.lying or (record.lying and look.outcome in {LookOutcome.FAILED, LookOutcome.PARTIAL}),
    )
