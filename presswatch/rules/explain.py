"""Why a document meets a query: which clauses, where, and the sentence to show.

The explanation is the query cut down to what was met: of an OR the branch that holds, of an AND all of it. Its sentence
is the one in which most of these clauses are met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from presswatch.alerts import Why
from presswatch.rules.document import Document
from presswatch.rules.evaluate import hits, matches, met, sections
from presswatch.rules.tree import And, Keyword, Leaf, Node, Not, Or, Query, Scope
from presswatch.text import sentences


@dataclass(frozen=True, slots=True)
class Met:
    """A clause that was met, and where: `field[start:end]` of the article."""

    clause: str
    field: str
    start: int
    end: int


def explain(query: Query, document: Document) -> Why | None:
    """Why it matches, in the words of the query and the article; None when it doesn't."""
    if not matches(query, document):
        return None
    leaves = list(_decisive(query.root, document))
    found = [place for leaf in leaves for place in _places(query, leaf, document)]
    clause = " AND ".join(dict.fromkeys(_written(query, leaf) for leaf in leaves)) or query.text.strip()
    field, start, end = _best_sentence(found, document)
    if not field:
        return Why(clause=clause, sentence="", article=document.article.id)
    marks = {(p.start - start, p.end - start) for p in found if p.field == field and start <= p.start and p.end <= end}
    text = document.title.text if field == "title" else document.text.text
    return Why(clause=clause, sentence=text[start:end], article=document.article.id, marks=tuple(sorted(marks)))


def places(query: Query, document: Document) -> list[Met]:
    """Every place of an article that meets a clause which had its part in the match; empty when it doesn't match."""
    if not matches(query, document):
        return []
    return [place for leaf in _decisive(query.root, document) for place in _places(query, leaf, document)]


def _decisive(node: Node, document: Document) -> Iterator[Leaf]:
    """The leaves that a met node is met by."""
    match node:
        case And(children):
            for child in children:
                yield from _decisive(child, document)
        case Or(children):
            holding = [child for child in children if met(child, document)]
            telling = [child for child in holding if any(True for _ in _decisive(child, document))]
            for child in telling[:1]:
                yield from _decisive(child, document)
        case Not():
            return
        case _:
            yield node


def _places(query: Query, leaf: Leaf, document: Document) -> Iterator[Met]:
    clause = _written(query, leaf)
    if isinstance(leaf, Keyword):
        for mention in document.article.mentions:
            if leaf.keyword in (f"@{mention.entry}", f"about:{mention.entry}", f"country:{mention.entry}"):
                yield Met(clause, mention.field, mention.start, mention.end)
        return
    for section in sections(leaf, document):
        read = section.tokens
        for first, last in hits(leaf, section):
            yield Met(clause, section.field, read.starts[first], read.ends[last])


def _written(query: Query, leaf: Leaf) -> str:
    text = query.text[leaf.written.start : leaf.written.end]
    return f"title:{text}" if not isinstance(leaf, Keyword) and leaf.scope is Scope.TITLE else text


def _best_sentence(found: list[Met], document: Document) -> tuple[str, int, int]:
    """The span in which most clauses are met; of equals one of the text before the title, and the earlier one."""
    best: tuple[int, bool, int] | None = None
    span = ("", 0, 0)
    spans = [("text", *each) for each in sentences(document.text.text)] if found else []
    spans.append(("title", 0, len(document.title.text)))
    by_field = {field: [place for place in found if place.field == field] for field in ("text", "title")}
    for field, start, end in spans:
        inside = {place.clause for place in by_field[field] if start <= place.start < end}
        rank = (len(inside), field == "text", -start)
        if inside and (best is None or rank > best):
            best, span = rank, (field, start, end)
    return span
