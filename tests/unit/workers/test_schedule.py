from dataclasses import replace
from datetime import timedelta

import pytest

from presswatch.sources import Look, LookOutcome, Source, SourceKind
from tests.make import NOON
from workers.steps.schedule import next_due

SOURCE = Source(id="a", name="A", country="KZ", kind=SourceKind.WIRE, every=timedelta(minutes=10))
LOOK = Look(source="a", at=NOON, outcome=LookOutcome.OK)


@pytest.mark.parametrize(
    ("look", "failures", "minutes"),
    [
        (LOOK, 0, 10),
        (replace(LOOK, outcome=LookOutcome.UNCHANGED), 0, 10),
        (replace(LOOK, outcome=LookOutcome.PARTIAL), 0, 10),
        (replace(LOOK, outcome=LookOutcome.FAILED), 1, 20),
        (replace(LOOK, outcome=LookOutcome.FAILED), 3, 40),
        (replace(LOOK, outcome=LookOutcome.FAILED), 10_000, 24 * 60),
        (replace(LOOK, retry_after=timedelta(hours=2)), 0, 120),
        (replace(LOOK, retry_after=timedelta(seconds=1)), 0, 10),
        (replace(LOOK, retry_after=timedelta(days=30)), 0, 24 * 60),
    ],
)
def test_when_a_source_is_next_due(look: Look, failures: int, minutes: int) -> None:
    assert next_due(SOURCE, look, failures=failures, jitter=0.5) == NOON + timedelta(minutes=minutes)


def test_jitter_moves_it_by_a_tenth_at_most() -> None:
    assert next_due(SOURCE, LOOK, failures=0, jitter=0.0) == NOON + timedelta(minutes=9)
    assert next_due(SOURCE, LOOK, failures=0, jitter=1.0) == NOON + timedelta(minutes=11)
