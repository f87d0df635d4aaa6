"""The ports of an archive engine on one file."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from presswatch.engines.sqlite.alert_log import SqliteAlertLog
from presswatch.engines.sqlite.archive import SqliteArchive
from presswatch.engines.sqlite.database import BUSY_TIMEOUT, Database
from presswatch.engines.sqlite.quarantine import SqliteQuarantine
from presswatch.engines.sqlite.schema import index_again, prepare
from presswatch.engines.sqlite.shelves import shelves
from presswatch.engines.sqlite.source_log import SqliteSourceLog
from presswatch.ports import Shelves


class SqliteEngine(SqliteArchive, SqliteAlertLog, SqliteSourceLog, SqliteQuarantine):
    """Fills the port `Engine`. An instance is one connection and belongs to one thread; any number of processes may
    have the file open. Text is stored as UTF-8, a lone surrogate as "?"; times to the microsecond, in UTC.

    Beyond what the ports say, every method raises `TransientError` when the file stayed locked for `busy_timeout`
    seconds, the disk is full, read-only or fails, and `PermanentError` when the file is damaged or a time has no zone.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)

    def index_again(self) -> None:
        """Make the index of tokens anew from the articles, which are the truth. Idempotent; writers wait for it."""
        with self._database.writing():
            index_again(self._database)

    def shelves(self) -> Shelves:
        """All that is durable, to be moved to another engine; it shares this engine's connection."""
        return shelves(self._database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_engine(path: Path, *, busy_timeout: float = BUSY_TIMEOUT) -> SqliteEngine:
    """Open the archive at `path`, whose folder exists; a new file gets its tables.

    Where the tokeniser has changed since the file was last opened, the articles are indexed again first: some minutes
    for a hundred thousand. Raises `ConfigurationError` when the file is not one that this version can read.
    """
    database = Database(path, busy_timeout=busy_timeout)
    try:
        prepare(database)
    except BaseException:
        database.close()
        raise
    return SqliteEngine(database)
