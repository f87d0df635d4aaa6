"""The one tokeniser: articles and queries, alerts and searches, on every engine.

A text becomes parallel lists of equal length, one place a token, so that "the next word" means the same in
each of them:

- `folded`: NFKC, case folded, marks removed from Latin and Greek letters, vowel signs from Arabic ones. What a
  plain phrase searches.
- `cased`: the token as written (NFKC). What `=SCO` searches, so that "sco" is never the organisation.

A token is a run of letters, marks and digits of one script. Scripts that are written without spaces (Han, kana,
Thai, Lao, Khmer, Burmese) give one token a character, so a phrase of them is found wherever it stands. A number
with its separators is one token. Unicode properties come from the `regex` module (UAX #24 scripts, UAX #44).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# Written inside words and invisible: soft hyphen, joiners, word joiner. A zero-width non-joiner ends an Arabic-script
# token (Persian suffixes after it: نشست‌ها) and is part of an Indic one.
_INVISIBLE = "\u00ad\u200c\u200d\u2060"
_INSIDE = rf"(?:[[\p{{L}}\p{{M}}\p{{N}}\u00ad\u200d\u2060]--[{_SPACELESS}]]|\u200c(?!\p{{Arabic}}))"
_APOSTROPHE = "['\u2018\u2019\u02bb\u02bc`\u00b4]"
# Uzbek oʻ and gʻ, whichever apostrophe the keyboard had, but not the English endings of "Congo's", "who'd".
_UZBEK = rf"(?<=[oOgG]){_APOSTROPHE}(?=\p{{Latin}})(?!(?:s|d|m|t|ll|re|ve)(?!\p{{L}}))"
_CYRILLIC = rf"(?<=\p{{Cyrillic}}){_APOSTROPHE}(?=\p{{Cyrillic}})"

_TOKEN = regex.compile(
    rf"[{_SPACELESS}]\p{{M}}*"
    rf"|\p{{Nd}}+(?:[.,:\u066b\u066c]\p{{Nd}}+)*(?!{_INSIDE})"
    rf"|[[\p{{L}}\p{{N}}]--[{_SPACELESS}]](?:{_INSIDE}|{_UZBEK}|{_CYRILLIC})*",
    regex.VERSION1,
)
_ASCII_WORD = regex.compile(r"[A-Za-z0-9]+", regex.VERSION1)
_SCRIPT_RUN = regex.compile(
    r"[\p{Latin}\p{Common}\p{Inherited}]+|[\p{Cyrillic}\p{Common}\p{Inherited}]+|[\p{Greek}\p{Common}\p{Inherited}]+"
    r"|[\p{Arabic}\p{Common}\p{Inherited}]+|[\p{Hebrew}\p{Common}\p{Inherited}]+"
    r"|[\p{Hangul}\p{Common}\p{Inherited}]+|[\p{Devanagari}\p{Common}\p{Inherited}]+"
    r"|[\p{Armenian}\p{Common}\p{Inherited}]+|[\p{Georgian}\p{Common}\p{Inherited}]+"
    r"|[^\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{Hangul}\p{Devanagari}\p{Armenian}\p{Georgian}]+",
    regex.VERSION1,
)
_FOLDS_MARKS = regex.compile(r"[\p{Latin}\p{Greek}]", regex.VERSION1)
_ARABIC = regex.compile(r"\p{Arabic}", regex.VERSION1)
_ARABIC_SIGNS = regex.compile("[\u064b-\u065f\u0670\u06d6-\u06ed\u0640]", regex.VERSION1)
_DROPPED = dict.fromkeys(map(ord, _INVISIBLE + "'\u2018\u2019\u02bb\u02bc`\u00b4 \t\n\r\u00a0"))
# Letters that Unicode doesn't decompose, and letters that keyboards mix up within one language.
_LIKE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h",
                       "ё": "е", "ي": "ی", "ى": "ی", "ك": "ک"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text: parallel lists, and where each stands (`text[starts[i]:ends[i]]`, in characters)."""

    starts: list[int]
    ends: list[int]
    cased: list[str]
    folded: list[str]

    def __len__(self) -> int:
        return len(self.starts)


def tokens(text: str) -> Tokens:
    """Read `text` into tokens. Pure; any string is accepted, and one without a letter or digit gives none."""
    starts: list[int] = []
    ends: list[int] = []
    cased: list[str] = []
    folded: list[str] = []
    for start, end in _spans(text):
        written = text[start:end]
        starts.append(start)
        ends.append(end)
        cased.append(_as_written(written))
        folded.append(fold(written))
    return Tokens(starts, ends, cased, folded)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        written = found.group()
        if written.isascii() or end - start == 1:
            yield start, end
            continue
        for run in _SCRIPT_RUN.finditer(written):
            yield start + run.start(), start + run.end()


@lru_cache(maxsize=65536)
def _as_written(token: str) -> str:
    if _ASCII_WORD.fullmatch(token):
        return token
    return unicodedata.normalize("NFKC", token).translate(_DROPPED) or token


@lru_cache(maxsize=65536)
def fold(token: str) -> str:
    """One token as a plain phrase compares it. Idempotent: `fold(fold(t)) == fold(t)`."""
    if token.isascii():
        return token.lower().translate(_DROPPED) or token
    folded = unicodedata.normalize("NFKC", token).casefold()
    if _FOLDS_MARKS.search(folded):
        decomposed = unicodedata.normalize("NFD", folded)
        folded = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    if _ARABIC.search(folded):
        folded = _ARABIC_SIGNS.sub("", folded)
    folded = unicodedata.normalize("NFKC", folded.translate(_DROPPED).translate(_LIKE))
    return folded or token
