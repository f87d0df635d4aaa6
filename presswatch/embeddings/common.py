"""What the vectors of one language have in common, to be taken out before vectors of two languages are compared.

Vectors of multilingual encoders mostly say which language a text is in (Libovický, Rosa and Fraser, "On the Language
Neutrality of Pre-trained Multilingual Representations", 2020). Taken out are the mean, and the few directions in which
the means of languages differ, so that languages without a mean of their own gain too (as in Mu and Viswanath,
"All-but-the-Top: Simple and Effective Postprocessing for Word Representations", 2018). They were found on sentences of
twelve languages, and on names of countries in eighty, by `python benchmarks/stories.py --common`, and ship with the
program: all workers must compare alike, whatever was trained where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from presswatch.ports import Vectors

DIRECTIONS = 8
PARALLEL_DIRECTIONS = 16


@dataclass(frozen=True, slots=True)
class Common:
    """The mean of languages' means, and the directions in which these differ most: orthogonal, one a row."""

    mean: NDArray[np.float32]
    directions: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: Vectors, languages: Sequence[str]) -> Common:
        spoken = np.array(languages)
        means = np.array([vectors[spoken == language].mean(axis=0) for language in sorted(set(languages))])
        mean = means.mean(axis=0)
        return cls(mean, np.linalg.svd(means - mean, full_matrices=False)[2][:DIRECTIONS])

    def joined(self, vectors: Vectors, languages: Sequence[str]) -> Common:
        """With the directions besides in which more languages differ, where all of them say the same."""
        spoken = np.array(languages)
        means = np.array([vectors[spoken == language].mean(axis=0) for language in sorted(set(languages))])
        found = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2][:PARALLEL_DIRECTIONS]
        orthogonal = np.linalg.qr(np.vstack([self.directions, found]).T)[0].T
        return Common(self.mean, orthogonal)

    @classmethod
    def shipped(cls, embedder: str) -> Common | None:
        """That of an embedder by its name; None for one that it wasn't found for."""
        file = files("presswatch.embeddings") / f"{embedder.partition('-')[0]}.common.npy"
        if not file.is_file():
            return None
        with file.open("rb") as stream:
            rows = np.load(stream, allow_pickle=False).astype(np.float32)
        return cls(rows[0], rows[1:])

    def __call__(self, vectors: Vectors) -> Vectors:
        """Unit vectors again, without what is common."""
        own = vectors - self.mean
        own = own - (own @ self.directions.T) @ self.directions
        return np.asarray(own / np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def rows(self) -> NDArray[np.float16]:
        """As it is kept in a file."""
        return np.vstack([self.mean, self.directions]).astype(np.float16)
