"""When to look at a source again."""

from __future__ import annotations

from datetime import datetime, timedelta

from presswatch.sources import Look, LookOutcome, Source

LONGEST = timedelta(days=1)


def next_due(source: Source, look: Look, *, failures: int, jitter: float) -> datetime:
    """`every` after a look that read something; after the n-th failure in a row n + 1 times as long, a day at most.

    `failures` are those in a row, this look included; `jitter` is a number from 0 to 1 that moves the time by up to a
    tenth, so that sources added together don't stay together. What the publisher asked for (`Retry-After`) is obeyed
    up to a day.
    """
    wait = source.every
    if look.outcome is LookOutcome.FAILED:
        wait *= failures + 1
    wait += wait * (jitter - 0.5) / 5
    if look.retry_after:
        wait = max(wait, look.retry_after)
    return look.at + min(wait, LONGEST)
