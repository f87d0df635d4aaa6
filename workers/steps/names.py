"""Names in running text: a trie over tokens, so that ten thousand names cost what one costs.

A name is a sequence of tokens, compared folded, or, when it is written with a leading "=", exactly as written. From
each place in a text the longest name of every entry is taken (Aho and Corasick's problem, solved with the plain trie,
since names are a few tokens long).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from presswatch.text import Tokens, tokens

Entry = TypeVar("Entry", bound=Hashable)


@dataclass(slots=True)
class _Node(Generic[Entry]):
    children: dict[str, _Node[Entry]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


class Names(Generic[Entry]):
    """The names of all entries. Built once for a configuration."""

    def __init__(self, names: Iterable[tuple[str, Entry]]) -> None:
        self._folded: _Node[Entry] = _Node()
        self._cased: _Node[Entry] = _Node()
        for name, entry in names:
            self._add(name, entry)

    def _add(self, name: str, entry: Entry) -> None:
        exact = name.startswith("=")
        read = tokens(name.removeprefix("="))
        words = read.cased if exact else read.folded
        node = self._cased if exact else self._folded
        if not words:
            return
        for word in words:
            node = node.children.setdefault(word, _Node())
        if entry not in node.entries:
            node.entries.append(entry)

    def find(self, text: Tokens) -> Iterator[tuple[Entry, int, int]]:
        """Every entry named, with the first and the last token of the name, in order of the text."""
        for first in range(len(text)):
            longest: dict[Entry, int] = {}
            for root, words in ((self._folded, text.folded), (self._cased, text.cased)):
                node = root.children.get(words[first])
                last = first
                while node is not None:
                    for entry in node.entries:
                        longest[entry] = max(last, longest.get(entry, last))
                    last += 1
                    node = node.children.get(words[last]) if last < len(words) else None
            for entry, end in longest.items():
                yield entry, first, end
