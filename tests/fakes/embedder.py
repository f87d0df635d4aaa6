"""An embedder without a model: texts that share words are near each other."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from presswatch.text import tokens


class FakeEmbedder:
    """Fills the port `Embedder`: each word has a direction of its own. `.asked` has the texts of all calls."""

    def __init__(self, name: str = "fake-1", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dimensions)

    def _vector(self, text: str) -> np.ndarray:
        words = tokens(text).folded or [""]
        vector = sum(np.random.default_rng(zlib.crc32(word.encode())).normal(size=self.dimensions) for word in words)
        return vector / np.linalg.norm(vector)
