"""The connection: transactions and durability.

The file is in WAL mode, so that readers and one writer never wait for each other, and writers queue for at most
`BUSY_TIMEOUT`. A process that is killed loses nothing that was committed: the pages are in the operating system's
hands by then, under any setting of `synchronous`. It is FULL here for the other case, a machine that loses power: an
article's message is acknowledged, and its link marked as seen, in another store with its own log on disk, which may
well survive a commit that NORMAL had not synced yet; the article would then be missed and never looked for again. FULL
costs one fsync a commit, and articles come in batches.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from presswatch.engines.moments import storable
from presswatch.engines.sqlite.errors import ours, primary_code
from presswatch.engines.sqlite.values import Value

BUSY_TIMEOUT = 30.0  # seconds

_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",  # KiB
    "PRAGMA journal_size_limit = 67108864",  # bytes that the log may keep between checkpoints
)
_IN_CHUNKS = 500  # values bound in one statement


class Database:
    """One connection, for one thread. Every method raises as `errors.ours` says."""

    def __init__(self, path: Path, *, busy_timeout: float = BUSY_TIMEOUT) -> None:
        self.path = path
        self._busy_timeout = busy_timeout
        with ours(path):
            self._connection = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)
            for pragma in _PRAGMAS:
                self._connection.execute(pragma)

    def use_wal(self) -> None:
        """WAL is a property of the file, set once. SQLite doesn't wait when two processes set it at the same time."""
        patience = time.monotonic() + self._busy_timeout
        with ours(self.path):
            while True:
                try:
                    self._connection.execute("PRAGMA journal_mode = WAL")
                except sqlite3.OperationalError as error:
                    if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                        raise
                    time.sleep(0.02)
                else:
                    return

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that holds the write lock from its beginning, so that what is read in it stays true."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction in which all statements see the same state of the file."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with ours(self.path):
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # some errors, such as a full disk, have rolled back already
                    self._connection.execute("ROLLBACK")
                raise

    def execute(self, sql: str, values: Sequence[Value] = ()) -> sqlite3.Cursor:
        with ours(self.path):
            return self._connection.execute(sql, [_storable(value) for value in values])

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        with ours(self.path):
            self._connection.executemany(sql, ([_storable(value) for value in row] for row in rows))

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        with ours(self.path):
            return self.execute(sql, values).fetchall()

    def number(self, sql: str, values: Sequence[Value] = ()) -> int:
        """The only value of the only row of the answer."""
        with ours(self.path):
            return int(self.execute(sql, values).fetchone()[0])

    def rows_in(self, sql: str, values: Iterable[Value]) -> Iterator[tuple[Any, ...]]:
        """The rows for each part of `values`, whose place in `sql` is `{values}`. Duplicates are asked for once."""
        asked = list(dict.fromkeys(values))
        for at in range(0, len(asked), _IN_CHUNKS):
            part = asked[at : at + _IN_CHUNKS]
            yield from self.rows(sql.format(values=", ".join("?" * len(part))), part)

    def close(self) -> None:
        with ours(self.path):
            self._connection.close()


def _storable(value: Value) -> Value:
    return storable(value) if isinstance(value, str) else value
