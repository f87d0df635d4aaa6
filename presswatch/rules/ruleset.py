"""All rules of a configuration, and which of them an article can meet at all.

Every rule is filed under a few keys of which an article that meets it must have at least one: the tokens of its rarest
clause. An article is tried against the rules filed under its own keys, so the cost grows with the hits and not with the
rules (the idea of a percolator's candidate query: Lucene's `monitor` module, term extraction).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from presswatch.articles import Article
from presswatch.rules.document import Document, Section
from presswatch.rules.evaluate import matches
from presswatch.rules.explain import explain
from presswatch.rules.matched import Matched
from presswatch.rules.tree import And, Exact, Keyword, Near, Node, Not, Or, Phrase, Prefix, Query, Word

Keys = frozenset[str]


class RuleSet:
    """Fills the port `RuleIndex` in memory."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        self._queries = dict(queries)
        self._filed: dict[str, list[str]] = {}
        self._always: list[str] = []
        for rule, query in self._queries.items():
            keys = required(query.root)
            if keys is None:
                self._always.append(rule)
            for key in keys or ():
                self._filed.setdefault(key, []).append(rule)

    def match(self, articles: Sequence[Article]) -> list[list[Matched]]:
        return [self._met(Document.of(article)) for article in articles]

    def _met(self, document: Document) -> list[Matched]:
        found = []
        for rule in sorted(self.candidates(document)):
            query = self._queries[rule]
            if matches(query, document) and (why := explain(query, document)):
                found.append(Matched(rule, why))
        return found

    def candidates(self, document: Document) -> set[str]:
        """The rules that the document may meet; all others it doesn't."""
        rules = set(self._always)
        for key in _keys_of(document):
            rules.update(self._filed.get(key, ()))
        return rules


def required(node: Node) -> Keys | None:
    """Keys of which a document that meets the node has at least one; None when there are no such keys."""
    match node:
        case And(children):
            found = [keys for child in children if (keys := required(child)) is not None]
            return min(found, key=_commonness) if found else None
        case Or(children):
            union: set[str] = set()
            for child in children:
                keys = required(child)
                if keys is None:
                    return None
                union |= keys
            return frozenset(union)
        case Not():
            return None
        case Word(folded, stems):
            return frozenset({f"f:{folded}", *(f"s:{stem}" for stem in stems)})
        case Phrase(words) | Near(words):
            return frozenset({f"f:{max(words, key=len)}"})
        case Exact(words):
            return frozenset({f"c:{max(words, key=len)}"})
        case Prefix(prefix):
            return frozenset({f"p:{prefix[:3]}"})
        case Keyword(keyword):
            return frozenset({f"k:{keyword}"})


def _commonness(keys: Keys) -> float:
    """How often a document has one of the keys, guessed: names are rare, long words rarer than short ones."""
    return sum(map(_share, keys))


def _share(key: str) -> float:
    kind, _, value = key.partition(":")
    if kind == "k":
        return 0.01 if value.startswith("@") else 0.2 if value.startswith(("lang:", "kind:")) else 0.05
    if kind == "p":
        return 0.2
    length = len(value.rpartition(":")[2])
    rare = 0.5**length
    return rare / 10 if kind == "c" else rare


def _keys_of(document: Document) -> Iterator[str]:
    for section in (document.title, document.text):
        yield from _section_keys(section)
    yield from (f"k:{keyword}" for keyword in document.keywords)


def _section_keys(section: Section) -> Iterable[str]:
    for word in section.folded:
        yield f"f:{word}"
        if len(word) >= 3:
            yield f"p:{word[:3]}"
    for word in section.cased:
        yield f"c:{word}"
    for stem in section.stemmed:
        yield f"s:{stem}"
