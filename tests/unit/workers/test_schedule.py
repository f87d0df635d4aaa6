"""When a source is next due, whatever a look came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.sources import LinkOutcome, Look, LookOutcome, Source, SourceKind
from tests.make import NOON
from workers.steps.rhythm import Rhythm, learnt
from workers.steps.schedule import LONGEST, longest, next_due

MINUTE = timedelta(minutes=1)
SOURCE = Source(id="a", name="A", country="KZ", kind=SourceKind.WIRE, every=timedelta(minutes=10))
LOOK = Look(source="a", at=NOON, outcome=LookOutcome.OK)
FAILED = replace(LOOK, outcome=LookOutcome.FAILED)


def after(look: Look, *, strikes: float = 0.0, jitter: float = 0.0) -> timedelta:
    return next_due(SOURCE, look, rhythm=Rhythm(strikes=strikes), jitter=jitter) - NOON


@pytest.mark.parametrize(
    ("look", "strikes", "minutes"),
    [
        (LOOK, 0, 10),
        (replace(LOOK, outcome=LookOutcome.UNCHANGED), 0, 10),
        (replace(LOOK, outcome=LookOutcome.PARTIAL), 0, 10),
        (FAILED, 0.5, 15),
        (FAILED, 1, 20),
        (FAILED, 3, 40),
        (FAILED, 10_000, 24 * 60),
        (replace(LOOK, retry_after=timedelta(hours=2)), 0, 120),
        (replace(LOOK, retry_after=timedelta(seconds=1)), 0, 10),
        (replace(LOOK, retry_after=timedelta(days=30)), 0, 24 * 60),
        (replace(LOOK, fresh_for=timedelta(hours=1)), 0, 60),
        (replace(LOOK, fresh_for=MINUTE), 0, 10),
        (replace(LOOK, fresh_for=timedelta(days=9)), 0, 24 * 60),
        (replace(FAILED, fresh_for=timedelta(hours=1), retry_after=timedelta(hours=2)), 2, 120),
    ],
)
def test_when_a_source_of_which_nothing_is_known_is_next_due(look: Look, strikes: float, minutes: float) -> None:
    assert after(look, strikes=strikes) / MINUTE == pytest.approx(minutes)


def test_jitter_makes_it_a_tenth_later_at_most_and_never_sooner() -> None:
    assert after(LOOK, jitter=1.0) / MINUTE == pytest.approx(11)
    assert after(LOOK, jitter=0.5) / MINUTE == pytest.approx(10.5)


def test_a_source_that_the_config_looks_at_weekly_is_looked_at_weekly() -> None:
    weekly = replace(SOURCE, every=timedelta(days=7))
    assert next_due(weekly, LOOK, rhythm=Rhythm(), jitter=1.0) - NOON == timedelta(days=7)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(days=365 * 30), timedelta(days=365 * 129)).map(EPOCH.__add__)
LOOKS = st.builds(
    Look,
    source=st.just("a"),
    at=MOMENTS,
    outcome=st.sampled_from(LookOutcome),
    links=st.dictionaries(st.sampled_from([LinkOutcome.NEW, LinkOutcome.LATER]), st.integers(0, 500)),
    retry_after=st.none() | st.timedeltas(timedelta(0), timedelta(days=2)),
    fresh_for=st.none() | st.timedeltas(timedelta(0), timedelta(days=2)),
    published=st.lists(MOMENTS, max_size=5).map(tuple),
    soft=st.booleans(),
)
EVERY = st.timedeltas(MINUTE, timedelta(days=7))


@given(st.lists(LOOKS, min_size=1, max_size=12), EVERY, st.floats(0, 1))
def test_whatever_happens_and_however_the_clock_jumps_it_is_due_within_bounds(
    looks: list[Look], every: timedelta, jitter: float
) -> None:
    source, rhythm = replace(SOURCE, every=every), Rhythm()
    for look in looks:
        rhythm = learnt(rhythm, look, source=source)
        wait = next_due(source, look, rhythm=rhythm, jitter=jitter) - look.at
        assert every <= wait <= max(LONGEST, every) == longest(source)


@given(st.lists(LOOKS, max_size=6), st.lists(st.booleans(), min_size=2, max_size=8), EVERY)
def test_each_failure_makes_the_next_look_later_but_never_drops_it(
    looks: list[Look], softs: list[bool], every: timedelta
) -> None:
    source, rhythm = replace(SOURCE, every=every), Rhythm()
    for look in looks:
        rhythm = learnt(rhythm, look, source=source)
    well = next_due(source, LOOK, rhythm=replace(rhythm, strikes=0.0), jitter=0.3)
    before = well
    for soft in softs:
        hard_one = next_due(source, FAILED, rhythm=learnt(rhythm, FAILED, source=source), jitter=0.3)
        failed = replace(FAILED, soft=soft)
        rhythm = learnt(rhythm, failed, source=source)
        due = next_due(source, failed, rhythm=rhythm, jitter=0.3)
        assert before <= due <= hard_one <= NOON + longest(source)
        before = due
