"""The due queue: one sorted set, in which a leased source is due again when its lease runs out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import redis

from presswatch.ports import Lease
from presswatch.state.connection import transient

_DUE = "presswatch:due"  # source -> the time (seconds) from which it may be taken
_LEASED = "presswatch:leased"  # source -> when its lease runs out

_SYNC = """
local wanted = {}
for i = 1, #ARGV, 2 do
  wanted[ARGV[i]] = true
  redis.call('ZADD', KEYS[1], 'NX', ARGV[i + 1], ARGV[i])
end
for _, source in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if not wanted[source] then
    redis.call('ZREM', KEYS[1], source)
    redis.call('HDEL', KEYS[2], source)
  end
end
"""

_LEASE = """
local taken = {}
if #ARGV == 3 then
  taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
else
  for i = 4, #ARGV do
    local due = redis.call('ZSCORE', KEYS[1], ARGV[i])
    if due and tonumber(due) <= tonumber(ARGV[1]) and #taken < 2 * tonumber(ARGV[2]) then
      taken[#taken + 1] = ARGV[i]
      taken[#taken + 1] = due
    end
  end
end
for i = 1, #taken, 2 do
  redis.call('ZADD', KEYS[1], ARGV[3], taken[i])
  redis.call('HSET', KEYS[2], taken[i], ARGV[3])
end
return taken
"""

_MAKE_DUE = """
for i = 2, #ARGV do
  local lease = redis.call('HGET', KEYS[2], ARGV[i])
  if not lease or tonumber(lease) <= tonumber(ARGV[1]) then
    redis.call('ZADD', KEYS[1], 'XX', 'LT', ARGV[1], ARGV[i])
  end
end
"""

_RELEASE = """
for _, source in ipairs(redis.call('HKEYS', KEYS[2])) do
  redis.call('ZADD', KEYS[1], 'XX', 0, source)
end
redis.call('DEL', KEYS[2])
"""

_DONE = """
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[1], 'XX', ARGV[2], ARGV[1])
"""


class RedisDueQueue:
    """Fills the port `DueQueue`."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._sync = client.register_script(_SYNC)
        self._lease = client.register_script(_LEASE)
        self._make_due = client.register_script(_MAKE_DUE)
        self._release = client.register_script(_RELEASE)
        self._done = client.register_script(_DONE)

    def sync(self, sources: Mapping[str, datetime]) -> None:
        arguments: list[str | float] = []
        for source, due_at in sources.items():
            arguments += [source, due_at.timestamp()]
        with transient():
            self._sync(keys=[_DUE, _LEASED], args=arguments)

    def lease(self, *, now: datetime, limit: int, lease: timedelta, only: Collection[str] | None = None) -> list[Lease]:
        until = now + lease
        with transient():
            if only is not None and not only:
                return []
            arguments: list[str | float] = [now.timestamp(), limit, until.timestamp(), *sorted(only or ())]
            taken = self._lease(keys=[_DUE, _LEASED], args=arguments)
        return [
            Lease(source.decode(), datetime.fromtimestamp(float(score), UTC), until)
            for source, score in zip(taken[::2], taken[1::2], strict=True)
        ]

    def make_due(self, sources: Iterable[str], *, now: datetime) -> None:
        with transient():
            self._make_due(keys=[_DUE, _LEASED], args=[now.timestamp(), *sources])

    def release_all(self) -> None:
        """Make all leased sources due: for the embedded stack at its start, when no crawl of an earlier one lives."""
        with transient():
            self._release(keys=[_DUE, _LEASED])

    def leased(self, *, now: datetime) -> int:
        """How many sources are leased at this time."""
        with transient():
            return sum(float(until) > now.timestamp() for until in self._client.hvals(_LEASED))

    def holds(self, lease: Lease) -> bool:
        """Whether a lease is still the source's present one."""
        with transient():
            until: Any = self._client.hget(_LEASED, lease.source)
        return until is not None and float(until) == lease.until.timestamp()

    def done(self, source: str, *, next_due_at: datetime) -> None:
        with transient():
            self._done(keys=[_DUE, _LEASED], args=[source, next_due_at.timestamp()])

    def due_times(self) -> dict[str, datetime]:
        with transient():
            members: list[Any] = self._client.zrange(_DUE, 0, -1, withscores=True)
        return {source.decode(): datetime.fromtimestamp(score, UTC) for source, score in members}
