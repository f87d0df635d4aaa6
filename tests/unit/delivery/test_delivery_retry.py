from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.delivery import next_attempt
from presswatch.delivery.retry import ATTEMPTS
from tests.make import NOON


def pauses() -> list[timedelta]:
    return [at - NOON for attempt in range(1, ATTEMPTS) if (at := next_attempt(attempt, NOON)) is not None]


def test_pauses_double_from_half_a_minute_to_an_hour() -> None:
    seconds = [pause.total_seconds() for pause in pauses()]

    assert seconds[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert set(seconds[8:]) == {3600}


def test_it_goes_on_for_a_day() -> None:
    assert timedelta(hours=23) < sum(pauses(), timedelta()) < timedelta(hours=25)
    assert next_attempt(ATTEMPTS, NOON) is None
    assert next_attempt(10**9, NOON) is None


def test_a_receiver_may_ask_for_longer_within_reason() -> None:
    def after(asked: timedelta) -> datetime | None:
        return next_attempt(1, NOON, retry_after=asked)

    assert after(timedelta(minutes=10)) == NOON + timedelta(minutes=10)
    assert after(timedelta(seconds=1)) == NOON + timedelta(seconds=30)
    assert after(timedelta(days=365)) == NOON + timedelta(hours=6)
    assert next_attempt(ATTEMPTS, NOON, retry_after=timedelta(minutes=10)) is None


@settings(max_examples=60, deadline=None)
@given(attempts=st.integers(1, ATTEMPTS - 1), jitter=st.floats(0, 1))
def test_jitter_moves_a_pause_by_a_quarter_at_most(attempts: int, jitter: float) -> None:
    plain = pauses()[attempts - 1]
    moved = next_attempt(attempts, NOON, jitter=jitter)

    assert moved is not None
    assert abs((moved - NOON) / plain - 1) <= 0.2500001
    assert next_attempt(attempts, NOON, jitter=0) != next_attempt(attempts, NOON, jitter=1)
