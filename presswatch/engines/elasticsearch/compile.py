"""A rule's tree in the engine's Query DSL.

One compiler for both uses: a search over the archive, and a percolated rule, which meets an article that was made of
the same streams. They differ in the prefix alone. A search can look through the terms of an index; a rule would then
say nothing of the terms that it needs, and be tried against every article. So an article that is percolated brings the
prefixes along that rules ask for, as terms.

Leaves that ask whether a token is there are terms of one field, so that any number of them joined by OR, or by AND of
their negations, is one clause: engines bound the clauses of a query, OpenSearch and older Elasticsearch at 1,024. They
also bound how deep booleans are nested, at 30; deeper ones are wrapped, which an engine parses by themselves.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from presswatch.engines.elasticsearch.encoding import encoded
from presswatch.engines.elasticsearch.streams import FARTHEST, as_written, beginning, begins_with, indexed, joined
from presswatch.errors import PermanentError
from presswatch.rules.tree import And, Exact, Keyword, Leaf, Near, Node, Not, Or, Phrase, Prefix, Query, Scope, Word

Clause = dict[str, Any]

EVERYTHING: Clause = {"match_all": {}}
NOTHING: Clause = {"match_none": {}}

_MOST_CLAUSES = 1_000
_MOST_TERMS = 65_000  # in one clause; engines take 65,536
_NESTED = 12  # booleans within each other, before they are wrapped


def compiled(query: Query) -> Clause:
    """The query as a search. Raises `PermanentError` when it has more clauses than engines take."""
    clause = _node(query.root, _searched_prefix)
    if (count := _count(clause)) > _MOST_CLAUSES:
        raise PermanentError(f"the query needs {count} clauses, and the engine takes {_MOST_CLAUSES}: split it")
    return wrapped(clause)


def percolated(query: Query) -> Clause:
    """The query as a rule, not wrapped yet.

    One that is too large for the engine asks only for what it can't be met without: more articles meet it than should,
    and the evaluator has the last word.
    """
    clause = _node(query.root, _percolated_prefix)
    return clause if _count(clause) <= _MOST_CLAUSES else _loosely(clause)


def wrapped(clause: Clause) -> Clause:
    return _wrapped(clause)[0]


def leaves(clause: Clause) -> Iterator[tuple[str, Any]]:
    """What is asked in a clause that isn't wrapped: the names of queries, and what they say."""
    for name, said in clause.items():
        if name == "bool":
            for inner in (*said.get("filter", ()), *said.get("should", ()), *said.get("must_not", ())):
                yield from leaves(inner)
        else:
            yield name, said


def _node(node: Node, prefix: Callable[[Prefix], Clause]) -> Clause:
    match node:
        case Prefix():
            return prefix(node)
        case Not(child):
            return _all_but([], [_node(child, prefix)])
        case And(children):
            asked = [_node(child, prefix) for child in children if not isinstance(child, Not)]
            denied = [_node(child.child, prefix) for child in children if isinstance(child, Not)]
            return _all_but(asked, denied)
        case Or(children):
            return _any([_node(child, prefix) for child in children])
        case _:
            return _leaf(node)


def _leaf(leaf: Leaf) -> Clause:
    match leaf:
        case Word(folded, stems, scope):
            return _words([indexed(folded), *map(indexed, sorted(stems))], scope)
        case Phrase(tokens, scope):
            return _words([indexed(tokens[0])], scope) if len(tokens) == 1 else _phrase("folded", tokens, scope)
        case Exact(tokens, scope):
            return _words([as_written(tokens[0])], scope) if len(tokens) == 1 else _phrase("cased", tokens, scope)
        case Near(tokens, distance, scope):
            return _near(tokens, distance, scope)
        case Keyword(keyword):
            return {"terms": {"keywords": [keyword]}}
        case Prefix():
            raise TypeError(leaf)


def _searched_prefix(leaf: Prefix) -> Clause:
    return {"prefix": {_field("folded", leaf.scope): {"value": beginning(leaf.prefix)}}}


def _percolated_prefix(leaf: Prefix) -> Clause:
    return _words([begins_with(leaf.prefix)], leaf.scope)


def _field(stream: str, scope: Scope) -> str:
    return f"match.title_{stream}" if scope is Scope.TITLE else f"match.{stream}"


