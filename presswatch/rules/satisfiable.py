"""What can't hold, whatever an article says: `x AND NOT x`, `lang:ru lang:en`.

For every node the leaves that must hold, and those that must not, are gathered (of an OR those that all branches
share). A node that needs a leaf both ways is never met. This finds what people write by mistake, in linear time; it
doesn't decide satisfiability, which would be exponential.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from presswatch.rules.tree import And, Keyword, Leaf, Node, Not, Or, Scope, Word

_ONE_OF = ("lang", "source", "kind", "from")  # an article has one of each


@dataclass(frozen=True, slots=True)
class Conflict:
    """A child of an And that can't hold beside those before it: because of two values of one field, or of itself."""

    at: Node
    field: str = ""
    values: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Needs:
    """Meanings of leaves."""

    holding: frozenset[object] = frozenset()
    failing: frozenset[object] = frozenset()

    def conflict(self, other: _Needs) -> tuple[str, str, str] | None:
        """Field and values, or empty strings, when both can't be."""
        if self.holding & other.failing or self.failing & other.holding:
            return "", "", ""
        mine, theirs = _values(self.holding), _values(other.holding)
        for field in _ONE_OF:
            if field in mine and field in theirs and mine[field] != theirs[field]:
                return field, mine[field], theirs[field]
        return None

    def with_(self, other: _Needs) -> _Needs:
        return _Needs(self.holding | other.holding, self.failing | other.failing)

    def shared(self, other: _Needs) -> _Needs:
        return _Needs(self.holding & other.holding, self.failing & other.failing)


def never_fails(node: Node) -> bool:
    """Whether a node is met by every article (not all such nodes are found)."""
    return _needs(node, wanted=False) is None


def conflicts(node: And) -> list[Conflict]:
    """The children that can't hold beside those before them; empty where one child can't hold by itself."""
    found: list[Conflict] = []
    needs = _Needs()
    for child in node.children:
        more = _needs(child, wanted=True)
        if more is None:
            return []
        conflict = needs.conflict(more)
        if conflict is not None:
            field, one, other = conflict
            found.append(Conflict(child, field, (one, other)))
        needs = needs.with_(more)
    return found


def meaning(node: Node) -> object:
    """A node without where it is written."""
    match node:
        case And(children) | Or(children):
            return (type(node), tuple(meaning(child) for child in children))
        case Not(child):
            return (Not, meaning(child))
        case Word(folded, _, scope):
            return (Word, folded, scope)
        case _:
            return (type(node), *(getattr(node, field.name) for field in fields(node) if field.name != "written"))


def _needs(node: Node, *, wanted: bool) -> _Needs | None:
    """What must hold for a node to be met (`wanted`) or not met; None when it never is."""
    match node:
        case Not(child):
            return _needs(child, wanted=not wanted)
        case And(children) | Or(children):
            below = [_needs(child, wanted=wanted) for child in children]
            needs = _all_of(below) if isinstance(node, And) is wanted else _any_of(below)
            own = frozenset({meaning(node)})  # a group may be asked for and excluded as a whole
            return needs and needs.with_(_Needs(holding=own) if wanted else _Needs(failing=own))
        case _ if wanted:
            return _Needs(holding=frozenset(_implied(node)))
        case _:
            return _Needs(failing=frozenset({meaning(node)}))


def _all_of(below: Iterable[_Needs | None]) -> _Needs | None:
    needs = _Needs()
    for more in below:
        if more is None or needs.conflict(more) is not None:
            return None
        needs = needs.with_(more)
    return needs


def _any_of(below: Sequence[_Needs | None]) -> _Needs | None:
    possible = [each for each in below if each is not None]
    if below and not possible:
        return None
    shared = possible[0] if possible else _Needs()
    for each in possible[1:]:
        shared = shared.shared(each)
    return shared


def _implied(leaf: Leaf) -> Iterable[object]:
    """A leaf, and what holds with it: what is in the title is in the article."""
    own = meaning(leaf)
    yield own
    if not isinstance(leaf, Keyword) and leaf.scope is Scope.TITLE and isinstance(own, tuple):
        yield tuple(Scope.ANY if part is Scope.TITLE else part for part in own)


def _values(holding: frozenset[object]) -> dict[str, str]:
    values: dict[str, str] = {}
    for leaf in holding:
        match leaf:
            case (kind, str(keyword)) if kind is Keyword:
                field, _, value = keyword.partition(":")
                values[field] = value
    return values
