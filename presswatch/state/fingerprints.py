"""Sketches of the articles of the last 72 hours, and who was first, in one atomic step.

Asking "is there one like it?" and then adding lets eight workers that read the same wire copy all believe to be first.
Here one Lua script adds a sketch and answers the earlier ones in the same breath; an article's serial number, given in
that step, says who was earlier.

Keys, one partition a day, each expiring when no article can ask for it any more:

- `…:<day>:<bucket>`: 8 bytes for each hash of a sketch, 4 of the hash and 4 of the article's serial number;
- `…:<day>:ids`: article (16 bytes) -> serial;
- `…:<day>:<serial / 100>`: a small hash, serial -> article, minute, story, copy_of: 52 bytes.

That is some 12 bytes for each hash of a sketch, under 1 kB an article (`benchmarks/redis_memory.py`).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import redis

from presswatch.errors import PermanentError
from presswatch.state.connection import transient
from presswatch.stories import Candidate, Fingerprint, Placement

WINDOW = timedelta(hours=72)
SHARED = 3  # hashes that a candidate shares at least
CANDIDATES = 32  # the best of them, where a text is made of boilerplate that everybody shares

_PREFIX = "presswatch:fp"
_TEXT = "presswatch:fp:text:"  # article -> its text, compressed, while it is on its way to the archive
_TEXT_SECONDS = 3600
_BUCKETS = 4096
_SERIALS_A_RECORD = 100  # within hash-max-listpack-entries, so that they stay packed

# KEYS: prefix. ARGV: article (16 bytes), day, minute, window in minutes, days to keep, shared, candidates,
# then the sketch as one string: 2 bytes of bucket and 4 of tag for each hash.
_ADD = """
local prefix, article, day, minute = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local window, keep, least, most = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local sketch = ARGV[8]
local group = tonumber(ARGV[9])

local serial = nil
for d = day - 4, day + 4 do
  local known = redis.call('HGET', prefix .. ':' .. d .. ':ids', article)
  if known then
    serial = tonumber(known)
    day = d
    break
  end
end
local fresh = not serial
if fresh then serial = redis.call('INCR', prefix .. ':serial') end

local count, where = {}, {}
for at = 1, #sketch, 6 do
  local bucket = struct.unpack('>I2', sketch, at)
  local tag = string.sub(sketch, at + 2, at + 5)
  for d = day - 3, day do
    local packed = redis.call('GET', prefix .. ':' .. d .. ':' .. bucket)
    if packed then
      local found = string.find(packed, tag, 1, true)
      while found do
        if found % 8 == 1 then
          local other = struct.unpack('>I4', packed, found + 4)
          if other < serial then
            count[other] = (count[other] or 0) + 1
            where[other] = d
          end
          found = string.find(packed, tag, found + 8, true)
        else
          found = string.find(packed, tag, found + 1, true)
        end
      end
    end
  end
  if fresh then
    local key = prefix .. ':' .. day .. ':' .. bucket
    redis.call('APPEND', key, tag .. struct.pack('>I4', serial))
    redis.call('EXPIRE', key, keep)
  end
end

if fresh then
  local ids = prefix .. ':' .. day .. ':ids'
  redis.call('HSET', ids, article, serial)
  redis.call('EXPIRE', ids, keep)
  local records = prefix .. ':' .. day .. ':r' .. math.floor(serial / group)
  redis.call('HSET', records, serial, article .. struct.pack('>I4', minute))
  redis.call('EXPIRE', records, keep)
end

