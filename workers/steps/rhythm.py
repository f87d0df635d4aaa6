"""A source's publishing rhythm, learnt from its looks: how many articles an hour it gives at which time of the week.

The rate is a product of three gamma-Poisson estimates, each drawn to its prior with the weight of a few articles: the
overall rate, how much busier each hour of the day (UTC) is, and how much busier each weekday. A fourth one follows the
last hours, for news that breaks and for holidays. What was counted is forgotten exponentially, so that a rhythm may
change. How many articles came between two looks is known, and when only of those with a usable date; the others are
spread over the time between in proportion to the rate known so far (the expectation step of Dempster, Laird and Rubin,
1977). Modelling feeds as Poisson processes whose rate repeats is due to Sia, Cho and Cho, "Efficient Monitoring
Algorithm for Fast News Alerts", IEEE TKDE 19(7), 2007.

Times are in hours since 1970, rates in articles an hour.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from presswatch.sources import LinkOutcome, Look, LookOutcome, Source

MEMORY = 24 * 21.0  # hours in which the weight of what was counted falls to 1/e
RECENT = 3.0  # the same for what follows the last hours
LONGEST_GAP = 48.0  # hours between two looks that are learnt from; what is beyond was an outage, or the clock jumped
FIRST_WINDOW = 24 * 28.0  # hours of dates that the first look may learn from
SOFT, HARD = 0.5, 1.0  # what a failed look weighs
_MOST_STRIKES = 10_000.0
_EVEN = 2.0  # articles: how strongly hours, weekdays and the last hours are drawn to "as always"

_ZEROS_DAY = (0.0,) * 24
_ZEROS_WEEK = (0.0,) * 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is known. `hours` and `days` are how long each hour of the day and each weekday was watched, in hours."""

    seen_to: float | None = None  # what was published until then is counted
    behind: bool = False  # the last look left links for the next one, so those are not what was published since
    strikes: float = 0.0  # failed looks in a row, soft ones counted half
    by_hour: tuple[float, ...] = _ZEROS_DAY  # articles
    by_day: tuple[float, ...] = _ZEROS_WEEK
    hours: tuple[float, ...] = _ZEROS_DAY
    days: tuple[float, ...] = _ZEROS_WEEK
    recent: float = 0.0  # articles of the last hours
    recent_expected: float = 0.0

    def to_json(self) -> str:
        """Less than 1 kB."""
        return json.dumps(
            [
                self.seen_to and round(self.seen_to, 5),
                self.behind,
                self.strikes,
                *([float(f"{value:.5g}") for value in values] for values in _tables(self)),
                [float(f"{value:.5g}") for value in (self.recent, self.recent_expected)],
            ],
            separators=(",", ":"),
        )


def rhythm_from_json(text: str | bytes) -> Rhythm:
    """One that can't be read, of an older presswatch say, is a new one: it is learnt again within days."""
    if not text:
        return Rhythm()
    try:
        seen_to, behind, strikes, by_hour, by_day, hours, days, (recent, expected) = json.loads(text)
        rhythm = Rhythm(
            seen_to=None if seen_to is None else float(seen_to),
            behind=bool(behind),
            strikes=float(strikes),
            by_hour=tuple(map(float, by_hour)),
            by_day=tuple(map(float, by_day)),
            hours=tuple(map(float, hours)),
            days=tuple(map(float, days)),
            recent=float(recent),
            recent_expected=float(expected),
        )
    except (ValueError, TypeError):
        return Rhythm()
    whole = [len(values) for values in _tables(rhythm)] == [24, 7, 24, 7]
    return rhythm if whole else Rhythm()


