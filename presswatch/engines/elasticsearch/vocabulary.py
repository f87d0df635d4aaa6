"""What a set of rules asks for, and articles cut down to it.

An engine finds the rules that an article may meet by all terms of the article, and finds them the more exactly the
fewer these are. Most tokens of an article are in no rule. So of its sets only what some rule asks for is sent,
and of its texts the tokens that stand in some phrase or near, with one filler for each token between, as far as that
makes a difference: a gap wider than the farthest near is as good as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from presswatch.engines.elasticsearch.compile import Clause, leaves
from presswatch.engines.elasticsearch.streams import as_written, begins_with, indexed, stems
from presswatch.rules import Document

_FILLER = "_"  # no token: those begin with a letter, a digit or a mark


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Terms as they stand in the index; prefixes by their length."""

    words: frozenset[str]
    prefixes: Mapping[int, frozenset[str]]
    folded: frozenset[str]
    cased: frozenset[str]
    keywords: frozenset[str]
    gap: int  # fillers that are as good as more

    @classmethod
    def of(cls, clauses: Iterable[Clause]) -> Vocabulary:
        asked: dict[str, set[str]] = {name: set() for name in ("words", "folded", "cased", "keywords")}
        gap = 1
        for name, said in (leaf for clause in clauses for leaf in leaves(clause)):
            match name:
                case "terms" | "match_phrase":
                    ((field, value),) = said.items()
                    asked[_stream(field)].update(value if isinstance(value, list) else value.split(" "))
                case "span_near":
                    gap = max(gap, said["slop"] + 1)
                    for span in said["clauses"]:
                        ((field, value),) = span["span_term"].items()
                        asked[_stream(field)].add(value)
        prefixes: dict[int, set[str]] = {}
        for word in asked["words"]:
            if word.endswith("*"):
                prefixes.setdefault(len(word) - 1, set()).add(word)
        return cls(
            words=frozenset(asked["words"]),
            prefixes={length: frozenset(words) for length, words in prefixes.items()},
            folded=frozenset(asked["folded"]),
            cased=frozenset(asked["cased"]),
            keywords=frozenset(asked["keywords"]),
            gap=gap,
        )

    def cut_down(self, document: Document) -> dict[str, Any]:
        """The article as it is percolated."""
        article = document.article
        title, text = document.title.tokens, document.text.tokens
        title_words = self._words(title.folded, title.cased, article.language)
        folded = [self._cut_down(read.folded, self.folded) for read in (title, text)]
        cased = [self._cut_down(read.cased, self.cased) for read in (title, text)]
        match = {
            "words": sorted(title_words | self._words(text.folded, text.cased, article.language)),
            "title_words": sorted(title_words),
            "folded": folded,
            "title_folded": folded[0],
            "cased": cased,
            "title_cased": cased[0],
        }
        return {"keywords": sorted(self.keywords & document.keywords), "match": match}

    def _words(self, folded: Iterable[str], cased: Iterable[str], language: str) -> set[str]:
        distinct = set(folded)
        found = {word for token in distinct if (word := indexed(token)) in self.words}
        found.update(word for stem in stems(distinct, language) if (word := indexed(stem)) in self.words)
        found.update(word for token in set(cased) if (word := as_written(token)) in self.words)
        for length, prefixes in self.prefixes.items():
            found.update(
                word for token in distinct if len(token) >= length and (word := begins_with(token[:length])) in prefixes
            )
        return found

    def _cut_down(self, stream: Iterable[str], asked: frozenset[str]) -> str:
        kept: list[str] = []
        between = 0
        for token in map(indexed, stream):
            if token in asked:
                kept.append(token)
                between = 0
            elif between < self.gap:
                kept.append(_FILLER)
                between += 1
        return " ".join(kept)


def _stream(field: str) -> str:
    return field.rpartition(".")[2].removeprefix("title_")


def terms(document: Mapping[str, Any]) -> set[str]:
    """The terms of a percolated article, each marked with its field: as many as the engine looks for."""
    match = document["match"]
    found = {f"keywords {keyword}" for keyword in document["keywords"]}
    for field, value in match.items():
        words = value if field.endswith("words") else " ".join([value] if isinstance(value, str) else value).split()
        found.update(f"{field} {word}" for word in words)
    return found
