"""`RedisRechecks` on a real server."""

from __future__ import annotations

from datetime import timedelta

import redis

from presswatch.state import RedisDueQueue, RedisRechecks
from tests.make import NOON

MINUTE = timedelta(minutes=1)


def test_due_are_the_youngest_first_and_stay_until_they_are_settled(client: redis.Redis) -> None:
    rechecks = RedisRechecks(client)
    assert rechecks.first("tass") is None
    rechecks.add("tass", {"old": NOON - MINUTE, "young": NOON, "later": NOON + MINUTE})
    rechecks.add("tass", {"old": NOON + 9 * MINUTE})  # keeps its time
    rechecks.add("other", {"else": NOON})
    rechecks.add("none", {})
    assert rechecks.due(["tass", "other", "none"], now=NOON, limit=9) == {"tass": ["young", "old"], "other": ["else"]}
    assert rechecks.due(["tass"], now=NOON, limit=1) == {"tass": ["young"]}
    assert rechecks.first("tass") == NOON - MINUTE
    rechecks.settle("tass", {"old": None, "young": NOON + 2 * MINUTE}, missing={"young"})
    assert rechecks.due(["tass"], now=NOON, limit=9) == {}
    assert rechecks.first("tass") == NOON + MINUTE
    assert rechecks.missing("tass") == {"young"}
    rechecks.settle("tass", {"young": None})
    assert rechecks.missing("tass") == set()
    rechecks.settle("tass", {})


def test_whether_it_is_complete_is_lost_with_it(client: redis.Redis) -> None:
    rechecks = RedisRechecks(client)
    assert not rechecks.complete()
    rechecks.completed()
    assert rechecks.complete()
    client.flushall()
    assert not rechecks.complete()


def test_a_source_is_brought_forward_and_never_put_back_nor_taken_from_its_crawl(client: redis.Redis) -> None:
    due = RedisDueQueue(client)
    due.sync({"idle": NOON + 9 * MINUTE, "soon": NOON + MINUTE, "leased": NOON})
    [lease] = due.lease(now=NOON, limit=9, lease=3 * MINUTE, only=["leased"])
    due.bring_forward(["idle", "soon", "leased", "unknown"], to=NOON + 5 * MINUTE)
    assert due.due_times() == {"idle": NOON + 5 * MINUTE, "soon": NOON + MINUTE, "leased": lease.until}
