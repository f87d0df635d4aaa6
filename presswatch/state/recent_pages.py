"""Hashes of the paragraphs on the last pages of each source: 4 bytes a paragraph, some 5 kB a source, 11 kB at most.

When they are lost with the server's file, boilerplate is learnt again from the next pages.
"""

from __future__ import annotations

import struct

import redis

from presswatch.ports import RECENT_PAGES, PageBlocks
from presswatch.state.connection import transient

_KEPT_SECONDS = 180 * 86400  # of a source that publishes nothing

# KEYS: the source's list, newest first. ARGV: a record (8 bytes of page, 4 of each block), pages to keep, seconds.
_NOTE = """
local page = string.sub(ARGV[1], 1, 8)
for n, each in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if string.sub(each, 1, 8) == page then
    redis.call('LSET', KEYS[1], n - 1, ARGV[1])
    return
  end
end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""


class RedisRecentPages:
    """Fills the port `RecentPages`."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._note = client.register_script(_NOTE)

    def pages_of(self, source: str) -> list[PageBlocks]:
        with transient():
            records: list[bytes] = self._client.lrange(_key(source), 0, -1)  # type: ignore[assignment]  # synchronous
        return [PageBlocks(int.from_bytes(record[:8]), _blocks(record)) for record in records]

    def note_page(self, source: str, page: PageBlocks) -> None:
        record = struct.pack(f">Q{len(page.blocks)}I", page.page, *page.blocks)
        with transient():
            self._note(keys=[_key(source)], args=[record, RECENT_PAGES, _KEPT_SECONDS])


def _blocks(record: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f">{(len(record) - 8) // 4}I", record, 8)


def _key(source: str) -> str:
    return f"presswatch:pages:{source}"
