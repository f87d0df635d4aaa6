"""Which of the times in a document can't be right, by those around them: a year mistyped, a clock that was set back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median_low

AROUND = 6  # times nearest to one, that it is compared with
LEAST = 4  # of them; fewer tell nothing
APART = timedelta(days=300)  # nearly a year: what is further from them is out of order
TOGETHER = timedelta(days=60)  # of three quarters of them, else the document has no order


def out_of_order(times: Sequence[datetime | None]) -> frozenset[int]:
    """The places of the times that are a year or so off the document's order; None is what was not said."""
    places = [n for n, time in enumerate(times) if time]
    dated = [time for time in times if time]
    off = set()
    for n, time in enumerate(dated):
        first = max(0, min(n - AROUND // 2, len(dated) - AROUND - 1))
        if _is_off(time, [*dated[first:n], *dated[n + 1 : first + AROUND + 1]]):
            off.add(places[n])
    return frozenset(off)


def _is_off(time: datetime, around: Sequence[datetime]) -> bool:
    if len(around) < LEAST:
        return False
    middle = median_low(around)
    together = sum(abs(each - middle) <= TOGETHER for each in around)
    return abs(time - middle) > APART and together >= 0.75 * len(around)
