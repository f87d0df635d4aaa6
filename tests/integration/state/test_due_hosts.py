"""Two limits at once, by source and by host, for all who take from the due queue."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis

from presswatch.ports import Lease
from presswatch.state import RedisCrawlers, RedisDueQueue, connect
from presswatch.state.due import HOST_REST, HOST_SHARE
from tests.make import NOON

LEASE = timedelta(minutes=3)
ROOT = Path(__file__).resolve().parents[3]


def queue(client: redis.Redis, hosts: dict[str, list[str]]) -> RedisDueQueue:
    """Sources that are due, those that come first in `hosts` for the longest."""
    due = RedisDueQueue(client)
    late = timedelta(seconds=len(hosts))
    due.sync({source: NOON - late + timedelta(seconds=n) for n, source in enumerate(hosts)}, hosts=hosts)
    return due


def take(due: RedisDueQueue, *, limit: int = 60, after: timedelta = timedelta(0), only=None) -> list[str]:
    return [lease.source for lease in due.lease(now=NOON + after, limit=limit, lease=LEASE, only=only)]


def test_a_host_is_in_one_lease_at_a_time(client: redis.Redis) -> None:
    due = queue(client, {"a1": ["a"], "b1": ["b"], "ab": ["a", "b"], "c1": ["c"], "a2": ["a"]})
    assert take(due, limit=1) == ["a1"]
    assert take(due) == ["b1", "c1"]
    due.done("b1", next_due_at=NOON + timedelta(hours=1))
    due.done("c1", next_due_at=NOON + timedelta(hours=1))
    assert take(due, after=timedelta(minutes=1)) == []  # a1 is still looked at
    due.done("a1", next_due_at=NOON + timedelta(hours=1))
    assert take(due, after=timedelta(minutes=1)) == ["ab", "a2"]


def test_the_sources_of_a_killed_crawl_and_its_hosts_come_back(client: redis.Redis) -> None:
    due = queue(client, {"a1": ["a"], "a2": ["a"]})
    assert take(due, limit=1) == ["a1"]
    assert take(due, after=LEASE - timedelta(seconds=1)) == []
    assert sorted(take(due, after=LEASE + timedelta(seconds=1))) == ["a1", "a2"]


def test_a_lease_that_is_renewed_keeps_its_sources_and_hosts(client: redis.Redis) -> None:
    due = queue(client, {"a1": ["a"], "a2": ["a"]})
    held = due.lease(now=NOON, limit=1, lease=LEASE)
    until = NOON + 2 * LEASE
    renewed = due.renew(held, until=until)
    assert renewed == [Lease("a1", held[0].due_at, until)]
    assert due.renew(held, until=until) == renewed  # the same call again, whose answer was lost
    assert due.renew(held, until=until + LEASE) == []  # an old one
    assert take(due, after=LEASE + timedelta(seconds=1)) == []
    due.done("a1", next_due_at=NOON)
    assert due.renew(renewed, until=until + LEASE) == []


def test_a_backlog_is_taken_oldest_first_and_a_host_s_part_of_it_in_shares(client: redis.Redis) -> None:
    mine = {f"m{n:02}": ["many"] for n in range(25)}
    others = {f"o{n}": [f"o{n}"] for n in range(3)}
    due = queue(client, mine | others)
    first = take(due)
    assert first == [*list(mine)[:HOST_SHARE], *others]
    for source in first:
        due.done(source, next_due_at=NOON + timedelta(days=1))
    rest = HOST_SHARE * HOST_REST
    assert take(due, after=rest - timedelta(seconds=1)) == []
    assert take(due, after=rest) == list(mine)[HOST_SHARE : 2 * HOST_SHARE]


def test_a_person_who_asks_for_a_source_need_not_wait_for_its_host_to_rest(client: redis.Redis) -> None:
    due = queue(client, {"a1": ["a"], "a2": ["a"]})
    assert take(due, limit=1) == ["a1"]
    assert take(due, only=["a2"]) == []  # but for the look that is under way
    due.done("a1", next_due_at=NOON + timedelta(days=1))
    assert take(due) == []
    assert take(due, only=["a2"]) == ["a2"]


def test_a_clock_that_was_set_back_does_not_leave_a_host_alone_for_long(client: redis.Redis) -> None:
    due = queue(client, {"a1": ["a"], "a2": ["a"]})
    due.make_due(["a2"], now=NOON - timedelta(days=30))
    [ahead] = due.lease(now=NOON + timedelta(days=30), limit=1, lease=LEASE, only=["a1"])
    due.done(ahead.source, next_due_at=NOON + timedelta(days=31))
    assert take(due) == ["a2"]


def test_hosts_are_forgotten_with_their_sources(client: redis.Redis) -> None:
    due = queue(client, {"a1": ["a"], "a2": ["a"]})
    due.sync({"a2": NOON}, hosts={"a2": ["b"]})
    assert client.hgetall("presswatch:hosts") == {b"a2": b"b"}


def test_how_many_wait(client: redis.Redis) -> None:
    due = queue(client, {"a1": ["a"], "a2": ["a"]})
    assert due.waiting(now=NOON) == 2
    take(due, limit=1)
    assert due.waiting(now=NOON) == 1
    assert due.waiting(now=NOON - timedelta(days=1)) == 0


CRAWLER = """
import sys, time
from datetime import UTC, datetime, timedelta
from presswatch.state import RedisDueQueue, connect

