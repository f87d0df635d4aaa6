"""An archive in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from presswatch.articles import Article, Counts, Facets, Put, SearchPage, Stored
from presswatch.errors import PermanentError
from presswatch.rules import Document, Query, matches
from tests.fakes.service import FakeService, as_stored, moment


class FakeArchive(FakeService):
    def __init__(self) -> None:
        super().__init__()
        self._versions: dict[str, list[Article]] = {}
        self._matched: set[tuple[str, int]] = set()

    def put(self, articles: Sequence[Article]) -> list[Put]:
        with self._call():
            return [self._put(article) for article in [*map(_stored, articles)]]

    def _put(self, article: Article) -> Put:
        versions = self._versions.setdefault(article.id, [])
        outcome = Stored.KNOWN
        if not versions:
            outcome = Stored.CREATED
            versions.append(replace(article, version=1))
        elif article.digest != versions[-1].digest and article.fetched_at > versions[-1].fetched_at:
            outcome = Stored.CHANGED
            first = versions[0]
            versions.append(
                replace(
                    article,
                    version=len(versions) + 1,
                    first_seen_at=first.first_seen_at,
                    story=first.story,
                    copy_of=first.copy_of,
                )
            )
        return Put(outcome, versions[-1], (article.id, versions[-1].version) in self._matched)

    def get(self, ids: Iterable[str]) -> dict[str, Article]:
        with self._call():
            return {id_: self._versions[id_][-1] for id_ in ids if id_ in self._versions}

    def versions(self, article: str) -> list[Article]:
        with self._call():
            return list(self._versions.get(article, ()))

    def matched(self, versions: Iterable[tuple[str, int]]) -> None:
        with self._call():
            self._matched.update(versions)

    def removed(self, articles: Mapping[str, datetime | None]) -> None:
        with self._call():
            for id_, at in articles.items():
                if id_ in self._versions:
                    self._versions[id_][-1] = replace(self._versions[id_][-1], removed_at=at)

    def restate(self, articles: Sequence[Article]) -> list[bool]:
        with self._call():
            return [self._restate(article) for article in [*map(_stored, articles)]]

    def _restate(self, article: Article) -> bool:
        versions = self._versions.get(article.id, [])
        for number, stored in enumerate(versions):
            if stored.fetched_at != article.fetched_at:
                continue
            kept = ("version", "first_seen_at", "story", "copy_of", "alerts", "removed_at")
            versions[number] = replace(article, **{name: getattr(stored, name) for name in kept})
            return versions[number] != stored
        return False

    def unmatched(self, *, before: datetime, limit: int) -> list[Article]:
        with self._call():
            waiting = [
                article
                for article in self._newest()
                if article.fetched_at < before and (article.id, article.version) not in self._matched
            ]
            return sorted(waiting, key=lambda article: article.fetched_at)[:limit]

    def search(
        self,
        query: Query | None,
        *,
        since: datetime | None = None,
        limit: int = 20,
        after: str | None = None,
        facets: bool = False,
    ) -> SearchPage:
        with self._call():
            found = [
                article
                for article in self._newest()
                if (since is None or article.first_seen_at >= since)
                and (query is None or matches(query, Document.of(article)))
            ]
            found.sort(key=lambda article: (article.first_seen_at, article.id), reverse=True)
            rest = found
            if after is not None:
                last = self._versions.get(after.removeprefix("after "))
                if not last:
                    raise PermanentError(f"no page is marked {after!r}")
                place = (last[-1].first_seen_at, last[-1].id)
                rest = [article for article in found if (article.first_seen_at, article.id) < place]
            page = rest[:limit]
            more = bool(page) and len(rest) > limit
            mark = f"after {page[-1].id}" if more else None
            return SearchPage(page, len(found), mark, _facets(found) if facets else None)

    def forget(self, *, before: datetime) -> int:
        with self._call():
            old = [article.id for article in self._newest() if article.first_seen_at < before]
            for id_ in old:
                del self._versions[id_]
            self._matched = {version for version in self._matched if version[0] not in old}
            return len(old)

    def refresh(self) -> None:
        pass

    def story(self, story: str) -> list[Article]:
        with self._call():
            return sorted(
                (article for article in self._newest() if article.story == story),
                key=lambda article: (article.first_seen_at, article.id),
            )

    def _newest(self) -> list[Article]:
        return [versions[-1] for versions in self._versions.values() if versions]


def _facets(found: Sequence[Article]) -> Facets:
    days = Counter(article.first_seen_at.astimezone(UTC).date() for article in found)
    return Facets(
        days=tuple(sorted(days.items())),
        sources=_commonest((article.source,) for article in found),
        countries=_commonest({article.country, *article.countries} for article in found),
        topics=_commonest(set(article.topics) for article in found),
        languages=_commonest((article.language,) for article in found),
    )


def _commonest(values: Iterable[Iterable[str]]) -> Counts:
    counts = Counter(value for each in values for value in each if value)
    return tuple(sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])))


def _stored(article: Article) -> Article:
    for time in (article.first_seen_at, article.fetched_at, article.published_at, article.removed_at):
        if time is not None:
            moment(time)
    values: dict[str, Any] = {}
    for field in fields(article):
        value = getattr(article, field.name)
        if isinstance(value, str):
            values[field.name] = as_stored(value)
        elif isinstance(value, tuple) and field.name != "mentions":
            values[field.name] = tuple(map(as_stored, value))
    return replace(article, **values)
