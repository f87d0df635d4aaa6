"""When to look at a source again."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from presswatch.sources import Look, LookOutcome, Source
from workers.steps.rhythm import Rates, Rhythm, in_hours, spans_of

LONGEST = timedelta(days=1)


def next_due(source: Source, look: Look, *, rhythm: Rhythm, jitter: float) -> datetime:
    """From `every` to a day after the look, whatever happens.

    After a look that read something, as its rhythm (this look counted in) asks for. After one that failed, no sooner
    than that, and `every` longer for each failure in a row, half of it for a soft one. What the publisher asks for
    (`Retry-After`, a feed's `ttl`, cache headers) is waited for. `jitter`, from 0 to 1, adds up to a tenth, so that
    sources added together don't stay together.
    """
    wait = rhythmic(source, rhythm, after=look.at)
    if look.outcome is LookOutcome.FAILED:
        wait = max(wait, source.every * (1 + rhythm.strikes))
    wait += wait * jitter / 10
    wait = max(wait, look.retry_after or wait, look.fresh_for or wait)
    return look.at + min(max(wait, source.every), longest(source))


def longest(source: Source) -> timedelta:
    """A day, or what the config says where it says more."""
    return max(LONGEST, source.every)


def rhythmic(source: Source, rhythm: Rhythm, *, after: datetime) -> timedelta:
    """How long it takes, at the rates that the rhythm expects, until the articles that nobody has looked at have waited
    for half of `every`, all together.

    With an even rate r that is sqrt(every / r): an article each `every` gives `every`, and sources share looks by the
    square roots of their rates. That split has the least mean delay for a given number of looks (Sia, Cho and Cho,
    "Efficient Monitoring Algorithm for Fast News Alerts", IEEE TKDE 19(7), 2007). Where rates change within the wait,
    so does what is expected of it.
    """
    rates = Rates(rhythm, source)
    start = in_hours(after)
    left = source.every / timedelta(hours=1) / 2  # article hours that may still pass
    unseen = 0.0
    for at, length in spans_of(start, start + longest(source) / timedelta(hours=1)):
        rate = rates.ahead(at, after=at - start)
        waits = unseen * length + rate * length * length / 2
        if waits >= left:
            within = 2 * left / (unseen + math.sqrt(unseen * unseen + 2 * rate * left))  # the root, stable for any rate
            return timedelta(hours=at - start + within)
        left -= waits
        unseen += rate * length
    return longest(source)
