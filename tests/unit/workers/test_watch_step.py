"""What is amiss with a source, from what is usual for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from presswatch.sources import AmissKind, LinkOutcome, Look, LookOutcome, Source, SourceKind, SourceRecord, SourceState
from workers.steps.rhythm import Rhythm, in_hours, learnt
from workers.steps.watch import Figures, amiss, links_since

MONDAY = datetime(2020, 9, 7, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCE = Source(id="a", name="A", country="KZ", kind=SourceKind.WIRE)


def watched(rhythm: Rhythm, start: datetime, end: datetime, *, every: timedelta | None) -> Rhythm:
    """The rhythm after a look every three hours, with an article each `every`."""
    at = start
    while at < end:
        at += 3 * HOUR
        new = 0 if every is None else int((at - start) / every) - int((at - 3 * HOUR - start) / every)
        look = Look(source="a", at=at, outcome=LookOutcome.OK, links={LinkOutcome.NEW: new})
        rhythm = learnt(rhythm, look, source=SOURCE)
    return rhythm


def kinds(record: SourceRecord, rhythm: Rhythm, figures: Figures | None = None, **given: object) -> list[AmissKind]:
    values = {"links_before": {}, "now": MONDAY + 60 * DAY} | given
    found = amiss(SOURCE, record, rhythm, figures or Figures(), **values)  # type: ignore[arg-type]
    assert all(each.words for each in found)
    return [each.kind for each in found]


def silent(every: timedelta, silence: timedelta, *, days: int = 28, figures: Figures | None = None) -> bool:
    last = MONDAY + days * DAY
    rhythm = watched(watched(Rhythm(), MONDAY, last, every=every), last, last + silence, every=None)
    record = SourceRecord(id="a", state=SourceState.OK, last_new_at=last)
    return AmissKind.SILENT in kinds(record, rhythm, figures)


def test_a_source_is_silent_when_it_is_beyond_its_own_rhythm() -> None:
    assert not silent(HOUR, 21 * HOUR)  # however unlikely: not before a day is over
    assert silent(HOUR, 27 * HOUR)
    assert not silent(DAY, 4 * DAY)
    assert silent(DAY, 11 * DAY)  # its rhythm forgets meanwhile, and it is told all the same
    assert not silent(2 * DAY, 8 * DAY)


def test_too_little_history_tells_nothing() -> None:
    assert not silent(HOUR, 40 * HOUR, days=2)
    assert not silent(7 * DAY, 80 * DAY)
    assert kinds(SourceRecord(id="a"), Rhythm()) == []


def test_a_pause_that_it_had_before_is_usual() -> None:
    fridays = Figures(seen_at=(MONDAY + 3 * DAY, MONDAY, MONDAY - HOUR))
    assert not silent(HOUR, 2 * DAY, figures=fridays)
    assert silent(HOUR, 4 * DAY, figures=fridays)


def test_nothing_is_silent_when_nobody_looked() -> None:
    rhythm = watched(Rhythm(), MONDAY, MONDAY + 28 * DAY, every=HOUR)
    record = SourceRecord(id="a", state=SourceState.OK, last_new_at=MONDAY + 28 * DAY)
    assert kinds(record, rhythm, now=MONDAY + 60 * DAY) == []


def test_texts_that_collapse() -> None:
    record = SourceRecord(id="a")
    collapsed = Figures(lengths=(200,) * 20 + (2000,) * 100)
    assert kinds(record, Rhythm(), collapsed) == [AmissKind.SHORT]
    assert kinds(record, Rhythm(), Figures(lengths=(700,) * 20 + (2000,) * 100)) == []
    assert kinds(record, Rhythm(), Figures(lengths=(200,) * 9 + (2000,) * 111)) == []
    assert kinds(record, Rhythm(), Figures(lengths=(200,) * 20 + (2000,) * 20)) == []


def test_links_that_all_fail() -> None:
    before = {LinkOutcome.NEW: 7, LinkOutcome.REFUSED: 50}
    failed = before | {LinkOutcome.REFUSED: 56, LinkOutcome.NO_TEXT: 4, LinkOutcome.KNOWN: 90}
    assert kinds(SourceRecord(id="a", links=failed), Rhythm(), links_before=before) == [AmissKind.UNREADABLE]
    assert kinds(SourceRecord(id="a", links=before), Rhythm(), links_before=before) == []
    one_read = failed | {LinkOutcome.NEW: 8}
    assert kinds(SourceRecord(id="a", links=one_read), Rhythm(), links_before=before) == []
    assert (links_since(failed, before), links_since(one_read, before)) == (before, one_read)
    assert links_since({}, before) == {}  # the archive was made anew


def test_a_source_that_fails_for_a_day_and_one_that_lies() -> None:
    failing = SourceRecord(id="a", state=SourceState.FAILING, failures=5, error="404", lying=True)
    rhythm = Rhythm(seen_to=in_hours(MONDAY))
    assert kinds(failing, rhythm, now=MONDAY + 23 * HOUR) == [AmissKind.LYING]
    assert kinds(failing, rhythm, now=MONDAY + 25 * HOUR) == [AmissKind.FAILING, AmissKind.LYING]
    never_read = SourceRecord(id="a", state=SourceState.FAILING, failures=12)
    assert kinds(never_read, Rhythm()) == [AmissKind.FAILING]
