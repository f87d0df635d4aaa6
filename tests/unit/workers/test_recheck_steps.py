"""When articles are looked at again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.make import NOON
from workers.steps.recheck import GRACE, LAST, STEPS, next_recheck, soon_again

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVERY = 15 * MINUTE


def visited(*, every: timedelta = EVERY, is_copy: bool = False) -> list[timedelta]:
    steps = []
    after = NOON
    while (due_at := next_recheck(NOON, after=after, every=every, is_copy=is_copy)) is not None:
        steps.append(due_at - NOON)
        after = due_at
    return steps


def test_the_distances_grow() -> None:
    assert visited() == [15 * MINUTE, HOUR, 3 * HOUR, 12 * HOUR, 3 * DAY, 14 * DAY]


def test_copies_are_seen_less_and_a_source_never_more_often_than_it_is_to_be_looked_at() -> None:
    assert visited(is_copy=True) == [3 * HOUR, 3 * DAY]
    assert visited(every=6 * HOUR) == [6 * HOUR, 12 * HOUR, 3 * DAY, 14 * DAY]


def test_missed_steps_are_not_made_up_for() -> None:
    assert next_recheck(NOON, after=NOON + 5 * HOUR, every=EVERY) == NOON + 12 * HOUR


@given(st.timedeltas(min_value=timedelta(0), max_value=20 * DAY), st.sampled_from([MINUTE, EVERY, 6 * HOUR]))
@settings(max_examples=60)
def test_what_is_put_off_comes_within_the_hour_and_ends(since: timedelta, every: timedelta) -> None:
    again = soon_again(NOON, after=NOON + since, every=every)
    if again is None:
        assert since > LAST
    else:
        assert timedelta(0) < again - NOON - since <= max(HOUR, every)
        assert again - NOON <= max(STEPS[-1], every) + GRACE
