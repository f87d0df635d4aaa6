"""Whether two articles tell of the same event: what their vectors say of it, and what both name.

The score is in log odds: above 0 it is more likely than not. Its parts were fitted as a logistic regression on labelled
events (`benchmarks/stories.py`), none allowed to count against its sense, then rounded; the constant was lowered until
no article of these stood in a wrong story. A shared name or number counts by how rare it is among the
stories of the last days (inverse document frequency), so that "Kazakhstan" says little where all is about Kazakhstan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workers.steps.traits import BITS, Kind

Floats = NDArray[np.float32]
Traits = NDArray[np.uint32]

UNLIKE = -30.0  # whatever else they share
HOURS = 0.08  # what each hour between two articles takes away: a day 2, with which most of the agreement must be had
_TEMPLATE = 0.8  # of the words shared, and other numbers: yesterday's weather, last week's fixtures
_NUMBERS_AGREE = 0.5
_TELLING = [Kind.NAMED, Kind.COUNTRY, Kind.NUMBER, Kind.SOUND]
_LITTLE = 10.0  # of squared rarity, some one country: where both name next to nothing, that it is the same says little


@dataclass(frozen=True, slots=True)
class Weights:
    vector: float  # of the cosine of the centred vectors
    same_language: float  # texts of one language are nearer than translations; their words count beside it
    named: float  # of the summed rarity of people, offices and organisations that both name
    number: float
    sound: float  # of the cosine of the sounds
    entries: float  # of the cosine of everything named
    word: float  # of the cosine of the words, within a language
    nothing: float  # where they share no name and no number
    other_entries: float  # where both name some and share none
    own_country: float  # where each title names one that the other doesn't: another step of the same journey
    own_named: float
    own_number: float
    other_numbers: float
    constant: float


WITH_VECTORS = Weights(
    vector=22.0,
    same_language=-4.5,
    named=0.03,  # with near misses about the same people among the labelled ones, it says little
    number=0.7,
    sound=2.5,
    entries=1.5,
    word=0.0,
    nothing=-0.3,  # a language in which no names are known shares none
    other_entries=-0.7,
    own_country=-4.0,
    own_named=-5.0,
    own_number=-2.0,
    other_numbers=-3.0,
    constant=-11.5,
)
WITHOUT_VECTORS = Weights(
    vector=0.0,
    same_language=-1.0,
    named=0.2,
    number=1.0,
    sound=9.0,
    entries=8.0,
    word=7.0,
    nothing=-1.0,
    other_entries=-2.1,
    own_country=-5.0,
    own_named=-4.0,
    own_number=-1.2,
    other_numbers=-1.5,
    constant=-7.2,
)


@dataclass(frozen=True)
class Weighed:
    """An article's traits, each with its weight in the same order."""

    language: str
    traits: Traits
    weights: Floats

    @cached_property
    def kinds(self) -> NDArray[np.uint32]:
        return (self.traits >> BITS).astype(np.uint32)

    @cached_property
    def lengths(self) -> Floats:
        """By kind, the square of the length of the vector that its traits are."""
        return np.bincount(self.kinds, self.weights**2, minlength=len(Kind)).astype(np.float32)

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        return np.bincount(self.kinds, minlength=len(Kind))


def likeness(one: Weighed, other: Weighed, cosine: float | None) -> float:
    """In log odds. `cosine` is that of their centred vectors, None where one of them has none."""
    by = WITHOUT_VECTORS if cosine is None else WITH_VECTORS
    shared = np.isin(other.traits, one.traits)
    kinds, weights = other.kinds[shared], other.weights[shared]
    total = np.bincount(kinds, weights, minlength=len(Kind))
    square = np.bincount(kinds, weights**2, minlength=len(Kind)).astype(np.float64)
    count = np.bincount(kinds, minlength=len(Kind))
    same_language = one.language == other.language
    word = _cosine(square, one.lengths, other.lengths, Kind.WORD) if same_language else 0.0
    fewer = min(one.counts[Kind.NUMBER], other.counts[Kind.NUMBER])
    other_numbers = fewer >= 2 and count[Kind.NUMBER] < _NUMBERS_AGREE * fewer
    if other_numbers and word > _TEMPLATE:
        return UNLIKE
    return float(
        by.constant
        + by.vector * (cosine or 0.0)
        + by.same_language * same_language
        + by.named * min(total[Kind.NAMED], 10.0)
        + by.number * min(total[Kind.NUMBER], 5.0)
        + by.sound * _cosine(square, one.lengths, other.lengths, Kind.SOUND)
        + by.entries * _cosine(square, one.lengths, other.lengths, Kind.NAMED, Kind.COUNTRY)
        + by.word * word
        + by.nothing * (not count[_TELLING].any())
        + by.other_entries * _others(one, other, count, Kind.NAMED, Kind.COUNTRY)
        + by.own_country * _own(one, other, Kind.TITLE_COUNTRY)
        + by.own_named * _own(one, other, Kind.TITLE_NAMED)
        + by.own_number * _own(one, other, Kind.TITLE_NUMBER)
        + by.other_numbers * other_numbers
    )


def may_be_translated(one: Weighed, other: Weighed) -> bool:
    """Whether they are of two languages, and nothing that they name tells them apart."""
    shared = np.isin(other.traits, one.traits)
    count = np.bincount(other.kinds[shared], minlength=len(Kind))
    return (
        one.language != other.language
        and not _others(one, other, count, Kind.NAMED, Kind.COUNTRY)
        and not any(_own(one, other, kind) for kind in (Kind.TITLE_COUNTRY, Kind.TITLE_NAMED, Kind.TITLE_NUMBER))
    )


def _cosine(shared: NDArray[np.float64], one: Floats, other: Floats, *kinds: Kind) -> float:
    both = sum(float(shared[kind]) for kind in kinds)
    lengths = sum(float(one[kind]) for kind in kinds) * sum(float(other[kind]) for kind in kinds)
    return both / (lengths**0.5 + _LITTLE) if both else 0.0


def _others(one: Weighed, other: Weighed, shared: NDArray[np.intp], *kinds: Kind) -> bool:
    """Whether both have traits of these kinds and none in common."""
    return all(any(each.counts[kind] for kind in kinds) for each in (one, other)) and not any(
        shared[kind] for kind in kinds
    )


def _own(one: Weighed, other: Weighed, kind: Kind) -> bool:
    """Whether each has a trait of the kind that the other has not."""
    traits, others = (each.traits[each.kinds == kind] for each in (one, other))
    return not np.isin(traits, others).all() and not np.isin(others, traits).all()
