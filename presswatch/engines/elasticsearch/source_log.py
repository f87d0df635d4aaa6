"""What looks at sources came to, summed up a source.

A source's document remembers when it was looked at in the last days, so that a look that is reported twice counts once.
Beside it each look of the last weeks has a document of its own, for tallies, and for people who look in Kibana.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from presswatch.engines.decisions import REMEMBERED, after
from presswatch.engines.elasticsearch.documents import iso
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.store import Source as Document
from presswatch.engines.elasticsearch.store import Store, Write
from presswatch.engines.moments import micros, micros_or_none, moment_or_none, storable
from presswatch.ports import LOOKS_KEPT
from presswatch.sources import (
    OTHER_REFUSAL,
    REFUSALS,
    LinkOutcome,
    Look,
    LookOutcome,
    LookTally,
    Source,
    SourceRecord,
    SourceState,
    tally_of,
)

_DAY = 86_400_000_000  # microseconds
_TIMES = ("last_fetch", "last_new", "next_due")
_PAGE = 1_000  # sources counted in one request
_LINKS = {f"links.{outcome.value}": outcome for outcome in LinkOutcome}
_REFUSED = {f"refused.{status}": status for status in (*REFUSALS, OTHER_REFUSAL)}


class ElasticSourceLog:
    """Fills the port `SourceLog`."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names

    def looked(self, look: Look, *, next_due_at: datetime, source: Source | None = None) -> None:
        at = micros(look.at)
        self._store.write([Write("create", (self._names.looks, f"{storable(look.source)}.{at}"), _look(look, source))])
        forgotten = micros(look.at - REMEMBERED)

        def add(document: Document | None) -> Document | None:
            looks = document["looks"]["at"] if document else []
            if at in looks:
                return None
            known = record_of(document) if document else SourceRecord(id=look.source)
            record = after(known, look, next_due_at=next_due_at)
            silent_since = iso(record.last_new_at) or (document or {}).get("silent_since") or iso(look.at)
            looks = [*(each for each in looks if each >= forgotten), at]
            return {
                **document_of_record(record),
                **_described(source, document),
                "silent_since": silent_since,
                "looks": {"at": looks},
            }

        written = self._store.change((self._names.sources, storable(look.source)), add)
        if written is not None and _is_first_of_its_day(written["looks"]["at"]):
            self._forget(look.source, before=look.at - LOOKS_KEPT)

    def _forget(self, source: str, *, before: datetime) -> None:
        """Drop a source's looks from before then."""
        asked = [{"term": {"source": storable(source)}}, {"range": {"at": {"lt": iso(before)}}}]
        found = self._store.search(self._names.looks, {"bool": {"filter": asked}}, sort=[{"at": "asc"}, {"id": "asc"}])
        self._store.write([Write("delete", each.key) for each in found])

    def records(self) -> dict[str, SourceRecord]:
        """Sources that were looked at, and those that articles are from."""
        found = self._store.search(self._names.sources, {"match_all": {}}, sort=[{"id": "asc"}])
        records = {record.id: record for record in (record_of(each.source) for each in found)}
        for source, articles in self._counts():
            records[source] = replace(records.get(source) or SourceRecord(id=source), articles=articles)
        return records

    def tallies(self, *, since: datetime, until: datetime) -> dict[str, LookTally]:
        asked = {"range": {"at": {"gte": iso(since), "lt": iso(until)}}}
        sums = {name: {"sum": {"field": name}} for name in (*_LINKS, *_REFUSED)}
        return {
            source: LookTally(
                outcomes={LookOutcome(each["key"]): each["doc_count"] for each in bucket["outcomes"]["buckets"]},
                links={outcome: count for name, outcome in _LINKS.items() if (count := int(bucket[name]["value"]))},
                refused={status: count for name, status in _REFUSED.items() if (count := int(bucket[name]["value"]))},
            )
            for source, bucket in self._by_source(
                self._names.looks, asked, {"outcomes": {"terms": {"field": "outcome", "size": 10}}, **sums}
            )
        }

    def _counts(self) -> Iterator[tuple[str, int]]:
        """How many articles the archive has of each source, exactly, however many sources there are."""
        for source, bucket in self._by_source(self._names.articles, {"match_all": {}}, {}):
            yield source, bucket["doc_count"]

    def _by_source(
        self, index: str, query: Mapping[str, Any], aggregations: Mapping[str, Any]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """The documents of each source, counted by the engine a page of sources at a time."""
        by_source: dict[str, Any] = {"size": _PAGE, "sources": [{"source": {"terms": {"field": "source"}}}]}
        while True:
            counts = {"composite": by_source, **({"aggregations": aggregations} if aggregations else {})}
            answer = self._store.page(index, query, aggregations={"counts": counts})
            found = answer["aggregations"].get("counts", {"buckets": []})
            for bucket in found["buckets"]:
                yield bucket["key"]["source"], bucket
            if len(found["buckets"]) < _PAGE:
                return
            by_source = {**by_source, "after": found["after_key"]}


def _look(look: Look, source: Source | None) -> Document:
    return {
        "id": f"{look.source}.{micros(look.at)}",
        "source": look.source,
        **_described(source, None),
        "at": iso(look.at),
        "outcome": look.outcome.value,
        "links": {outcome.value: count for outcome, count in look.links.items()},
        "refused": {str(status): count for status, count in tally_of(look).refused.items()},
        "error": look.error,
    }


def _described(source: Source | None, known: Document | None) -> Document:
    """What the config says of a source, or said before."""
    if source is None:
        return {name: known[name] for name in ("name", "kind", "country") if known and name in known}
    return {"name": source.name, "kind": source.kind.value, "country": source.country}


def _is_first_of_its_day(looks: Sequence[int]) -> bool:
    *others, last = (at // _DAY for at in looks)
    return last not in others


def document_of_record(record: SourceRecord) -> Document:
    times = {name: getattr(record, f"{name}_at") for name in _TIMES}
    return {
        "id": record.id,
        "state": record.state.value,
        **{f"{name}_at": iso(time) for name, time in times.items()},
        **{f"{name}_micros": micros_or_none(time) for name, time in times.items()},
        "failures": record.failures,
        "links": {outcome.value: count for outcome, count in record.links.items()},
        "error": record.error,
        "lying": record.lying,
    }


def record_of(document: Document) -> SourceRecord:
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
        lying=document.get("lying", False),  # of mapping 1
    )
