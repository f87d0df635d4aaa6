"""Month names: CLDR's of the languages that we meet, in the forms that their grammars give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from crawlers.extract import solar_hijri

_LANGUAGES = (
    "ar az be bg bn cs da de el es et fa fi fr he hi hr hu hy id it ka kk ky lt lv mn ms nb nl pl ps pt ro ru sk sl sr "
    "sv sw tg tk tr uk ur uz uz_Cyrl vi"
).split()
# Where a language has other names elsewhere, or another script.
_ALSO = {"ar": ("ar_SY", "ar_DZ", "ar_MA"), "az": ("az_Cyrl",), "fa": ("fa_AF",), "uz": ("uz_Cyrl",)}
Width = Literal["wide", "abbreviated"]
_WIDTHS: tuple[Width, ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_ENDING = 4  # letters that a case or a possessive adds: наурыз-да, март-ы, mart-ning

_MARKS = re.compile("[\u0300-\u036f\u064b-\u0655\u0670\u200c-\u200f]")
_ARABIC = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "أ": "ا", "إ": "ا", "آ": "ا", "ګ": "گ"})


def month_of(words: Sequence[str], language: str) -> int | None:
    """The month that the first of these words name; the language's own names first, then what others agree on."""
    known = _months(language)
    for count in range(len(words), 0, -1):
        key = _key(" ".join(words[:count]))
        if month := known.get(key):
            return month
        if month := _inflected(key, language):
            return month
    return None


def solar_month_of(word: str) -> int | None:
    """The month of the Solar Hijri calendar, by its Iranian or Afghan name."""
    return _solar().get(_key(word))


def _inflected(key: str, language: str) -> int | None:
    """A full name of the language itself with an ending."""
    for name, month in _stems(language):
        if key.startswith(name) and len(key) - len(name) <= _ENDING:
            return month
    return None


@cache
def _stems(language: str) -> Sequence[tuple[str, int]]:
    """Longest first, as one may begin another."""
    if language in {"", "en"}:
        return ()
    names = {name.rstrip("ь"): month for name, month in _names_of(language, "wide").items() if len(name) >= 3}
    return sorted(names.items(), key=lambda pair: -len(pair[0]))


@cache
def _months(language: str) -> Mapping[str, int]:
    """The language's own, English, then those that all other languages agree on."""
    return {**_common(), **_names_of("en"), **_names_of(language)}


@cache
def _common() -> Mapping[str, int]:
    """Names of many languages, without those that are another month elsewhere (listopad)."""
    readings: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for name, month in _names_of(language).items():
            readings.setdefault(name, set()).add(month)
    return {name: months.pop() for name, months in readings.items() if len(months) == 1}


@cache
def _names_of(language: str, *widths: Width) -> Mapping[str, int]:
    """From CLDR: full and short, as one writes them in dates and alone."""
    names: dict[str, int] = {}
    for code in (*reversed(_ALSO.get(language, ())), language) if language else ():
        try:
            locale = Locale.parse(code)
        except (ValueError, UnknownLocaleError):
            continue
        for width in widths or _WIDTHS:
            for context in _CONTEXTS:
                names.update((_key(name), month) for month, name in get_month_names(width, context, locale).items())
    return names


@cache
def _solar() -> Mapping[str, int]:
    return {_key(name): month for name, month in solar_hijri.MONTHS.items()}


def _key(name: str) -> str:
    """In lower case, without marks, as keyboards and cases differ in them, and Arabic letters by one of their forms."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", name.translate(_ARABIC).casefold()))
    return plain.strip(". ")
