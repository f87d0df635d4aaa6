"""Which articles are to be looked at again: a sorted set a source, by time, and a set of those that were not found.

Some 60 bytes an article, for two weeks. When it is lost with the server's file, the sweep makes it again from the
archive's articles of these weeks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

import redis

from presswatch.state.connection import transient

_COMPLETE = "presswatch:rechecks"
_KEPT_SECONDS = 30 * 86400  # of a source that nobody looks at


class RedisRechecks:
    """Fills the port `Rechecks`."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def add(self, source: str, due: Mapping[str, datetime]) -> None:
        if not due:
            return
        with transient():
            pipe = self._client.pipeline(transaction=False)
            pipe.zadd(_key(source), {article: at.timestamp() for article, at in due.items()}, nx=True)
            pipe.expire(_key(source), _KEPT_SECONDS)
            pipe.execute()

    def due(self, sources: Iterable[str], *, now: datetime, limit: int) -> dict[str, list[str]]:
        asked = list(sources)
        with transient():
            pipe = self._client.pipeline(transaction=False)
            for source in asked:
                pipe.zrevrangebyscore(_key(source), now.timestamp(), "-inf", start=0, num=limit)
            answers = pipe.execute()
        return {
            source: [article.decode() for article in articles]
            for source, articles in zip(asked, answers, strict=True)
            if articles
        }

    def first(self, source: str) -> datetime | None:
        with transient():
            found = self._client.zrange(_key(source), 0, 0, withscores=True)
        return datetime.fromtimestamp(float(found[0][1]), UTC) if found else None

    def settle(self, source: str, due: Mapping[str, datetime | None], *, missing: Collection[str] = ()) -> None:
        if not due:
            return
        again = {article: at.timestamp() for article, at in due.items() if at is not None}
        over = [article for article, at in due.items() if at is None]
        found = [article for article in due if article not in missing]
        with transient():
            pipe = self._client.pipeline()
            if again:
                pipe.zadd(_key(source), again)
            if over:
                pipe.zrem(_key(source), *over)
            if found:
                pipe.srem(_missing_key(source), *found)
            if missing:
                pipe.sadd(_missing_key(source), *missing)
            pipe.expire(_key(source), _KEPT_SECONDS)
            pipe.expire(_missing_key(source), _KEPT_SECONDS)
            pipe.execute()

    def missing(self, source: str) -> set[str]:
        with transient():
            found: set[bytes] = self._client.smembers(_missing_key(source))  # type: ignore[assignment]  # synchronous
        return {article.decode() for article in found}

    def complete(self) -> bool:
        with transient():
            return bool(self._client.exists(_COMPLETE))

    def completed(self) -> None:
        with transient():
            self._client.set(_COMPLETE, "complete")


def _key(source: str) -> str:
    return f"presswatch:rechecks:{source}"


def _missing_key(source: str) -> str:
    return f"presswatch:missing:{source}"
