"""The connection to Redis, and its errors as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    BusyLoadingError,
    OutOfMemoryError,
    ReadOnlyError,
    TryAgainError,
)
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
)
from redis.exceptions import (
    TimeoutError as RedisTimeoutError,
)
from redis.retry import Retry

from presswatch.errors import TransientError

_TRANSIENT = (
    RedisConnectionError,
    RedisTimeoutError,
    BusyLoadingError,
    OutOfMemoryError,
    ReadOnlyError,
    TryAgainError,
    ConnectionError,
    TimeoutError,
)


def connect(broker_url: str) -> redis.Redis:
    """A client for the server that `broker_url` names, which may be Celery's form of a socket address.

    A call on it tries a few times within some two seconds; what is still away then raises, see `transient`.
    """
    return redis.Redis.from_url(
        broker_url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db="),
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), retries=5),
        retry_on_error=[RedisConnectionError, RedisTimeoutError, BusyLoadingError],
        socket_timeout=10,
        protocol=2,
    )


@contextmanager
def transient() -> Iterator[None]:
    """Turn "the server is away, loading, full or read-only" into `TransientError`; other errors are bugs."""
    try:
        yield
    except _TRANSIENT as error:
        raise TransientError(f"Redis is not available: {error}") from error
