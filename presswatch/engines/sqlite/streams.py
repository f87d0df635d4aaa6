"""Token streams as FTS5 columns: space-joined tokens, in an alphabet that its tokeniser leaves alone.

Python's sqlite3 can't register a tokeniser of its own, so the columns are read by FTS5's `ascii`. It ends a token at
any ASCII character but letters and digits, and lowers A-Z; those characters are moved to the Private Use Area, which no
token can hold (tokens are letters, marks, digits). So what is searched is exactly the tokens that `presswatch.text`
made, and a query can hold nothing that means something to FTS5.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable
from functools import cache, lru_cache

from presswatch.articles import Article
from presswatch.engines.sample import SAMPLE
from presswatch.text import stem, tokens

_KEPT = frozenset(string.ascii_lowercase + string.digits)
_MOVED = {code: 0xE000 + code for code in range(128) if chr(code) not in _KEPT}
_HAS_MOVED = re.compile("[\\x00-\\x2f\\x3a-\\x60\\x7b-\\x7f]")


@lru_cache(maxsize=65536)
def indexed(token: str) -> str:
    """One token as it stands in the index. Different tokens stay different, and prefixes stay prefixes."""
    return token.translate(_MOVED) if _HAS_MOVED.search(token) else token


def streams(article: Article) -> tuple[str, str, str, str, str, str]:
    """The columns of an article: folded, cased, stemmed of the title, then of the text."""
    return (*_columns(article.title, article.language), *_columns(article.text, article.language))


@cache
def fingerprint() -> int:
    """The version of the streams that this program makes, in 16 bits."""
    made = "\n".join(" | ".join(_columns(text, language)) for language, text in SAMPLE)
    return int.from_bytes(hashlib.blake2b(made.encode(), digest_size=2).digest())


def _columns(text: str, language: str) -> tuple[str, str, str]:
    read = tokens(text)
    return _joined(read.folded), _joined(read.cased), _joined(_stems(read.folded, language))


def _stems(folded: Iterable[str], language: str) -> Iterable[str]:
    """Each stem once: rules ask of stems only whether they are there. Tokens without one are in the folded column."""
    return filter(None, (stem(token, language) for token in dict.fromkeys(folded)))


def _joined(stream: Iterable[str]) -> str:
    return " ".join(map(indexed, stream))
