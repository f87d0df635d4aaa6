"""The retry policy that all tasks share.

`TransientError`: again, ever later, for a minute in all, in which a service is started again; after that the ledger's
sweep asks again, so nothing is given up. What else a task raises is a bug, and each task keeps its message in
quarantine.
"""

from __future__ import annotations

from typing import Any

from presswatch.errors import TransientError

RETRY: dict[str, Any] = {
    "autoretry_for": (TransientError,),
    "dont_autoretry_for": (),
    "max_retries": 6,
    "retry_backoff": 1,  # seconds, doubled each time
    "retry_backoff_max": 60,
    "retry_jitter": False,  # Celery's goes down to none at all: all tries might be over before a service is back
    "acks_late": True,
    "ignore_result": True,
}
