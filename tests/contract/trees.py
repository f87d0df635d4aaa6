"""Rules as trees, without the parser: what an engine is given."""

from __future__ import annotations

from presswatch.rules.tree import And, Exact, Keyword, Near, Node, Not, Or, Phrase, Prefix, Query, Scope, Word, Written

_AT = Written(0, 0)


def rule(root: Node) -> Query:
    return Query("", root)


def word(folded: str, *stems: str, scope: Scope = Scope.ANY) -> Word:
    return Word(folded, frozenset(stems), scope, _AT)


def phrase(*tokens: str, scope: Scope = Scope.ANY) -> Phrase:
    return Phrase(tokens, scope, _AT)


def exact(*tokens: str, scope: Scope = Scope.ANY) -> Exact:
    return Exact(tokens, scope, _AT)


def prefix(text: str, scope: Scope = Scope.ANY) -> Prefix:
    return Prefix(text, scope, _AT)


def near(distance: int, *tokens: str, scope: Scope = Scope.ANY) -> Near:
    return Near(tokens, distance, scope, _AT)


def keyword(text: str) -> Keyword:
    return Keyword(text, _AT)


def all_of(*children: Node) -> And:
    return And(children, _AT)


def any_of(*children: Node) -> Or:
    return Or(children, _AT)


def none_of(child: Node) -> Not:
    return Not(child, _AT)
