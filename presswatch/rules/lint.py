"""What in a query is allowed and can hardly be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from presswatch.rules.satisfiable import Conflict, conflicts, meaning, never_fails
from presswatch.rules.tree import And, Node, Not, Or, Query, Word

_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxzбвгджзйклмнпрстфхцчшщ")


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt about a query; `column` counts from 1."""

    message: str
    column: int

    def __str__(self) -> str:
        return f"{self.message} (column {self.column} of the query)"


def lint(query: Query, *, acronyms: Collection[str] = ()) -> list[Finding]:
    """The doubts, in order of the query. `acronyms` are known ones as written: "SCO".

    Whether there is what a query refers to is no doubt but a mistake, and the configuration's to find.
    """
    known = {acronym.lower(): acronym for acronym in acronyms}
    findings = [*_whole(query.root), *_nodes(query.root), *_words(query, known)]
    return sorted(set(findings), key=lambda finding: (finding.column, finding.message))


def _whole(root: Node) -> Iterator[Finding]:
    if never_fails(root):
        yield Finding("it matches everything: one of its alternatives always holds", 1)
    elif _without_positive(root):
        yield Finding("it matches everything but what it excludes", 1)


def _without_positive(node: Node) -> bool:
    match node:
        case Not():
            return True
        case And(children):
            return all(_without_positive(child) for child in children)
        case Or(children):
            return any(_without_positive(child) for child in children)
        case _:
            return False


def _nodes(node: Node) -> Iterator[Finding]:
    if isinstance(node, And):
        for conflict in conflicts(node):
            yield Finding(f"it matches nothing: {_said(conflict)}", conflict.at.written.start + 1)
    children = node.children if isinstance(node, And | Or) else (node.child,) if isinstance(node, Not) else ()
    if isinstance(node, And | Or):
        yield from _doubles(children)
    for child in children:
        yield from _nodes(child)


def _said(conflict: Conflict) -> str:
    if not conflict.field:
        return "the same is asked for and excluded"
    one, other = conflict.values
    return f"an article has one {conflict.field}, not both {one} and {other}; write OR"


def _doubles(children: tuple[Node, ...]) -> Iterator[Finding]:
    seen: set[object] = set()
    for child in children:
        if meaning(child) in seen:
            yield Finding("it stands here twice", child.written.start + 1)
        seen.add(meaning(child))


def _words(query: Query, known: dict[str, str]) -> Iterator[Finding]:
    for leaf in query.leaves():
        if not isinstance(leaf, Word):
            continue
        field, colon, written = query.text[leaf.written.start : leaf.written.end].rpartition(":")
        column = leaf.written.start + 1
        if written in ("and", "or", "not"):
            yield Finding(f"{written} is searched as a word; the operator is {written.upper()}", column)
        elif leaf.folded in known:
            right = f"{field}{colon}={known[leaf.folded]}"
            yield Finding(f"{written} also finds the word {leaf.folded!r}; write {right}", column)
        elif _looks_like_acronym(written):
            right = f"{field}{colon}={written.upper()}"
            yield Finding(f"{written} is searched in any case; for the acronym alone write {right}", column)


def _looks_like_acronym(written: str) -> bool:
    letters = [character for character in written.lower() if character.isalpha()]
    if not 2 <= len(letters) <= 6 or len(letters) != len(written):
        return False
    return written.isupper() or (written.islower() and _CONSONANTS.issuperset(letters))
