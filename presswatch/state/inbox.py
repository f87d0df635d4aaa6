"""The inbox: batches of articles that were handed over and not yet ingested.

A message in the broker can be lost: Redis pops it from its list before the worker has noted that it holds it, and a
worker that dies in between takes it along. A link is marked seen once its article is handed over, so that article
would be lost for good. Hence a batch is kept here, under its id, until it is ingested, and the message only names it
(the claim check of Hohpe and Woolf). Losing a message costs a delay until the sweep names the batch again; a message
that comes twice finds the batch gone.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence

import redis

from presswatch.articles import Article
from presswatch.messages import articles_to_json
from presswatch.state.connection import transient

_BATCHES = "presswatch:inbox"  # id -> JSON
_TIMES = "presswatch:inbox:at"  # id -> when it was put or last named (seconds)
_TRIES = "presswatch:inbox:tries"  # id -> how often its ingest was begun

_STALE = """
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, id in ipairs(ids) do redis.call('ZADD', KEYS[1], ARGV[2], id) end
return ids
"""


class Inbox:
    def __init__(self, client: redis.Redis, *, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock
        self._stale = client.register_script(_STALE)

    def put(self, articles: Sequence[Article]) -> str:
        """Keep a batch; durable when this returns. Answers its id."""
        batch = uuid.uuid4().hex
        with transient():
            pipe = self._client.pipeline()
            pipe.hset(_BATCHES, batch, articles_to_json(articles))
            pipe.zadd(_TIMES, {batch: self._clock()})
            pipe.execute()
        return batch

    def begin(self, batch: str) -> tuple[bytes | None, int]:
        """The batch as JSON (None when it is done), and how often its ingest was begun, this time included."""
        with transient():
            pipe = self._client.pipeline()
            pipe.hget(_BATCHES, batch)
            pipe.hincrby(_TRIES, batch, 1)
            body, tries = pipe.execute()
            if body is None:
                self._client.hdel(_TRIES, batch)
        return body, tries

    def not_begun(self, batch: str) -> None:
        """Take back a try that another service's absence ended."""
        with transient():
            self._client.hincrby(_TRIES, batch, -1)

    def done(self, batch: str) -> None:
        with transient():
            pipe = self._client.pipeline()
            pipe.hdel(_BATCHES, batch)
            pipe.zrem(_TIMES, batch)
            pipe.hdel(_TRIES, batch)
            pipe.execute()

    def stale(self, *, seconds: float, limit: int = 1000) -> list[str]:
        """Batches that have waited so long since they were put or last answered here, oldest first."""
        now = self._clock()
        with transient():
            return [batch.decode() for batch in self._stale(keys=[_TIMES], args=[now - seconds, now, limit])]

    def waiting(self) -> int:
        """How many batches are not yet ingested."""
        with transient():
            return int(self._client.hlen(_BATCHES))
