"""The one tokeniser: articles and queries, alerts and searches, on every engine.

A text becomes parallel lists of equal length, one place a token, so that "the next word" means the same in
each of them:

- `folded`: NFKC, case folded, marks removed from Latin and Greek letters, stress from Cyrillic ones (й, ѓ, ќ are
  letters and stay), vowel signs from Arabic ones. What a plain phrase searches.
- `cased`: the token as written (NFKC). What `=SCO` searches, so that "sco" is never the organisation.

A token is a run of letters, marks and digits of one script. Scripts that are written without spaces (Han, kana,
Thai, Lao, Khmer, Burmese) give one token a character, so a phrase of them is found wherever it stands. A number
with its separators is one token. Unicode properties come from the `regex` module (UAX #24 scripts, UAX #44).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\u30fc\uff70\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"  # with the sign ー
# Written inside words and invisible: soft hyphen, joiners, word joiner. A zero-width non-joiner ends an Arabic-script
# token (Persian suffixes after it: نشست‌ها) and is part of an Indic one.
_INVISIBLE = "\u00ad\u200c\u200d\u2060"
_INSIDE = rf"(?:[[\p{{L}}\p{{M}}\p{{N}}\u00ad\u200d\u2060]--[{_SPACELESS}]]|\u200c(?!\p{{Arabic}}))"
_APOSTROPHE = "['\u2018\u2019\u02bb\u02bc`\u00b4]"
# Uzbek oʻ and gʻ, whichever apostrophe the keyboard had, but not the English endings of "Congo's", "who'd".
_UZBEK = rf"(?<=[oOgG]){_APOSTROPHE}(?=\p{{Latin}})(?!(?:s|d|m|t|ll|re|ve)(?!\p{{L}}))"
_CYRILLIC_APOSTROPHE = rf"(?<=\p{{Cyrillic}}){_APOSTROPHE}(?=\p{{Cyrillic}})"

_TOKEN = regex.compile(
    rf"[{_SPACELESS}]\p{{M}}*"
    rf"|\p{{Nd}}+(?:[.,:\u066b\u066c]\p{{Nd}}+)*(?!{_INSIDE})"
    rf"|[[\p{{L}}\p{{N}}]--[{_SPACELESS}]](?:{_INSIDE}|{_UZBEK}|{_CYRILLIC_APOSTROPHE})*",
    regex.VERSION1,
)
_ASCII_WORD = regex.compile(r"[A-Za-z0-9]+", regex.VERSION1)
_SCRIPTS = ("Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Hangul", "Devanagari", "Armenian", "Georgian")
# Digits and signs of no script of their own stay with what they stand at: 75летие is a word, as 75th is.
_SCRIPT_RUN = regex.compile(
    "|".join(
        rf"[\p{{Common}}\p{{Inherited}}]*+\p{{{script}}}[\p{{{script}}}\p{{Common}}\p{{Inherited}}]*+"
        for script in _SCRIPTS
    )
    + "|[^" + "".join(rf"\p{{{script}}}" for script in _SCRIPTS) + "]+",
    regex.VERSION1,
)  # fmt: skip
_FOLDS_MARKS = regex.compile(r"[\p{Latin}\p{Greek}]", regex.VERSION1)
_CYRILLIC = regex.compile(r"\p{Cyrillic}", regex.VERSION1)
_STRESS = dict.fromkeys((0x300, 0x301))  # Лавро́в, as textbooks write
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
    """Read `text` into tokens, not to be changed. Any string is accepted, and one without a letter or digit gives none.

    Pure. The last few texts are remembered: mentions, stories, topics, archive and rules all ask for the same.
    """
    return _remembered(text) if len(text) <= _REMEMBERED else _read(text)


def _read(text: str) -> Tokens:
    starts: list[int] = []
    ends: list[int] = []
    cased: list[str] = []
    folded: list[str] = []
    for found in _TOKEN.finditer(text):
        at = found.start()
        for start, end, as_written, as_folded in _pieces(found.group()):
            starts.append(at + start)
            ends.append(at + end)
            cased.append(as_written)
            folded.append(as_folded)
    return Tokens(starts, ends, cased, folded)


_REMEMBERED = 50_000  # characters; tokens take some twenty times the text's memory
_remembered = lru_cache(maxsize=64)(_read)  # titles and texts of a batch


@lru_cache(maxsize=65536)
def _pieces(run: str) -> tuple[tuple[int, int, str, str], ...]:
    """The tokens of a run of letters and digits, one for each script: start, end, as written, folded."""
    whole = run.isascii() or len(run) == 1
    spans = [(0, len(run))] if whole else [piece.span() for piece in _SCRIPT_RUN.finditer(run)]
    return tuple((start, end, _as_written(run[start:end]), fold(run[start:end])) for start, end in spans)


def _as_written(token: str) -> str:
    if _ASCII_WORD.fullmatch(token):
        return token
    return unicodedata.normalize("NFKC", token).translate(_DROPPED) or token


def fold(token: str) -> str:
    """One token as a plain phrase compares it. Idempotent: `fold(fold(t)) == fold(t)`."""
    if token.isascii():
        return token.lower().translate(_DROPPED) or token
    folded = unicodedata.normalize("NFKC", token).casefold()
    if _FOLDS_MARKS.search(folded):
        decomposed = unicodedata.normalize("NFD", folded)
        folded = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    elif _CYRILLIC.search(folded):
        folded = folded.translate(_STRESS)
    if _ARABIC.search(folded):
        folded = _ARABIC_SIGNS.sub("", folded)
    folded = unicodedata.normalize("NFKC", folded.translate(_DROPPED).translate(_LIKE))
    return folded or token
