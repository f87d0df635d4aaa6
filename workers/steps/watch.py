"""What is amiss with a source, in words for the operator: what is usual for it is compared with what it does now.

Articles are taken to come as a Poisson process with the rates of the source's rhythm (`workers.steps.rhythm`), so a
silence in which m of them were due has the probability e^-m. Publishers bring several at once and pause for holidays,
which that doesn't know, so a silence must be longer than any other between its last articles, too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from presswatch.sources import UNREADABLE, Amiss, AmissKind, LinkOutcome, Source, SourceRecord, SourceState
from workers.steps.rhythm import MEMORY, Rates, Rhythm, day_of, hour_of, in_hours, spans_of

UNLIKELY = 1e-3  # the probability of a silence that is told
SHORTEST_SILENCE = 24.0  # hours
LONGEST_SILENCE = 24.0 * 90  # hours; what is beyond adds nothing
ENOUGH_ARTICLES, ENOUGH_HOURS = 10.0, 72.0  # of a rhythm, before its silences mean anything
NEWEST, BEFORE = 20, 100  # articles whose lengths are compared
FEWEST_BEFORE = 40
COLLAPSED = 1 / 3
FAILED_LINKS = 10  # with none read among them
FAILING = 24.0  # hours
FAILURES = 12  # in a row, of a source that was never read

_READ = frozenset({LinkOutcome.NEW, LinkOutcome.CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the newest articles of a source in the archive were like, the newest first: at most NEWEST + BEFORE."""

    lengths: tuple[int, ...] = ()  # characters of text
    seen_at: tuple[datetime, ...] = ()  # when each was seen first


def amiss(
    source: Source,
    record: SourceRecord,
    rhythm: Rhythm,
    figures: Figures,
    *,
    links_before: Mapping[LinkOutcome, int],
    now: datetime,
) -> tuple[Amiss, ...]:
    """All that is amiss. `links_before` are the record's links when one of its pages was read last (`links_since`)."""
    return tuple(
        Amiss(kind=kind, words=words)
        for kind, words in (
            (AmissKind.FAILING, _failing(record, rhythm, now)),
            (AmissKind.SILENT, _silent(source, record, rhythm, figures)),
            (AmissKind.SHORT, _short(figures.lengths)),
            (AmissKind.UNREADABLE, _unreadable(record.links, links_before)),
            (AmissKind.LYING, _lying(record)),
        )
        if words
    )


def links_since(now: Mapping[LinkOutcome, int], before: Mapping[LinkOutcome, int]) -> Mapping[LinkOutcome, int]:
    """What to compare later links with: those of now where one was read meanwhile (or counting began anew), else
    those of before."""
    read = any(now.get(outcome, 0) != before.get(outcome, 0) for outcome in _READ)
    fewer = any(now.get(outcome, 0) < count for outcome, count in before.items())
    return now if read or fewer else before


def _failing(record: SourceRecord, rhythm: Rhythm, now: datetime) -> str:
    if record.state is not SourceState.FAILING:
        return ""
    if rhythm.seen_to is None:
        since, long = "it could never be read", record.failures >= FAILURES
    else:
        hours = in_hours(now) - rhythm.seen_to
        since, long = f"nothing of it could be read for {_span(hours)}", hours >= FAILING and record.failures > 1
    if not long:
        return ""
    return (
        f"{since}, {record.failures} looks failed in a row, the last with: {record.error or 'no reason'}. Open its "
        f"addresses in a browser; where they moved, `presswatch sources add URL` finds the new ones."
    )


def _silent(source: Source, record: SourceRecord, rhythm: Rhythm, figures: Figures) -> str:
    """Silence is counted up to the last look that read something: when nobody looked, nothing was silent."""
    if record.last_new_at is None or rhythm.seen_to is None or record.state is SourceState.FAILING:
        return ""
    start = in_hours(record.last_new_at)
    silence = rhythm.seen_to - start
    gaps = [(later - earlier) / timedelta(hours=1) for later, earlier in pairwise(figures.seen_at)]
    if silence < SHORTEST_SILENCE or silence <= max(gaps, default=0.0):
        return ""
    end = min(rhythm.seen_to, start + LONGEST_SILENCE)
    usual = _as_it_was(rhythm, start, rhythm.seen_to)
    if sum(usual.by_hour) < ENOUGH_ARTICLES or sum(usual.hours) < ENOUGH_HOURS:
        return ""
    rates = Rates(usual, source)
    due = sum(length * rates.usual(at) for at, length in spans_of(start, end))
    if math.exp(-due) >= UNLIKELY:
        return ""
    return (
        f"it has had nothing new for {_span(silence)}, in which some {due:.0f} articles were due. Where its site has "
        f"news, its feed or listing is dead: `presswatch sources check {record.id}` says what it offers."
    )


def _as_it_was(rhythm: Rhythm, start: float, end: float) -> Rhythm:
    """The rhythm when a silence began: it forgets while it watches the silence, and would come to find it usual."""
    start = max(start, end - LONGEST_SILENCE)
    grown = math.exp((end - start) / MEMORY)
    hours, days = list(rhythm.hours), list(rhythm.days)
    for at, length in spans_of(start, end):
        watched = length * math.exp((at - end) / MEMORY)
        hours[hour_of(at)] -= watched
        days[day_of(at)] -= watched
    return replace(
        rhythm,
        by_hour=tuple(value * grown for value in rhythm.by_hour),
        by_day=tuple(value * grown for value in rhythm.by_day),
        hours=tuple(max(0.0, value) * grown for value in hours),
        days=tuple(max(0.0, value) * grown for value in days),
    )


def _short(lengths: Sequence[int]) -> str:
    newest, before = lengths[:NEWEST], lengths[NEWEST : NEWEST + BEFORE]
    if len(before) < FEWEST_BEFORE:
        return ""
    now, usual = median(newest), median(before)
    if now >= usual * COLLAPSED:
        return ""
    return (
        f"the texts of its last {len(newest)} articles are short: {now:.0f} characters at the median, {usual:.0f} "
        f"before. A redesign may have broken how its pages are read: open one, and give selectors under `reading:`."
    )


def _unreadable(links: Mapping[LinkOutcome, int], before: Mapping[LinkOutcome, int]) -> str:
    since = {outcome: links.get(outcome, 0) - before.get(outcome, 0) for outcome in _READ | UNREADABLE}
    lost = {outcome: since[outcome] for outcome in LinkOutcome if outcome in UNREADABLE and since[outcome] > 0}
    if sum(lost.values()) < FAILED_LINKS or any(since[outcome] > 0 for outcome in _READ):
        return ""
    counted = ", ".join(f"{count} {outcome.value}" for outcome, count in lost.items())
    return (
        f"no article of it could be read, all of its last {sum(lost.values())} links failed ({counted}). Open one in a "
        f"browser: does the site refuse us, or want scripts (`browser: true`), or other selectors under `reading:`?"
    )


def _lying(record: SourceRecord) -> str:
    if not record.lying:
        return ""
    return (
        "it answers that it is unchanged (304) when it is not. Nothing is to be done: it is asked for in full now, "
        "which costs its publisher more."
    )


def _span(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
