"""What a document must hold to meet a rule at all.

Under one of a few keys a rule is filed, and only a document that holds one of them is tried against it: the idea of a
percolator's candidate query (Lucene's `monitor` module, term extraction).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from presswatch.rules.tree import And, Exact, Keyword, Near, Node, Not, Or, Phrase, Prefix, Word

PREFIX = 6
"""Letters of a prefix that make its key, at most."""


class Stream(Enum):
    """Where a document holds a key."""

    FOLDED = "folded"
    FOLDED_PAIR = "folded pair"  # two neighbours, joined by a space, which no token has
    CASED = "cased"
    CASED_PAIR = "cased pair"
    STEMMED = "stemmed"
    PREFIX = "prefix"
    KEYWORD = "keyword"


Key = tuple[Stream, str]


@dataclass(frozen=True, slots=True)
class Required:
    """Keys of which every document that meets a node holds at least one.

    `share` guesses which part of all documents hold one, to choose between the clauses of an AND.
    """

    keys: frozenset[Key]
    share: float


def required(node: Node, *, wanted: bool = True) -> Required | None:
    """Of a node to be met (`wanted`) or not to be met; None when there are no such keys."""
    match node:
        case Not(child):
            return required(child, wanted=not wanted)
        case And(children) | Or(children):
            below = [required(child, wanted=wanted) for child in children]
            return _rarest(below) if isinstance(node, And) is wanted else _together(below)
        case _ if not wanted:
            return None
        case Word(folded, stems):
            keys = frozenset({(Stream.FOLDED, folded), *((Stream.STEMMED, stem) for stem in stems)})
            return Required(keys, 1.5 * _share_of_word(folded))
        case Phrase(words):
            return _consecutive(Stream.FOLDED, Stream.FOLDED_PAIR, words)
        case Exact(words):
            return _consecutive(Stream.CASED, Stream.CASED_PAIR, words)
        case Near(words):
            return _consecutive(Stream.FOLDED, Stream.FOLDED, [max(words, key=len)] if words else [])
        case Prefix(prefix):
            return Required(frozenset({(Stream.PREFIX, prefix[:PREFIX])}), 4 * _share_of_word(prefix[:PREFIX]))
        case Keyword(keyword):
            return Required(frozenset({(Stream.KEYWORD, keyword)}), _share_of_keyword(keyword))


def _rarest(below: Iterable[Required | None]) -> Required | None:
    return min((each for each in below if each is not None), key=lambda each: each.share, default=None)


def _together(below: Sequence[Required | None]) -> Required | None:
    found = [each for each in below if each is not None]
    if len(found) < len(below):
        return None
    return Required(frozenset().union(*(each.keys for each in found)), sum(each.share for each in found))


def _consecutive(single: Stream, pair: Stream, words: Sequence[str]) -> Required:
    if not words:
        return Required(frozenset(), 0)  # nothing meets it
    if len(words) == 1:
        return Required(frozenset({(single, words[0])}), _share_of_word(words[0]))
    rarest = max(reversed([*pairs(words)]), key=len)  # of equals the last: many names begin alike
    return Required(frozenset({(pair, rarest)}), _share_of_word(rarest) / 4)


def pairs(stream: Iterable[str]) -> Iterable[str]:
    return (f"{first} {second}" for first, second in pairwise(stream))


def _share_of_word(word: str) -> float:
    """Long words are rarer than short ones; a Han character is a word of some two letters."""
    return 0.3 * 0.7 ** (len(word) if word.isascii() or word[0] < "\u2e80" else 2 * len(word))


def _share_of_keyword(keyword: str) -> float:
    if keyword.startswith("@"):
        return 0.02
    field = keyword.partition(":")[0]
    return {"lang": 0.4, "kind": 0.4, "source": 0.04}.get(field, 0.15)
