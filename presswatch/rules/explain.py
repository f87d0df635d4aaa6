"""Why a document meets a query: which clauses, where, and the sentence to show.

Only what was met has its part in it: of an OR the branches that hold, of a NOT nothing that was asked for is there to
be shown. The sentence is the one in which most of the clauses are met. The clause is the query cut down to what was
met: of an AND all of it, of an OR the branches that the sentence shows, or the first that holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from presswatch.alerts import Why
from presswatch.rules.document import Document, Section
from presswatch.rules.evaluate import hits, met, sections
from presswatch.rules.tree import And, Keyword, Leaf, Near, Node, Not, Or, Query, Scope, Written, leaves_of
from presswatch.text.sentences import LONGEST

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Met:
    """A clause that was met in the article's `field` ("title" or "text"), at these character offsets.

    `field` is "" and there are no spans for a clause about the article as a whole (`lang:ru`).
    """

    clause: str
    field: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Highlight:
    """A sentence that says why, of the article's `field` ("title" or "text"), where it begins at `start`.

    `marks` are the offsets in `sentence` of what was asked for, in order and without overlaps. All are in characters.
    """

    field: str
    start: int
    sentence: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    section: Section
    start: int
    end: int
    leaves: Sequence[Leaf]
    spans: Sequence[Span]


def explain(query: Query, document: Document) -> Why | None:
    """Why it matches, in the words of the query and the article; None when it doesn't."""
    if not met(query.root, document):
        return None
    leaves = list(_decisive(query.root, document, wanted=True))
    sentence = next(iter(_telling_sentences(leaves, document)), None)
    clause = (
        _cut(query, query.root, document, {leaf.written for leaf in sentence.leaves} if sentence else set())
        or query.text.strip()
    )
    if sentence is None:
        return Why(clause=clause, sentence="", article=document.article.id)
    return Why(
        clause=clause,
        sentence=sentence.section.text[sentence.start : sentence.end],
        article=document.article.id,
        marks=_marks(sentence),
    )


def highlights(query: Query, document: Document, *, limit: int = 3) -> list[Highlight]:
    """The sentences that say most of why, at most `limit` of them; none when it doesn't match, or by fields alone.

    In the order in which `explain` chooses its one, which is the first of them. A sentence is as long as the longest of
    a text at most (`text.sentences.LONGEST`); of a longer title it is the part around its first mark.
    """
    if not met(query.root, document):
        return []
    leaves = list(_decisive(query.root, document, wanted=True))
    return [_highlight(sentence) for sentence in _telling_sentences(leaves, document)[:limit]]


def met_clauses(query: Query, document: Document) -> list[Met]:
    """Every clause that had its part in the match, in order of the query; empty when the query doesn't match."""
    if not met(query.root, document):
        return []
    found: list[Met] = []
    for leaf in _decisive(query.root, document, wanted=True):
        places = _places(leaf, document)
        clause = _written(query, leaf)
        found.extend(Met(clause, section.field, tuple(spans)) for section, spans in places)
        if not places:
            found.append(Met(clause, "", ()))
    return found


def _decisive(node: Node, document: Document, *, wanted: bool) -> Iterator[Leaf]:
    """The leaves that hold and by which the node is what is wanted: met, or (inside a NOT) not met."""
    match node:
        case Not(child):
            yield from _decisive(child, document, wanted=not wanted)
        case And(children) | Or(children):
            for child in children:
                if met(child, document) is wanted:
                    yield from _decisive(child, document, wanted=wanted)
        case _ if wanted:
            yield node


def _places(leaf: Leaf, document: Document) -> list[tuple[Section, list[Span]]]:
    places: list[tuple[Section, list[Span]]] = []
    for section in (document.title, document.text):
        if isinstance(leaf, Keyword):
            spans = list(_mentions(leaf, section, document))
        elif section in sections(leaf, document):
            spans = _spans(leaf, section)
        else:
            spans = []
        if spans:
            places.append((section, spans))
    return places


