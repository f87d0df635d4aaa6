"""Same story or new: how much of one text stands in the other.

A text is its set of word 3-shingles, hashed (Broder, "On the resemblance and containment of documents", 1997). A sketch
is the sample of those hashes that are 0 modulo 8, the same sample for every copy ("mod p sketch", ibid.), so a few
shared hashes point to a candidate. What decides is the containment of all shingles: the share of the smaller set that
is in the other. Texts made from one template (exchange rates, weather, fixtures) share their words and differ in their
numbers, which keeps them apart: the shingles with a number in them must be the same as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import xxhash

from presswatch.text import Tokens, tokens

WORDS = 3
MODULUS = 8
LEAST_SKETCH = 16  # a short text fills its sketch up with other hashes, or nothing would find it
MOST_SKETCH = 64  # a long one has enough with these
CONTAINMENT = 0.5
NUMBERS_AGREE = 0.5
FEW_NUMBERS = 7  # shingles with a number: those of two or three numbers


@dataclass(frozen=True, slots=True)
class Shingled:
    """A text, ready to be compared."""

    shingles: frozenset[int]
    numbers: frozenset[int]  # those of the shingles that have a number

    @property
    def sketch(self) -> list[int]:
        """Between 16 and 64 of the shingles (fewer when the text has fewer), a sample that any copy would share."""
        sample = sorted(value for value in self.shingles if value % MODULUS == 0)
        if len(sample) < LEAST_SKETCH:
            return sorted(self.shingles, key=lambda value: (value % MODULUS, value))[:LEAST_SKETCH]
        return sample[:MOST_SKETCH]


def shingled(text: str) -> Shingled:
    return of_tokens(tokens(text))


def of_tokens(read: Tokens) -> Shingled:
    words = read.folded
    last = max(1, len(words) - WORDS + 1) if words else 0
    shingles = [
        xxhash.xxh3_64_intdigest(" ".join(words[at : at + WORDS]).encode("utf-8", "replace")) for at in range(last)
    ]
    of_numbers = {
        shingles[first]
        for at, word in enumerate(words)
        if word[0].isdigit()
        for first in range(max(0, at - WORDS + 1), min(at + 1, last))
    }
    return Shingled(frozenset(shingles), frozenset(of_numbers))


def containment(one: Shingled, other: Shingled) -> float:
    """The share of the smaller text that is in the other: 0 to 1."""
    smaller = min(len(one.shingles), len(other.shingles))
    return len(one.shingles & other.shingles) / smaller if smaller else 0.0


def is_copy(one: Shingled, other: Shingled) -> bool:
    """Whether one text repeats the other, edits and cuts allowed."""
    return containment(one, other) >= CONTAINMENT and numbers_agree(one.numbers, other.numbers)


def numbers_agree(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts give the same figures of the same things; with next to none in either, they do."""
    smaller = min(len(one), len(other))
    if smaller < FEW_NUMBERS:
        return True
    return len(one & other) / smaller >= NUMBERS_AGREE
