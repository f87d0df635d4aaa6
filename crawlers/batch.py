"""What a crawl process is asked to do: one JSON line on its standard input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from crawlers.address import allowed_networks
from presswatch.errors import PermanentError
from presswatch.rechecks import Recheck
from presswatch.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one look may take."""

    links: int = 200  # new links; the newest are taken first, the others wait for the next look
    seconds: float = 180.0  # after which no further link is begun
    recheck_seconds: float = 60.0  # the same for articles that are looked at again, once the look is over
    request_seconds: float = 30.0  # a whole request: resolving, connecting and the last byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    sources: tuple[Source, ...]
    data: Path  # WARC files go to its folder `warc`
    rechecks: Mapping[str, tuple[Recheck, ...]] = field(default_factory=dict)  # by source: what to look at again
    allow_networks: tuple[str, ...] = ()  # CIDRs, or "loopback"
    user_agent: str = ""  # "" for presswatch/<version>
    limits: Limits = Limits()


@cache
def _adapter() -> TypeAdapter[Batch]:
    return TypeAdapter(Batch)


def read_batch(line: bytes) -> Batch:
    """Raises `PermanentError` with the first thing that is wrong."""
    try:
        batch = _adapter().validate_json(line)
        allowed_networks(batch.allow_networks)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise PermanentError(f"batch: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:
        raise PermanentError(f"batch: allow_networks: {error}") from error
    return batch
