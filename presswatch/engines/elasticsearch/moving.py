"""Moving one index to a new version of the mapping while it is in use. docs/decisions/0004-reindex.md says why so.

A new index is filled beside the old one, then takes its place and its name in one step. Until then nobody but this
writes to the new one, and all read and write the old one as ever. What changed meanwhile is found by the sequence
numbers that the engine gives to writes, each higher than all before: what is above those that were copied is copied as
well, again and again until little is left, the last of it while writers wait.

Three things make that safe:

- A copy carries its document's sequence number as its version, and the engine never writes a lower one over a higher.
  So it matters little in which order copies arrive and whether twice, as when a run was killed that had sent some.
- Nothing is overlooked. A pass takes what lies between the last one and the checkpoint, up to which all writes are
  done; the last pass takes everything, when the engine has said that no write is under way. Numbers of documents are
  compared before the new index takes over.
- In the new index a document has a higher sequence number than it ever had in the old one. So whoever read it there and
  writes it here (`if_seq_no`) meets a conflict, reads again, and writes over nothing that it hasn't seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from elasticsearch import BadRequestError, NotFoundError

from presswatch.engines.elasticsearch.errors import ours
from presswatch.engines.elasticsearch.indices import Index
from presswatch.engines.elasticsearch.lease import Lease
from presswatch.engines.elasticsearch.setup import create
from presswatch.engines.elasticsearch.store import Source, Store, Write
from presswatch.errors import PermanentError, PresswatchError, TransientError

_PAGE = 100  # documents read at a time: an article may have two megabytes
_LITTLE = 300  # sequence numbers that may be left for the last pass, in which writers wait
_PASSES = 20  # more of them where writers are quicker than this
_NOTED = 5.0  # seconds of copying that are done again after a crash
_UNUSED = "presswatch-unused"  # an id that no document has
_UNUSED_AT_ONCE = 5_000
_ALL: Mapping[str, Any] = {"match_all": {}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    index: str
    copied: int  # documents, since this run began with the index
    documents: int  # about as many are to be copied in this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    index: str
    documents: int
    copied: int  # more than there are where some changed meanwhile, fewer where an earlier run had begun
    waited: float  # seconds in which writers of this index had to wait


class Gone(Exception):  # noqa: N818 - not an error
    """The index was moved by another process, or deleted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of an index."""

    index: Index
    target: str  # the new index
    body: Mapping[str, Any]  # its settings and mappings
    version: int  # of the mapping
    aliases: Sequence[str]  # that it gets
    document: Callable[[Source], Source]  # makes one of the new mapping of one of the old


class Move:
    """Idempotent; may be killed at any line, and started again."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        lease: Lease,
        progress: Callable[[Progress], object],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` tells seconds."""
        self._store = store
        self._client = store.client
        self._index = plan.index
        self._target = plan.target
        self._plan = plan
        self._lease = lease
        self._progress = progress
        self._clock = clock
        self._copied = self._documents = 0

    def run(self) -> Moved:
        """Raises `Gone`, as `errors.ours` says, and `PermanentError` when a document can't be read or the new mapping
        refuses it: the index then stays as it was."""
        up_to = self._begun()
        self._store.refresh(self._index.concrete)
        self._documents = self._store.count(self._index.concrete, {"range": {"_seq_no": {"gt": up_to}}})
        for number in range(_PASSES):
            _, checkpoint = self._sequence(self._index)
            if number and checkpoint - up_to <= _LITTLE:
                break
            up_to = self._copy(after=up_to, up_to=checkpoint)
        self._store.refresh(self._target)  # so that little of it is left for later
        started = self._clock()
        with self._writers_wait():
            highest, _ = self._sequence(self._index)
            self._copy(after=up_to, up_to=highest, last=True)
            documents = self._compare(highest)
            self._swap()
        waited = self._clock() - started
        return Moved(index=self._index.name, documents=documents, copied=self._copied, waited=waited)

    def _begun(self) -> int:
        """Make the new index where it is missing; answers up to which sequence number it has what it is to have."""
        found = Index.found(self._client, self._target)
        noted = self._noted() if found else {}
        if found and noted.get("from") != self._index.uuid:  # of an index of the same name that was deleted since
            with ours("removing what is left of an index"):
                self._client.options(ignore_status=404).indices.delete(index=self._target)
            found = None
        if found is None:
            noted = self._note_of(-1)
            mappings = {**self._plan.body["mappings"], "_meta": noted}
            create(self._client, self._target, {**self._plan.body, "mappings": mappings})
        return int(noted["copied"])

    def _noted(self) -> Mapping[str, Any]:
        with ours("reading how far it came"):
            found = self._client.indices.get_mapping(index=self._target).body
        meta: Mapping[str, Any] = found[self._target]["mappings"].get("_meta", {})
        return meta

    def _note(self, copied: int) -> None:
        with ours("noting how far it came"):
            self._client.indices.put_mapping(index=self._target, meta=self._note_of(copied))

    def _note_of(self, copied: int) -> dict[str, Any]:
        return {"presswatch": self._plan.version, "from": self._index.uuid, "copied": copied}

    def _sequence(self, index: Index) -> tuple[int, int]:
        """The highest sequence number, and the checkpoint: up to it all writes are done, on all copies of the index."""
        with ours("asking for sequence numbers"):
            try:
                found = self._client.indices.stats(index=index.concrete, metric="docs", level="shards")["indices"]
            except NotFoundError:
                raise Gone from None
        stands = found.get(index.concrete, {})
        if stands.get("uuid") != index.uuid:
            raise Gone
        if len(stands["shards"]) > 1:
            raise PermanentError(f"{index.concrete} has several shards; presswatch makes its indices with one")
        primaries = [each for shard in stands["shards"].values() for each in shard if each["routing"]["primary"]]
        if not primaries or "seq_no" not in primaries[0]:
            raise TransientError(f"{index.concrete} has no primary shard that answers")
        numbers = primaries[0]["seq_no"]
        return int(numbers["max_seq_no"]), int(numbers["global_checkpoint"])

    def _copy(self, *, after: int, up_to: int, last: bool = False) -> int:
        """Copy what has a sequence number above `after`, up to and with `up_to`; answers that."""
        self._tell()
        if up_to <= after:
            return after
        self._use_numbers(up_to)
        self._store.refresh(self._index.concrete)
        noted_at = self._clock()
        for hits in self._pages(self._index.concrete, after=after, up_to=up_to):
            self._store.write(
                [Write("index", (self._target, hit["_id"]), self._made_of(hit), version=hit["_seq_no"]) for hit in hits]
            )
            self._copied += len(hits)
            self._tell()
            if self._clock() - noted_at > _NOTED:
                self._note(hits[-1]["_seq_no"])
                noted_at = self._clock()
        if not last:  # there would be nothing to resume, and writers wait
            self._note(up_to)
        return up_to

    def _made_of(self, hit: Mapping[str, Any]) -> Source:
        try:
            return self._plan.document(hit["_source"])
        except (KeyError, TypeError, ValueError) as error:
            text = f"{hit['_index']}/{hit['_id']} isn't a document of presswatch ({type(error).__name__}: {error})"
            raise PermanentError(text) from error

    def _tell(self) -> None:
        self._lease.renew()
        documents = max(self._documents, self._copied)
        self._progress(Progress(index=self._index.name, copied=self._copied, documents=documents))

    def _use_numbers(self, up_to: int) -> None:
        """Let whatever is written next to the new index have a sequence number above `up_to`."""
        unused = Write("delete", (self._target, _UNUSED))
        while True:
            missing = up_to - self._sequence(self._new())[0]
            if missing <= 0:
                return
            self._store.write([unused] * min(missing, _UNUSED_AT_ONCE))

    def _new(self) -> Index:
        found = Index.found(self._client, self._target)
        if found is None:
            raise Gone
        return found

    def _pages(self, concrete: str, *, after: int, up_to: int, source: bool = True) -> Iterator[list[dict[str, Any]]]:
        """Documents with their sequence numbers, in the order of these."""
        size = _PAGE if source else 10 * _PAGE
        while True:
            with ours("reading what is to be moved"):
                try:
                    answer = self._client.search(
                        index=concrete,
                        query={"bool": {"filter": [{"range": {"_seq_no": {"gt": after, "lte": up_to}}}]}},
                        sort=[{"_seq_no": "asc"}],
                        size=size,
                        source=source,
                        seq_no_primary_term=True,
                        track_total_hits=False,
                        allow_partial_search_results=False,
                    )
                except NotFoundError:
                    raise Gone from None
            hits: list[dict[str, Any]] = answer["hits"]["hits"]
            if any(hit["_index"] != concrete for hit in hits):  # the name is another one's alias by now
                raise Gone
            if hits:
                yield hits
            if len(hits) < size:
                return
            after = hits[-1]["_seq_no"]

    def _compare(self, highest: int) -> int:
        """Delete from the new index what was deleted from the old one; answers how many documents both have."""
        old, new = self._index.concrete, self._target
        self._store.refresh(old, new)
        documents = self._store.count(old, _ALL)
        # All that the old one has is in the new one. So where there are as many, they are the same.
        if self._store.count(new, _ALL) != documents:
            last, _ = self._sequence(self._new())
            for hits in self._pages(new, after=-1, up_to=last, source=False):
                self._lease.renew()
                deleted = self._deleted([hit["_id"] for hit in hits])
                self._store.write([Write("delete", (new, id_), version=highest) for id_ in deleted])
            self._store.refresh(new)
            if (there := self._store.count(new, _ALL)) != documents:
                raise PresswatchError(
                    f"{old} has {documents} documents and {new} {there}, which therefore did not take its place: "
                    f"delete {new} and start again"
                )
        return documents

    def _deleted(self, ids: Sequence[str]) -> list[str]:
        """Those that the old index doesn't have."""
        with ours("comparing"):
            answers = self._client.mget(index=self._index.concrete, ids=list(ids), source=False)["docs"]
        for answer in answers:
            if "error" in answer:
                raise TransientError(f"comparing: {self._index.concrete} can't be read ({answer['error']})")
        return [id_ for id_, answer in zip(ids, answers, strict=True) if not answer["found"]]

    @contextmanager
    def _writers_wait(self) -> Iterator[None]:
        """Inside, no write to the old index is under way, nor can begin: writers are told to come again.

        Only whoever holds the lease blocks writes and lets them go on, so a block that is there already was left by a
        run that was killed. It is set anew, since only setting it waits for the writes that are under way.
        """
        self._lease.renew(now=True)
        self._let_writers_go_on()
        try:
            with ours("letting writers wait"):
                try:
                    answer = self._client.indices.add_block(index=self._index.concrete, block="write")
                except NotFoundError:
                    raise Gone from None
            if [each["name"] for each in answer["indices"]] != [self._index.concrete] or not answer[
                "shards_acknowledged"
            ]:
                raise TransientError(f"writes to {self._index.concrete} are still under way")
            yield
        except BaseException:
            if self._lease.is_held():
                self._let_writers_go_on()
            raise

    def _let_writers_go_on(self) -> None:
        with ours("letting writers go on"):
            self._client.options(ignore_status=404).indices.put_settings(
                index=self._index.concrete, settings={"index.blocks.write": None}
            )

    def _swap(self) -> None:
        """In one step for all who read and write."""
        self._lease.renew(now=True)
        actions: list[dict[str, Any]] = [{"remove_index": {"index": self._index.concrete}}]
        actions += [{"add": {"index": self._target, "alias": alias}} for alias in self._plan.aliases]
        with ours("putting the new index in the place of the old"):
            try:
                self._client.indices.update_aliases(actions=actions)
            except (NotFoundError, BadRequestError) as error:
                stands = Index.found(self._client, self._index.name)
                if stands is None or stands.concrete != self._target:
                    raise Gone from error
                # It was done, and the answer to that lost.
