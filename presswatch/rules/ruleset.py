"""All rules of a configuration, and which of them an article can meet at all.

An article is tried against the rules filed under the keys that it holds (`required`), so the cost grows with the rules
that come near it and not with all that there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from presswatch.articles import Article
from presswatch.rules.document import Document, Section
from presswatch.rules.explain import explain
from presswatch.rules.matched import Matched
from presswatch.rules.required import Stream, required
from presswatch.rules.tree import Query


class RuleSet:
    """Fills the port `RuleIndex` in memory. Never changed once made, so threads may share it."""

    def __init__(self, rules: Mapping[str, Query]) -> None:
        self._rules = dict(sorted(rules.items()))
        self._filed: dict[Stream, dict[str, list[str]]] = {}
        self._always: list[str] = []
        for rule, query in self._rules.items():
            needed = required(query.root)
            if needed is None:
                self._always.append(rule)
                continue
            for stream, key in needed.keys:
                self._filed.setdefault(stream, {}).setdefault(key, []).append(rule)
        self._firsts = {  # a document's pairs are only written down where one can be filed
            stream: frozenset(key.partition(" ")[0] for key in self._filed.get(stream, ()))
            for stream in (Stream.FOLDED_PAIR, Stream.CASED_PAIR)
        }
        self._lengths = sorted({len(prefix) for prefix in self._filed.get(Stream.PREFIX, ())})

    def __len__(self) -> int:
        return len(self._rules)

    @property
    def refused(self) -> Mapping[str, str]:
        return {}

    def match(self, articles: Sequence[Article]) -> list[list[Matched]]:
        return [self._met(Document.of(article)) for article in articles]

    def _met(self, document: Document) -> list[Matched]:
        tried = ((rule, explain(self._rules[rule], document)) for rule in sorted(self.candidates(document)))
        return [Matched(rule, why) for rule, why in tried if why is not None]

    def candidates(self, document: Document) -> set[str]:
        """The rules that the document may meet; all others it doesn't."""
        rules = set(self._always)
        for stream, filed in self._filed.items():
            for held in self._held(stream, document):
                for key in filed.keys() & held:
                    rules.update(filed[key])
        return rules

    def _held(self, stream: Stream, document: Document) -> list[AbstractSet[str]]:
        if stream is Stream.KEYWORD:
            return [document.keywords]
        return [self._held_by(stream, section) for section in (document.title, document.text)]

    def _held_by(self, stream: Stream, section: Section) -> AbstractSet[str]:
        match stream:
            case Stream.FOLDED:
                return section.words
            case Stream.CASED:
                return section.written
            case Stream.STEMMED:
                return section.stems
            case Stream.FOLDED_PAIR:
                return self._pairs(stream, section.tokens.folded)
            case Stream.CASED_PAIR:
                return self._pairs(stream, section.tokens.cased)
            case _:
                return {word[:length] for length in self._lengths for word in section.words}

    def _pairs(self, stream: Stream, words: Sequence[str]) -> set[str]:
        firsts = self._firsts[stream]
        return {f"{first} {second}" for first, second in pairwise(words) if first in firsts}
