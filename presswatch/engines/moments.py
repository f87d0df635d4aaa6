"""Times and texts as every engine stores them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from presswatch.errors import PermanentError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def storable(text: str) -> str:
    """`text` as it is stored: a lone surrogate, which no UTF-8 can hold, becomes "?", as for `Article.digest`.

    Everything else is kept, NUL included. The length stays the same, so that offsets do too.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def micros(time: datetime) -> int:
    """A time as it is stored: microseconds since 1970, exactly."""
    if time.tzinfo is None:
        raise PermanentError(f"{time.isoformat()} has no time zone: which moment is meant can't be known")
    return (time - _EPOCH) // _MICROSECOND


def micros_or_none(time: datetime | None) -> int | None:
    return None if time is None else micros(time)


def moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def moment_or_none(micros: int | None) -> datetime | None:
    return None if micros is None else moment(micros)
