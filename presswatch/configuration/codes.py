"""Codes of countries and languages, from CLDR through Babel, and what a wrong one was probably meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

from presswatch.configuration.problems import quoted
from presswatch.text import tokens

# Two letters in CLDR, but no country of ISO 3166-1: reserved or private codes of islands, currencies and groups of
# countries. XK, which ISO leaves to its users, stays: it is what everyone writes for Kosovo.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@cache
def countries() -> Mapping[str, str]:
    """English names by ISO 3166-1 alpha-2 code."""
    names = Locale("en").territories
    return {code: str(name) for code, name in names.items() if _alpha2(code) and code not in _NOT_COUNTRIES}


@cache
def languages() -> Mapping[str, str]:
    """English names by ISO 639-1 code."""
    return {code: str(name) for code, name in Locale("en").languages.items() if len(code) == 2}


def wrong_country(code: str, *, clues: str = "") -> str | None:
    """What is wrong with a country code, None for a right one.

    `clues` is other text about the same thing (an id, a name), in which the country may be named.
    """
    if code in countries():
        return None
    problem = f"{quoted(code)} is not an ISO 3166 country code"
    if code.upper() in ("EU", "UN"):
        return f"{problem}; write the country where the publisher sits"
    meant = _country_meant(code) or _country_named(clues)
    return f"{problem}; did you mean {meant}?" if meant else f"{problem}; it has two capital letters, like KZ"


def wrong_language(code: str) -> str | None:
    """What is wrong with a language code, None for a right one."""
    if code in languages():
        return None
    problem = f"{quoted(code)} is not an ISO 639-1 language code"
    meant = _language_meant(code)
    if meant:
        return f"{problem}; did you mean {meant}?"
    if code.upper() in countries():
        spoken = " and ".join(_spoken_in(code.upper()))
        return f"{problem}; it is the country, where they write {spoken}" if spoken else problem
    return f"{problem}; it has two small letters, like kk"


def _alpha2(code: str) -> bool:
    return len(code) == 2 and code.isalpha()


def _country_meant(code: str) -> str | None:
    if code.upper() in countries():
        return code.upper()
    successors = get_global("territory_aliases").get(code.upper(), ())  # UK, KAZ
    if len(successors) == 1 and successors[0] in countries():
        return str(successors[0])
    return next((known for known, name in countries().items() if name.casefold() == code.casefold()), None)


def _country_named(clues: str) -> str | None:
    """The one country that is named in a text like "mfa-kz Ministry of Foreign Affairs of Kazakhstan"."""
    words = f" {' '.join(tokens(clues).folded)} "
    named = {code for code, name in countries().items() if f" {' '.join(tokens(name).folded)} " in words}
    if not named:
        named = {word.upper() for word in clues.split()[:1] for word in word.split("-")} & countries().keys()
    return named.pop() if len(named) == 1 else None


def _language_meant(code: str) -> str | None:
    small = code.casefold()
    base = small.replace("_", "-").split("-")[0]  # zh-Hans, en_GB
    if base in languages():
        return base
    if base in (aliases := get_global("language_aliases")):  # kaz, rus, iw
        successor = str(aliases[base]).split("_")[0]
        return successor if successor in languages() else None
    named = next((known for known, name in languages().items() if name.casefold() == small), None)
    spoken = _spoken_in(code.upper())
    return named or (spoken[0] if len(spoken) == 1 else None)


def _spoken_in(country: str) -> tuple[str, ...]:
    """Official languages of a country, as far as they have a code of ISO 639-1."""
    return tuple(code for code in get_official_languages(country, de_facto=True) if code in languages())
