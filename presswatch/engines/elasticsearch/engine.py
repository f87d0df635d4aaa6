"""The ports of an archive engine on one cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Self

from presswatch.engines.elasticsearch.alert_log import ElasticAlertLog
from presswatch.engines.elasticsearch.archive import ElasticArchive
from presswatch.engines.elasticsearch.connection import REQUEST_TIMEOUT, connect
from presswatch.engines.elasticsearch.lease import EXPIRES
from presswatch.engines.elasticsearch.moving import Progress
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.quarantine import ElasticQuarantine
from presswatch.engines.elasticsearch.reindex import Reindexed, reindex
from presswatch.engines.elasticsearch.rule_index import ElasticRuleIndex
from presswatch.engines.elasticsearch.setup import prepare
from presswatch.engines.elasticsearch.shelves import shelves
from presswatch.engines.elasticsearch.source_log import ElasticSourceLog
from presswatch.engines.elasticsearch.store import Store
from presswatch.ports import Shelves
from presswatch.rules import Query

# Of a reindex: nobody waits for an answer, and a cluster that is in use may be slow, or short of memory for a while.
_REINDEX_TIMEOUT = 120.0  # seconds
_REINDEX_TRIES_AGAIN = 12  # in some 20 s


class ElasticEngine(ElasticArchive, ElasticAlertLog, ElasticSourceLog, ElasticQuarantine):
    """Fills the port `Engine`. An instance belongs to one thread; any number of processes may use the cluster. Text is
    stored as UTF-8, a lone surrogate as "?"; times to the microsecond, in UTC.

    `get`, `versions`, `put`, `alert`, `claim` and `waiting` see all that was written before. Searches and lists see it
    a second later at most, or after `refresh`.

    Beyond what the ports say, every method raises `TransientError` when the engine is away, busy, refuses the
    credentials or may not write for now (a full disk), and `PermanentError` when it refuses what it is given.
    """

    def __init__(self, store: Store, names: Names) -> None:
        super().__init__(store, names)

    @property
    def store(self) -> Store:
        return self._store

    @property
    def names(self) -> Names:
        return self._names

    def rule_index(self, rules: Mapping[str, Query]) -> ElasticRuleIndex:
        """The rules of a configuration, ready to be met by articles; it shares this engine's connection."""
        return ElasticRuleIndex(self._store, self._names, rules)

    def shelves(self) -> Shelves:
        """All that is durable, to be moved to another engine; it shares this engine's connection."""
        return shelves(self._store, self._names)

    def refresh(self) -> None:
        """Searches and lists see all that was written before."""
        self._store.refresh(f"{self._names.prefix}presswatch-*", self._names.months)

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def reindexing(
    url: str,
    *,
    prefix: str = "",
    user: str = "",
    password: str = "",
    api_key: str = "",
    ca_file: str = "",
    request_timeout: float = _REINDEX_TIMEOUT,
    expires: float = EXPIRES,
) -> Iterator[Callable[[Callable[[Progress], object]], Reindexed]]:
    """What moves the archive in a cluster to this version of the mapping (`reindex`), given whom to tell of progress.

    `expires` is for how long another run is waited for that gives no sign of life. Raises as `open_engine`, but for the
    archive of an older version.
    """
    client = connect(
        url,
        user=user,
        password=password,
        api_key=api_key,
        ca_file=ca_file,
        request_timeout=request_timeout,
        tries_again=_REINDEX_TRIES_AGAIN,
    )
    try:
        yield lambda progress: reindex(Store(client), Names(prefix), progress=progress, expires=expires)
    finally:
        client.close()


def open_engine(
    url: str,
    *,
    prefix: str = "",
    user: str = "",
    password: str = "",
    api_key: str = "",
    ca_file: str = "",
    request_timeout: float = REQUEST_TIMEOUT,
) -> ElasticEngine:
    """Open the archive in the cluster at `url` (several addresses with commas between), and make its indices where they
    are missing. `prefix` begins the names of all of them.

    Raises `TransientError` when no node answers, and `ConfigurationError` for an address or credentials that can't be
    used, or an archive of another version.
    """
    client = connect(
        url, user=user, password=password, api_key=api_key, ca_file=ca_file, request_timeout=request_timeout
    )
    names = Names(prefix)
    try:
        prepare(client, names)
    except BaseException:
        client.close()
        raise
    return ElasticEngine(Store(client), names)
