"""When to look at an article again: soon while it is fresh, as most corrections come within hours, then ever later."""

from __future__ import annotations

from datetime import datetime, timedelta

STEPS = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=12),
    timedelta(days=3),
    timedelta(days=14),
)
OF_COPIES = (timedelta(hours=3), timedelta(days=3))  # what a copy says is corrected where it comes from
LAST = STEPS[-1]
SOON = timedelta(hours=1)  # where an answer was doubtful, or there was none
GRACE = timedelta(days=1)  # after the last step, for a host that is in trouble then


def next_recheck(
    first_seen_at: datetime, *, after: datetime, every: timedelta, is_copy: bool = False
) -> datetime | None:
    """The first step later than `after`; None when there is none. Steps that were missed are not made up for.

    A source that is looked at no more often than `every` is asked for its articles no more often either.
    """
    for step in OF_COPIES if is_copy else STEPS:
        due_at = first_seen_at + max(step, every)
        if due_at > after:
            return due_at
    return None


def soon_again(first_seen_at: datetime, *, after: datetime, every: timedelta, is_copy: bool = False) -> datetime | None:
    """An hour later, or at the next step where that comes first; None once the last one is long over."""
    soon = after + max(SOON, every)
    due_at = next_recheck(first_seen_at, after=after, every=every, is_copy=is_copy)
    if due_at is not None and due_at < soon:
        return due_at
    return soon if soon <= first_seen_at + max(LAST, every) + GRACE else None
