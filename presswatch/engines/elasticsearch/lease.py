"""One run at a time: whoever moves an archive holds a document, and shows by changing it that it is alive.

No clocks are compared. Another run that finds the document unchanged for a while by its own clock takes it over, and
whoever held it finds that out when it next changes it.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import suppress

from presswatch.engines.elasticsearch.mapping import index_body, keyword, number
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.setup import create
from presswatch.engines.elasticsearch.store import Source, Store, Write
from presswatch.errors import TransientError

EXPIRES = 30.0  # seconds without a sign of life
_RENEWED = 3.0
_LOOKS_AGAIN = 0.5


class Lease:
    """`clock` tells seconds; `expires` is how long another run is waited for that gives no sign of life."""

    def __init__(
        self,
        store: Store,
        names: Names,
        *,
        expires: float = EXPIRES,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._index = names.reindex
        self._run = uuid.uuid4().hex
        self._expires = expires
        self._clock = clock
        self._sleep = sleep
        self._renewed = 0.0

    def take(self) -> None:
        """Wait until no other run holds it."""
        body = index_body({"run": keyword(), "beat": number()})
        create(self._store.client, self._index, body)
        seen: Source | None = None
        since = self._clock()
        while True:
            expired = seen if self._clock() - since >= self._expires else None

            def take(held: Source | None, expired: Source | None = expired) -> Source | None:
                return {"run": self._run, "beat": 0} if held is None or held == expired else None

            if self._store.change(self._key, take):
                self._renewed = self._clock()
                return
            found = self._store.read([self._key]).get(self._key)
            if (held := found.source if found else None) != seen:
                seen, since = held, self._clock()
            self._sleep(_LOOKS_AGAIN)

    def renew(self, *, now: bool = False) -> None:
        """Show that this run is alive, if that is some seconds ago, or `now`. Raises `TransientError` when another has
        taken over."""
        if now or self._clock() - self._renewed >= _RENEWED:
            if not self.is_held():
                raise TransientError("this run gave no sign of life for too long, and another has taken over")
            self._renewed = self._clock()

    def is_held(self) -> bool:
        def beat(held: Source | None) -> Source | None:
            return {**held, "beat": held["beat"] + 1} if held and held["run"] == self._run else None

        return self._store.change(self._key, beat) is not None

    def give_back(self) -> None:
        """Let the next run begin at once; when the engine is away, it begins once this one has expired."""
        with suppress(TransientError):
            found = self._store.read([self._key]).get(self._key)
            if found and found.source["run"] == self._run:
                self._store.write([Write("delete", self._key, over=found)])

    @property
    def _key(self) -> tuple[str, str]:
        return self._index, "run"
