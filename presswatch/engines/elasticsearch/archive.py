"""The archive: articles and their versions.

An article stays in the index of the month in which it was first seen, and nothing about its id says which. So a small
document in `places` says it, made first, by `create`: of several workers that bring a new article at once, also across
midnight at a month's end, one decides where it goes. The article itself is then made there by `create` as well, which
decides whose text is version 1. A worker that dies between the two leaves a place with nothing in it, and whoever
brings the article next fills it. All of these reads are by id, so nothing waits for a refresh.

A later version is written over the very document that it was made from, after a copy of that went to `versions`. What
has not been matched is noted in `unmatched` before the article is written, and crossed out when it is: so a worker that
dies at any point leaves a note, at worst one too many, and an article is then matched once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from presswatch.articles import Article, Put, SearchPage, Stored
from presswatch.engines.decisions import decide, restated
from presswatch.engines.elasticsearch.documents import article_of, document_of, made_by, searchable_of
from presswatch.engines.elasticsearch.encoding import as_stored
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.retention import forget_articles
from presswatch.engines.elasticsearch.search import newest_first, search
from presswatch.engines.elasticsearch.setup import create
from presswatch.engines.elasticsearch.store import Found, Key, Store, Write
from presswatch.engines.moments import micros, storable
from presswatch.errors import TransientError
from presswatch.rules import Query

_CONTENDED = 50  # times that others may write the same articles first
_PAGE = 100  # documents read at a time, where each is then looked at


class ElasticArchive:
    """Fills the port `Archive`.

    `put` checks everything it can before it writes anything. It is not one transaction: when the engine goes away in
    the middle, or refuses an article for a reason of its own, others of the call may be stored already. Bringing them
    again finds them known and not matched.
    """

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names
        self._made: set[str] = set()  # months that are known to be there

    def put(self, articles: Sequence[Article]) -> list[Put]:
        given = [article_of(as_stored(document_of(article))) for article in articles]
        puts: list[Put | None] = [None] * len(given)
        waiting = list(range(len(given)))
        for _ in range(_CONTENDED):
            if not waiting:
                break
            # One version of each article at a time: the next is decided by what then stands.
            first: dict[str, int] = {}
            for number in waiting:
                first.setdefault(given[number].id, number)
            numbers = list(first.values())
            for number, put in zip(numbers, self._round([given[number] for number in numbers]), strict=True):
                puts[number] = put
            waiting = [number for number in waiting if puts[number] is None]
        else:
            if waiting:
                raise TransientError(f"article {given[waiting[0]].id} is being written by too many at once")
        return [put for put in puts if put is not None]

    def _round(self, given: Sequence[Article]) -> list[Put | None]:
        """Put articles of different ids; None for each that another worker wrote first: it is to be decided anew."""
        places = self._places(article.id for article in given)
        found = {id_: each for (_, id_), each in self._store.read(places.keys()).items()}
        known = self._known(found.values())
        puts = decide(given, known)
        new = [put for put in puts if put.outcome is not Stored.KNOWN]
        lost = self._write(new, places, found) if new else set()
        return [None if put.article.id in lost else put for put in puts]

    def _write(self, new: Sequence[Put], places: _Places, found: Mapping[str, Found]) -> set[str]:
        """Answers the ids of those that another worker wrote first."""
        settled = dict(places.index_of)
        claims = {
            put.article.id: self._names.month(put.article.first_seen_at) for put in new if put.article.id not in settled
        }
        notes = [Write("create", (self._names.places, id_), {"index": index}) for id_, index in claims.items()]
        notes += [_note(self._names.unmatched, put.article) for put in new if not put.matched]
        notes += [
            copy_of(self._names.versions, article_of(old.source))
            for old in (found.get(put.article.id) for put in new)
            if old is not None
        ]
        outcomes = self._store.write(notes)
        lost = {id_ for id_, won in zip(claims, outcomes, strict=False) if not won}
        settled |= claims
        written = [put.article for put in new if put.article.id not in lost]
        for index in {settled[article.id] for article in written} - self._made:
            create(self._store.client, index)
            self._made.add(index)
        outcomes = self._store.write(
            [
                Write(
                    "index" if article.id in found else "create",
                    (settled[article.id], article.id),
                    searchable_of(article),
                    found.get(article.id),
                )
                for article in written
            ]
        )
        return lost | {article.id for article, won in zip(written, outcomes, strict=True) if not won}

    def _known(self, found: Iterable[Found]) -> dict[str, Put]:
        articles = [article_of(each.source) for each in found]
        notes = self._store.read(
            (self._names.unmatched, version_id(article.id, article.version)) for article in articles
        )
        unmatched = {id_ for _, id_ in notes}
        return {
            article.id: Put(Stored.KNOWN, article, version_id(article.id, article.version) not in unmatched)
            for article in articles
        }

    def _places(self, ids: Iterable[str]) -> _Places:
        found = self._store.read((self._names.places, storable(id_)) for id_ in ids)
        return _Places({id_: each.source["index"] for (_, id_), each in found.items()})

    def _newest(self, ids: Iterable[str]) -> dict[str, Found]:
        found = self._store.read(self._places(ids).keys())
        return {id_: each for (_, id_), each in found.items()}

    def get(self, ids: Iterable[str]) -> dict[str, Article]:
        return {id_: article_of(each.source) for id_, each in self._newest(ids).items()}

    def versions(self, article: str) -> list[Article]:
        newest = self.get([article]).get(article)
        if newest is None:
            return []
        keys = [(self._names.versions, version_id(article, number)) for number in range(1, newest.version)]
        found = self._store.read(keys)
        return [*(article_of(found[key].source) for key in keys if key in found), newest]

    def matched(self, versions: Iterable[tuple[str, int]]) -> None:
        keys = dict.fromkeys((self._names.unmatched, version_id(*version)) for version in versions)
        self._store.write([Write("delete", key) for key in keys])

    def removed(self, articles: Mapping[str, datetime | None]) -> None:
        keys = self._places(articles).keys()
        for key in keys:
            self._store.change(key, partial(_with_removal, at=articles[key[1]]))

    def restate(self, articles: Sequence[Article]) -> list[bool]:
        return [self._restate(article_of(as_stored(document_of(article)))) for article in articles]

    def _restate(self, given: Article) -> bool:
        keys = self._places([given.id]).keys()
        for key in keys:
            if self._store.change(key, partial(_with_reading, given=given, made=searchable_of)):
                return True
        earlier = [each for each in self.versions(given.id)[:-1] if each.fetched_at == given.fetched_at]
        return any(
            self._store.change(
                (self._names.versions, version_id(each.id, each.version)),
                partial(_with_reading, given=given, made=document_of),
            )
            is not None
            for each in earlier[-1:]
        )

    def unmatched(self, *, before: datetime, limit: int) -> list[Article]:
        """Notes of versions that are no longer the newest are crossed out on the way."""
        articles: list[Article] = []
        query = {"range": {"fetched_micros": {"lt": micros(before)}}}
        page: list[Found] = []
        for note in self._store.search(self._names.unmatched, query, sort=[{"fetched_micros": "asc"}, {"id": "asc"}]):
            page.append(note)
            if len(page) == _PAGE:
                articles += self._still_unmatched(page)
                page = []
                if len(articles) >= limit:
                    break
        articles += self._still_unmatched(page)
        return articles[:limit]

    def _still_unmatched(self, notes: Sequence[Found]) -> list[Article]:
        # By the name that all use, not by that of the index behind it, which may be moved.
        keys = [(self._names.unmatched, note.key[1]) for note in notes]
        standing = self._store.read(keys)
        newest = self.get(note.source["article"] for note in notes)
        articles = []
        outdated = []
        for key, note in zip(keys, notes, strict=True):
            article = newest.get(note.source["article"])
            if key not in standing or article is None:  # matched meanwhile, or not written yet
                continue
            if article.version == note.source["version"]:
                articles.append(article)
            elif article.version > note.source["version"]:
                outdated.append(Write("delete", key))
        self._store.write(outdated)
        return articles

    def search(
        self,
        query: Query | None,
        *,
        since: datetime | None = None,
        limit: int = 20,
        after: str | None = None,
        facets: bool = False,
    ) -> SearchPage:
        return search(self._store, self._names.articles, query, since=since, limit=limit, after=after, facets=facets)

    def story(self, story: str) -> list[Article]:
        found = self._store.search(
            self._names.articles, {"term": {"story": storable(story)}}, sort=newest_first(reverse=True)
        )
        return [article_of(each.source) for each in found]

    def forget(self, *, before: datetime) -> int:
        """Months are deleted whole: of a `before` within one, that month stays."""
        return forget_articles(self._store, self._names, before=before)

    def index_again(self) -> int:
        """Write all articles anew that another version of the program wrote, with another mapping or another tokeniser;
        answers how many.

        Idempotent, may be interrupted, and articles may come in meanwhile: an article is written over only if it is
        still what was read. Another run finds those that were not.
        """
        query = {"bool": {"must_not": [{"term": {"streams": made_by()}}]}}
        count = 0
        page: list[str] = []
        for each in self._store.search(self._names.articles, query, sort=newest_first()):
            page.append(each.key[1])
            if len(page) == _PAGE:
                count += self._index_again(page)
                page = []
        return count + self._index_again(page)

    def _index_again(self, ids: Sequence[str]) -> int:
        found = self._store.read(self._places(ids).keys())
        writes = [Write("index", key, searchable_of(article_of(each.source)), each) for key, each in found.items()]
        return sum(self._store.write(writes))


def _with_removal(document: dict[str, Any] | None, *, at: datetime | None) -> dict[str, Any] | None:
    if document is None:
        return None
    article = article_of(document)
    return None if article.removed_at == at else searchable_of(replace(article, removed_at=at))


def _with_reading(
    document: dict[str, Any] | None, *, given: Article, made: Callable[[Article], dict[str, Any]]
) -> dict[str, Any] | None:
    stored = article_of(document) if document is not None else None
    if stored is None or stored.fetched_at != given.fetched_at:
        return None
    article = restated(stored, given)
    return None if article == stored else made(article)


class _Places:
    """Which index each article is in."""

    def __init__(self, index_of: dict[str, str]) -> None:
        self.index_of = index_of

    def keys(self) -> list[Key]:
        return [(index, id_) for id_, index in self.index_of.items()]


def _note(index: str, article: Article) -> Write:
    id_ = version_id(article.id, article.version)
    source: dict[str, Any] = {
        "id": id_,
        "article": article.id,
        "version": article.version,
        "fetched_micros": micros(article.fetched_at),
    }
    return Write("index", (index, id_), source)


def copy_of(index: str, article: Article) -> Write:
    return Write("create", (index, version_id(article.id, article.version)), document_of(article))


def version_id(article: str, version: int) -> str:
    return f"{storable(article)}.{version}"
