"""Each source's publishing rhythm, less than 1 kB for each.

When it is lost with the server's file, it is learnt again: from the dates in a source's feed at once, as the links that
were seen are lost with it, and else within some days.
"""

from __future__ import annotations

import redis

from presswatch.state.connection import transient

_RHYTHMS = "presswatch:rhythms"


class RedisRhythms:
    """Fills the port `Rhythms`."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def get(self, source: str) -> str:
        with transient():
            found: bytes | None = self._client.hget(_RHYTHMS, source)  # type: ignore[assignment]  # the client is synchronous
        return found.decode() if found else ""

    def put(self, source: str, rhythm: str) -> None:
        with transient():
            self._client.hset(_RHYTHMS, source, rhythm)
