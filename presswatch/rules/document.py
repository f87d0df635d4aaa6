"""An article as rules see it: two sections of tokens, and its keywords."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from presswatch.articles import Article
from presswatch.text import Tokens, sentences, stemmed, tokens

Positions = dict[str, list[int]]


class Section:
    """The title or the text: which tokens each stream has, and where each stands.

    Made as far as rules ask for it: most ask only whether a token is there, and sets of tokens are made in a tenth of
    the time.
    """

    def __init__(self, field: str, text: str, language: str) -> None:
        self.field = field
        self.text = text
        self._language = language

    @cached_property
    def tokens(self) -> Tokens:
        return tokens(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """The tokens of the folded stream, each once."""
        return frozenset(self.tokens.folded)

    @cached_property
    def written(self) -> frozenset[str]:
        """Those of the cased stream."""
        return frozenset(self.tokens.cased)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Those of the stemmed stream."""
        return frozenset(stemmed([*self.words], self._language))

    @cached_property
    def folded(self) -> Positions:
        return _positions(self.tokens.folded)

    @cached_property
    def cased(self) -> Positions:
        return _positions(self.tokens.cased)

    @cached_property
    def stemmed(self) -> Positions:
        return _positions(stemmed(self.tokens.folded, self._language))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Their spans; a title is one sentence."""
        if self.field == "title":
            start = len(self.text) - len(self.text.lstrip())
            end = len(self.text.rstrip())
            return [(start, end)] if start < end else []
        return sentences(self.text)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.words)

    def with_prefix(self, prefix: str) -> Iterator[str]:
        """The folded tokens that begin with `prefix`, each once; none for an empty one."""
        if not prefix:
            return
        words = self._sorted
        for at in range(bisect_left(words, prefix), len(words)):
            if not words[at].startswith(prefix):
                return
            yield words[at]


@dataclass(frozen=True)
class Document:
    """Made once an article, for all rules."""

    article: Article
    title: Section
    text: Section

    @classmethod
    def of(cls, article: Article) -> Document:
        return cls(
            article,
            Section("title", article.title, article.language),
            Section("text", article.text, article.language),
        )

    @cached_property
    def keywords(self) -> frozenset[str]:
        return self.article.keywords


def _positions(stream: Sequence[str]) -> Positions:
    positions: Positions = {}
    for at, token in enumerate(stream):
        positions.setdefault(token, []).append(at)
    return positions
