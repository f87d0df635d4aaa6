"""An article's tokens as fields, so that what the engine searches is exactly what `presswatch.text` made.

Rules ask two kinds of question. Whether a token is there at all is answered by a set, `words`: the folded tokens, their
stems ("en:sanction"), and the tokens as written, marked ("=SCO"). One field, so that a rule's word is one term however
many forms it has. Whether tokens stand together is answered by `folded` and `cased`, texts that the engine splits at
spaces. Each of the three has a twin for the title alone.

No two kinds meet in the set: a token begins with a letter, digit or mark, and only one that begins with a digit holds
a colon. In the texts, the title and the text are two values with a gap between that no phrase or near reaches across.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from presswatch.articles import Article
from presswatch.engines.sample import SAMPLE
from presswatch.text import Tokens, stem, tokens

LONGEST = 8_000  # characters of a token: Lucene's limit for a term is 32,766 bytes, and one character is 4 at most
LONGEST_UNITS = 2 * LONGEST + 100  # in UTF-16, with the mark of one that was cut
LONGEST_PREFIX = 240  # characters: older engines take an automaton of 1,000 bytes
GAP = 1_100_000  # between title and text, in tokens
FARTHEST = 1_000_000  # words that a near reaches: less than the gap, and more than any text has


@dataclass(frozen=True, slots=True)
class Streams:
    """The fields of an article; `cut` counts the tokens that were too long for the engine."""

    words: frozenset[str]
    title_words: frozenset[str]
    folded: tuple[str, str]  # title, text
    cased: tuple[str, str]
    cut: int

    def fields(self) -> dict[str, object]:
        return {
            "words": sorted(self.words),
            "title_words": sorted(self.title_words),
            "folded": list(self.folded),
            "title_folded": self.folded[0],
            "cased": list(self.cased),
            "title_cased": self.cased[0],
        }


def indexed(token: str) -> str:
    """One token as it stands in the index. A longer one keeps its beginning, and a hash that tells it from others."""
    if len(token) <= LONGEST:
        return token
    return f"{token[:LONGEST]}~{hashlib.blake2b(token.encode(), digest_size=16).hexdigest()}"


def as_written(cased: str) -> str:
    """A token of the cased stream, in the set."""
    return f"={indexed(cased)}"


def beginning(prefix: str) -> str:
    """As much of a prefix as engines look for. A longer one, longer than any word, finds what begins like it."""
    return prefix[:LONGEST_PREFIX]


def begins_with(prefix: str) -> str:
    """That some token begins so: in the set of an article that is to be percolated, for the prefixes that rules ask."""
    return f"{beginning(prefix)}*"


def streams(article: Article) -> Streams:
    title, text = tokens(article.title), tokens(article.text)
    title_words = _words(title, article.language)
    return Streams(
        words=title_words | _words(text, article.language),
        title_words=title_words,
        folded=(joined(title.folded), joined(text.folded)),
        cased=(joined(title.cased), joined(text.cased)),
        cut=sum(len(token) > LONGEST for read in (title, text) for token in read.folded),
    )


@cache
def fingerprint() -> str:
    """The version of the streams that this program makes."""
    made = hashlib.blake2b(digest_size=6)
    for language, text in SAMPLE:
        read = tokens(text)
        made.update(repr((joined(read.folded), joined(read.cased), sorted(_words(read, language)))).encode())
    return made.hexdigest()


def joined(stream: Sequence[str]) -> str:
    return " ".join(stream if max(map(len, stream), default=0) <= LONGEST else map(indexed, stream))


def stems(folded: Iterable[str], language: str) -> set[str]:
    return {found for token in folded if (found := stem(token, language))}


def _words(read: Tokens, language: str) -> frozenset[str]:
    folded = set(read.folded)
    return frozenset({*map(indexed, folded), *map(indexed, stems(folded, language)), *map(as_written, set(read.cased))})
