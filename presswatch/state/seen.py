"""Which links were taken already: 8 bytes of hash for each, a sorted set a source, by the day of the last look."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import redis
import xxhash

from presswatch.state.connection import transient

_DAY = 86400
_KEPT_DAYS = 120  # a link that no look has met for so long is forgotten


class RedisSeenLinks:
    """Fills the port `SeenLinks`."""

    def __init__(self, client: redis.Redis, *, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock

    def unseen(self, source: str, links: Sequence[str]) -> list[str]:
        if not links:
            return []
        key, today = _key(source), int(self._clock() // _DAY)
        members = [_member(link) for link in links]
        with transient():
            scores = self._client.zmscore(key, members)  # type: ignore[arg-type]  # bytes work too
            stale = {
                member: today for member, day in zip(members, scores, strict=True) if day is not None and day < today
            }
            if stale:  # still offered: remembered for another while
                self._client.zadd(key, stale, xx=True)
        return [link for link, day in zip(links, scores, strict=True) if day is None]

    def known(self, source: str, links: Sequence[str]) -> set[str]:
        """Those of `links` that were marked. To look is all that this does: `unseen` remembers that they are offered
        still."""
        if not links:
            return set()
        members = [_member(link) for link in links]
        with transient():
            scores = self._client.zmscore(_key(source), members)  # type: ignore[arg-type]  # bytes work too
        return {link for link, day in zip(links, scores, strict=True) if day is not None}

    def mark(self, source: str, links: Iterable[str]) -> None:
        key, today = _key(source), int(self._clock() // _DAY)
        members = {_member(link): today for link in links}
        if not members:
            return
        with transient():
            pipe = self._client.pipeline(transaction=False)
            pipe.zadd(key, members)
            pipe.zremrangebyscore(key, "-inf", today - _KEPT_DAYS)
            pipe.execute()


def _key(source: str) -> str:
    return f"presswatch:seen:{source}"


def _member(link: str) -> bytes:
    return xxhash.xxh3_64_digest(link.encode("utf-8", "replace"))
