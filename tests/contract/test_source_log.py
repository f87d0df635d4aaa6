"""The port `SourceLog`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from presswatch.ports import LOOKS_KEPT
from presswatch.sources import (
    OTHER_REFUSAL,
    LinkOutcome,
    Look,
    LookOutcome,
    LookTally,
    SourceRecord,
    SourceState,
    tally_of,
)
from tests.contract.conftest import EngineCase
from tests.make import NOON, article

HOUR = timedelta(hours=1)


def test_a_look_is_remembered(case: EngineCase) -> None:
    look = Look(
        source="tass",
        at=NOON,
        outcome=LookOutcome.PARTIAL,
        links={LinkOutcome.NEW: 2, LinkOutcome.NO_TEXT: 1},
        error="feed: 500 \udc80",
    )
    assert case.engine.records() == {}
    case.engine.looked(look, next_due_at=NOON + HOUR)
    case.settle()
    assert case.engine.records() == {
        "tass": SourceRecord(
            id="tass",
            state=SourceState.PARTIAL,
            last_fetch_at=NOON,
            last_new_at=NOON,
            next_due_at=NOON + HOUR,
            links={LinkOutcome.NEW: 2, LinkOutcome.NO_TEXT: 1},
            error="feed: 500 ?",
        )
    }


def test_looks_add_up(case: EngineCase) -> None:
    looks = [
        Look(source="tass", at=NOON, outcome=LookOutcome.OK, links={LinkOutcome.NEW: 2, LinkOutcome.KNOWN: 1}),
        Look(source="tass", at=NOON + HOUR, outcome=LookOutcome.FAILED, error="timed out"),
        Look(source="tass", at=NOON + 2 * HOUR, outcome=LookOutcome.FAILED, error="refused"),
    ]
    for look in looks:
        case.engine.looked(look, next_due_at=look.at + HOUR)
    case.settle()
    failing = case.engine.records()["tass"]
    assert (failing.state, failing.failures, failing.error) == (SourceState.FAILING, 2, "refused")
    assert (failing.last_fetch_at, failing.last_new_at) == (NOON + 2 * HOUR, NOON)

    unchanged = Look(source="tass", at=NOON + 3 * HOUR, outcome=LookOutcome.UNCHANGED, links={LinkOutcome.NEW: 0})
    case.engine.looked(unchanged, next_due_at=NOON + 4 * HOUR)
    case.settle()
    well = case.engine.records()["tass"]
    assert (well.state, well.failures, well.error) == (SourceState.OK, 0, "")
    assert (well.last_new_at, well.next_due_at) == (NOON, NOON + 4 * HOUR)
    assert well.links == {LinkOutcome.NEW: 2, LinkOutcome.KNOWN: 1}


def test_a_look_that_is_reported_again_counts_once(case: EngineCase) -> None:
    first = Look(source="tass", at=NOON, outcome=LookOutcome.FAILED, links={LinkOutcome.REFUSED: 3}, error="x")
    other = Look(source="tass", at=NOON + HOUR, outcome=LookOutcome.FAILED, error="y")
    for look in (first, first, other, first, other):
        case.engine.looked(look, next_due_at=look.at + HOUR)
    case.settle()
    record = case.engine.records()["tass"]
    assert (record.failures, record.links, record.error) == (2, {LinkOutcome.REFUSED: 3}, "y")


def test_a_look_that_is_reported_late_adds_its_links_alone(case: EngineCase) -> None:
    late = Look(source="tass", at=NOON, outcome=LookOutcome.FAILED, links={LinkOutcome.NEW: 1}, error="late")
    newer = Look(source="tass", at=NOON + HOUR, outcome=LookOutcome.OK, links={LinkOutcome.NO_TEXT: 1})
    for look in (newer, late):
        case.engine.looked(look, next_due_at=look.at + HOUR)
    case.settle()
    record = case.engine.records()["tass"]
    assert (record.state, record.failures, record.error) == (SourceState.OK, 0, "")
    assert (record.last_fetch_at, record.last_new_at) == (NOON + HOUR, NOON)
    assert (record.next_due_at, record.links) == (NOON + 2 * HOUR, {LinkOutcome.NEW: 1, LinkOutcome.NO_TEXT: 1})


def test_records_count_the_archive(case: EngineCase) -> None:
    case.engine.looked(Look(source="silent", at=NOON, outcome=LookOutcome.OK), next_due_at=NOON + HOUR)
    first = article(1, source="tass")
    case.engine.put([first, article(2, source="tass"), article(3, source="given")])
    case.engine.put([first, replace(first, text="Corrected.", fetched_at=NOON + HOUR)])
    case.settle()
    records = case.engine.records()
    assert {source: record.articles for source, record in records.items()} == {"silent": 0, "tass": 2, "given": 1}
    assert records["given"].state is SourceState.NEVER


def test_a_lying_source_is_marked_until_a_whole_look_says_otherwise(case: EngineCase) -> None:
    def look(hours: int, outcome: LookOutcome, *, lying: bool = False) -> bool:
        at = NOON + hours * HOUR
        given = Look(source="tass", at=at, outcome=outcome, lying=lying)
        case.engine.looked(given, next_due_at=at + HOUR)
        case.settle()
        return case.engine.records()["tass"].lying

    assert not look(0, LookOutcome.OK)
    assert look(1, LookOutcome.OK, lying=True)
    assert look(2, LookOutcome.FAILED)
    assert not look(3, LookOutcome.UNCHANGED)


def looked(case: EngineCase) -> list[Look]:
    """A day of looks at three sources, of every outcome, as they were recorded."""
    looks = [
        Look(
            source=f"s{number % 3}",
            at=NOON + number * HOUR,
            outcome=list(LookOutcome)[number % len(LookOutcome)],
            links={outcome: (number * 7 + place * 5) % 11 for place, outcome in enumerate(LinkOutcome)},
            refused={404: number % 4, 999: 1} if number % 2 else {},
        )
        for number in range(24)
    ]
    for look in [*looks, *looks[::5]]:  # some are reported twice
        case.engine.looked(look, next_due_at=look.at + HOUR)
    case.settle()
    return looks


def test_each_link_of_each_look_is_counted_once_in_its_record(case: EngineCase) -> None:
    looks = looked(case)
    for source, record in case.engine.records().items():
        its = [look.links for look in looks if look.source == source]
        assert {outcome: record.links.get(outcome, 0) for outcome in LinkOutcome} == {
            outcome: sum(links[outcome] for links in its) for outcome in LinkOutcome
        }


def test_looks_of_a_span_are_tallied_by_source(case: EngineCase) -> None:
    looks = looked(case)
    since, until = NOON + 5 * HOUR, NOON + 17 * HOUR
    expected: dict[str, LookTally] = {}
    for look in looks[5:17]:
        expected[look.source] = expected.get(look.source, LookTally()) + tally_of(look)
    tallies = case.engine.tallies(since=since, until=until)
    assert tallies == expected
    assert sum(tally.looks for tally in tallies.values()) == 12
    assert tallies["s0"].refused[OTHER_REFUSAL] == 2
    assert case.engine.tallies(since=NOON + 24 * HOUR, until=NOON + 48 * HOUR) == {}


def test_looks_are_tallied_for_a_month(case: EngineCase) -> None:
    times = [NOON, NOON + HOUR, NOON + LOOKS_KEPT + HOUR / 2]
    for at in times:
        case.engine.looked(Look(source="tass", at=at, outcome=LookOutcome.OK), next_due_at=at)
    case.settle()
    tally = case.engine.tallies(since=NOON + HOUR / 2, until=NOON + 2 * LOOKS_KEPT)["tass"]
    assert tally == LookTally(outcomes={LookOutcome.OK: 2})
