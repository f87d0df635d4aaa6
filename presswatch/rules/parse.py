"""From a query's text to its tree. The grammar is in `query.lark`; what a clause means is in `clauses`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken

from presswatch.rules.clauses import clause
from presswatch.rules.errors import QueryError
from presswatch.rules.form import plain_form
from presswatch.rules.tree import And, Node, Not, Or, Query, Scope, Written

MOST_CLAUSES = 1_000


def parse(text: str) -> Query:
    """Read a query. Raises `QueryError` with the column and, where it is plain, what would be right."""
    plain = plain_form(text)
    try:
        root = cast("_Shape", _parser().parse(plain))  # the transformer makes shapes of the tree
    except UnexpectedInput as error:
        raise _explained(error, plain) from None
    if root.clauses > MOST_CLAUSES:
        raise QueryError(
            f"the query has {root.clauses} clauses, more than {MOST_CLAUSES}",
            column=1,
            suggestion="split it into rules",
        )
    return Query(text, _node(root, Scope.ANY))


@cache
def _parser() -> Lark:
    grammar = files("presswatch.rules").joinpath("query.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=False, transformer=_Shapes())


@dataclass(frozen=True, slots=True)
class _Shape:
    """A node before its scope is known: `title:` may stand before a whole group."""

    kind: str  # leaf, all, any, negated or title
    start: int
    end: int
    clauses: int
    children: Sequence[_Shape] = ()
    token: Token | None = None


@v_args(inline=True)
class _Shapes(Transformer[Token, _Shape]):
    """Makes shapes while the parser runs, which doesn't recurse; so a query may be long."""

    def leaf(self, token: Token) -> _Shape:
        start = token.start_pos or 0
        return _Shape("leaf", start, start + len(token), 1, token=token)

    def group(self, opening: Token, inside: _Shape, closing: Token) -> _Shape:
        return replace(inside, start=opening.start_pos or 0, end=(closing.start_pos or 0) + 1)

    def one(self, *parts: Any) -> _Shape:  # noqa: ANN401 - tokens, then a shape
        """`NOT`, `-` and `title:` before an atom, in any order and number."""
        marks = parts[:-1]
        shape: _Shape = parts[-1]
        if not marks:
            return shape
        start = marks[0].start_pos or 0
        titles = [mark for mark in marks if mark.type == "TITLE"]
        if titles:
            shape = _Shape("title", titles[0].start_pos or 0, shape.end, shape.clauses, [shape])
        if (len(marks) - len(titles)) % 2:
            shape = _Shape("negated", start, shape.end, shape.clauses, [shape])
        return replace(shape, start=start)

    def all(self, *children: _Shape) -> _Shape:
        return _several("all", children)

    def any(self, *children: _Shape) -> _Shape:
        return _several("any", children)


def _several(kind: str, children: Sequence[_Shape]) -> _Shape:
    if len(children) == 1:
        return children[0]
    return _Shape(kind, children[0].start, children[-1].end, sum(child.clauses for child in children), children)


def _node(shape: _Shape, scope: Scope) -> Node:
    """Shapes to nodes: flattened, without double negations. The recursion is bounded by the depth of parentheses."""
    written = Written(shape.start, shape.end)
    match shape.kind:
        case "leaf":
            return _leaf(shape, scope)
        case "title":
            inside = _node(shape.children[0], Scope.TITLE)
            return inside if isinstance(inside, And | Or | Not) else replace(inside, written=written)
        case "negated":
            inside = _node(shape.children[0], scope)
            return inside.child if isinstance(inside, Not) else Not(inside, written)
        case "all":
            return And(_flat(And, shape, scope), written)
        case _:
            return Or(_flat(Or, shape, scope), written)


def _flat(kind: type[And | Or], shape: _Shape, scope: Scope) -> tuple[Node, ...]:
    children: list[Node] = []
    for child in shape.children:
        node = _node(child, scope)
        children.extend(node.children if isinstance(node, kind) else (node,))
    return tuple(children)


def _leaf(shape: _Shape, scope: Scope) -> Node:
    token = cast("Token", shape.token)
    return clause(token.type, str(token), token.start_pos or 0, scope)


def _explained(error: UnexpectedInput, text: str) -> QueryError:
    at = getattr(error, "pos_in_stream", None) or 0
    if not isinstance(error, UnexpectedToken):
        return _lone(text[at : at + 1], at)
    found = error.token
    if found.type not in ("$END", "RPAR"):
        at = found.start_pos or 0
        return QueryError(
            f"{found} needs something before it", column=at + 1, suggestion=f'to search the word, write "{found}"'
        )
    before = text[: found.start_pos if found.type == "RPAR" else len(text)].rstrip()
    last = (before.rpartition("(")[2].split() or ["("])[-1]
    return QueryError(
        f"{last} needs something after it",
        column=len(before) - len(last) + 1,
        suggestion=f'to search the word, write "{last}"' if last in ("OR", "AND", "NOT") else "",
    )


def _lone(character: str, at: int) -> QueryError:
    if character == "-":
        return QueryError("a minus belongs to the word after it", column=at + 1, suggestion="write -word, unspaced")
    if character == "=":
        return QueryError("nothing stands after =", column=at + 1, suggestion='write =SCO or ="Wang Yi"')
    return QueryError(f"{character!r} can't stand here", column=at + 1)
