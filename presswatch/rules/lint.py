"""What in a query is allowed and can hardly be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from presswatch.rules.tree import And, Keyword, Node, Not, Or, Query, Word

_ONE_OF = ("lang", "source", "kind", "from")  # an article has one of each
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxzбвгджзйклмнпрстфхцчшщ")


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt about a query; `column` counts from 1."""

    message: str
    column: int

    def __str__(self) -> str:
        return f"{self.message} (column {self.column} of the query)"


def lint(query: Query, *, acronyms: Collection[str] = ()) -> list[Finding]:
    """The doubts, in order of the query. `acronyms` are known ones as written: "SCO"."""
    known = {acronym.lower(): acronym for acronym in acronyms}
    findings = [*_whole(query.root), *_nodes(query.root), *_words(query, known)]
    return sorted(set(findings), key=lambda finding: (finding.column, finding.message))


def _whole(root: Node) -> Iterator[Finding]:
    if _without_positive(root):
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
    match node:
        case And(children):
            yield from _contradictions(children)
            yield from _doubles(children)
        case Or(children):
            yield from _doubles(children)
        case _:
            pass
    children = node.children if isinstance(node, And | Or) else (node.child,) if isinstance(node, Not) else ()
    for child in children:
        yield from _nodes(child)


def _contradictions(children: tuple[Node, ...]) -> Iterator[Finding]:
    wanted = {_meaning(child) for child in children}
    values: dict[str, str] = {}
    for child in children:
        if isinstance(child, Not) and _meaning(child.child) in wanted:
            yield Finding("it matches nothing: the same is asked for and excluded", child.written.start + 1)
        if isinstance(child, Keyword):
            field, _, value = child.keyword.partition(":")
            if field in _ONE_OF and values.setdefault(field, value) != value:
                yield Finding(
                    f"it matches nothing: an article has one {field}, not both {values[field]} and {value}; write OR",
                    child.written.start + 1,
                )


def _doubles(children: tuple[Node, ...]) -> Iterator[Finding]:
    seen: set[object] = set()
    for child in children:
        meaning = _meaning(child)
        if meaning in seen:
            yield Finding("it stands here twice", child.written.start + 1)
        seen.add(meaning)


def _meaning(node: Node) -> object:
    """A node without where it is written."""
    match node:
        case And(children) | Or(children):
            return (type(node), tuple(_meaning(child) for child in children))
        case Not(child):
            return (Not, _meaning(child))
        case Keyword(keyword):
            return (Keyword, keyword)
        case Word(folded, _, scope):
            return (Word, folded, scope)
        case _:
            return (type(node), *(getattr(node, name) for name in node.__slots__ if name != "written"))


def _words(query: Query, known: dict[str, str]) -> Iterator[Finding]:
    for leaf in query.leaves():
        if not isinstance(leaf, Word):
            continue
        written = query.text[leaf.written.start : leaf.written.end]
        column = leaf.written.start + 1
        if written in ("and", "or", "not"):
            yield Finding(f"{written} is searched as a word; the operator is {written.upper()}", column)
        elif leaf.folded in known:
            yield Finding(f"{written} also finds the word {leaf.folded!r}; write ={known[leaf.folded]}", column)
        elif _looks_like_acronym(written):
            yield Finding(f"{written} is searched in any case; for the acronym alone write ={written.upper()}", column)


def _looks_like_acronym(written: str) -> bool:
    letters = [character for character in written.lower() if character.isalpha()]
    if not 2 <= len(letters) <= 6 or len(letters) != len(written):
        return False
    return written.isupper() or (written.islower() and _CONSONANTS.issuperset(letters))
