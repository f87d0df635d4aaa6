"""An archive engine in memory: all ports, on one lock."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from presswatch.ports import Quarantined, Shelves, SourceHistory
from presswatch.sources import LinkOutcome, Look, LookOutcome, LookTally, Source, SourceRecord, SourceState, tally_of
from tests.fakes.alert_log import FakeAlertLog
from tests.fakes.archive import FakeArchive
from tests.fakes.service import FakeService, as_stored, moment
from tests.fakes.shelves import shelves

_STATES = {
    LookOutcome.OK: SourceState.OK,
    LookOutcome.UNCHANGED: SourceState.OK,
    LookOutcome.PARTIAL: SourceState.PARTIAL,
    LookOutcome.FAILED: SourceState.FAILING,
}


class FakeSourceLog(FakeService):
    """Keeps every look, and sums them up when asked."""

    def __init__(self) -> None:
        super().__init__()
        self._looks: dict[tuple[str, datetime], tuple[Look, datetime]] = {}
        self._restored: dict[str, SourceHistory] = {}  # these looks are in it

    def looked(self, look: Look, *, next_due_at: datetime, source: Source | None = None) -> None:
        del source
        with self._call():
            self._looks.setdefault((look.source, moment(look.at)), (look, next_due_at))

    def records(self) -> dict[str, SourceRecord]:
        with self._call():
            records = {source: each.record for source, each in self._restored.items()}
            for look, next_due_at in sorted(self._looks.values(), key=lambda entry: entry[0].at):
                if look.source in self._restored and look.at in self._restored[look.source].looks:
                    continue
                known = records.get(look.source) or SourceRecord(id=look.source)
                records[look.source] = replace(
                    known,
                    state=_STATES[look.outcome],
                    last_fetch_at=look.at,
                    last_new_at=look.at if look.links.get(LinkOutcome.NEW) else known.last_new_at,
                    next_due_at=next_due_at,
                    failures=known.failures + 1 if look.outcome is LookOutcome.FAILED else 0,
                    links=Counter(known.links) + Counter(look.links),
                    error=as_stored(look.error),
                    lying=look.lying or (known.lying and look.outcome in {LookOutcome.FAILED, LookOutcome.PARTIAL}),
                )
            return records

    def tallies(self, *, since: datetime, until: datetime) -> dict[str, LookTally]:
        with self._call():
            tallies: dict[str, LookTally] = {}
            for look, _ in self._looks.values():
                if since <= look.at < until:
                    tallies[look.source] = tallies.get(look.source, LookTally()) + tally_of(look)
            return tallies


class FakeQuarantine(FakeService):
    def __init__(self) -> None:
        super().__init__()
        self._messages: dict[str, Quarantined] = {}

    def add(self, message: Quarantined) -> None:
        with self._call():
            moment(message.at)
            self._messages[message.id] = replace(
                message, body=as_stored(message.body), reason=as_stored(message.reason)
            )

    def messages(self) -> list[Quarantined]:
        with self._call():
            return sorted(self._messages.values(), key=lambda message: (message.at, message.id))

    def remove(self, message: str) -> None:
        with self._call():
            self._messages.pop(message, None)


class FakeEngine(FakeArchive, FakeAlertLog, FakeSourceLog, FakeQuarantine):
    """Fills the port `Engine`. Unlike a real engine's instances, one may be shared between threads."""

    def records(self) -> dict[str, SourceRecord]:
        with self._call():
            records = super().records()
            articles = Counter(article.source for article in self._newest())
            for source, count in articles.items():
                records[source] = replace(records.get(source) or SourceRecord(id=source), articles=count)
            return records

    def shelves(self) -> Shelves:
        return shelves(self)

    def close(self) -> None:
        """Nothing to close; here because real engines have it."""
