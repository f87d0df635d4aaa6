"""From a query's text to its tree. The grammar is in `query.lark`; what a clause means is in `clauses`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken, VisitError

from presswatch.rules.clauses import clause
from presswatch.rules.errors import QueryError
from presswatch.rules.tree import And, Node, Not, Or, Query, Scope, Written

LONGEST = 20_000  # characters
DEEPEST = 50  # parentheses in parentheses
MOST_CLAUSES = 1_000

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


def parse(text: str) -> Query:
    """Read a query. Raises `QueryError` with the column and, where it is plain, what would be right."""
    plain = text.translate(_QUOTES)
    _check_form(plain)
    try:
        root = cast("_Shape", _parser().parse(plain))  # the transformer makes shapes of the tree
    except VisitError as error:
        raise error.orig_exc from None
    except UnexpectedInput as error:
        raise _explained(error, plain) from None
    query = Query(text, _Builder().build(root))
    count = sum(1 for _ in query.leaves())
    if count > MOST_CLAUSES:
        raise QueryError(
            f"the query has {count} clauses, more than {MOST_CLAUSES}", column=1, suggestion="split it into rules"
        )
    return query


@cache
def _parser() -> Lark:
    grammar = files("presswatch.rules").joinpath("query.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=False, transformer=_Shapes())


class _Shape:
    """A node before its scope is known: `title:` may stand before a whole group."""

    __slots__ = ("children", "kind", "negated", "title", "token")

    def __init__(self, kind: str, children: Sequence[_Shape] = (), token: Token | None = None) -> None:
        self.kind = kind
        self.children = children
        self.token = token
        self.negated: Token | None = None
        self.title = False


@v_args(inline=True)
class _Shapes(Transformer[Token, _Shape]):
    def leaf(self, token: Token) -> _Shape:
        return _Shape("leaf", token=token)

    def group(self, inside: _Shape) -> _Shape:
        return inside

    def one(self, *parts: Any) -> _Shape:  # noqa: ANN401 - tokens, then a shape
        *marks, atom = parts
        shape = _Shape("one", [atom])
        negations = [mark for mark in marks if mark.type in ("NOT", "MINUS")]
        shape.negated = negations[0] if len(negations) % 2 else None
        shape.title = len(negations) < len(marks)
        return shape

    def all(self, *children: _Shape) -> _Shape:
        return children[0] if len(children) == 1 else _Shape("all", children)

    def any(self, *children: _Shape) -> _Shape:
        return children[0] if len(children) == 1 else _Shape("any", children)


class _Builder:
    """Shapes to nodes: flattened, without double negations. Recursion is bounded by `DEEPEST`."""

    def build(self, shape: _Shape, scope: Scope = Scope.ANY) -> Node:
        if shape.token is not None:
            return clause(shape.token.type, str(shape.token), shape.token.start_pos or 0, scope)
        if shape.kind == "one":
            return self._one(shape, scope)
        kind = And if shape.kind == "all" else Or
        children: list[Node] = []
        for child in shape.children:
            node = self.build(child, scope)
            children.extend(node.children if isinstance(node, kind) else [node])
        return kind(tuple(children), Written(children[0].written.start, children[-1].written.end))

    def _one(self, shape: _Shape, scope: Scope) -> Node:
        node = self.build(shape.children[0], Scope.TITLE if shape.title else scope)
        if shape.negated is None:
            return node
        if isinstance(node, Not):
            return node.child
        return Not(node, Written(shape.negated.start_pos or 0, node.written.end))


def _check_form(text: str) -> None:
    """What a person gets wrong most often, said better than a parser could."""
    if len(text) > LONGEST:
        raise QueryError(f"the query is longer than {LONGEST} characters", column=LONGEST, suggestion="split it")
    if not text.strip():
        raise QueryError("the query is empty", column=1, suggestion='write a word, a "phrase" or a @reference')
    if text.count('"') % 2:
        column = text.rindex('"') + 1
        raise QueryError("this quote is never closed", column=column, suggestion='add a closing "')
    _check_parentheses(text)


def _check_parentheses(text: str) -> None:
    opened: list[int] = []
    quoted = False
    for at, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character == "(":
            opened.append(at)
            if len(opened) > DEEPEST:
                raise QueryError(f"more than {DEEPEST} parentheses inside each other", column=at + 1)
        elif character == ")":
            if not opened:
                raise QueryError("this parenthesis was never opened", column=at + 1)
            start = opened.pop()
            if not text[start + 1 : at].strip():
                raise QueryError("nothing stands between these parentheses", column=start + 1)
    if opened:
        raise QueryError("this parenthesis is never closed", column=opened[-1] + 1, suggestion="add a closing )")


def _explained(error: UnexpectedInput, text: str) -> QueryError:
    column = (getattr(error, "pos_in_stream", None) or 0) + 1
    if isinstance(error, UnexpectedToken):
        found = error.token
        column = found.start_pos + 1 if found.type != "$END" and found.start_pos is not None else len(text)
        if found.type in ("OR", "AND"):
            return QueryError(
                f"{found} needs something before it", column=column, suggestion=f'to search the word, write "{found}"'
            )
        if found.type in ("$END", "RPAR"):
            before = text[: column - 1 if found.type == "RPAR" else len(text)].split()
            last = before[-1].rpartition("(")[2] if before else ""
            at = text.rfind(last, 0, column) + 1 if last else column
            return QueryError(
                f"{last or 'it'} needs something after it",
                column=max(1, at),
                suggestion=f'to search the word, write "{last}"' if last in ("OR", "AND", "NOT") else "",
            )
        return QueryError(f"{str(found)!r} can't stand here", column=column)
    character = text[column - 1 : column]
    if character == "-":
        return QueryError("a minus belongs to the word after it", column=column, suggestion="write -word, unspaced")
    if character == "=":
        return QueryError("nothing stands after =", column=column, suggestion='write =SCO or ="Wang Yi"')
    return QueryError(f"{character!r} can't stand here", column=column)