def learnt(rhythm: Rhythm, look: Look, *, source: Source) -> Rhythm:
    """The rhythm once a look is counted in. A failed look teaches nothing but that it failed."""
    if look.outcome is LookOutcome.FAILED:
        strikes = rhythm.strikes + (SOFT if look.soft else HARD)
        return replace(rhythm, strikes=min(strikes, _MOST_STRIKES))
    now = in_hours(look.at)
    behind = look.links.get(LinkOutcome.LATER, 0) > 0
    dates = sorted(date for date in map(in_hours, look.published) if date <= now)
    first = rhythm.seen_to is None
    if first:  # a feed's items tell what was before the first look; the oldest only where they begin
        dates = [date for date in dates if now - date < FIRST_WINDOW] if _are_times(dates) else []
        start = dates.pop(0) if dates else now
    else:
        start = max(rhythm.seen_to or now, now - LONGEST_GAP)
    done = replace(rhythm, seen_to=now, behind=behind, strikes=0.0)
    if start >= now:  # nothing to learn from; or the clock was set back, and is believed
        return done
    dated = [date for date in dates if date > start]
    undated = 0.0
    if not first and not rhythm.behind:
        long_ago = sum(1 for date in dates if date <= start - 24)  # offered anew, and no part of the rhythm
        undated = max(0, look.links.get(LinkOutcome.NEW, 0) - len(dated) - long_ago)
        undated *= (now - start) / (now - (rhythm.seen_to or start))
    return _counted(done, rhythm, dated, undated, start=start, now=now, source=source, follow=not first)


def _counted(
    done: Rhythm,
    before: Rhythm,
    dated: Sequence[float],
    undated: float,
    *,
    start: float,
    now: float,
    source: Source,
    follow: bool,
) -> Rhythm:
    kept = math.exp((start - now) / MEMORY)
    by_hour, by_day, hours, days = ([value * kept for value in values] for values in _tables(before))
    rates = Rates(before, source)
    spans = [(at, length, rates.usual(at)) for at, length in spans_of(start, now)]
    expected = sum(length * rate for _, length, rate in spans)
    kept = math.exp((start - now) / RECENT)
    recent, recent_expected = before.recent * kept, before.recent_expected * kept
    for at, length, rate in spans:
        share = undated * length * rate / expected
        hour, day = hour_of(at), day_of(at)
        by_hour[hour] += share
        by_day[day] += share
        hours[hour] += length
        days[day] += length
        fading = math.exp((at - now) / RECENT)
        recent += share * fading
        recent_expected += length * rate * fading
    for at in dated:
        by_hour[hour_of(at)] += 1
        by_day[day_of(at)] += 1
        recent += math.exp((at - now) / RECENT)
    return replace(
        done,
        by_hour=tuple(by_hour),
        by_day=tuple(by_day),
        hours=tuple(hours),
        days=tuple(days),
        recent=recent if follow else 0.0,
        recent_expected=recent_expected if follow else 0.0,
    )


class Rates:
    """The rates that a rhythm stands for. A source of which nothing is known is taken to give an article each `every`;
    that weighs as much as one article does."""

    def __init__(self, rhythm: Rhythm, source: Source) -> None:
        prior = source.every / timedelta(hours=1)
        self._rhythm = rhythm
        self._rate = (1 + sum(rhythm.by_hour)) / (prior + sum(rhythm.hours))
        self._stir = (_EVEN + rhythm.recent) / (_EVEN + rhythm.recent_expected) - 1

    def usual(self, at: float) -> float:
        """At this time of the week."""
        known, hour, day = self._rhythm, hour_of(at), day_of(at)
        of_hour = (_EVEN + known.by_hour[hour]) / (_EVEN + self._rate * known.hours[hour])
        of_day = (_EVEN + known.by_day[day]) / (_EVEN + self._rate * known.days[day])
        return self._rate * of_hour * of_day

    def ahead(self, at: float, *, after: float) -> float:
        """At this time of the week, `after` so many hours from now: what stirs the last hours fades."""
        return self.usual(at) * (1 + self._stir * math.exp(-after / RECENT))


def _are_times(dates: Sequence[float]) -> bool:
    """Whether these tell more than the day: some publishers date everything to midnight, in their zone."""
    return len({round(date * 3600) % 86400 for date in dates}) > 1


def spans_of(start: float, end: float) -> Iterator[tuple[float, float]]:
    """The clock hours from `start` to `end`: where each begins, and how long it is."""
    while start < end:
        stop = min(math.floor(start) + 1.0, end)
        yield start, stop - start
        start = stop


def in_hours(time: datetime) -> float:
    return time.timestamp() / 3600


def hour_of(at: float) -> int:
    return int(at // 1) % 24


def day_of(at: float) -> int:
    return (int(at // 24) + 3) % 7  # 1970 began on a Thursday


def _tables(rhythm: Rhythm) -> tuple[tuple[float, ...], ...]:
    return rhythm.by_hour, rhythm.by_day, rhythm.hours, rhythm.days
