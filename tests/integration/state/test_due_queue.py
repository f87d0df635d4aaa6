from datetime import timedelta

import redis

from presswatch.ports import Lease
from presswatch.state import RedisDueQueue
from tests.make import NOON

LEASE = timedelta(minutes=10)


def queue(client: redis.Redis) -> RedisDueQueue:
    made = RedisDueQueue(client)
    made.sync({"late": NOON - timedelta(hours=2), "due": NOON, "later": NOON + timedelta(hours=1)})
    return made


def names(leases) -> list[str]:
    return [lease.source for lease in leases]


def test_the_longest_overdue_comes_first_and_the_later_one_not_at_all(client: redis.Redis) -> None:
    assert names(queue(client).lease(now=NOON, limit=5, lease=LEASE)) == ["late", "due"]


def test_a_leased_source_is_not_taken_twice_until_its_lease_runs_out(client: redis.Redis) -> None:
    due = queue(client)
    due.lease(now=NOON, limit=5, lease=LEASE)
    assert due.leased(now=NOON) == 2
    assert due.lease(now=NOON + timedelta(minutes=9), limit=5, lease=LEASE) == []
    again = due.lease(now=NOON + timedelta(minutes=11), limit=5, lease=LEASE)
    assert sorted(names(again)) == ["due", "late"]


def test_an_old_lease_is_told_from_the_present_one(client: redis.Redis) -> None:
    due = queue(client)
    [first] = due.lease(now=NOON, limit=1, lease=LEASE)
    [second] = due.lease(now=NOON + timedelta(minutes=11), limit=1, lease=LEASE, only=[first.source])
    assert due.renew([first], until=NOON + timedelta(minutes=30)) == []
    assert due.renew([second], until=NOON + timedelta(minutes=31)) == [
        Lease(second.source, second.due_at, NOON + timedelta(minutes=31))
    ]


def test_done_says_when_it_is_next_due(client: redis.Redis) -> None:
    due = queue(client)
    due.lease(now=NOON, limit=5, lease=LEASE)
    due.done("late", next_due_at=NOON + timedelta(minutes=15))
    assert due.due_times()["late"] == NOON + timedelta(minutes=15)
    assert due.leased(now=NOON) == 1


def test_making_due_leaves_leased_ones_alone(client: redis.Redis) -> None:
    due = queue(client)
    due.lease(now=NOON, limit=1, lease=LEASE)  # late
    due.make_due(["late", "later"], now=NOON)
    assert sorted(names(due.lease(now=NOON, limit=5, lease=LEASE))) == ["due", "later"]


def test_release_makes_the_leased_due(client: redis.Redis) -> None:
    due = queue(client)
    due.lease(now=NOON, limit=5, lease=LEASE)
    due.release_all()
    assert sorted(names(due.lease(now=NOON, limit=5, lease=LEASE))) == ["due", "late"]


def test_sync_drops_what_is_not_configured_and_keeps_the_times_of_the_rest(client: redis.Redis) -> None:
    due = queue(client)
    due.sync({"due": NOON + timedelta(days=9), "new": NOON})
    assert due.due_times() == {"due": NOON, "new": NOON}


def test_only_some_are_taken_when_asked_for(client: redis.Redis) -> None:
    due = queue(client)
    assert names(due.lease(now=NOON, limit=5, lease=LEASE, only=["due", "later"])) == ["due"]
    assert due.lease(now=NOON, limit=5, lease=LEASE, only=[]) == []
