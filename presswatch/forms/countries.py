"""The names of countries in all languages, with their forms.

CLDR gives one name a country and language. Beside it stand the others that the press uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from presswatch.forms import declension, suffixes
from presswatch.forms.form import Form, MadeBy

# Territories of CLDR that ISO 3166 doesn't list as countries, and those that nobody means (Antarctica and the like).
_NOT_COUNTRIES = frozenset("AC AQ BV CP CQ DG EA EU EZ GS HM IC IO TA TF UM UN XA XB ZZ".split())
_ALSO: dict[str, dict[str, tuple[str, ...]]] = {  # "=": as written, since the acronym is a word in lower case
    "US": {"en": ("United States of America", "=US", "=U.S.", "=USA", "=United States"), "ru": ("=США",),
        "kk": ("=АҚШ",),
           "ky": ("=АКШ",), "uz": ("=AQSH", "=AQSh", "=АҚШ"), "tr": ("=ABD",), "az": ("=ABŞ",), "uk": ("=США",),
           "mn": ("=АНУ",), "fa": ("ایالات متحده", "آمریکا"), "zh": ("美国", "美國")},
    "GB": {"en": ("Great Britain", "Britain", "=UK"), "ru": ("Великобритания", "Британия")},
    "RU": {"en": ("Russian Federation",), "ru": ("=РФ", "Российская Федерация"), "mn": ("=ОХУ",), "uk": ("=РФ",)},
    "CN": {"en": ("People's Republic of China", "=PRC"), "zh": ("中华人民共和国",), "ru": ("=КНР",), "kk": ("=ҚХР",),
        "uz": ("=XXR", "=ХХР"),
           "mn": ("=БНХАУ",), "uk": ("=КНР",)},
    "TR": {"en": ("Turkey", "Turkiye"), "ru": ("Турция",)}, "KR": {"en": ("Republic of Korea",),
        "ru": ("Южная Корея",)},
    "KP": {"en": ("=DPRK", "Democratic People's Republic of Korea"), "ru": ("=КНДР", "Северная Корея")},
    "CZ": {"en": ("Czech Republic",)}, "MM": {"en": ("Myanmar", "Burma")}, "MK": {"en": ("Macedonia",)},
    "CI": {"en": ("Ivory Coast",)}, "CD": {"en": ("=DRC", "Democratic Republic of the Congo")},
    "CG": {"en": ("Republic of the Congo",)}, "AE": {"en": ("=UAE",), "ru": ("=ОАЭ",), "fa": ("امارات",)},
    "ZA": {"ru": ("=ЮАР",)}, "KG": {"en": ("Kyrgyz Republic",), "ru": ("Киргизия", "Кыргызстан",
        "Кыргызская Республика"),
           "ky": ("Кыргыз Республикасы",)},
    "BY": {"ru": ("Белоруссия", "Республика Беларусь")}, "TM": {"ru": ("Туркмения",)}, "MD": {"ru": ("Молдавия",)},
    "KZ": {"en": ("Republic of Kazakhstan",), "ru": ("Республика Казахстан",),
           "kk": ("Қазақстан Республикасы",)}, "PS": {"en": ("Palestine",)},
    "SY": {"en": ("Syria",)}, "SA": {"fa": ("عربستان",), "zh": ("沙特",)}, "MN": {"mn": ("Монгол Улс",)},
    "UZ": {"ru": ("Республика Узбекистан",), "uz": ("Oʻzbekiston Respublikasi", "Ўзбекистон Республикаси")},
    "TJ": {"ru": ("Республика Таджикистан",), "tg": ("Ҷумҳурии Тоҷикистон",)},
    "IR": {"ru": ("Исламская Республика Иран",), "fa": ("جمهوری اسلامی ایران",)},
}  # fmt: skip
# Endings of a nominative, longest first, with those of its other cases, for names that no dictionary has.
_CASES = {
    "ru": (
        ("ия", "ии ию ией"), ("ья", "ьи ье ью ьей"), ("я", "и е ю ей"), ("а", "ы и е у ой"), ("й", "я ю ем е"),
        ("ь", "и ю е ем я"), ("", "а у ом е"),
    ),
    "uk": (("ія", "ії ію ією"), ("я", "ї і ю єю"), ("а", "и і у ою"), ("й", "ю єм ї"), ("", "у ом і ові")),
    "be": (("ія", "іі ію іяй"), ("я", "і ю яй"), ("а", "ы е у ай"), ("й", "я ю ем і"), ("", "а у ам е")),
}  # fmt: skip
_VOWELS = "аеёиоуыэюяіїєў"
_SHORTEST_WITH_ENDINGS = 4
_LATIN_WORD = re.compile("[A-Z][a-zà-ɏə]{1,2}")  # Fas, Çad: in capitals or without marks they are others' acronyms


def country_forms(languages: Iterable[str]) -> Iterator[tuple[Form, str]]:
    """Forms with the ISO 3166 code that they stand for, in these languages (empty: in all of CLDR) and English."""
    wanted = sorted({*languages, "en"}) if languages else sorted({name.partition("_")[0] for name in _locales()})
    seen: set[tuple[str, str]] = set()
    for language in dict.fromkeys((*wanted, *(each for names in _ALSO.values() for each in names))):
        for code, names in by_code(language).items():
            for name in names if language in wanted else _ALSO.get(code, {}).get(language, ()):
                for form in _forms(name, language):
                    if (form.text, code) not in seen or form.suffixed:
                        seen.add((form.text, code))
                        yield form, code


def names_of(code: str, language: str) -> tuple[str, ...]:
    """What a country is called in a language, each in the nominative; those that count as written begin with "="."""
    return by_code(language).get(code, ())


@lru_cache(maxsize=256)
def by_code(language: str) -> dict[str, tuple[str, ...]]:
    """The names of all countries in a language, as `names_of` has them."""
    found: dict[str, dict[str, None]] = {}
    for identifier in identifiers(language):
        try:
            territories = Locale.parse(identifier).territories
        except (UnknownLocaleError, ValueError):
            continue
        plain = frozenset(territories.values())
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES:
                found.setdefault(code, {}).update(dict.fromkeys(_variants(name, plain)))
    for code, also in _ALSO.items():
        found.setdefault(code, {}).update(dict.fromkeys(also.get(language, ())))
    return {code: tuple(names) for code, names in found.items()}


def _locales() -> Iterable[str]:
    names: Iterable[str] = get_global("likely_subtags")
    return (name for name in names if re.fullmatch(r"[a-z]{2}", name))


def georgian(name: str) -> Iterator[str]:
    """The other cases of a Georgian name, and what is written onto it: in, on, from, with, to."""
    stem = name.removesuffix("ი")
    genitive = "ის" if stem != name else "ს"
    for ending in (genitive, "ს", "ში", "ზე", "მა" if stem != name else "მ", "იდან" if stem != name else "დან"):
        yield stem + ending
    for ending in ("თან", "თვის", "კენ"):
        yield stem + genitive + ending


def identifiers(language: str) -> tuple[str, ...]:
    """The locales of a language, one for each script that it is written in."""
    return {
        "zh": ("zh_Hans", "zh_Hant"),
        "uz": ("uz_Latn", "uz_Cyrl"),
        "sr": ("sr_Cyrl", "sr_Latn"),
        "az": ("az_Latn", "az_Cyrl"),
    }.get(language, (language,))


def _variants(name: str, plain: frozenset[str]) -> Iterator[str]:
    """`Myanmar (Burma)` is two names; of `Congo - Kinshasa` and `Hong Kong SAR China` the whole is one. `plain` are all
    names: the country of `Hong Kong (China)` is another's."""
    outside, _, inside = name.partition(" (")
    yield outside
    if len(inside) > 4 and inside.rstrip(")") not in plain:
        yield inside.rstrip(")")


