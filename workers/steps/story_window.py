"""The stories of the last three days, and the one that an article belongs to.

An article joins the story to whose articles it is most alike on average, if that is more likely than not and the first
of them is not unlike: average linkage, which doesn't chain (a summit week is no story, though each of its days
resembles the next). Between some languages vectors are less alike than between others, and few names are known in
both: there a story is joined too that is almost likely, and far more so than any other. A story takes articles for
three days from its first; what goes on for longer is told as a story of its own, and so alerts again.

To be asked for each article in the order of the log (`presswatch.ports.StoryLog`). Memory is some 2 kB an article with
vectors, a quarter of that without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presswatch.stories import Told
from workers.steps.likeness import HOURS, UNLIKE, WITH_VECTORS, Floats, Traits, Weighed, likeness, may_be_translated
from workers.steps.traits import BITS

LIFE = timedelta(hours=72)
COMPARED = 8  # articles of a story, the first and the last ones
UNLIKE_FIRST = -5.0  # log odds: less than that, and it is another story, whatever the later ones say
ALMOST = -2.0  # log odds: enough between two languages, where nothing else
AHEAD = 4.0  # comes as near as that
STORIES = 12  # that are compared in full
_ROWS = 48  # the articles nearest by what can be had of all at once, whose stories those are

_BUCKETS = 1 << 20  # of the counts of traits: a few of 200,000 share one, which makes them look less rare
# How many of all articles have a trait that was not seen yet, by kind, and how many articles that belief is worth.
_COMMON = np.array([0.03, 0.05, 0.02, 0.01, 0.01, 0.03, 0.05, 0.02])
_BELIEF = 100.0
# What the rarity of a shared trait weighs where articles are only shortlisted.
_ROUGH = np.array([0.6, 0.6, 1.0, 0.5, 0.3, 0.0, 0.0, 0.0])
_NO_TRAIT = 0


@dataclass(slots=True)
class _Row:
    serial: int
    told: Told
    traits: Traits


class StoryWindow:
    """Vectors of another space than `space` count as none."""

    def __init__(self, space: str = "") -> None:
        self.serial = 0  # up to which it has read
        self._space = space
        self._clear()

    def _clear(self) -> None:
        self._rows: list[_Row] = []
        self._articles: set[str] = set()
        self._stories: dict[str, list[int]] = {}
        self._counts = np.zeros(_BUCKETS, np.int32)
        self._vectors = _Growing(np.float32)
        self._has_vector = _Growing(np.bool_)
        self._buckets = _Growing(np.uint32)  # of the traits of all rows, one after the other
        self._starts = _Growing(np.intp)
        self._born = _Growing(np.float64)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, serial: int, told: Told) -> None:
        """What was told under this number, the next one; again where the log was filled again."""
        self.serial = serial
        if told.article in self._articles:
            return
        if self._rows and len(self._rows) % 1000 == 0:
            self._forget(told)
        self._append(_Row(serial, told, np.frombuffer(told.traits, "<u4")))

    def told(self) -> list[Told]:
        """All that it remembers, in order."""
        return [row.told for row in self._rows]

    def story_of(self, told: Told) -> Told | None:
        """The first of the story that the article belongs to, as far as it is known here; None for a new one."""
        if not self._rows:
            return None
        traits = np.frombuffer(told.traits, "<u4")
        one = Weighed(told.language, traits, self._weights(traits))
        vector = self._vector(told)
        alike = {story: self._alike(story, told, one, vector) for story in self._shortlist(told, one, vector)}
        ranked = sorted(alike, key=lambda story: -alike[story])
        if not ranked or not (alike[ranked[0]] > 0 or self._stands_out(ranked, alike, one, vector)):
            return None
        return self._rows[self._stories[ranked[0]][0]].told

    def told_before(self, story: str, serial: int) -> list[Told]:
        """The articles of a story that were told before this number, in order."""
        rows = (self._rows[at] for at in self._stories.get(story, ()))
        return [row.told for row in rows if row.serial < serial]

    def _alike(self, story: str, told: Told, one: Weighed, vector: Floats | None) -> float:
        """In log odds, on average over the story's articles."""
        members = self._stories[story]
        first = self._pair(members[0], told, one, vector)
        if first < UNLIKE_FIRST:
            return first
        others = members[1:][1 - COMPARED :]
        return (first + sum(self._pair(at, told, one, vector) for at in others)) / (1 + len(others))

    def _stands_out(
        self, ranked: Sequence[str], alike: Mapping[str, float], one: Weighed, vector: Floats | None
    ) -> bool:
        """Whether the first story, though not likely, is what a report in another language may look like."""
        if vector is None or len(self._stories) < 2:
            return False
        first = alike[ranked[0]]
        second = alike[ranked[1]] if len(ranked) > 1 else UNLIKE  # the others are not even near
        members = self._stories[ranked[0]][:COMPARED]
        return (
            first > ALMOST
            and first - second >= AHEAD
            and all(may_be_translated(one, self._weighed(at)) for at in members)
        )

    def _weighed(self, at: int) -> Weighed:
        row = self._rows[at]
        return Weighed(row.told.language, row.traits, self._weights(row.traits))

    def _pair(self, at: int, told: Told, one: Weighed, vector: Floats | None) -> float:
        row = self._rows[at]
        cosine = None
        if vector is not None and self._has_vector.view()[at]:
            cosine = float(self._vectors.view()[at] @ vector)
        hours = abs((told.at - row.told.at).total_seconds()) / 3600
        return likeness(one, self._weighed(at), cosine) - HOURS * hours

    def _shortlist(self, told: Told, one: Weighed, vector: Floats | None) -> Iterator[str]:
        table = np.zeros(_BUCKETS, np.float32)
        table[_bucket(one.traits)] = one.weights * _ROUGH[one.kinds]
        rough = np.add.reduceat(table[self._buckets.view()], self._starts.view())
        if vector is not None and len(self._vectors):
            rough += WITH_VECTORS.vector * (self._vectors.view() @ vector)
        rough[self._born.view() < (told.at - LIFE).timestamp()] = -np.inf
        few = min(_ROWS, len(rough))
        nearest = np.argpartition(-rough, few - 1)[:few]
        ranked = nearest[np.argsort(-rough[nearest], kind="stable")]
        stories = (self._rows[at].told.story for at in ranked if rough[at] > 0)
        yield from list(dict.fromkeys(stories))[:STORIES]

    def _weights(self, traits: Traits) -> Floats:
        """How rare each is: the logarithm of how many times more articles there are than have it."""
        seen = self._counts[_bucket(traits)] + _BELIEF * _COMMON[traits >> BITS]
        weights: Floats = np.log((len(self._rows) + _BELIEF) / seen).astype(np.float32)
        return weights

    def _vector(self, told: Told) -> Floats | None:
        if not told.vector or told.space != self._space:
            return None
        return np.frombuffer(told.vector, "<f2").astype(np.float32)

    def _append(self, row: _Row) -> None:
        vector = self._vector(row.told)
        if vector is not None and not len(self._vectors):  # the first one says how long they are
            self._vectors = _Growing(np.float32, len(vector))
            self._vectors.extend(np.zeros((len(self._rows), len(vector)), np.float32))
        if len(self._vectors) or vector is not None:
            self._vectors.extend(vector if vector is not None else np.zeros(self._vectors.width, np.float32))
        self._has_vector.extend(np.array([vector is not None]))
        self._starts.extend(np.array([len(self._buckets)]))
        buckets = _bucket(row.traits)
        self._buckets.extend(buckets if len(buckets) else np.array([_NO_TRAIT]))
        self._born.extend(np.array([row.told.born.timestamp()]))
        np.add.at(self._counts, buckets, 1)
        self._stories.setdefault(row.told.story, []).append(len(self._rows))
        self._rows.append(row)
        self._articles.add(row.told.article)

    def _forget(self, newest: Told) -> None:
        """Leave out what no article can belong with any more, once that is a quarter of all."""
        kept = [row for row in self._rows if row.told.born >= newest.at - LIFE]
        if len(kept) <= 0.75 * len(self._rows):
            self._clear()
            for row in kept:
                self._append(row)


class _Growing:
    """An array that is appended to: of numbers, or of rows of `width` numbers."""

    def __init__(self, of: type, width: int = 0) -> None:
        self.width = width
        self._of = of
        self._array: NDArray[Any] = np.zeros((0, width) if width else 0, of)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def view(self) -> NDArray[Any]:
        return self._array[: self._length]

    def extend(self, values: NDArray[Any]) -> None:
        values = values.reshape(-1, self.width) if self.width else values
        needed = self._length + len(values)
        if needed > len(self._array):
            grown = np.zeros((max(64, 2 * needed), *self._array.shape[1:]), self._of)
            grown[: self._length] = self.view()
            self._array = grown
        self._array[self._length : needed] = values
        self._length = needed


def _bucket(traits: Traits) -> NDArray[np.uint32]:
    return traits & np.uint32(_BUCKETS - 1)
