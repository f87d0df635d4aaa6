"""Stories: which articles say the same thing, and which of them was first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What finds an article's likely copies: the sketch of its text."""

    article: str
    sketch: Sequence[int]  # 64-bit hashes of shingles, a sample that is the same for every copy
    at: datetime  # first_seen_at
    text: str = ""  # what others compare theirs with until the article is in the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An earlier article that shares part of a sketch. `story` is "" while its own placing is under way."""

    article: str
    shared: int
    story: str
    copy_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    article: str
    story: str
    copy_of: str = ""