def _mentions(leaf: Keyword, section: Section, document: Document) -> Iterator[Span]:
    for mention in document.article.mentions:
        named = leaf.keyword in (f"@{mention.entry}", f"about:{mention.entry}", f"country:{mention.entry}")
        if named and mention.field == section.field and 0 <= mention.start < mention.end <= len(section.text):
            yield mention.start, mention.end


def _spans(leaf: Leaf, section: Section) -> list[Span]:
    """A phrase is one span; of a near each word is."""
    read = section.tokens
    found: dict[Span, None] = {}
    for first, last in hits(leaf, section):
        if isinstance(leaf, Near):
            within = (at for at in range(first, last + 1) if read.folded[at] in leaf.tokens)
            found.update(dict.fromkeys((read.starts[at], read.ends[at]) for at in within))
        else:
            found[read.starts[first], read.ends[last]] = None
    return list(found)


def _telling_sentences(leaves: Sequence[Leaf], document: Document) -> list[_Sentence]:
    """Those with most of the leaves first; of equals those of the text before the title, then in order."""
    found = [
        sentence
        for section in (document.text, document.title)
        for sentence in _sentences_with(leaves, section, document)
    ]
    return sorted(found, key=lambda sentence: -len(sentence.leaves))


def _sentences_with(leaves: Sequence[Leaf], section: Section, document: Document) -> Iterator[_Sentence]:
    """The sentences in which anything is met, in order. A span belongs to the sentence in which it begins."""
    located = sorted(
        (
            (span, number)
            for number, leaf in enumerate(leaves)
            for place, spans in _places(leaf, document)
            if place is section
            for span in spans
        ),
        reverse=True,
    )
    for start, end in section.sentences if located else ():
        spans: list[Span] = []
        inside: dict[int, None] = {}
        while located and located[-1][0][0] < end:
            span, number = located.pop()
            spans.append(span)
            inside[number] = None
        if spans:
            yield _Sentence(section, start, end, [leaves[number] for number in inside], spans)


def _highlight(sentence: _Sentence) -> Highlight:
    marks = _marks(sentence)
    begin, end = sentence.start, sentence.end
    if end - begin > LONGEST:
        begin = max(begin, min(begin + marks[0][0] - LONGEST // 3, end - LONGEST))
        end = begin + LONGEST
    cut = begin - sentence.start
    inside = ((start - cut, min(stop - cut, LONGEST)) for start, stop in marks)
    return Highlight(
        field=sentence.section.field,
        start=begin,
        sentence=sentence.section.text[begin:end],
        marks=tuple((start, stop) for start, stop in inside if start < end - begin),
    )


def _marks(sentence: _Sentence) -> tuple[Span, ...]:
    """What to mark in the sentence: in order, without overlaps."""
    marks: list[Span] = []
    for first, last in sorted(sentence.spans):
        start, end = first - sentence.start, min(last, sentence.end) - sentence.start
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return tuple(marks)


def _cut(query: Query, node: Node, document: Document, shown: AbstractSet[Written], *, within: bool = False) -> str:
    """What is left of a met node, as its author wrote it; "" where that is an exclusion. `within` another node."""
    match node:
        case And(children):
            parts = [_cut(query, child, document, shown, within=True) for child in children]
            return " AND ".join(dict.fromkeys(filter(None, parts)))
        case Or(children):
            holding = [child for child in children if met(child, document)]
            telling = [child for child in holding if any(leaf.written in shown for leaf in leaves_of(child))]
            parts = [_cut(query, child, document, shown, within=True) for child in telling or holding]
            parts = list(dict.fromkeys(filter(None, parts)))
            if not telling:
                parts = parts[:1]
            return f"({' OR '.join(parts)})" if within and len(parts) > 1 else " OR ".join(parts)
        case Not():
            return ""
        case _:
            return _written(query, node)


def _written(query: Query, leaf: Leaf) -> str:
    text = query.text[leaf.written.start : leaf.written.end]
    limited = not isinstance(leaf, Keyword) and leaf.scope is Scope.TITLE
    return f"title:{text}" if limited and not text.lower().startswith("title:") else text
