"""What looks at sources came to, summed up a source.

A source's document remembers when it was looked at in the last days, so that a look that is reported twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from presswatch.engines.decisions import REMEMBERED, after
from presswatch.engines.elasticsearch.documents import iso
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.store import Source, Store
from presswatch.engines.moments import micros, micros_or_none, moment_or_none, storable
from presswatch.sources import LinkOutcome, Look, SourceRecord, SourceState

_TIMES = ("last_fetch", "last_new", "next_due")
_PAGE = 1_000  # sources counted in one request


class ElasticSourceLog:
    """Fills the port `SourceLog`."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names

    def looked(self, look: Look, *, next_due_at: datetime) -> None:
        at = micros(look.at)
        forgotten = micros(look.at - REMEMBERED)

        def add(document: Source | None) -> Source | None:
            looks = document["looks"]["at"] if document else []
            if at in looks:
                return None
            known = _record_of(document) if document else SourceRecord(id=look.source)
            looks = [*(each for each in looks if each >= forgotten), at]
            return {**_document_of(after(known, look, next_due_at=next_due_at)), "looks": {"at": looks}}

        self._store.change((self._names.sources, storable(look.source)), add)

    def records(self) -> dict[str, SourceRecord]:
        """Sources that were looked at, and those that articles are from."""
        found = self._store.search(self._names.sources, {"match_all": {}}, sort=[{"id": "asc"}])
        records = {record.id: record for record in (_record_of(each.source) for each in found)}
        for source, articles in self._counts():
            records[source] = replace(records.get(source) or SourceRecord(id=source), articles=articles)
        return records

    def _counts(self) -> Iterator[tuple[str, int]]:
        """How many articles the archive has of each source, exactly, however many sources there are."""
        by_source = {"size": _PAGE, "sources": [{"source": {"terms": {"field": "source"}}}]}
        while True:
            answer = self._store.page(
                self._names.articles, {"match_all": {}}, aggregations={"counts": {"composite": by_source}}
            )
            counts = answer["aggregations"].get("counts", {"buckets": []})
            for bucket in counts["buckets"]:
                yield bucket["key"]["source"], bucket["doc_count"]
            if len(counts["buckets"]) < _PAGE:
                return
            by_source = {**by_source, "after": counts["after_key"]}


def _document_of(record: SourceRecord) -> Source:
    times = {name: getattr(record, f"{name}_at") for name in _TIMES}
    return {
        "id": record.id,
        "state": record.state.value,
        **{f"{name}_at": iso(time) for name, time in times.items()},
        **{f"{name}_micros": micros_or_none(time) for name, time in times.items()},
        "failures": record.failures,
        "links": {outcome.value: count for outcome, count in record.links.items()},
        "error": record.error,
    }


def _record_of(document: Source) -> SourceRecord:
    last_fetch_at, last_new_at, next_due_at = (moment_or_none(document[f"{name}_micros"]) for name in _TIMES)
    return SourceRecord(
        id=document["id"],
        state=SourceState(document["state"]),
        last_fetch_at=last_fetch_at,
        last_new_at=last_new_at,
        next_due_at=next_due_at,
        failures=document["failures"],
        links={LinkOutcome(outcome): count for outcome, count in document["links"].items()},
        error=document["error"],
    )
