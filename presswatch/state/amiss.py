"""What is amiss with sources, and to which channels that was told. When it is lost it is found and told again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from presswatch.sources import Amiss, AmissKind, LinkOutcome
from presswatch.state.connection import transient

_FOUND = "presswatch:amiss"  # by "kind source"
_LINKS = "presswatch:amiss:links"
_CHECKING = "presswatch:amiss:checking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is amiss with one source, from when it was found until it is well again."""

    source: str
    amiss: Amiss
    since: datetime
    told: tuple[str, ...] = ()  # ids of channels


class RedisTroubles:
    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def begin(self, *, within: timedelta) -> bool:
        """Whether this caller may check now; no other may until `end`, or for so long."""
        with transient():
            return bool(self._client.set(_CHECKING, b"1", nx=True, ex=within))

    def end(self) -> None:
        with transient():
            self._client.delete(_CHECKING)

    def all(self) -> list[Trouble]:
        """By source and kind. What an older presswatch wrote otherwise is left out, and found again."""
        with transient():
            found: dict[bytes, bytes] = self._client.hgetall(_FOUND)  # type: ignore[assignment]  # the client is synchronous
        troubles = [trouble for trouble in map(_read, found.values()) if trouble]
        return sorted(troubles, key=lambda trouble: (trouble.source, trouble.amiss.kind))

    def put(self, trouble: Trouble) -> None:
        body = {
            "source": trouble.source,
            "kind": trouble.amiss.kind,
            "words": trouble.amiss.words,
            "since": trouble.since.isoformat(),
            "told": trouble.told,
        }
        with transient():
            self._client.hset(_FOUND, _key(trouble), json.dumps(body))

    def remove(self, trouble: Trouble) -> None:
        with transient():
            self._client.hdel(_FOUND, _key(trouble))

    def links(self) -> dict[str, dict[LinkOutcome, int]]:
        """By source: the outcomes of all its links when one of its pages was read last."""
        with transient():
            kept: dict[bytes, bytes] = self._client.hgetall(_LINKS)  # type: ignore[assignment]  # the client is synchronous
        known = set(LinkOutcome)
        return {
            source.decode(): {LinkOutcome(outcome): n for outcome, n in json.loads(links).items() if outcome in known}
            for source, links in kept.items()
        }

    def keep_links(self, source: str, links: Mapping[LinkOutcome, int]) -> None:
        with transient():
            self._client.hset(_LINKS, source, json.dumps({outcome.value: count for outcome, count in links.items()}))


def _key(trouble: Trouble) -> str:
    return f"{trouble.amiss.kind} {trouble.source}"


def _read(body: bytes) -> Trouble | None:
    try:
        told = json.loads(body)
        return Trouble(
            source=told["source"],
            amiss=Amiss(kind=AmissKind(told["kind"]), words=told["words"]),
            since=datetime.fromisoformat(told["since"]),
            told=tuple(told["told"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
