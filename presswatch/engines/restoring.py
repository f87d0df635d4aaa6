"""What every engine decides in the same way when it restores what another archive kept.

Each function answers what is to stand where `known` stands and `given` comes; it answers `known` itself where that is
to stay. Nothing goes backwards, so restoring the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from presswatch.alerts import Alert, Delivery, DeliveryState
from presswatch.articles import Article, Put, Stored
from presswatch.engines.decisions import restated
from presswatch.engines.moments import micros
from presswatch.ports import ArticleRecord, Fate, Page, Place, Quarantine, Quarantined, SourceHistory

_ENDED = {DeliveryState.SENT: 2, DeliveryState.DEAD: 1}  # what was accepted after it was given up is sent
_Kept = TypeVar("_Kept")


def fate(known: _Kept | None, given: _Kept, stands: _Kept) -> Fate:
    if stands != known:
        return Fate.COPIED
    return Fate.THERE if known == given else Fate.NEWER


def delivery(known: Delivery, given: Delivery) -> Delivery:
    """The one that came further: a claim counts an attempt, and waiting for the next one comes after its failure."""
    return given if _progress(given) > _progress(known) else known


def _progress(one: Delivery) -> tuple[int, int, bool]:
    return _ENDED.get(one.state, 0), one.attempts, one.state is DeliveryState.WAITING


def alert(known: Alert | None, given: Alert) -> Alert:
    """Both's articles and deliveries; for the rest, who recorded it first has told the desk so."""
    if known is None:
        return given
    given_of = {each.id: each for each in given.deliveries}
    deliveries = [delivery(each, given_of.pop(each.id, each)) for each in known.deliveries]
    return replace(
        known,
        articles=tuple(dict.fromkeys((*known.articles, *given.articles))),
        deliveries=(*deliveries, *given_of.values()),
    )


def history(known: SourceHistory | None, given: SourceHistory) -> SourceHistory:
    """That of the later look, which will recognise the looks of both."""
    if known is None:
        return given
    last, last_given = known.record.last_fetch_at, given.record.last_fetch_at
    if last is not None and (last_given is None or last_given < last):
        return known
    if last == last_given and not set(known.looks) <= set(given.looks):
        return known
    return replace(given, looks=tuple(sorted({*known.looks, *given.looks})))


def message(known: Quarantined | None, given: Quarantined) -> Quarantined:
    """The later one: the same id replaces."""
    return given if known is None or given.at > known.at else known


class Versions(Protocol):
    """What restoring needs of an archive of articles."""

    def put(self, articles: Sequence[Article]) -> list[Put]: ...

    def matched(self, versions: Sequence[tuple[str, int]]) -> None: ...

    def removed(self, articles: Mapping[str, datetime | None]) -> None: ...

    def restate(self, articles: Sequence[Article]) -> list[bool]: ...


def catch_up(archive: Versions, known: Sequence[ArticleRecord], given: Sequence[ArticleRecord]) -> list[Fate]:
    """Give the archive what it lacks of articles that it has, in the same order.

    Versions that were read later than its own newest are put, which is to say that the archive numbers them and decides
    whether they differ. Of a version that both have, the given reading stands. Then, where the archive's newest is the
    given one, it is noted as matched, and as removed, when that was.
    """
    later = [
        version
        for here, there in zip(known, given, strict=True)
        for version in there.versions
        if version.fetched_at > here.newest.fetched_at
    ]
    stands = {here.id: here for here in known}
    changed = set()
    for put in archive.put(later) if later else ():
        versions = (*stands[put.article.id].versions, put.article)
        stands[put.article.id] = ArticleRecord(versions=versions, matched=put.matched)
        if put.outcome is Stored.CHANGED:
            changed.add(put.article.id)
    fetched = {(id_, version.fetched_at): version for id_, record in stands.items() for version in record.versions}
    read_anew = [
        version
        for there in given
        for version in there.versions
        if (stored := fetched.get((there.id, version.fetched_at))) and restated(stored, version) != stored
    ]
    if read_anew:
        done = archive.restate(read_anew)
        changed.update(version.id for version, written in zip(read_anew, done, strict=True) if written)
    marks = [
        (there.id, stands[there.id].newest.version)
        for there in given
        if there.matched and not stands[there.id].matched and _is_same(stands[there.id].newest, there.newest)
    ]
    if marks:
        archive.matched(marks)
    changed.update(id_ for id_, _ in marks)
    removed = {
        there.id: there.newest.removed_at
        for there in given
        if there.newest.removed_at
        and not stands[there.id].newest.removed_at
        and _is_same(stands[there.id].newest, there.newest)
    }
    if removed:
        archive.removed(removed)
    changed.update(removed)
    return [
        Fate.COPIED if there.id in changed else Fate.THERE if here == there else Fate.NEWER
        for here, there in zip(known, given, strict=True)
    ]


def _is_same(one: Article, other: Article) -> bool:
    """Whatever is read in it: what was fetched at one moment is one version."""
    return one.fetched_at == other.fetched_at


class MessageShelf:
    """The shelf of quarantined messages of any engine: they are few."""

    def __init__(self, quarantine: Quarantine) -> None:
        self._quarantine = quarantine

    def count(self) -> int:
        return len(self._quarantine.messages())

    def page(self, *, after: Place | None = None, limit: int) -> Page[Quarantined]:
        places = {(micros(each.at), each.id): each for each in self._quarantine.messages()}
        return part_of(places, after, limit)

    def read(self, ids: Iterable[str]) -> dict[str, Quarantined]:
        asked = set(ids)
        return {each.id: each for each in self._quarantine.messages() if each.id in asked}

    def restore(self, items: Sequence[Quarantined]) -> list[Fate]:
        known = self.read(each.id for each in items)
        fates = []
        for given in items:
            here = known.get(given.id)
            stands = message(here, given)
            if stands != here:
                self._quarantine.add(stands)
            fates.append(fate(here, given, stands))
        return fates


def part_of(places: Mapping[Place, _Kept], after: Place | None, limit: int) -> Page[_Kept]:
    """The next part of what is few enough to be held."""
    found = sorted(place for place in places if after is None or place > after)[:limit]
    return Page([places[place] for place in found], found[-1] if len(found) == limit else None)
