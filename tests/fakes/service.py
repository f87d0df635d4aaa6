"""What all fakes can do: be away, and be called from many threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from presswatch.errors import PermanentError, TransientError


class FakeService:
    """`go_away()` makes every call raise `TransientError` until `come_back()`, or for so many calls."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._away: float = 0

    def go_away(self, calls: float = float("inf")) -> None:
        self._away = calls

    def come_back(self) -> None:
        self._away = 0

    @contextmanager
    def _call(self) -> Iterator[None]:
        with self._lock:
            if self._away > 0:
                self._away -= 1
                raise TransientError("the fake is away")
            yield


def as_stored(text: str) -> str:
    """Lone surrogates can't be stored anywhere, and become "?"."""
    return text.encode("utf-8", "replace").decode()


def moment(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise PermanentError(f"{time} has no time zone")
    return time
