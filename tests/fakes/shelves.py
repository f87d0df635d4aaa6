"""What a fake engine keeps, read and written whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from presswatch.alerts import Alert
from presswatch.engines import restoring
from presswatch.ports import ArticleRecord, Fate, Page, Place, Shelves, SourceHistory
from tests.fakes.service import moment

if TYPE_CHECKING:
    from tests.fakes.engine import FakeEngine

Kept = TypeVar("Kept", ArticleRecord, Alert, SourceHistory)


class FakeShelf(Generic[Kept]):
    """`everything` answers what there is in order, `restored` what became of one that is given."""

    def __init__(self, everything: Callable[[], Iterable[Kept]], restored: Callable[[Kept | None, Kept], Fate]) -> None:
        self._everything = everything
        self._restored = restored

    def count(self) -> int:
        return len([*self._everything()])

    def page(self, *, after: Place | None = None, limit: int) -> Page[Kept]:
        """The number of a place is that of the item: fakes are read while nobody writes, or things come last."""
        return restoring.part_of({(at, each.id): each for at, each in enumerate(self._everything())}, after, limit)

    def read(self, ids: Iterable[str]) -> dict[str, Kept]:
        asked = set(ids)
        return {each.id: each for each in self._everything() if each.id in asked}

    def restore(self, items: Sequence[Kept]) -> list[Fate]:
        return [self._restored(self.read([given.id]).get(given.id), given) for given in items]


def shelves(engine: FakeEngine) -> Shelves:
    def articles() -> list[ArticleRecord]:
        with engine._call():
            records = [
                ArticleRecord(
                    versions=tuple(versions), matched=(versions[-1].id, versions[-1].version) in engine._matched
                )
                for versions in engine._versions.values()
            ]
            return sorted(records, key=lambda each: (each.newest.first_seen_at, each.id))

    def restore_article(known: ArticleRecord | None, given: ArticleRecord) -> Fate:
        if known is not None:
            return restoring.catch_up(engine, [known], [given])[0]
        for version in given.versions:
            moment(version.fetched_at)
        engine._versions[given.id] = [*given.versions]
        if given.matched:
            engine.matched([(given.id, given.newest.version)])
        return Fate.COPIED

    def restore_alert(known: Alert | None, given: Alert) -> Fate:
        stands = restoring.alert(known, given)
        engine._alerts[given.id] = replace(stands, deliveries=())
        engine._deliveries.update((each.id, each) for each in stands.deliveries)
        return restoring.fate(known, given, stands)

    def histories() -> list[SourceHistory]:
        ids = {*engine._restored, *(source for source, _ in engine._looks)}
        looks = {id_: {at for source, at in engine._looks if source == id_} for id_ in sorted(ids)}
        for id_, restored in engine._restored.items():
            looks[id_].update(restored.looks)
        records = engine.records()
        return [
            SourceHistory(record=replace(records[id_], articles=0), looks=tuple(sorted(at)))
            for id_, at in looks.items()
        ]

    def restore_history(known: SourceHistory | None, given: SourceHistory) -> Fate:
        stands = restoring.history(known, given)
        if stands != known:
            engine._restored[given.id] = stands
        return restoring.fate(known, given, stands)

    return Shelves(
        articles=FakeShelf(articles, restore_article),
        alerts=FakeShelf(lambda: engine.alerts(limit=10**9)[::-1], restore_alert),
        sources=FakeShelf(histories, restore_history),
        quarantine=restoring.MessageShelf(engine),
    )
