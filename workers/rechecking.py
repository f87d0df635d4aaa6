"""Looking at fresh articles again: when, with a source's look, and what is done about what was found.

The rechecks of a source ride along with its looks, so they stay within its leases, its host's budget and its `every`.
New articles come first in a look. When one of its articles is due and its own look would come later, the look is
brought forward. So a source that fails, or asks to be left alone, has its rechecks put off with its looks.

What is due stands in Redis by article, and moves on only once the look is recorded. It is made again from the archive
when it is lost: `rebuild` pages through the articles first seen in the last two weeks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from presswatch.articles import Article
from presswatch.bootstrap import App
from presswatch.changes import Verdict, Wording, judge
from presswatch.ports import Archive
from presswatch.rechecks import Recheck
from presswatch.sources import Found, Look, LookOutcome, Source
from workers.steps.recheck import LAST, next_recheck, soon_again

A_LOOK = 40  # articles looked at again with one look
VERSIONS = 6  # whose words a page that swings is compared with
_PAGE = 500

log = structlog.get_logger()


def plan(app: App, articles: Iterable[Article], *, at: datetime) -> None:
    """Have archived articles looked at again, unless they are a backfill's or were given by a person. Idempotent."""
    due: dict[str, dict[str, datetime]] = defaultdict(dict)
    for article in articles:
        source = app.configuration.sources.get(article.source)
        if source and article.alerts and article.read_by != "given" and (due_at := _next(article, source, after=at)):
            due[source.id][article.id] = due_at
    for source_id, its in due.items():
        app.rechecks.add(source_id, its)
        app.due.bring_forward([source_id], to=min(its.values()))


def due_rechecks(app: App, sources: Collection[str], *, at: datetime) -> dict[str, tuple[Recheck, ...]]:
    """What is to be looked at again together with these sources, whose leases are held."""
    due = app.rechecks.due(sources, now=at, limit=A_LOOK)
    articles = app.engine.get(id_ for ids in due.values() for id_ in ids)
    rechecks = {}
    for source, ids in due.items():
        app.rechecks.settle(source, {id_: None for id_ in ids if id_ not in articles})  # forgotten by the archive
        missing = app.rechecks.missing(source)
        rechecks[source] = tuple(
            _recheck(app.engine, articles[id_], missing=id_ in missing) for id_ in ids if id_ in articles
        )
    return rechecks


def _recheck(archive: Archive, article: Article, *, missing: bool) -> Recheck:
    return Recheck(
        article=article.id,
        url=article.url,
        link=article.link or article.url,
        first_seen_at=article.first_seen_at,
        wordings=_wordings(archive, article),
        published_at=article.published_at,
        published_by=article.published_by,
        language=article.language,
        missing=missing,
        removed=article.removed_at is not None,
    )


def _wordings(archive: Archive, newest: Article) -> tuple[Wording, ...]:
    versions = archive.versions(newest.id) if newest.version > 1 else [newest]
    return tuple(Wording(each.title, each.text) for each in versions[-VERSIONS:])


def settle(app: App, source: Source, look: Look, rechecks: Collection[Recheck]) -> None:
    """Note what a look found of the articles that it was to look at again; those that it didn't come to stay due."""
    asked = {each.article: each for each in rechecks}
    due: dict[str, datetime | None] = {}
    missing: set[str] = set()
    removed: dict[str, datetime | None] = {}
    articles = app.engine.get(each.article for each in look.rechecked if each.article in asked)
    for each in look.rechecked:
        article = articles.get(each.article)
        if article is None:
            continue
        again = _soon if each.found in {Found.MISSING, Found.TROUBLE} else _next
        due[article.id] = again(article, source, after=look.at)
        if each.found is Found.MISSING or (each.found is Found.TROUBLE and asked[article.id].missing):
            missing.add(article.id)
        if each.found is Found.GONE and article.removed_at is None:
            removed[article.id] = look.at
        if each.found is Found.HERE and article.removed_at is not None:
            removed[article.id] = None
    app.engine.removed(removed)
    app.rechecks.settle(source.id, due, missing=missing)
    for id_, gone_at in removed.items():
        log.info("article_removed" if gone_at else "article_back", outcome="noted", source=source.id, article=id_)


def give_up(app: App, source: Source, *, at: datetime) -> None:
    """A crawl process died over this source alone: one of its pages may be why, so all that was due waits for the next
    step."""
    due = app.rechecks.due([source.id], now=at, limit=A_LOOK).get(source.id, [])
    articles = app.engine.get(due)
    app.rechecks.settle(
        source.id, {id_: _next(articles[id_], source, after=at) if id_ in articles else None for id_ in due}
    )


def brought_forward(app: App, source: Source, look: Look, due_at: datetime) -> datetime:
    """When the source is due, for its own look's sake or for an article's, never within `every` of the last look."""
    if look.outcome is LookOutcome.FAILED or look.retry_after is not None:
        return due_at
    first = app.rechecks.first(source.id)
    return due_at if first is None else min(due_at, max(first, look.at + source.every))


def rebuild(app: App, *, at: datetime) -> None:
    """Plan the rechecks of all articles of the last two weeks, where what was planned is lost. May be interrupted."""
    if app.rechecks.complete():
        return
    after, count = None, 0
    while True:
        page = app.engine.search(None, since=at - LAST - timedelta(hours=1), limit=_PAGE, after=after)
        plan(app, page.articles, at=at)
        count += len(page.articles)
        after = page.after
        if after is None:
            break
    app.rechecks.completed()
    log.info("rechecks_planned_again", outcome="planned", articles=count)


def settled(batch: Iterable[Article], *, archive: Archive) -> list[Article]:
    """The batch, with what stands in the archive in the place of each article that is known there and reads the same
    but for boring changes, or as an earlier version did, or has lost most of its text: none of these is a version."""
    articles = list(batch)
    known = archive.get(article.id for article in articles)
    return [_settled(article, known, archive) for article in articles]


def _settled(article: Article, known: Mapping[str, Article], archive: Archive) -> Article:
    stands = known.get(article.id)
    if stands is None:
        return article
    article = replace(
        article, story=stands.story, copy_of=stands.copy_of, adds=stands.adds
    )  # it stays where it was placed
    if stands.digest == article.digest:
        return article
    match judge(_wordings(archive, stands), Wording(article.title, article.text)):
        case Verdict.SAME | Verdict.EARLIER:
            return stands
        case Verdict.LESS if article.read_by != "given":
            return stands
    return article  # also with all other words: whoever offers the page again says that they are this article's


def _next(article: Article, source: Source, *, after: datetime) -> datetime | None:
    return _when(next_recheck, article, source, after)


def _soon(article: Article, source: Source, *, after: datetime) -> datetime | None:
    return _when(soon_again, article, source, after)


def _when(step: Callable[..., datetime | None], article: Article, source: Source, after: datetime) -> datetime | None:
    return step(article.first_seen_at, after=after, every=source.every, is_copy=bool(article.copy_of))
