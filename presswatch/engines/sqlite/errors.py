"""SQLite's errors as ours.

By primary result code (https://www.sqlite.org/rescode.html): what passes by itself, or once an operator has made room
or put a disk back, is to be tried again; what the data or the file are to blame for is not. A code that is in neither
group, such as SQLITE_ERROR for a mistake in our SQL, is a bug and stays what it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from presswatch.errors import PermanentError, TransientError

_TRANSIENT = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_PERMANENT = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
    }
)


@contextmanager
def ours(path: Path) -> Iterator[None]:
    """Raise `TransientError` or `PermanentError` for what SQLite raises inside, naming the file."""
    try:
        yield
    except sqlite3.Error as error:
        code = primary_code(error)
        if code in _TRANSIENT:
            raise TransientError(f"{path}: {error}") from error
        if code in _PERMANENT or isinstance(error, sqlite3.DataError):
            raise PermanentError(f"{path}: {error}") from error
        raise
    except OverflowError as error:  # an integer of more than 64 bits
        raise PermanentError(f"{path}: {error}") from error


def primary_code(error: sqlite3.Error) -> int | None:
    """The primary result code; None for an error that Python's module raised on its own."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