def _forms(name: str, language: str) -> Iterator[Form]:
    bare = name.removeprefix("=")
    acronym = bare.isupper() or name != bare
    long_enough = acronym or " " in bare or len(bare) >= _SHORTEST_WITH_ENDINGS
    suffixed = suffixes.CYRILLIC if language == "ru" else (language,) if language in suffixes.LANGUAGES else ()
    text = "=" + name if _LATIN_WORD.fullmatch(name) else name
    yield Form(text=text, language=language, suffixed=suffixed if long_enough else (), proclitics=language == "ar")
    if not acronym and language in declension.LANGUAGES:
        made = list(declension.phrase(bare, language)) if language != "be" else [bare]
        if len(made) == 1:
            made += by_ending(bare, language)
        yield from (Form(text=each, language=language, made_by=MadeBy.DECLENSION) for each in made if each != bare)
    elif language == "ka":
        yield from (Form(text=each, language=language, made_by=MadeBy.DECLENSION) for each in georgian(bare))


def by_ending(name: str, language: str) -> Iterator[str]:
    """The other cases of a name of one word that no dictionary has, in Russian, Ukrainian or Belarusian."""
    if not name or " " in name or "-" in name:
        return
    for ending, others in _CASES[language]:
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            if not ending and stem[-1] in _VOWELS:
                return  # Перу, Того, Конго: not declined
            yield from (stem + other for other in others.split())
            return