def _words(words: Sequence[str], scope: Scope) -> Clause:
    return {"terms": {_field("words", scope): list(dict.fromkeys(words))}}


def _phrase(stream: str, tokens: Sequence[str], scope: Scope) -> Clause:
    if not tokens:
        return NOTHING
    return {"match_phrase": {_field(stream, scope): joined(tokens)}}


def _near(tokens: Sequence[str], distance: int, scope: Scope) -> Clause:
    """`distance` is from the first word to the last; a span's slop counts the words between that are not asked for."""
    if len(tokens) == 1:
        return _words([indexed(tokens[0])], scope)
    slop = min(distance, FARTHEST) - (len(tokens) - 1)
    if not tokens or slop < 0:
        return NOTHING
    field = _field("folded", scope)
    spans = [{"span_term": {field: indexed(token)}} for token in tokens]
    return {"span_near": {"clauses": spans, "slop": slop, "in_order": False}}


def _any(clauses: Sequence[Clause]) -> Clause:
    one_of = _joined(clauses)
    if len(one_of) == 1:
        return one_of[0]
    return {"bool": {"should": one_of, "minimum_should_match": 1}} if one_of else NOTHING


def _all_but(asked: Sequence[Clause], denied: Sequence[Clause]) -> Clause:
    """All that is asked, and nothing of what is denied."""
    every = _distinct(asked)
    none = _joined(denied)
    if not none and len(every) <= 1:
        return every[0] if every else EVERYTHING
    parts = {"filter": every, "must_not": none}
    return {"bool": {name: part for name, part in parts.items() if part}}


def _joined(clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses of which any one counts: those about one field's terms are one, a choice within is in its place."""
    terms: dict[str, dict[str, None]] = {}
    others: list[Clause] = []
    pending = list(reversed(clauses))
    while pending:
        clause = pending.pop()
        if "terms" in clause:
            ((field, values),) = clause["terms"].items()
            terms.setdefault(field, {}).update(dict.fromkeys(values))
        elif "bool" in clause and "should" in clause["bool"]:
            pending.extend(reversed(clause["bool"]["should"]))
        elif clause != NOTHING:
            others.append(clause)
    merged: list[Clause] = []
    for field, found in terms.items():
        values = list(found)
        merged += [{"terms": {field: values[at : at + _MOST_TERMS]}} for at in range(0, len(values), _MOST_TERMS)]
    return [*merged, *_distinct(others)]


def _distinct(clauses: Sequence[Clause]) -> list[Clause]:
    return list({encoded(clause): clause for clause in clauses}.values())


def _loosely(clause: Clause) -> Clause:
    """Something that is met wherever the clause is: of all that it needs together, the one thing that is rarest."""
    match clause:
        case {"match_phrase": said}:
            ((field, text),) = said.items()
            return {"terms": {field: [max(text.split(" "), key=len)]}}
        case {"span_near": {"clauses": spans}}:
            ((field, _),) = spans[0]["span_term"].items()
            return {"terms": {field: [max((span["span_term"][field] for span in spans), key=len)]}}
        case {"bool": {"should": choices}}:
            loose = [_loosely(each) for each in choices]
            return EVERYTHING if EVERYTHING in loose else _any(loose)
        case {"bool": {"filter": needed}}:
            loose = [each for each in map(_loosely, needed) if each != EVERYTHING]
            return min(loose, key=lambda each: len(encoded(each)), default=EVERYTHING)
        case {"bool": _}:
            return EVERYTHING
        case _:
            return clause


def _count(clause: Clause) -> int:
    return sum(len(said["clauses"]) if name == "span_near" else 1 for name, said in leaves(clause))


def _wrapped(clause: Clause) -> tuple[Clause, int]:
    """The clause, and how many booleans it has within each other."""
    if "bool" not in clause:
        return clause, 0
    parts: dict[str, Any] = {}
    height = 0
    for name, said in clause["bool"].items():
        if isinstance(said, list):
            inner = [_wrapped(each) for each in said]
            parts[name] = [each for each, _ in inner]
            height = max(height, *(each for _, each in inner))
        else:
            parts[name] = said
    if height + 1 < _NESTED:
        return {"bool": parts}, height + 1
    return {"wrapper": {"query": base64.b64encode(encoded({"bool": parts})).decode()}}, 0
