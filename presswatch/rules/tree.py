"""The tree that a rule is parsed to, once. Everything that understands rules walks this tree.

Leaves hold what is searched in the token streams of `presswatch.text`, ready to be looked up, and the place in the
query where their author wrote them. `Scope.TITLE` limits a leaf to the title; else title and text are searched, and a
phrase or a near never reaches from one into the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    ANY = "any"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Written:
    """Where in the query text a clause stands: `query[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word: one of its `stems` in the stemmed stream ("en:sanction"), or `folded` in the folded stream."""

    folded: str
    stems: frozenset[str]
    scope: Scope
    written: Written


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive tokens of the folded stream; also a plain word that is several tokens (上合组织, COVID-19)."""

    tokens: tuple[str, ...]
    scope: Scope
    written: Written


@dataclass(frozen=True, slots=True)
class Exact:
    """Consecutive tokens of the cased stream."""

    tokens: tuple[str, ...]
    scope: Scope
    written: Written


@dataclass(frozen=True, slots=True)
class Prefix:
    """A token of the folded stream that begins with `prefix` (three letters or more)."""

    prefix: str
    scope: Scope
    written: Written


@dataclass(frozen=True, slots=True)
class Near:
    """All tokens, in any order, in the folded stream, the first and the last at most `distance` words apart.

    `tokens` are at least two and distinct. "a b"~1 is met by "a b" and by "b a".
    """

    tokens: tuple[str, ...]
    distance: int
    scope: Scope
    written: Written


@dataclass(frozen=True, slots=True)
class Keyword:
    """One of `Article.keywords`: `lang:ru`, `topic:security`, `@sco`."""

    keyword: str
    written: Written


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class Not:
    child: Node
    written: Written


Leaf = Word | Phrase | Exact | Prefix | Near | Keyword
Node = Leaf | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed rule: what its author wrote, and its tree."""

    text: str
    root: Node

    def leaves(self) -> Iterator[Leaf]:
        return leaves_of(self.root)


def leaves_of(node: Node) -> Iterator[Leaf]:
    """In order of the query."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from leaves_of(child)
        case Not(child):
            yield from leaves_of(child)
        case _:
            yield node
