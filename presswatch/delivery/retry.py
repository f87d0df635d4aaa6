"""When a delivery that failed is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from presswatch.errors import TransientError

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
LONGEST_ASKED = timedelta(hours=6)  # a receiver may ask for a longer pause, within reason
ATTEMPTS = 31  # with these pauses a day, then the dead letter


class AskedToWaitError(TransientError):
    """The receiver said when it may be asked again (Retry-After, RFC 9110, section 10.2.3)."""

    def __init__(self, text: str, retry_after: timedelta) -> None:
        super().__init__(text)
        self.retry_after = retry_after


def next_attempt(
    attempts: int, now: datetime, *, retry_after: timedelta | None = None, jitter: float = 0.5
) -> datetime | None:
    """When to try again after so many attempts (1 or more); None: give up.

    The pause doubles from 30 seconds to an hour. `jitter`, 0 to 1, moves it by up to a quarter either way (0.5 not at
    all), so that deliveries that failed together don't come back together.
    """
    if attempts >= ATTEMPTS:
        return None
    pause = min(FIRST * float(2 ** min(attempts - 1, 16)), LONGEST) * (0.75 + jitter / 2)
    if retry_after is not None:
        pause = max(pause, min(retry_after, LONGEST_ASKED))
    return now + pause
