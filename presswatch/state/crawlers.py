"""Which crawlers are alive: a sorted set of names by the time, of the server's clock, until which each is believed."""

from __future__ import annotations

import redis

from presswatch.state.connection import transient

_CRAWLERS = "presswatch:crawlers"
BELIEVED = 30  # seconds after which a crawler that says nothing is taken for dead

_HERE = """
redis.call('ZADD', KEYS[1], redis.call('TIME')[1] + ARGV[2], ARGV[1])
"""

_ALIVE = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', redis.call('TIME')[1])
return redis.call('ZCARD', KEYS[1])
"""


class RedisCrawlers:
    """Fills the port `Crawlers`."""

    def __init__(self, client: redis.Redis) -> None:
        self._here = client.register_script(_HERE)
        self._alive = client.register_script(_ALIVE)

    def here(self, crawler: str) -> None:
        with transient():
            self._here(keys=[_CRAWLERS], args=[crawler, BELIEVED])

    def alive(self) -> int:
        with transient():
            return int(self._alive(keys=[_CRAWLERS]))
