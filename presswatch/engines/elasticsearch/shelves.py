"""The archive as it stands, read and written whole, to move it to another engine and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from presswatch.alerts import Alert, Delivery
from presswatch.articles import Article, Put, Stored
from presswatch.engines import restoring
from presswatch.engines.elasticsearch.alert_log import ElasticAlertLog, delivery_document, delivery_of
from presswatch.engines.elasticsearch.archive import ElasticArchive, copy_of, version_id
from presswatch.engines.elasticsearch.documents import article_of, document_of
from presswatch.engines.elasticsearch.encoding import as_stored
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.quarantine import ElasticQuarantine
from presswatch.engines.elasticsearch.search import newest_first
from presswatch.engines.elasticsearch.source_log import ElasticSourceLog, document_of_record, record_of
from presswatch.engines.elasticsearch.store import Source, Store
from presswatch.engines.moments import micros, moment, storable
from presswatch.errors import TransientError
from presswatch.ports import ArticleRecord, Fate, Page, Place, Shelves, SourceHistory

_CONTENDED = 10  # times that others may write the same articles first
_ALL: Mapping[str, Any] = {"match_all": {}}


def shelves(store: Store, names: Names) -> Shelves:
    return Shelves(
        articles=ArticleShelf(store, names),
        alerts=AlertShelf(store, names),
        sources=SourceShelf(store, names),
        quarantine=restoring.MessageShelf(ElasticQuarantine(store, names)),
    )


class ArticleShelf(ElasticArchive):
    """By the time at which articles were first seen."""

    def count(self) -> int:
        return self._store.count(self._names.articles, _ALL)

    def page(self, *, after: Place | None = None, limit: int) -> Page[ArticleRecord]:
        answer = self._store.page(
            self._names.articles, _ALL, sort=newest_first(reverse=True), size=limit, after=after and list(after)
        )
        hits = answer["hits"]["hits"]
        found = self._records([article_of(hit["_source"]) for hit in hits])
        return Page(found, _place(hits[-1]) if len(hits) == limit else None)

    def read(self, ids: Iterable[str]) -> dict[str, ArticleRecord]:
        return {record.id: record for record in self._records([*self.get(ids).values()])}

    def _records(self, newest: Sequence[Article]) -> list[ArticleRecord]:
        keys = {
            article.id: [(self._names.versions, version_id(article.id, at)) for at in range(1, article.version)]
            for article in newest
        }
        older = self._store.read(key for each in keys.values() for key in each)
        notes = self._store.read((self._names.unmatched, version_id(each.id, each.version)) for each in newest)
        unmatched = {id_ for _, id_ in notes}
        return [
            ArticleRecord(
                versions=(*(article_of(older[key].source) for key in keys[article.id] if key in older), article),
                matched=version_id(article.id, article.version) not in unmatched,
            )
            for article in newest
        ]

    def restore(self, items: Sequence[ArticleRecord]) -> list[Fate]:
        """The newest version decides, by `create`, whose article it is; only then come those before it."""
        given = {each.id: each for each in map(_as_stored, items)}
        known = self.read(given)
        fates: dict[str, Fate] = {}
        for _ in range(_CONTENDED):
            new = [each for id_, each in given.items() if id_ not in known and id_ not in fates]
            if not new:
                break
            lost = self._restore_newest(new)
            written = [each for each in new if each.id not in lost]
            self._restore_older(each.versions[:-1] for each in written)
            fates |= {each.id: Fate.COPIED for each in written}
            known |= self.read(lost)
        else:
            raise TransientError("the same articles are being written by too many at once")
        others = [each for id_, each in given.items() if id_ not in fates]
        for fate, each in zip(self._catch_up(known, others), others, strict=True):
            fates[each.id] = fate
        return [fates[id_] for id_ in given]

    def _restore_newest(self, new: Sequence[ArticleRecord]) -> set[str]:
        """Answers the ids of those that another worker wrote first."""
        places = self._places(each.id for each in new)  # of an article that is not there: whoever made it has died
        return self._write([Put(Stored.CREATED, each.newest, matched=each.matched) for each in new], places, {})

    def _restore_older(self, histories: Iterable[Sequence[Article]]) -> int:
        """Answers how many of them were missing."""
        return sum(self._store.write([copy_of(self._names.versions, each) for older in histories for each in older]))

    def _catch_up(self, known: Mapping[str, ArticleRecord], others: Sequence[ArticleRecord]) -> list[Fate]:
        """Whoever restored an article and died may have left out its older versions."""
        here = [known[each.id] for each in others]
        lacking = {each.id: _lacking(known[each.id], each) for each in others}
        filled = bool(self._restore_older(lacking.values()))
        fates = restoring.catch_up(self, here, others)
        return [Fate.COPIED if filled and lacking[each.id] else fate for fate, each in zip(fates, others, strict=True)]


def _lacking(known: ArticleRecord, given: ArticleRecord) -> list[Article]:
    """The older versions that an archive lacks of an article that it got from there: some version is the same."""
    numbers = {version.version for version in known.versions}
    if set(known.versions).isdisjoint(given.versions):
        return []
    return [each for each in given.versions if each.version < known.newest.version and each.version not in numbers]


def _as_stored(record: ArticleRecord) -> ArticleRecord:
    """As it will come back. Raises `PermanentError` for a time without a zone."""
    versions = tuple(article_of(as_stored(document_of(version))) for version in record.versions)
    return ArticleRecord(versions=versions, matched=record.matched)


class AlertShelf(ElasticAlertLog):
    """By the time at which alerts were recorded."""

    def count(self) -> int:
        return self._store.count(self._names.alerts, _ALL)

    def page(self, *, after: Place | None = None, limit: int) -> Page[Alert]:
        order = [{"created_micros": "asc"}, {"id": "asc"}]
        answer = self._store.page(self._names.alerts, _ALL, sort=order, size=limit, after=after and list(after))
        hits = answer["hits"]["hits"]
        return Page(self._present([hit["_source"] for hit in hits]), _place(hits[-1]) if len(hits) == limit else None)

    def read(self, ids: Iterable[str]) -> dict[str, Alert]:
        found = self._store.read((self._names.alerts, storable(id_)) for id_ in ids)
        return {alert.id: alert for alert in self._present([each.source for each in found.values()])}

    def restore(self, items: Sequence[Alert]) -> list[Fate]:
        """Deliveries are made with the state that they have: one that is sent is never seen to be due."""
        known = self.read(each.id for each in items)
        self.record(items)  # makes what is missing, and deliveries that whoever died before us has not made
        fates = []
        for given in items:
            here = known.get(given.id)
            stands = restoring.alert(here, given)
            if here is not None and stands != here:
                self._bring_forward(here, stands)
            fates.append(restoring.fate(here, given, stands))
        return fates

    def _bring_forward(self, here: Alert, stands: Alert) -> None:
        added = [each for each in stands.deliveries if all(each.id != one.id for one in here.deliveries)]
        if added:
            self._store.change((self._names.alerts, here.id), _with_deliveries(added))
        for each in set(stands.deliveries).difference(here.deliveries):
            self._store.change((self._names.deliveries, each.id), _brought_to(each))


def _with_deliveries(added: Sequence[Delivery]) -> Any:  # noqa: ANN401 - a function for `Store.change`
    def add(document: Source | None) -> Source | None:
        if document is None:
            return None
        known = {each["id"] for each in document["deliveries"]}
        new = [delivery_document(each) for each in added if each.id not in known]
        return {**document, "deliveries": [*document["deliveries"], *new]} if new else None

    return add


def _brought_to(given: Delivery) -> Any:  # noqa: ANN401 - a function for `Store.change`
    def bring(document: Source | None) -> Source | None:
        known = delivery_of(document) if document else None
        stands = restoring.delivery(known, given) if known else given
        return None if stands == known else {**(document or {}), **delivery_document(stands)}

    return bring


class SourceShelf(ElasticSourceLog):
    """By id."""

    def count(self) -> int:
        return self._store.count(self._names.sources, _ALL)

    def page(self, *, after: Place | None = None, limit: int) -> Page[SourceHistory]:
        found = self._store.search(self._names.sources, _ALL, sort=[{"id": "asc"}])
        return restoring.part_of({(0, each.source["id"]): _history(each.source) for each in found}, after, limit)

    def read(self, ids: Iterable[str]) -> dict[str, SourceHistory]:
        found = self._store.read((self._names.sources, storable(id_)) for id_ in ids)
        return {each.source["id"]: _history(each.source) for each in found.values()}

    def restore(self, items: Sequence[SourceHistory]) -> list[Fate]:
        fates = []
        for given in items:
            here: SourceHistory | None = None
            stands = given

            def bring(document: Source | None, given: SourceHistory = given) -> Source | None:
                nonlocal here, stands
                here = _history(document) if document else None
                stands = restoring.history(here, given)
                if stands == here:
                    return None
                looks = {"at": [micros(at) for at in stands.looks]}
                return {**(document or {}), **document_of_record(stands.record), "looks": looks}

            self._store.change((self._names.sources, storable(given.id)), bring)
            fates.append(restoring.fate(here, given, stands))
        return fates


def _history(document: Source) -> SourceHistory:
    return SourceHistory(record=record_of(document), looks=tuple(map(moment, sorted(document["looks"]["at"]))))


def _place(hit: Mapping[str, Any]) -> Place:
    at, id_ = hit["sort"]
    return int(at), str(id_)
