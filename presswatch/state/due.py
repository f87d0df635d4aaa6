"""The due queue: one sorted set, in which a leased source is due again when its lease runs out.

Sources that share a host are never in two leases at once, and a host is looked at so many times a minute at most, on
whichever machines the crawls run. The longest overdue come first, so that a backlog is worked off in its order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import redis

from presswatch.ports import Lease
from presswatch.state.connection import transient

_DUE = "presswatch:due"  # source -> the time (seconds) from which it may be taken
_LEASED = "presswatch:leased"  # source -> when its lease runs out

_HOSTS = "presswatch:hosts"  # source -> the hosts that a look at it goes to, with spaces between them
_RESTING = "presswatch:resting"  # host -> the time (seconds) until which it is left alone

HOST_SHARE = 10  # sources of one host in one lease
HOST_REST = timedelta(seconds=3)  # that a host is left alone for each look at it: 20 looks a minute

_SYNC = """
local wanted = {}
for i = 1, #ARGV, 3 do
  wanted[ARGV[i]] = true
  redis.call('ZADD', KEYS[1], 'NX', ARGV[i + 1], ARGV[i])
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 2])
end
for _, source in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if not wanted[source] then
    redis.call('ZREM', KEYS[1], source)
    redis.call('HDEL', KEYS[2], source)
    redis.call('HDEL', KEYS[3], source)
  end
end
"""

# A host is busy while another lease of one of its sources runs, so that nothing has to free it after a crash.
_LEASE = """
local now, limit, share, rest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4]), tonumber(ARGV[5])
local asked = #ARGV > 5
local busy, looks, taken = {}, {}, {}
local function hosts_of(source)
  return string.gmatch(redis.call('HGET', KEYS[3], source) or '', '%S+')
end
local held = redis.call('HGETALL', KEYS[2])
for i = 1, #held, 2 do
  if tonumber(held[i + 1]) > now then
    for host in hosts_of(held[i]) do busy[host] = true end
  end
end
local function rests(host)
  local till = tonumber(redis.call('HGET', KEYS[4], host) or 0)
  return till > now and till <= now + 2 * share * rest
end
local function take(source, due)
  for host in hosts_of(source) do
    if busy[host] or (looks[host] or 0) >= share or (not asked and rests(host)) then return end
  end
  for host in hosts_of(source) do looks[host] = (looks[host] or 0) + 1 end
  taken[#taken + 1] = source
  taken[#taken + 1] = due
end
if asked then
  for i = 6, #ARGV do
    if #taken == 2 * limit then break end
    local due = redis.call('ZSCORE', KEYS[1], ARGV[i])
    if due and tonumber(due) <= now then take(ARGV[i], due) end
  end
else
  local from, page = 0, 500
  while #taken < 2 * limit do
    local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', from, page)
    if #due == 0 then break end
    for i = 1, #due, 2 do
      if #taken == 2 * limit then break end
      take(due[i], due[i + 1])
    end
    from = from + page
  end
end
for i = 1, #taken, 2 do
  redis.call('ZADD', KEYS[1], ARGV[3], taken[i])
  redis.call('HSET', KEYS[2], taken[i], ARGV[3])
end
for host, count in pairs(looks) do
  redis.call('HSET', KEYS[4], host, string.format('%.3f', now + count * rest))
end
if #taken > 0 then redis.call('EXPIRE', KEYS[4], 3600) end
return taken
"""

_RENEW = """
local renewed = {}
for i = 2, #ARGV, 2 do
  local till = redis.call('HGET', KEYS[2], ARGV[i])
  -- The other is what this very call has set: it was answered into a broken connection, and is made again.
  if till and (tonumber(till) == tonumber(ARGV[i + 1]) or tonumber(till) == tonumber(ARGV[1])) then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[1])
    redis.call('ZADD', KEYS[1], 'XX', ARGV[1], ARGV[i])
    renewed[#renewed + 1] = ARGV[i]
  end
end
return renewed
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
        self._renew = client.register_script(_RENEW)
        self._make_due = client.register_script(_MAKE_DUE)
        self._release = client.register_script(_RELEASE)
        self._done = client.register_script(_DONE)

    def sync(
        self, sources: Mapping[str, datetime], *, hosts: Mapping[str, Collection[str]] = MappingProxyType({})
    ) -> None:
        arguments: list[str | float] = []
        for source, due_at in sources.items():
            arguments += [source, due_at.timestamp(), " ".join(hosts.get(source, ()))]
        with transient():
            self._sync(keys=[_DUE, _LEASED, _HOSTS], args=arguments)

    def waiting(self, *, now: datetime) -> int:
        with transient():
            return int(self._client.zcount(_DUE, "-inf", now.timestamp()))

    def lease(self, *, now: datetime, limit: int, lease: timedelta, only: Collection[str] | None = None) -> list[Lease]:
        until = now + lease
        with transient():
            if only is not None and not only:
                return []
            bounds = [now.timestamp(), limit, until.timestamp(), HOST_SHARE, HOST_REST.total_seconds()]
            taken = self._lease(keys=[_DUE, _LEASED, _HOSTS, _RESTING], args=[*bounds, *sorted(only or ())])
        return [
            Lease(source.decode(), datetime.fromtimestamp(float(score), UTC), until)
            for source, score in zip(taken[::2], taken[1::2], strict=True)
        ]

    def renew(self, leases: Collection[Lease], *, until: datetime) -> list[Lease]:
        arguments: list[str | float] = [until.timestamp()]
        for lease in leases:
            arguments += [lease.source, lease.until.timestamp()]
        with transient():
            renewed = {source.decode() for source in self._renew(keys=[_DUE, _LEASED], args=arguments)}
        return [replace(lease, until=until) for lease in leases if lease.source in renewed]

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

    def done(self, source: str, *, next_due_at: datetime) -> None:
        with transient():
            self._done(keys=[_DUE, _LEASED], args=[source, next_due_at.timestamp()])

    def bring_forward(self, sources: Iterable[str], *, to: datetime) -> None:
        self.make_due(sources, now=to)  # a leased one is due, if its crawl is killed, before any time to come

    def due_times(self) -> dict[str, datetime]:
        with transient():
            members: list[Any] = self._client.zrange(_DUE, 0, -1, withscores=True)
        return {source.decode(): datetime.fromtimestamp(score, UTC) for source, score in members}
