"""The archive as it stands, read and written whole, to move it to another engine and back."""

# ruff: noqa: S608 - what is put into SQL here are lists of columns and conditions of this package; values are bound

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from presswatch.alerts import Alert
from presswatch.engines import restoring
from presswatch.engines.decisions import REMEMBERED
from presswatch.engines.moments import micros, moment
from presswatch.engines.sqlite.alert_log import ALERT, DELIVERY, SqliteAlertLog, delivery_row
from presswatch.engines.sqlite.archive import SqliteArchive
from presswatch.engines.sqlite.database import Database
from presswatch.engines.sqlite.quarantine import SqliteQuarantine
from presswatch.engines.sqlite.rows import COLUMNS, article_of, row_of
from presswatch.engines.sqlite.source_log import RECORD, SqliteSourceLog, record_of
from presswatch.engines.sqlite.streams import streams
from presswatch.ports import ArticleRecord, Fate, Page, Place, Shelves, SourceHistory

_FIRST: Place = (-(2**63), "")
_SET_DELIVERY = (
    f"INSERT INTO deliveries ({DELIVERY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
    " state = excluded.state, attempts = excluded.attempts, due_at = excluded.due_at, sent_at = excluded.sent_at,"
    " error = excluded.error"
)


def shelves(database: Database) -> Shelves:
    return Shelves(
        articles=ArticleShelf(database),
        alerts=AlertShelf(database),
        sources=SourceShelf(database),
        quarantine=restoring.MessageShelf(SqliteQuarantine(database)),
    )