name, url, total = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = connect(url)
due = RedisDueQueue(client)
while client.llen("looked") < total:
    now = datetime.now(UTC)
    leases = due.lease(now=now, limit=7, lease=timedelta(seconds=2))
    hosts = [lease.source.split("-")[0] for lease in leases]
    for host in set(hosts):  # a second crawl at this host would be seen here
        other = client.hset("at", host, name) == 0
        if other:
            client.rpush("twice", host)
    if leases and name == "doomed":
        client.hdel("at", *set(hosts))
        sys.exit(9)
    time.sleep(0.02)
    if leases:
        client.hdel("at", *set(hosts))  # before the first is done: then others may come
    for lease in leases:
        client.rpush("looked", lease.source)
        due.done(lease.source, next_due_at=now + timedelta(days=1))
    if not leases:
        time.sleep(0.05)
"""


def test_several_crawlers_never_meet_at_a_host_and_finish_what_a_killed_one_held(
    client: redis.Redis, broker_url: str
) -> None:
    sources = {f"h{n % 9}-{n}": [f"h{n % 9}"] for n in range(60)}
    due = RedisDueQueue(client)
    past = datetime.now(UTC) - timedelta(hours=1)
    due.sync(dict.fromkeys(sources, past), hosts=sources)
    command = [sys.executable, "-c", CRAWLER]
    rest = [broker_url, str(len(sources))]
    assert subprocess.run([*command, "doomed", *rest], cwd=ROOT, check=False).returncode == 9
    assert due.leased(now=datetime.now(UTC)) == 7
    crawlers = [subprocess.Popen([*command, name, *rest], cwd=ROOT) for name in ("one", "two", "three")]
    give_up_at = time.monotonic() + 60
    try:
        while client.llen("looked") < len(sources) and time.monotonic() < give_up_at:
            client.delete("presswatch:resting")  # nobody has to wait for minutes here
            time.sleep(0.02)
        codes = [crawler.wait(10) for crawler in crawlers]
    finally:
        for crawler in crawlers:
            crawler.kill()
            crawler.wait()
    assert codes == [0, 0, 0]
    assert Counter(name.decode() for name in client.lrange("looked", 0, -1)) == Counter(list(sources))
    assert client.llen("twice") == 0


def test_crawlers_are_counted_while_they_say_that_they_live(client: redis.Redis, broker_url: str) -> None:
    crawlers = RedisCrawlers(client)
    assert crawlers.alive() == 0
    crawlers.here("one")
    with connect(broker_url) as other:
        RedisCrawlers(other).here("two")
    crawlers.here("one")
    assert crawlers.alive() == 2
    client.zadd("presswatch:crawlers", {"one": time.time() - 1})  # as half a minute later
    assert crawlers.alive() == 1
