"""Names in running text: a trie over tokens, so that ten thousand names cost what one costs.

A name is a sequence of tokens, compared folded, or, when it is written with a leading "=", exactly as written. From
each place in a text the longest name of every entry is taken (Aho and Corasick's problem, solved with the plain trie,
since names are a few tokens long). Its last token may have one of a closed list of endings, its first one of Arabic's
particles before it: these are looked up when a token is met for the first time, and remembered.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from presswatch.forms import PROCLITICS, Form
from presswatch.text import Tokens, tokens

Entry = TypeVar("Entry", bound=Hashable)

_LONGEST_ENDING = 7  # letters
_SHORTEST_BASE = 2
_PARTICLES = tuple(sorted(PROCLITICS, key=len, reverse=True))
# Alef with whatever sits on it, and hamza's seats: the press of one country leaves out what another's writes.
_SEATS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ی", "ة": "ه", "ۀ": "ه", "ۂ": "ه"})
_REMEMBERED = 200_000  # tokens; a text has some hundreds that are new


@dataclass(slots=True)
class _Node(Generic[Entry]):
    children: dict[str, _Node[Entry]] | None = None
    entries: tuple[Entry, ...] = ()
    suffixed: tuple[tuple[Entry, frozenset[str]], ...] = ()
    after_particles: tuple[Entry, ...] = ()

    def child(self, word: str) -> _Node[Entry] | None:
        return None if self.children is None else self.children.get(word)


class Names(Generic[Entry]):
    """The names of all entries. Built once for a configuration."""

    def __init__(self, names: Iterable[tuple[Form | str, Entry]]) -> None:
        self._folded: _Node[Entry] = _Node()
        self._cased: _Node[Entry] = _Node()
        filing = _Filing[Entry]()
        for form, entry in names:
            self._add(form if isinstance(form, Form) else Form(text=form, language=""), entry, filing)
        # What a token begins: nodes to go on from, and entries whose whole name it is, with an ending.
        self._memory: dict[str, _Start[Entry]] = {}
        self._cased_memory: dict[str, _Start[Entry]] = {}

    def _add(self, form: Form, entry: Entry, filing: _Filing[Entry]) -> None:
        words = filing.words(form.text)
        node = self._cased if form.text.startswith("=") else self._folded
        if not words:
            return
        for word in words:
            if node.children is None:
                node.children = {}
            child = node.children.get(word)
            if child is None:
                child = node.children[word] = _Node()
            node = child
        if entry not in node.entries:
            node.entries = filing.shared((*node.entries, entry))
        if form.suffixed and (found := form.endings):
            node.suffixed += ((entry, found),)
        if form.proclitics:
            node.after_particles = filing.shared((*node.after_particles, entry))

    def find(self, text: Tokens) -> Iterator[tuple[Entry, int, int]]:
        """Every entry named, with the first and the last token of the name, in order of the text."""
        folded, cased = text.folded, text.cased
        plain = self._starts(self._memory, self._folded, folded, particles=True)
        written = self._starts(self._cased_memory, self._cased, cased, particles=False)
        for first, (word, as_written) in enumerate(zip(folded, cased, strict=True)):
            if word not in plain and as_written not in written:
                continue
            longest: dict[Entry, int] = {}
            self._from(plain.get(word, _NOTHING), folded, first, longest, plain=True)
            self._from(written.get(as_written, _NOTHING), cased, first, longest, plain=False)
            for entry, end in longest.items():
                yield entry, first, end

    def _starts(
        self, memory: dict[str, _Start[Entry]], root: _Node[Entry], words: Iterable[str], *, particles: bool
    ) -> dict[str, _Start[Entry]]:
        """Of the words of a text those that begin names; each is looked up once, whatever its number."""
        starts = {}
        for word in set(words):
            start = memory.get(word)
            if start is None:
                if len(memory) >= _REMEMBERED:
                    memory.clear()
                start = self._start(root, _plain(word) if particles else word, particles=particles)
                memory[word] = start
            if start is not _NOTHING:
                starts[word] = start
        return starts

    def _from(
        self,
        start: _Start[Entry],
        words: list[str],
        first: int,
        longest: dict[Entry, int],
        *,
        plain: bool,
    ) -> None:
        nodes, whole = start
        for entry in whole:
            longest[entry] = max(first, longest.get(entry, first))
        for at, begun in enumerate(nodes):
            node: _Node[Entry] | None = begun
            last = first
            while node is not None:
                # All but the first of the nodes are reached past a particle.
                for entry in node.after_particles if at else node.entries:
                    longest[entry] = max(last, longest.get(entry, last))
                last += 1
                if node.children is None or last >= len(words):
                    break
                word = _plain(words[last]) if plain else words[last]
                for entry in _suffixed(node, word):
                    longest[entry] = max(last, longest.get(entry, last))
                node = node.children.get(word)

    def _start(self, root: _Node[Entry], word: str, *, particles: bool) -> _Start[Entry]:
        node = root.child(word)
        behind = tuple(_behind_particles(root, word)) if particles else ()
        whole = tuple(_suffixed(root, word))
        if node is None and not behind and not whole:
            return _NOTHING
        if behind:
            return (node or _Node(), *behind), whole
        return (() if node is None else (node,)), whole


_Start = tuple[tuple[_Node[Entry], ...], tuple[Entry, ...]]
_NOTHING: tuple[tuple[()], tuple[()]] = ((), ())


class _Filing(Generic[Entry]):
    """What is needed while names are filed: what was read before is not read again, and equal values are kept once."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._shared: dict[tuple[Entry, ...], tuple[Entry, ...]] = {}
        self._strings: dict[str, str] = {}

    def words(self, name: str) -> list[str]:
        """The tokens of a name as it is filed. None goes across a space, so that they are those of its words."""
        exact = name.startswith("=")
        found: list[str] = []
        for word in name.removeprefix("=").split():
            read = self._words.get((word, exact))
            if read is None:
                made = tokens(word)
                each = made.cased if exact else map(_plain, made.folded)
                read = tuple(self._strings.setdefault(one, one) for one in each)
                self._words[word, exact] = read
            found += read
        return found

    def shared(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return self._shared.setdefault(entries, entries)


def _plain(word: str) -> str:
    return word if word.isascii() else word.translate(_SEATS)


def _suffixed(node: _Node[Entry], word: str) -> Iterator[Entry]:
    """The entries whose name ends in `word` without an ending that it takes."""
    if node.children is None:
        return
    for length in range(1, min(_LONGEST_ENDING, len(word) - _SHORTEST_BASE) + 1):
        base = node.children.get(word[:-length])
        if base is not None and base.suffixed:
            ending = word[-length:]
            yield from (entry for entry, endings in base.suffixed if ending in endings)


def _behind_particles(root: _Node[Entry], word: str) -> Iterator[_Node[Entry]]:
    """Where the word goes on without a particle: كالجامعة is like + the league, and like the + league."""
    if root.children is None or not "ء" <= word[0] <= "ی":
        return
    for particle in _PARTICLES:
        if word.startswith(particle):
            rest = word.removeprefix(particle)
            if len(rest) >= _SHORTEST_BASE:
                if (node := root.children.get(rest)) is not None:
                    yield node
                if particle.endswith("لل") and (node := root.children.get("ال" + rest)) is not None:
                    yield node  # ل before ال is written لل
