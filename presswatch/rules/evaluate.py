"""Whether a document meets a query. The reference that every engine is held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from presswatch.rules.document import Document, Positions, Section
from presswatch.rules.tree import And, Exact, Keyword, Leaf, Near, Node, Not, Or, Phrase, Prefix, Query, Scope, Word

Hit = tuple[int, int]
"""The first and the last token that meet a leaf."""


def matches(query: Query, document: Document) -> bool:
    return met(query.root, document)


def met(node: Node, document: Document) -> bool:
    """Whether a part of a query is met. An empty And is by everything, an empty Or by nothing."""
    match node:
        case And(children):
            return all(met(child, document) for child in children)
        case Or(children):
            return any(met(child, document) for child in children)
        case Not(child):
            return not met(child, document)
        case Keyword(keyword):
            return keyword in document.keywords
        case Word(folded, stems):
            return any(
                folded in section.words or not section.stems.isdisjoint(stems) for section in sections(node, document)
            )
        case _:
            return any(True for section in sections(node, document) for _ in hits(node, section))


def sections(leaf: Leaf, document: Document) -> tuple[Section, ...]:
    """Where a leaf looks, in the order in which it does."""
    if isinstance(leaf, Keyword):
        return ()
    return (document.title,) if leaf.scope is Scope.TITLE else (document.title, document.text)


def hits(leaf: Leaf, section: Section) -> Iterator[Hit]:
    """All places of a section that meet a leaf."""
    match leaf:
        case Word(folded, stems):
            places = {at for stem in stems for at in section.stemmed.get(stem, ())}
            places.update(section.folded.get(folded, ()))
            yield from ((at, at) for at in sorted(places))
        case Phrase(words):
            yield from _consecutive(words, section.folded, section.tokens.folded)
        case Exact(words):
            yield from _consecutive(words, section.cased, section.tokens.cased)
        case Prefix(prefix):
            for word in section.with_prefix(prefix):
                yield from ((at, at) for at in section.folded[word])
        case Near(words, distance):
            yield from _near(words, distance, section.folded)
        case Keyword():
            return


def _consecutive(words: tuple[str, ...], positions: Positions, stream: Sequence[str]) -> Iterator[Hit]:
    """Looks where the rarest of the words stands."""
    if not words or any(word not in positions for word in words):
        return
    rarest = min(range(len(words)), key=lambda at: len(positions[words[at]]))
    wanted = list(words)
    for place in positions[words[rarest]]:
        first = place - rarest
        if first >= 0 and stream[first : first + len(words)] == wanted:
            yield first, first + len(words) - 1


def _near(words: Sequence[str], distance: int, positions: Positions) -> Iterator[Hit]:
    """The windows that hold every word and from which none can be left out at either end."""
    if not words or any(word not in positions for word in words):
        return
    places = sorted((at, word) for word in words for at in positions[word])
    held: dict[str, int] = {}
    start = 0
    for at, word in places:
        held[word] = held.get(word, 0) + 1
        while held[places[start][1]] > 1:
            held[places[start][1]] -= 1
            start += 1
        if held[word] == 1 and len(held) == len(words) and at - places[start][0] <= distance:
            yield places[start][0], at
