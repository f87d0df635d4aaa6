"""What looks at sources came to, summed up a source."""

# ruff: noqa: S608 - what is put into SQL here are lists of columns and conditions of this package; values are bound

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from presswatch.engines.decisions import after
from presswatch.engines.moments import micros, micros_or_none, moment, moment_or_none
from presswatch.engines.sqlite.database import Database
from presswatch.ports import LOOKS_KEPT
from presswatch.sources import (
    LinkOutcome,
    Look,
    LookOutcome,
    LookTally,
    Source,
    SourceRecord,
    SourceState,
    tally_of,
)

RECORD = "id, state, last_fetch_at, last_new_at, next_due_at, failures, links, error, lying"


class SqliteSourceLog:
    """Fills the port `SourceLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def looked(self, look: Look, *, next_due_at: datetime, source: Source | None = None) -> None:
        del source  # nobody reads the file but through the ports
        at = micros(look.at)
        with self._database.writing():
            tally = tally_of(look)
            new = self._database.execute(
                "INSERT INTO looks (source, at, outcome, links, refused) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (look.source, at, look.outcome.value, _counts(tally.links), _counts(tally.refused)),
            ).rowcount
            if not new:
                return
            self._database.execute(
                "DELETE FROM looks WHERE source = ? AND at < ?", (look.source, micros(look.at - LOOKS_KEPT))
            )
            rows = self._database.rows(f"SELECT {RECORD} FROM sources WHERE id = ?", (look.source,))
            known = record_of(rows[0]) if rows else SourceRecord(id=look.source)
            self._write(after(known, look, next_due_at=next_due_at))

    def _write(self, record: SourceRecord) -> None:
        self._database.execute(
            f"INSERT OR REPLACE INTO sources ({RECORD}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.id,
                record.state.value,
                micros_or_none(record.last_fetch_at),
                micros_or_none(record.last_new_at),
                micros_or_none(record.next_due_at),
                record.failures,
                json.dumps({outcome.value: count for outcome, count in record.links.items()}),
                record.error,
                record.lying,
            ),
        )

    def records(self) -> dict[str, SourceRecord]:
        """Sources that were looked at, and those that articles are from."""
        with self._database.reading():
            rows = self._database.rows(f"SELECT {RECORD} FROM sources")
            counts = self._database.rows("SELECT source, count(*) FROM articles WHERE newest GROUP BY source")
        records = {record.id: record for record in map(record_of, rows)}
        for source, articles in counts:
            records[source] = replace(records.get(source) or SourceRecord(id=source), articles=articles)
        return records

    def tallies(self, *, since: datetime, until: datetime) -> dict[str, LookTally]:
        sql = (
            "SELECT source, outcome, links, refused, count(*) FROM looks WHERE at >= ? AND at < ? AND outcome != ''"
            " GROUP BY source, outcome, links, refused"
        )
        tallies: dict[str, LookTally] = {}
        for source, outcome, links, refused, looks in self._database.rows(sql, (micros(since), micros(until))):
            tally = LookTally(
                outcomes={LookOutcome(outcome): looks},
                links={LinkOutcome(each): looks * count for each, count in json.loads(links).items()},
                refused={int(status): looks * count for status, count in json.loads(refused).items()},
            )
            tallies[source] = tallies.get(source, LookTally()) + tally
        return tallies


def _counts(counts: Mapping[Any, int]) -> str:
    return json.dumps({str(each): counts[each] for each in sorted(counts)}, separators=(",", ":"))


def record_of(row: tuple[Any, ...]) -> SourceRecord:
    id_, state, last_fetch_at, last_new_at, next_due_at, failures, links, error, lying = row
    return SourceRecord(
        id=id_,
        state=SourceState(state),
        last_fetch_at=moment(last_fetch_at),
        last_new_at=moment_or_none(last_new_at),
        next_due_at=moment(next_due_at),
        failures=failures,
        links={LinkOutcome(outcome): count for outcome, count in json.loads(links).items()},
        error=error,
        lying=bool(lying),
    )
