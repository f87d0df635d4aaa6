"""Reading and writing documents: everything that the ports ask of the engine goes through here.

Reads by id are realtime: they see every write that was acknowledged. Searches see what was written before the index
was last refreshed, a second ago at most. There are no transactions: what must hold between documents is kept by the
order of writes, by `create`, which one writer wins, and by writing only over the very document that was read.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from presswatch.engines.elasticsearch.encoding import encoded
from presswatch.engines.elasticsearch.errors import is_transient, ours, reason, refusal
from presswatch.errors import PermanentError, TransientError

_BULK_BYTES = 8_000_000  # of one request; Elasticsearch takes 100 MB, and a small heap should not have to
_BULK_WRITES = 1_000
_READS = 500  # documents of one request
_PAGE = 500
_TRIES = 5  # of a document that the engine is too busy for
_SOON = 0.1  # seconds; doubled with each try
_CONTENDED = 100  # times that others may come first

# What is said of an index none of whose shards has started yet, or has again.
_NOT_STARTED = "search_phase_execution_exception"

# What is said of a shard whose index went away after the request had set out for it.
_GONE = frozenset({"index_not_found_exception", "shard_not_found_exception", "no_shard_available_action_exception"})

Source = dict[str, Any]
Key = tuple[str, str]
"""An index and an id."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it was read; `seq_no` and `primary_term` are its own until it is next written."""

    key: Key
    source: Source
    seq_no: int
    primary_term: int


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a bulk request.

    `create` does nothing when the id is taken, `index` with `over` nothing when another has written meanwhile; both
    are conflicts. Deleting what isn't there is done. With `version`, a number that the caller counts by, it is a
    conflict as well when the document has that or a higher one.
    """

    action: Literal["create", "index", "delete"]
    key: Key
    source: Mapping[str, Any] | None = None
    over: Found | None = None
    version: int | None = None

    def lines(self) -> bytes:
        index, id_ = self.key
        about: dict[str, Any] = {"_index": index, "_id": id_}
        if self.over is not None:
            about |= {"if_seq_no": self.over.seq_no, "if_primary_term": self.over.primary_term}
        if self.version is not None:
            about |= {"version": self.version, "version_type": "external"}
        head = encoded({self.action: about})
        return head if self.source is None else head + b"\n" + encoded(self.source)


class Store:
    """Every method raises as `errors.ours` says."""

    def __init__(self, client: Elasticsearch, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.client = client
        self._sleep = sleep

    def write(self, writes: Sequence[Write], *, refresh: bool = False) -> list[bool]:
        """Do all of them; True for each that was done, False for a conflict.

        Those that the engine is too busy for are tried again by themselves, and `TransientError` is raised when it
        stays so. When it refuses a document, `PermanentError` is raised once all others are done.
        """
        done, refused = self.try_to_write(writes, refresh=refresh)
        for number, why in refused.items():
            key = "/".join(writes[number].key)
            raise PermanentError(f"the engine refuses {len(refused)} of {len(writes)} documents: {key}: {why}")
        return done

    def try_to_write(self, writes: Sequence[Write], *, refresh: bool = False) -> tuple[list[bool], dict[int, str]]:
        """The same, and for each that the engine refuses, by its number, in the engine's words why."""
        done: dict[int, bool] = {}
        refused: dict[int, str] = {}
        waiting = [(number, each.lines()) for number, each in enumerate(writes)]
        said = ""
        for attempt in range(_TRIES):
            if attempt:
                self._pause(attempt)
            busy: list[tuple[int, bytes]] = []
            for part in _parts(waiting):
                for (number, lines), answer in zip(part, self._bulk(part, refresh=refresh), strict=True):
                    status, error = answer["status"], answer.get("error", "")
                    if 200 <= status < 300 or (status == 404 and writes[number].action == "delete" and not error):
                        done[number] = True
                    elif status == 409:
                        done[number] = False
                    elif is_transient(status, error.get("type", "") if isinstance(error, dict) else ""):
                        busy.append((number, lines))
                        said = f"{status} {reason(error)}"
                    else:
                        refused[number] = f"{status} {reason(error)}"
                        done[number] = False
            waiting = busy
            if not waiting:
                break
        else:
            raise TransientError(f"{len(waiting)} of {len(writes)} writes were not taken in {_TRIES} tries: {said}")
        return [done[number] for number in range(len(writes))], refused

    def _bulk(self, part: Sequence[tuple[int, bytes]], *, refresh: bool) -> list[dict[str, Any]]:
        operations = cast("list[Mapping[str, Any]]", [lines for _, lines in part])  # encoded already: taken as they are
        try:
            with ours("writing"):
                try:
                    items = self.client.bulk(operations=operations, refresh=refresh or None)["items"]
                except ApiError as error:
                    if error.status_code != 413 or len(part) == 1:
                        raise
                    items = None
        except PermanentError as error:
            if len(part) > 1:  # one of them spoils the request; which one, each by itself will show
                return [answer for each in part for answer in self._bulk([each], refresh=refresh)]
            return [{"status": 400, "error": str(error)}]
        if items is None:
            half = len(part) // 2
            return [*self._bulk(part[:half], refresh=refresh), *self._bulk(part[half:], refresh=refresh)]
        return [next(iter(item.values())) for item in items]

    def read(self, keys: Iterable[Key]) -> dict[Key, Found]:
        """Those that are there, as last written, under the keys that were asked for."""
        asked = list(dict.fromkeys(key for key in keys if key[1]))
        found: dict[Key, Found] = {}
        for at in range(0, len(asked), _READS):
            found |= self._read(asked[at : at + _READS])
        return found

    def _read(self, keys: Sequence[Key]) -> dict[Key, Found]:
        docs = [{"_index": index, "_id": id_} for index, id_ in keys]
        missing: set[str] = set()
        for attempt in range(_TRIES):
            if attempt:
                self._pause(attempt)
            with ours("reading"):
                answers = self.client.mget(docs=docs)["docs"]
            found: dict[Key, Found] = {}
            missing = set()
            for key, answer in zip(keys, answers, strict=True):
                error = answer.get("error")
                if error is not None:
                    if error.get("type") not in _GONE:
                        raise refusal("reading", 503, error)
                    missing.add(key[0])
                elif answer.get("found"):
                    found[key] = Found(key, answer.get("_source", {}), answer["_seq_no"], answer["_primary_term"])
            # An index that isn't there has no documents. One that is there was put in the place of another while this
            # was asked (`reindex`), and has them.
            if not any(self._exists(index) for index in missing):
                return found
        raise TransientError(f"reading: {', '.join(sorted(missing))} can't be read yet")

    def _exists(self, index: str) -> bool:
        with ours("looking for an index"):
            return bool(self.client.indices.exists(index=index))

    def change(self, key: Key, change: Callable[[Source | None], Source | None]) -> Source | None:
        """Write what `change` makes of a document (None: there is none) over the one that it was made of.

        When another writes in between, it is read and changed anew, so of many that change it at once one wins and the
        others see its outcome. Answers what was written; None when `change` did, which leaves it as it is.
        """
        for attempt in range(_CONTENDED):
            known = self.read([key]).get(key)
            source = change(dict(known.source) if known else None)
            if source is None:
                return None
            if self.write([Write("index" if known else "create", key, source, known)]) == [True]:
                return source
            self._pause(min(attempt, 3))
        raise TransientError(f"{'/'.join(key)} is being written by too many at once")

    def search(
        self, index: str, query: Mapping[str, Any], *, sort: Sequence[Mapping[str, Any]], limit: int | None = None
    ) -> Iterator[Found]:
        """The documents that match, in order, page by page; the last of `sort` must be unique.

        Each is as it was when the index was refreshed; its sequence number is not asked for.
        """
        after: list[Any] | None = None
        left = limit
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            hits = self.page(index, query, sort=sort, size=size, after=after)["hits"]["hits"]
            for hit in hits:
                yield Found((hit["_index"], hit["_id"]), hit["_source"], -1, -1)
            if len(hits) < size:
                return
            after = hits[-1]["sort"]
            left = None if left is None else left - len(hits)

    def page(
        self,
        index: str,
        query: Mapping[str, Any],
        *,
        sort: Sequence[Mapping[str, Any]] = (),
        size: int = 0,
        after: Sequence[Any] | None = None,
        total: bool = False,
        aggregations: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """One page of a search in filter context, of all shards or none; `total` counts exactly.

        An alias that no index has yet is empty: the first month is made when its first article comes. When an index
        was put in the place of another meanwhile (`reindex`), or was only just made, it is searched again.
        """
        for attempt in range(_TRIES):
            if attempt:
                self._pause(attempt)
            try:
                with ours("searching"):
                    answer = self.client.search(
                        index=index,
                        query={"bool": {"filter": [query]}},
                        sort=list(sort) or None,
                        size=size,
                        search_after=list(after) if after is not None else None,
                        track_total_hits=total,
                        aggregations=aggregations,
                        allow_partial_search_results=False,
                    )
            except (TransientError, PermanentError) as error:
                cause = error.__cause__
                if isinstance(cause, ApiError) and cause.status_code == 503 and cause.message == _NOT_STARTED:
                    continue
                if not isinstance(cause, NotFoundError):
                    raise
                if not self._exists(index):
                    return {"hits": {"hits": [], "total": {"value": 0}}, "aggregations": {}}
            else:
                return cast("dict[str, Any]", answer.body)
        raise TransientError(f"searching: {index} can't be searched yet")

    def count(self, index: str, query: Mapping[str, Any]) -> int:
        return int(self.page(index, query, total=True)["hits"]["total"]["value"])

    def refresh(self, *indices: str) -> None:
        """What was written before is seen by searches after."""
        with ours("refreshing"):
            self.client.indices.refresh(index=list(indices))

    def close(self) -> None:
        self.client.close()

    def _pause(self, attempt: int) -> None:
        self._sleep(_SOON * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - spreads writers, guards nothing


def _parts(writes: Sequence[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Writes in requests of a bounded size; a larger document goes alone."""
    part: list[tuple[int, bytes]] = []
    size = 0
    for number, lines in writes:
        if part and (size + len(lines) > _BULK_BYTES or len(part) == _BULK_WRITES):
            yield part
            part, size = [], 0
        part.append((number, lines))
        size += len(lines)
    if part:
        yield part
