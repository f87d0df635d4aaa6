"""Snowball stems, marked with their language, so that a French stem never meets an English one.

The algorithms are those of the Snowball project, by PyStemmer. A language's stemmer is asked only for tokens in a
script that the language is written in: an English name in a Russian text keeps its folded form.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache

import regex
import Stemmer

# ISO 639-1 code -> the algorithm's name, by script.
_ALGORITHMS: dict[str, dict[str, str]] = {
    "Latin": {
        "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english", "eo": "esperanto",
        "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
        "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian",
        "pl": "polish", "pt": "portuguese", "ro": "romanian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
        "tr": "turkish",
    },
    "Cyrillic": {"ru": "russian", "sr": "serbian"},
    "Arabic": {"ar": "arabic", "fa": "persian"},
    "Greek": {"el": "greek"},
    "Armenian": {"hy": "armenian"},
    "Devanagari": {"hi": "hindi", "ne": "nepali"},
    "Tamil": {"ta": "tamil"},
    "Hebrew": {"yi": "yiddish"},
}  # fmt: skip
_ALIASES = {"nb": "no", "nn": "no"}  # codes of languages that one algorithm reads, so that they share their stems
_SCRIPT = regex.compile("|".join(rf"(?P<{script}>\p{{{script}}})" for script in _ALGORITHMS), regex.VERSION1)
_ARABIC_LETTERS = str.maketrans({"ی": "ي", "ک": "ك"})  # the tokeniser folded them the Persian way
_own = threading.local()  # a stemmer object may not be shared between threads


@lru_cache(maxsize=131072)
def stem(folded: str, language: str) -> str | None:
    """`en:sanction` for ("sanctions", "en"); None where no stemmer of the language fits the token's script.

    `folded` is a token of the folded stream, `language` an ISO 639-1 code (any other string has no stemmer).
    """
    language = _ALIASES.get(language, language)
    algorithm = _ALGORITHMS.get(_script(folded), {}).get(language)
    if algorithm is None:
        return None
    word = folded.translate(_ARABIC_LETTERS) if language == "ar" else folded
    stemmed_word: str = _stemmer(algorithm).stemWord(word)
    return f"{language}:{stemmed_word or folded}"


@lru_cache(maxsize=16384)
def query_stems(folded: str) -> frozenset[str]:
    """The stems of a word of a query, in every language written in its script: its author didn't say which."""
    languages = _ALGORITHMS.get(_script(folded), {})
    return frozenset(found for language in languages if (found := stem(folded, language)))


def stemmed(folded: Sequence[str], language: str) -> list[str]:
    """The stemmed stream of a text: the stem of each token, or the folded token itself where no stemmer fits."""
    return [stem(token, language) or token for token in folded]


def _script(token: str) -> str:
    found = _SCRIPT.search(token)
    return str(found.lastgroup) if found else ""


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmers: dict[str, Stemmer.Stemmer] = _own.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)  # `stem` has a cache
    return stemmers[algorithm]