local close = {}
for other, shared in pairs(count) do
  if shared >= least then close[#close + 1] = {other, shared} end
end
table.sort(close, function(a, b) return a[2] > b[2] or (a[2] == b[2] and a[1] < b[1]) end)
local best = {}
for i = 1, math.min(most, #close) do best[i] = close[i] end
table.sort(best, function(a, b) return a[1] < b[1] end)
local answer = {}
for _, pair in ipairs(best) do
  local record = redis.call('HGET', prefix .. ':' .. where[pair[1]] .. ':r' .. math.floor(pair[1] / group), pair[1])
  if record and math.abs(struct.unpack('>I4', record, 17) - minute) <= window then
    answer[#answer + 1] = record
    answer[#answer + 1] = pair[2]
  end
end
return answer
"""

# KEYS: prefix. ARGV: article, story, copy_of (16 bytes each), day, serials a record. Answers the settled record.
_PLACE = """
for d = tonumber(ARGV[4]) - 4, tonumber(ARGV[4]) + 4 do
  local serial = redis.call('HGET', KEYS[1] .. ':' .. d .. ':ids', ARGV[1])
  if serial then
    local records = KEYS[1] .. ':' .. d .. ':r' .. math.floor(tonumber(serial) / tonumber(ARGV[5]))
    local record = redis.call('HGET', records, serial)
    if record and #record == 20 and #ARGV[2] == 16 then
      record = record .. ARGV[2] .. ARGV[3]
      redis.call('HSET', records, serial, record)
    end
    return record
  end
end
return false
"""


class RedisFingerprints:
    """Fills the port `Fingerprints`. Article ids must be 32 hex digits, as `article_id` makes them."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._add = client.register_script(_ADD)
        self._place = client.register_script(_PLACE)

    def add(self, fingerprint: Fingerprint) -> list[Candidate]:
        minute = int(fingerprint.at.timestamp() // 60)
        sketch = b"".join(
            struct.pack(">HI", (value >> 3) % _BUCKETS, (value >> 32) & 0xFFFFFFFF) for value in fingerprint.sketch
        )
        arguments: list[bytes | int] = [
            _packed(fingerprint.article),
            minute // 1440,
            minute,
            int(WINDOW.total_seconds() // 60),
            5 * 86400,
            SHARED,
            CANDIDATES,
            sketch,
            _SERIALS_A_RECORD,
        ]
        with transient():
            if fingerprint.text:  # first, so that whoever is told of this article can have its text
                packed = zlib.compress(fingerprint.text.encode("utf-8", "replace"), 1)
                self._client.set(_TEXT + fingerprint.article, packed, ex=_TEXT_SECONDS)
            answer = self._add(keys=[_PREFIX], args=arguments)
        return [
            Candidate(article=record[:16].hex(), shared=int(shared), story=_story(record), copy_of=_copy_of(record))
            for record, shared in zip(answer[::2], answer[1::2], strict=True)
        ]

    def texts(self, articles: Iterable[str]) -> dict[str, str]:
        wanted = list(articles)
        if not wanted:
            return {}
        with transient():
            found: list[Any] = self._client.mget([_TEXT + article for article in wanted])
        return {
            article: zlib.decompress(packed).decode() for article, packed in zip(wanted, found, strict=True) if packed
        }

    def archived(self, articles: Iterable[str]) -> None:
        keys = [_TEXT + article for article in articles]
        if keys:
            with transient():
                self._client.unlink(*keys)

    def place(self, placement: Placement, *, at: datetime) -> Placement:
        record = self._settle(placement.article, _packed(placement.story), _packed(placement.copy_of), at)
        if record is None:  # forgotten meanwhile: nothing can contradict it
            return placement
        return Placement(article=placement.article, story=_story(record), copy_of=_copy_of(record))

    def placement(self, article: str, *, at: datetime) -> Placement | None:
        record = self._settle(article, b"", b"", at)
        if record is None or len(record) < 52:
            return None
        return Placement(article=article, story=_story(record), copy_of=_copy_of(record))

    def _settle(self, article: str, story: bytes, copy_of: bytes, at: datetime) -> bytes | None:
        day = int(at.timestamp() // 86400)
        with transient():
            record: bytes | None = self._place(
                keys=[_PREFIX], args=[_packed(article), story, copy_of, day, _SERIALS_A_RECORD]
            )
        return record


def _packed(article: str) -> bytes:
    try:
        packed = bytes.fromhex(article)
    except ValueError:
        packed = b""
    if article and len(packed) != 16:
        raise PermanentError(f"not an article id: {article[:64]!r}")
    return packed or bytes(16)


def _story(record: bytes) -> str:
    return record[20:36].hex() if len(record) >= 52 else ""


def _copy_of(record: bytes) -> str:
    return record[36:52].hex() if len(record) >= 52 and any(record[36:52]) else ""
