"""SQLite's errors as ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from presswatch.engines.sqlite.errors import ours
from presswatch.errors import PermanentError, TransientError

FILE = Path("archive.sqlite")


def sqlite_error(code: int, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    error = kind("what SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_BUSY_SNAPSHOT,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    ],
)
def test_what_may_pass_is_transient(code: int) -> None:
    with pytest.raises(TransientError, match=r"archive\.sqlite: what SQLite says"), ours(FILE):
        raise sqlite_error(code)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CORRUPT_VTAB, sqlite3.SQLITE_NOTADB])
def test_damage_is_permanent(code: int) -> None:
    with pytest.raises(PermanentError), ours(FILE):
        raise sqlite_error(code, sqlite3.DatabaseError)


def test_a_number_that_no_column_can_hold_is_permanent() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(PermanentError), ours(FILE):
        connection.execute("SELECT ?", (1 << 63,))
    connection.close()


def test_a_mistake_in_our_sql_is_a_bug_and_stays_one() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError, match="syntax error"), ours(FILE):
        connection.execute("SELEKT")
    connection.close()
