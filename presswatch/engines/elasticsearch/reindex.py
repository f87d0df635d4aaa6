"""Moving an archive to a new version of the mapping while it is in use: which indices, in which order, and what else.

How one index is moved is in `moving`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from presswatch.engines.elasticsearch import documents, mapping
from presswatch.engines.elasticsearch.archive import ElasticArchive
from presswatch.engines.elasticsearch.errors import ours
from presswatch.engines.elasticsearch.indices import Index, months
from presswatch.engines.elasticsearch.lease import EXPIRES, Lease
from presswatch.engines.elasticsearch.moving import Gone, Move, Moved, Plan, Progress
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.setup import make_indices, refuse_newer, version_of
from presswatch.engines.elasticsearch.store import Source, Store
from presswatch.errors import TransientError

_ROUNDS = 10  # over all indices, where some go away or come meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexed:
    """`written_again` counts articles that were in the new mapping, as a program of another version had made them."""

    moved: tuple[Moved, ...]
    written_again: int


def reindex(
    store: Store,
    names: Names,
    *,
    progress: Callable[[Progress], object] = lambda _: None,
    expires: float = EXPIRES,
) -> Reindexed:
    """Move all that isn't at this version yet, and write anew what programs of other versions wrote.

    Idempotent; may be killed at any line, and started again. Another run is waited for, `expires` seconds when it gives
    no sign of life. Workers of the version before may write until it has ended, and are to be replaced then; articles
    that they write later are found by another run.

    Raises as `errors.ours` says, `PermanentError` when the new mapping refuses a document (its index then stays as it
    was), and `ConfigurationError` for the archive of a newer presswatch.
    """
    refuse_newer(version_of(store.client, names) or 0)
    lease = Lease(store, names, expires=expires)
    lease.take()
    try:
        return _reindex(store, names, lease, progress)
    finally:
        lease.give_back()


def _reindex(store: Store, names: Names, lease: Lease, progress: Callable[[Progress], object]) -> Reindexed:
    found = version_of(store.client, names)
    refuse_newer(found or 0)
    # From here on new months have the new mapping, so that no more old indices come. The archive is still said to be of
    # the old version, so that workers of that one may still start.
    make_indices(store.client, names, version=found or mapping.MAPPING)
    moved: list[Moved] = []
    for _ in range(_ROUNDS):
        plans = _plans(store, names)
        if not plans:
            break
        for plan in plans:
            try:
                moved.append(Move(store, plan, lease, progress).run())
            except Gone:
                continue  # seen in the next round, if it is still to be moved
    else:
        raise TransientError("indices of the archive come and go while they are moved: start again later")
    make_indices(store.client, names, version=mapping.MAPPING)
    _remove_unfinished(store, names)
    store.refresh(names.months)
    return Reindexed(moved=tuple(moved), written_again=ElasticArchive(store, names).index_again())


def _plans(store: Store, names: Names) -> list[Plan]:
    """Of all indices that are at an older version."""
    bodies = mapping.bodies(names)
    plans = []
    for name, body in bodies.items():
        index = Index.found(store.client, name)
        if index and index.version < mapping.MAPPING:
            plans.append(_plan(names, index, body, _document(names, name, body), name))
    plans += [
        _plan(names, index, mapping.article_body(), _searchable, index.name, names.articles)
        for index in months(store.client, names)
        if index.version < mapping.MAPPING
    ]
    return plans


def _plan(
    names: Names, index: Index, body: Mapping[str, Any], document: Callable[[Source], Source], *aliases: str
) -> Plan:
    target = names.moved(index.name, mapping.MAPPING)
    return Plan(index, target, body, mapping.MAPPING, aliases, document)


def _document(names: Names, name: str, body: Mapping[str, Any]) -> Callable[[Source], Source]:
    fields = body["mappings"]["properties"]
    if name == names.versions:
        return lambda source: documents.document_of(documents.article_of(source))
    return lambda source: {field: value for field, value in source.items() if field in fields}


def _searchable(source: Source) -> Source:
    return documents.searchable_of(documents.article_of(source))


def _remove_unfinished(store: Store, names: Names) -> None:
    """New indices that never took a place, as of months that were deleted meanwhile."""
    with ours("removing what is left over"):
        found = store.client.indices.get(index=names.moved_pattern).body
        for concrete, each in found.items():
            if not each["aliases"] and _is_moved(names, concrete):
                store.client.options(ignore_status=404).indices.delete(index=concrete)


def _is_moved(names: Names, concrete: str) -> bool:
    """Whether an index of this name is one that took another's place, or was to."""
    name, _, version = concrete.rpartition("-v")
    month = f"{names.prefix}{name.removeprefix(names.prefix).removeprefix('presswatch-')}"
    return version.isdigit() and (name in mapping.bodies(names) or bool(re.fullmatch(names.month_pattern, month)))
