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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What later articles are compared with: one article that tells of a story.

    `born` is when the story's first article was first seen. `vector` and `traits` are numbers as bytes, little-endian:
    the unit vector of title and lead in 16-bit floats, made by the embedder `space` ("" where there is none), and
    32-bit integers (`workers.steps.traits`). What follows them is what a later article may add to.
    """

    article: str
    story: str
    at: datetime  # first_seen_at
    born: datetime
    language: str
    space: str = ""
    vector: bytes = b""
    traits: bytes = b""
    official: bool = False  # by an official source
    country: str = ""  # of the source
    people: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()  # of what, and how many
    denial: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """Where an article stands in the log of stories, and in which story."""

    serial: int
    story: str
