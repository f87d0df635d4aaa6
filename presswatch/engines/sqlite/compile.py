"""A rule's tree as SQL over `articles`.

Whatever part of the tree asks for words alone becomes one FTS5 expression, and the rest SQL around such expressions.
SQLite reads both with parsers of bounded depth (some 30 nested parentheses; an expression tree 1,000 high, one of FTS5
256) and binds a bounded number of values. So conjunctions are balanced, and what would still be too high or too wide is
found first, on its own, into a temporary table. The walk keeps its own stack: Python's is bounded as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from presswatch.engines.sqlite.fts import expression
from presswatch.engines.sqlite.values import Value
from presswatch.rules.tree import And, Keyword, Node, Not, Or, Query

_HEIGHT = 12  # nested parentheses, of either language
_TERMS = 256  # leaves of one FTS5 expression
_VALUES = 1000  # bound in one condition

FOUND = "CREATE TEMPORARY TABLE IF NOT EXISTS found (part INTEGER, n INTEGER, PRIMARY KEY (part, n)) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Text:
    """An FTS5 expression."""

    expression: str
    height: int = 0
    terms: int = 1


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression over a row of `articles`."""

    sql: str
    values: tuple[Value, ...] = ()
    height: int = 0


@dataclass(frozen=True, slots=True)
class Compiled:
    """`parts` are to be found first, in order: each condition's rows go to the table `found` under its index."""

    condition: Condition
    parts: Sequence[Condition] = ()


_NOTHING = Condition("0")
_EVERYTHING = Condition("1")
_Clause = Text | Condition


def compiled(query: Query) -> Compiled:
    compiler = _Compiler()
    condition = compiler.condition(compiler.walk(query.root))
    return Compiled(condition, compiler.parts)


@dataclass(slots=True)
class _Compiler:
    parts: list[Condition] = field(default_factory=list)

    def walk(self, root: Node) -> _Clause:
        """Post-order, with an explicit stack: a node is met twice, before and after its children."""
        pending: list[tuple[Node, int | None]] = [(root, None)]
        done: list[_Clause] = []
        while pending:
            node, children = pending.pop()
            if children is not None:
                parts = done[len(done) - children :]
                del done[len(done) - children :]
                done.append(self._joined(node, parts))
            elif isinstance(node, And | Or | Not):
                below = _below(node)
                pending.append((node, len(below)))
                pending.extend((child, None) for child in reversed(below))
            else:
                done.append(self._leaf(node))
        return done[0]

    def _leaf(self, leaf: Node) -> _Clause:
        if isinstance(leaf, And | Or | Not):
            raise TypeError(leaf)
        if isinstance(leaf, Keyword):
            return Condition(
                "EXISTS (SELECT 1 FROM article_keywords AS k WHERE k.keyword = ? AND k.n = articles.n)",
                (leaf.keyword,),
            )
        return self._any_or_all("OR", [Text(one) for one in expression(leaf)])

    def _joined(self, node: Node, clauses: list[_Clause]) -> _Clause:
        match node:
            case Not():
                inner = self._within_limits(self.condition(clauses[0]))
                return Condition(f"NOT ({inner.sql})", inner.values, inner.height + 1)
            case And():
                return self._any_or_all("AND", clauses)
            case _:
                return self._any_or_all("OR", clauses)

    def _any_or_all(self, operator: str, clauses: Sequence[_Clause]) -> _Clause:
        texts = [clause for clause in clauses if isinstance(clause, Text)]
        conditions = [clause for clause in clauses if isinstance(clause, Condition)]
        merged = _merged(operator, texts)
        if not conditions and len(merged) == 1:
            return merged[0]
        conditions = [*map(self.condition, merged), *conditions]
        if not conditions:
            return _EVERYTHING if operator == "AND" else _NOTHING
        return self._balanced(operator, conditions)

    def _balanced(self, operator: str, conditions: Sequence[Condition]) -> Condition:
        """`conditions` joined into a tree as low as can be; the recursion is as deep as that."""
        if len(conditions) == 1:
            return conditions[0]
        middle = len(conditions) // 2
        left = self._within_limits(self._balanced(operator, conditions[:middle]))
        right = self._within_limits(self._balanced(operator, conditions[middle:]))
        return Condition(
            f"({left.sql} {operator} {right.sql})", (*left.values, *right.values), max(left.height, right.height) + 1
        )

    def condition(self, clause: _Clause) -> Condition:
        if isinstance(clause, Text):
            sql = "articles.n IN (SELECT rowid FROM tokens WHERE tokens MATCH ?)"
            return Condition(sql, (clause.expression,))
        return clause

    def _within_limits(self, condition: Condition) -> Condition:
        if condition.height < _HEIGHT and len(condition.values) <= _VALUES:
            return condition
        self.parts.append(condition)
        return Condition("articles.n IN (SELECT n FROM found WHERE part = ?)", (len(self.parts) - 1,))


def _below(node: And | Or | Not) -> list[Node]:
    """The children, those of children with the same operator in their place."""
    if isinstance(node, Not):
        return [node.child]
    below: list[Node] = []
    pending: list[Node] = [*reversed(node.children)]
    while pending:
        child = pending.pop()
        if isinstance(child, And | Or) and isinstance(child, type(node)):
            pending.extend(reversed(child.children))
        else:
            below.append(child)
    return below


def _merged(operator: str, texts: Sequence[Text]) -> list[Text]:
    """As few FTS5 expressions as the limits allow. FTS5 means by its operators what we do: both ask of a whole row."""
    merged: list[Text] = []
    group: list[Text] = []
    for text in texts:
        if text.height >= _HEIGHT:
            merged.append(text)
            continue
        if sum(one.terms for one in group) + text.terms > _TERMS:
            merged.append(_one_of(operator, group))
            group = []
        group.append(text)
    return [*merged, _one_of(operator, group)] if group else merged


def _one_of(operator: str, group: Sequence[Text]) -> Text:
    if len(group) == 1:
        return group[0]
    return Text(
        f" {operator} ".join(f"({text.expression})" for text in group),
        max(text.height for text in group) + 1,
        sum(text.terms for text in group),
    )
