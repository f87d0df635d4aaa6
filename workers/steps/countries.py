"""The names of countries in all languages, from CLDR, and how to tell a country from a turkey.

CLDR gives one name a country and language. Beside it stand the few others that the press uses in English, and for
Russian, Ukrainian and Belarusian the case forms, which follow from the ending of the nominative.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# Territories of CLDR that ISO 3166 doesn't list as countries, and those that nobody means (Antarctica and the like).
_NOT_COUNTRIES = frozenset(
    {
        "AC",
        "AQ",
        "BV",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "GS",
        "HM",
        "IC",
        "IO",
        "TA",
        "TF",
        "UM",
        "UN",
        "XA",
        "XB",
        "ZZ",
    }
)
_ALSO = {  # "=": as written, since the acronym is a word in lower case
    "US": ("United States of America", "=US", "=USA", "=United States", "=США", "=АҚШ", "=АКШ"),
    "GB": ("Great Britain", "Britain", "=UK"),
    "RU": ("Russian Federation", "=РФ"),
    "CN": ("People's Republic of China", "=PRC", "=КНР"),
    "TR": ("Turkey", "Turkiye"),
    "KR": ("Republic of Korea",),
    "KP": ("=DPRK", "=КНДР", "Democratic People's Republic of Korea"),
    "CZ": ("Czech Republic",),
    "MM": ("Myanmar", "Burma"),
    "MK": ("Macedonia",),
    "CI": ("Ivory Coast",),
    "CD": ("=DRC", "Democratic Republic of the Congo"),
    "CG": ("Republic of the Congo",),
    "AE": ("=UAE", "=ОАЭ"),
    "ZA": ("=ЮАР",),
    "KG": ("Kyrgyz Republic", "Киргизия"),
    "BY": ("Белоруссия",),
    "TM": ("Туркмения",),
    "MD": ("Молдавия",),
    "KZ": ("Republic of Kazakhstan",),
    "PS": ("Palestine",),
    "SY": ("Syria",),
}
# Endings of a nominative, longest first, with those of its other cases. The press's common paradigms of
# Zaliznyak's dictionary; a form that no text uses costs a place in the trie and nothing else.
_CASES = {
    "ru": (
        ("ия", "ии ию ией"), ("ья", "ьи ье ью ьей"), ("я", "и е ю ей"), ("а", "ы и е у ой"), ("й", "я ю ем е"),
        ("ь", "и ю е ем я"), ("", "а у ом е"),
    ),
    "uk": (("ія", "ії ію ією"), ("я", "ї і ю єю"), ("а", "и і у ою"), ("й", "ю єм ї"), ("", "у ом і ові")),
    "be": (("ія", "іі ію іяй"), ("я", "і ю яй"), ("а", "ы е у ай"), ("й", "я ю ем і"), ("", "а у ам е")),
}  # fmt: skip
_VOWELS = "аеёиоуыэюяіїєў"


def country_names(languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names with the ISO 3166 code that they stand for, in these languages (empty: in all of CLDR) and English."""
    wanted = sorted({*languages, "en"}) if languages else sorted({name.partition("_")[0] for name in _locales()})
    seen: set[tuple[str, str]] = set()
    for language in wanted:
        for name, code in _in_language(language):
            if (name, code) not in seen:
                seen.add((name, code))
                yield name, code
    for code, names in _ALSO.items():
        for name in names:
            yield name, code
            if not name.isascii():
                yield from ((form, code) for form in _forms(name, "ru"))


def written_as_name(token: str) -> bool:
    """Whether a token is written as a name is: with a capital, in scripts that have them ("Turkey", not "turkey")."""
    return not token[:1].islower()


def _locales() -> Iterable[str]:
    names: Iterable[str] = get_global("likely_subtags")
    return (name for name in names if re.fullmatch(r"[a-z]{2}", name))


def _in_language(language: str) -> Iterator[tuple[str, str]]:
    for identifier in _written(language):
        try:
            territories = Locale.parse(identifier).territories
        except (UnknownLocaleError, ValueError):
            continue
        for code, name in territories.items():
            if len(code) != 2 or not code.isalpha() or code in _NOT_COUNTRIES:
                continue
            for variant in _variants(name):
                yield variant, code
                yield from ((form, code) for form in _forms(variant, language))


def _written(language: str) -> tuple[str, ...]:
    """The locales of a language, one for each script that it is written in."""
    return {
        "zh": ("zh_Hans", "zh_Hant"),
        "uz": ("uz_Latn", "uz_Cyrl"),
        "sr": ("sr_Cyrl", "sr_Latn"),
        "az": ("az_Latn", "az_Cyrl"),
    }.get(language, (language,))


def _variants(name: str) -> Iterator[str]:
    """`Myanmar (Burma)` is two names; of `Congo - Kinshasa` and `Hong Kong SAR China` the whole is one."""
    outside, _, inside = name.partition(" (")
    yield outside
    if inside and len(inside) > 4:
        yield inside.rstrip(")")


def _forms(name: str, language: str) -> Iterator[str]:
    cases = _CASES.get(language)
    if cases is None or not name or name.isupper() or " " in name or "-" in name:
        return
    for ending, others in cases:
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            if not ending and stem[-1] in _VOWELS:
                return  # Перу, Того, Конго: not declined
            yield from (stem + other for other in others.split())
            return