class ArticleShelf(SqliteArchive):
    """By the time at which articles were first seen."""

    def count(self) -> int:
        return self._database.number("SELECT count(*) FROM articles WHERE newest")

    def page(self, *, after: Place | None = None, limit: int) -> Page[ArticleRecord]:
        sql = (
            f"SELECT matched, {COLUMNS} FROM articles WHERE newest AND (first_seen_at, id) > (?, ?)"
            " ORDER BY first_seen_at, id LIMIT ?"
        )
        with self._database.reading():
            found = list(self._records(self._database.rows(sql, (*(after or _FIRST), limit))))
        if len(found) < limit:
            return Page(found, None)
        last = found[-1].newest
        return Page(found, (micros(last.first_seen_at), last.id))

    def read(self, ids: Iterable[str]) -> dict[str, ArticleRecord]:
        sql = f"SELECT matched, {COLUMNS} FROM articles WHERE newest AND id IN ({{values}})"
        with self._database.reading():
            return {record.id: record for record in self._records([*self._database.rows_in(sql, ids)])}

    def _records(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[ArticleRecord]:
        newest = [(article_of(row[1:]), bool(row[0])) for row in rows]
        older: dict[str, list[Any]] = {}
        sql = f"SELECT {COLUMNS} FROM articles WHERE NOT newest AND id IN ({{values}}) ORDER BY id, version"
        for row in self._database.rows_in(sql, (article.id for article, _ in newest if article.version > 1)):
            version = article_of(row)
            older.setdefault(version.id, []).append(version)
        for article, matched in newest:
            yield ArticleRecord(versions=(*older.get(article.id, ()), article), matched=matched)

    def restore(self, items: Sequence[ArticleRecord]) -> list[Fate]:
        given = {each.id: as_stored(each) for each in items}
        known = self.read(given)
        fates = dict.fromkeys(self._restore_whole([given[id_] for id_ in given if id_ not in known]), Fate.COPIED)
        others = [each for id_, each in given.items() if id_ not in fates]
        known |= self.read(each.id for each in others if each.id not in known)  # another process was quicker
        caught_up = restoring.catch_up(self, [known[each.id] for each in others], others)
        fates.update(zip((each.id for each in others), caught_up, strict=True))
        return [fates[id_] for id_ in given]

    def _restore_whole(self, new: Sequence[ArticleRecord]) -> list[str]:
        """The ids of those that are written: others are there by now."""
        if not new:
            return []
        # Tokens take most of the time, so they are made before the lock that all writers wait for.
        read = {each.newest: streams(each.newest) for each in new}
        with self._database.writing():
            there = self._known(each.newest for each in new)
            new = [each for each in new if each.id not in there]
            self._insert([version for each in new for version in each.versions], read)
            self._database.executemany(
                "UPDATE articles SET matched = 1 WHERE id = ? AND newest", ((each.id,) for each in new if each.matched)
            )
        return [each.id for each in new]


def as_stored(record: ArticleRecord) -> ArticleRecord:
    """As it will come back from the file. Raises `PermanentError` for a time without a zone."""
    versions = tuple(article_of(row_of(version)) for version in record.versions)
    return ArticleRecord(versions=versions, matched=record.matched)


class AlertShelf(SqliteAlertLog):
    """By the time at which alerts were recorded."""

    def count(self) -> int:
        return self._database.number("SELECT count(*) FROM alerts")

    def page(self, *, after: Place | None = None, limit: int) -> Page[Alert]:
        sql = f"SELECT {ALERT} FROM alerts WHERE (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?"
        with self._database.reading():
            found = self._read(self._database.rows(sql, (*(after or _FIRST), limit)))
        if len(found) < limit:
            return Page(found, None)
        return Page(found, (micros(found[-1].created_at), found[-1].id))

    def read(self, ids: Iterable[str]) -> dict[str, Alert]:
        with self._database.reading():
            return self._by_id(ids)

    def _by_id(self, ids: Iterable[str]) -> dict[str, Alert]:
        rows = [*self._database.rows_in(f"SELECT {ALERT} FROM alerts WHERE id IN ({{values}})", ids)]
        return {alert.id: alert for alert in self._read(rows)}

    def restore(self, items: Sequence[Alert]) -> list[Fate]:
        fates = []
        with self._database.writing():
            known = self._by_id(each.id for each in items)
            for given in items:
                here = known.get(given.id)
                stands = restoring.alert(here, given)
                if stands != here:
                    self._record(stands)
                    self._database.executemany(_SET_DELIVERY, map(delivery_row, stands.deliveries))
                fates.append(restoring.fate(here, given, stands))
        return fates


class SourceShelf(SqliteSourceLog):
    """By id."""

    def count(self) -> int:
        return self._database.number("SELECT count(*) FROM sources")

    def page(self, *, after: Place | None = None, limit: int) -> Page[SourceHistory]:
        with self._database.reading():
            return restoring.part_of({(0, each.id): each for each in self._histories()}, after, limit)

    def read(self, ids: Iterable[str]) -> dict[str, SourceHistory]:
        asked = set(ids)
        with self._database.reading():
            return {each.id: each for each in self._histories() if each.id in asked}

    def _histories(self) -> Iterator[SourceHistory]:
        looks: dict[str, list[int]] = {}
        remembered = REMEMBERED // timedelta(microseconds=1)
        sql = (
            "SELECT source, at FROM looks JOIN (SELECT source, max(at) AS last FROM looks GROUP BY source)"
            " USING (source) WHERE at >= last - ? ORDER BY at"
        )
        for source, at in self._database.rows(sql, (remembered,)):
            looks.setdefault(source, []).append(at)
        for record in map(record_of, self._database.rows(f"SELECT {RECORD} FROM sources")):
            yield SourceHistory(record=record, looks=tuple(map(moment, looks.get(record.id, ()))))

    def restore(self, items: Sequence[SourceHistory]) -> list[Fate]:
        fates = []
        with self._database.writing():
            known = {each.id: each for each in self._histories()}
            for given in items:
                here = known.get(given.id)
                stands = restoring.history(here, given)
                if stands != here:
                    self._write(stands.record)
                    self._database.executemany(
                        "INSERT INTO looks (source, at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        ((stands.id, micros(at)) for at in stands.looks),
                    )
                fates.append(restoring.fate(here, given, stands))
        return fates
