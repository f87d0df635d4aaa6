"""Articles whose pages were read again from the archive.

What is stored of a page that was read before is restated in its place: a reading that has got better is no edit by the
publisher, so no version comes of it, and its story and its time stay. What isn't stored is ingested as a crawl's.

All of it happens in one process and in the order of reading, as versions build on each other. It may stop anywhere and
be done again: what was done changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from presswatch.articles import Article, Stored
from presswatch.ports import Archive
from presswatch.rules import RuleSet
from workers.ingest import Ingested, match
from workers.services import Services


class Restated(StrEnum):
    """What reading a page again came to."""

    SAME = "same"
    CHANGED = "changed"  # restated in its place, or a new version
    NEW = "new"  # it was not in the archive
    GONE = "gone"  # it gave an article, and gives none today; what is stored stays
    UNREAD = "unread"  # it gave no article, and gives none today


@dataclass(frozen=True, slots=True)
class Done:
    outcomes: tuple[Restated, ...]  # of the articles, in order
    alerts: int = 0
    deliveries: tuple[str, ...] = ()


def restate(articles: Sequence[Article], services: Services, *, alerts: bool, now: datetime) -> Done:
    """Take these, in order, through all steps after reading. Without `alerts` nothing is matched, now or later.

    Raises `TransientError` when a service is away; doing it again completes it.
    """
    outcomes: list[Restated] = []
    told = 0
    deliveries: list[str] = []
    for run in _runs(articles):
        done = _restate(run, services, alerts=alerts, now=now)
        outcomes += done.outcomes
        told += done.alerts
        deliveries += done.deliveries
    return Done(tuple(outcomes), told, tuple(deliveries))


def _runs(articles: Sequence[Article]) -> list[list[Article]]:
    """In each of them an article stands once: what comes later is decided by what then stands."""
    runs: list[list[Article]] = [[]]
    ids: set[str] = set()
    for article in articles:
        if article.id in ids:
            runs.append([])
            ids = set()
        ids.add(article.id)
        runs[-1].append(article)
    return [run for run in runs if run]


def _restate(articles: Sequence[Article], services: Services, *, alerts: bool, now: datetime) -> Done:
    archive = services.engine
    newest = archive.get(article.id for article in articles)
    stored = {article.id: _version_of(article, newest.get(article.id), archive) for article in articles}
    known = [article for article in articles if stored[article.id]]
    fresh = [article if alerts else replace(article, alerts=False) for article in articles if not stored[article.id]]
    ingested = Ingested() if not fresh else services.ingest(fresh, rules=None if alerts else RuleSet({}), now=now)
    told, deliveries = ingested.alerts, ingested.deliveries
    became = dict(zip((article.id for article in fresh), ingested.results, strict=True))
    read = [_placed(services.analyse(article), stored[article.id]) for article in known]
    read = services.classify(read, archive=archive).articles if read else []
    changed = dict(zip((article.id for article in read), archive.restate(read), strict=True))
    if alerts and read:
        matched = match(
            [replace(article, alerts=True) for article in archive.get(article.id for article in read).values()],
            archive=archive,
            rules=services.rule_index,
            rule_of=services.rule_of,
            alert_log=archive,
            now=now,
        )
        told, deliveries = told + matched.alerts, (*deliveries, *matched.deliveries)
    outcomes = tuple(
        _NAMES[became[article.id]]
        if article.id in became
        else (Restated.CHANGED if changed[article.id] else Restated.SAME)
        for article in articles
    )
    return Done(outcomes, told, deliveries)


_NAMES = {Stored.CREATED: Restated.NEW, Stored.CHANGED: Restated.CHANGED, Stored.KNOWN: Restated.SAME}


def _version_of(article: Article, newest: Article | None, archive: Archive) -> Article | None:
    """The stored version that was read from the very same page."""
    if newest is None or newest.fetched_at == article.fetched_at:
        return newest
    earlier = archive.versions(article.id) if newest.version > 1 else ()
    return next((each for each in earlier if each.fetched_at == article.fetched_at), None)


def _placed(article: Article, stored: Article | None) -> Article:
    return replace(article, story=stored.story, copy_of=stored.copy_of, adds=stored.adds) if stored else article
