"""State that all processes share, in Redis or Valkey: what is due, what was seen, who was first, what waits.

Each change is one command or one Lua script, so any process may die between two of them. All of it can be rebuilt
from the archive, except the inbox: that is why the embedded server keeps an append-only file and production must too.
"""

from presswatch.state.connection import connect
from presswatch.state.crawlers import RedisCrawlers
from presswatch.state.documents import RedisDocumentCache
from presswatch.state.due import RedisDueQueue
from presswatch.state.fingerprints import RedisFingerprints
from presswatch.state.inbox import Inbox
from presswatch.state.recent_pages import RedisRecentPages
from presswatch.state.rechecks import RedisRechecks
from presswatch.state.rhythms import RedisRhythms
from presswatch.state.seen import RedisSeenLinks
from presswatch.state.story_log import RedisStoryLog

__all__ = [
    "Inbox",
    "RedisCrawlers",
    "RedisDocumentCache",
    "RedisDueQueue",
    "RedisFingerprints",
    "RedisRecentPages",
    "RedisRechecks",
    "RedisRhythms",
    "RedisSeenLinks",
    "RedisStoryLog",
    "connect",
]
