"""The stories of the last 72 hours as a log that all workers append to, each knowing all that went before.

Deciding which story an article belongs to takes arithmetic that a server can't do. So a worker decides on what it has
read of the log, and appends on condition that nothing was appended since (optimistic concurrency: Kung and Robinson,
"On Optimistic Methods for Concurrency Control", 1981); otherwise it reads what is new and decides again.

Keys:

- `presswatch:told`: a stream, an entry for each article that is no copy, under its serial number: 1 to 2 kB;
- `presswatch:told:serial`: the last number. The first is taken from the clock, so that numbers never come again after
  the server has lost its memory;
- `presswatch:told:<day>`: article (16 bytes) -> story (16 bytes) and number, for five days.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import redis

from presswatch.errors import PermanentError
from presswatch.state.connection import transient
from presswatch.stories import Settled, Told

WINDOW = timedelta(hours=72)
MOST = 200_000  # entries, whatever their age

_PREFIX = "presswatch:told"
_PAGE = 500
_DAY = 86400
_ID_SECONDS = 5 * _DAY

# KEYS: prefix. ARGV: article, day, number of the last one read, story, at (seconds), window, most entries, facts,
# vector, traits. Answers the story and number that stand, or nothing where more was told.
_TELL = """
local prefix, article, day, after, story = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
for d = day - 4, day + 4 do
  local known = redis.call('HGET', prefix .. ':' .. d, article)
  if known then return known end
end
local serial = redis.call('GET', prefix .. ':serial')
if (serial or '0') ~= after then return false end
if not serial then redis.call('SET', prefix .. ':serial', redis.call('TIME')[1] .. '000') end
redis.call('INCR', prefix .. ':serial')
serial = redis.call('GET', prefix .. ':serial')
redis.call('XADD', prefix, 'MAXLEN', '~', ARGV[7], serial .. '-0', 'at', ARGV[5], 'facts', ARGV[8], 'vector', ARGV[9],
  'traits', ARGV[10])
local ids = prefix .. ':' .. day
redis.call('HSET', ids, article, story .. serial)
redis.call('EXPIRE', ids, 432000)
local oldest = tonumber(ARGV[5]) - tonumber(ARGV[6])
for _, entry in ipairs(redis.call('XRANGE', prefix, '-', '+', 'COUNT', 8)) do
  if tonumber(entry[2][2]) >= oldest then break end
  redis.call('XDEL', prefix, entry[1])
end
return story .. serial
"""

# KEYS: prefix. ARGV: article, day.
_STORY = """
for d = tonumber(ARGV[2]) - 4, tonumber(ARGV[2]) + 4 do
  local known = redis.call('HGET', KEYS[1] .. ':' .. d, ARGV[1])
  if known then return known end
end
return false
"""


class RedisStoryLog:
    """Fills the port `StoryLog`. Ids must be 32 hex digits, as `article_id` makes them."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._tell = client.register_script(_TELL)
        self._story = client.register_script(_STORY)

    def since(self, serial: int) -> tuple[list[tuple[int, Told]], int]:
        found: list[tuple[int, Told]] = []
        while True:
            with transient(), self._client.pipeline(transaction=True) as pipe:
                pipe.xrange(_PREFIX, f"({serial}-0", "+", count=_PAGE)
                pipe.get(f"{_PREFIX}:serial")
                entries, last = pipe.execute()
            found += [(int(id_.split(b"-")[0]), _told(fields)) for id_, fields in entries]
            if len(entries) < _PAGE:
                return found, int(last or 0)
            serial = found[-1][0]

    def tell(self, told: Told, *, after: int) -> Settled | None:
        at = _seconds(told.at)
        arguments: list[bytes | int] = [
            _packed(told.article),
            at // _DAY,
            after,
            _packed(told.story),
            at,
            int(WINDOW.total_seconds()),
            MOST,
            _facts(told),
            told.vector,
            told.traits,
        ]
        with transient():
            answer: bytes | None = self._tell(keys=[_PREFIX], args=arguments)
        return None if answer is None else Settled(int(answer[16:]), answer[:16].hex())

    def restore(self, told: Sequence[Told]) -> bool:
        serial_key = f"{_PREFIX}:serial"
        with transient(), self._client.pipeline(transaction=True) as pipe:
            pipe.watch(serial_key)  # type: ignore[no-untyped-call]  # redis-py's
            if not told or pipe.get(serial_key):
                return False
            before = int(pipe.time()[0]) * 1000
            pipe.multi()
            days = set()
            for serial, each in enumerate(told, before + 1):
                at = _seconds(each.at)
                fields: dict[Any, Any] = {
                    "at": at,
                    "facts": _facts(each),
                    "vector": each.vector,
                    "traits": each.traits,
                }
                pipe.xadd(_PREFIX, fields, id=f"{serial}-0")
                days.add(f"{_PREFIX}:{at // _DAY}")
                pipe.hset(f"{_PREFIX}:{at // _DAY}", _packed(each.article), _packed(each.story) + str(serial).encode())
            for day in days:
                pipe.expire(day, _ID_SECONDS)
            pipe.set(serial_key, before + len(told))
            try:
                pipe.execute()
            except redis.WatchError:
                return False
        return True

    def story(self, article: str, *, at: datetime) -> str:
        with transient():
            answer: bytes | None = self._story(keys=[_PREFIX], args=[_packed(article), _seconds(at) // _DAY])
        return answer[:16].hex() if answer else ""


def _facts(told: Told) -> bytes:
    facts = [
        told.article,
        told.story,
        _seconds(told.born),
        told.language,
        told.space,
        told.official,
        told.country,
        told.people,
        told.offices,
        told.figures,
        told.denial,
    ]
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _told(fields: dict[bytes, bytes]) -> Told:
    facts: list[Any] = json.loads(fields[b"facts"])
    article, story, born, language, space, official, country, people, offices, figures, denial = facts
    return Told(
        article=article,
        story=story,
        at=_moment(int(fields[b"at"])),
        born=_moment(born),
        language=language,
        space=space,
        vector=fields[b"vector"],
        traits=fields[b"traits"],
        official=official,
        country=country,
        people=tuple(people),
        offices=tuple(offices),
        figures=tuple((of, many) for of, many in figures),
        denial=denial,
    )


def _seconds(time: datetime) -> int:
    return int(time.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _packed(id_: str) -> bytes:
    try:
        packed = bytes.fromhex(id_)
    except ValueError:
        packed = b""
    if len(packed) != 16:
        raise PermanentError(f"not an article id: {id_[:64]!r}")
    return packed
