"""The account of a copy: what became of everything, and how both archives compare, month by month."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC

from presswatch.alerts import Alert
from presswatch.messages import plain
from presswatch.ports import ArticleRecord, Fate, Quarantined, SourceHistory

Item = ArticleRecord | Alert | SourceHistory | Quarantined

_DIGESTS = 1 << 64


@dataclass(slots=True)
class Comparison:
    """What both archives have of one month. The target's part is of what the source has, too."""

    source: int = 0
    target: int = 0
    otherwise: int = 0  # of the target's: newer, or read by itself
    source_digest: int = 0  # the sum of all items' digests, so in whatever order they come
    target_digest: int = 0

    def count(self, here: Item, there: Item | None) -> None:
        digest = digest_of(here)
        self.source += 1
        self.source_digest = (self.source_digest + digest) % _DIGESTS
        if there is not None:
            self.target += 1
            self.otherwise += there != here
            self.target_digest = (self.target_digest + (digest if there == here else digest_of(there))) % _DIGESTS

    @property
    def missing(self) -> int:
        return self.source - self.target

    @property
    def equal(self) -> bool:
        return (self.source, self.source_digest) == (self.target, self.target_digest)


@dataclass(slots=True)
class Account:
    """What became of everything of one kind."""

    kind: str
    fates: Counter[Fate] = field(default_factory=Counter)  # at the first look; with the refused, of all that it saw
    refused: dict[str, str] = field(default_factory=dict)  # by id: why
    caught_up: int = 0  # copied at the second look: it had come, or changed, since the first
    months: dict[str, Comparison] = field(default_factory=dict)  # by the second look

    @property
    def complete(self) -> bool:
        """The source has nothing that the target lacks."""
        return not self.refused and not any(month.missing for month in self.months.values())


def month_of(item: Item) -> str:
    """What an item is compared under: "2020-09", or "all" for records of sources, which have no date of their own."""
    match item:
        case ArticleRecord():
            return f"{item.newest.first_seen_at.astimezone(UTC):%Y-%m}"
        case Alert():
            return f"{item.created_at.astimezone(UTC):%Y-%m}"
        case SourceHistory():
            return "all"
        case Quarantined():
            return f"{item.at.astimezone(UTC):%Y-%m}"


def digest_of(item: Item) -> int:
    """64 bits of everything that is known of it."""
    written = json.dumps(plain(item), ensure_ascii=False, sort_keys=True)
    return int.from_bytes(hashlib.blake2b(written.encode("utf-8", "replace"), digest_size=8).digest())
