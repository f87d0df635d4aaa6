"""Names of offices made of a role and a country: foreign minister of China, глава МИД Китая, 中国外长.

For the roles that every country has. An office with such a role is found by them in each language of the table, whether
its config gives names in it or not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from presswatch.forms import declension, suffixes
from presswatch.forms.countries import names_of
from presswatch.forms.demonym_names import ENGLISH, RUSSIAN, TURKISH, UKRAINIAN
from presswatch.forms.demonyms import arabic_adjectives
from presswatch.forms.form import Form, MadeBy

# By language and role the titles; "{}" is where the country stands, "{g}" where it stands in the genitive. Titles that
# begin with "=" count as written.
_PATTERNS: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "foreign-minister": ("{}外长", "{}外長", "{}外交部长", "{}外交部部长", "{}外交部長", "{}外交大臣", "{}外相"),
        "head-of-state": ("{}总统", "{}總統", "{}国家主席"),
        "head-of-government": ("{}总理", "{}總理", "{}首相"),
    },
    "ja": {
        "foreign-minister": ("{}外相", "{}外務大臣", "{}の外相"),
        "head-of-state": ("{}大統領", "{}国家主席", "{}の大統領"),
        "head-of-government": ("{}首相", "{}の首相"),
    },
    "ko": {
        "foreign-minister": ("{} 외교부장", "{} 외무장관", "{} 외교장관", "{} 외교부 장관", "{} 외무상"),
        "head-of-state": ("{} 대통령", "{} 국가주석"),
        "head-of-government": ("{} 총리",),
    },
    "kk": {
        "foreign-minister": ("{} Сыртқы істер министрі", "{g} Сыртқы істер министрі", "{} СІМ басшысы"),
        "head-of-state": ("{} Президенті", "{g} Президенті"),
        "head-of-government": ("{} Премьер-министрі", "{g} Премьер-министрі"),
    },
    "ky": {
        "foreign-minister": ("{} тышкы иштер министри", "{g} тышкы иштер министри", "{g} ТИМ башчысы"),
        "head-of-state": ("{} президенти", "{g} президенти"),
        "head-of-government": ("{} премьер-министри", "{g} премьер-министри"),
    },
    "uz": {
        "foreign-minister": ("{} tashqi ishlar vaziri", "{} TIV rahbari", "{} ташқи ишлар вазири", "{} ТИВ раҳбари",
                             "{g} tashqi ishlar vaziri", "{g} ташқи ишлар вазири"),
        "head-of-state": ("{} prezidenti", "{} президенти", "{g} prezidenti", "{g} президенти"),
        "head-of-government": ("{} bosh vaziri", "{} бош вазири", "{g} bosh vaziri", "{g} бош вазири"),
    },
    "tg": {
        "foreign-minister": ("вазири корҳои хориҷии {}", "вазири умури хориҷии {}"),
        "head-of-state": ("президенти {}",),
        "head-of-government": ("сарвазири {}", "нахуствазири {}"),
    },
    "fa": {
        "foreign-minister": ("وزیر خارجه {}", "وزیر امور خارجه {}"),
        "head-of-state": ("رئیس جمهور {}", "رئیس جمهوری {}", "رییس جمهور {}", "رئیسجمهور {}"),
        "head-of-government": ("نخست وزیر {}", "نخستوزیر {}"),
    },
    "ur": {
        "foreign-minister": ("{} کے وزیر خارجہ", "{} کے وزیرخارجہ"),
        "head-of-state": ("{} کے صدر",),
        "head-of-government": ("{} کے وزیر اعظم", "{} کے وزیراعظم"),
    },
    "hi": {
        "foreign-minister": ("{} के विदेश मंत्री", "{} के विदेशमंत्री"),
        "head-of-state": ("{} के राष्ट्रपति",),
        "head-of-government": ("{} के प्रधानमंत्री", "{} के प्रधान मंत्री"),
    },
    "ar": {
        "foreign-minister": ("وزير خارجية {}", "وزير الخارجية في {}"),
        "head-of-state": ("رئيس جمهورية {}",),
        "head-of-government": ("رئيس وزراء {}",),
    },
    "tr": {
        "foreign-minister": ("{} Dışişleri Bakanı", "{g} Dışişleri Bakanı"),
        "head-of-state": ("{} Cumhurbaşkanı", "{} Devlet Başkanı", "{g} Cumhurbaşkanı"),
        "head-of-government": ("{} Başbakanı", "{g} Başbakanı"),
    },
    "az": {
        "foreign-minister": ("{} xarici işlər naziri", "{g} xarici işlər naziri", "{g} XİN başçısı"),
        "head-of-state": ("{} prezidenti", "{g} prezidenti"),
        "head-of-government": ("{} baş naziri", "{g} baş naziri"),
    },
    "mn": {
        "foreign-minister": ("{g} Гадаад хэргийн сайд", "{g} ГХ-ийн сайд"),
        "head-of-state": ("{g} Ерөнхийлөгч",),
        "head-of-government": ("{g} Ерөнхий сайд",),
    },
    "fr": {
        role: tuple(f"{title} {of}" for title in titles for of in ("de {}", "du {}", "de la {}", "de l'{}", "d'{}",
            "des {}"))
        for role, titles in {
            "foreign-minister": ("ministre des Affaires étrangères",),
            "head-of-state": ("président", "présidente"),
            "head-of-government": ("Premier ministre", "Première ministre"),
        }.items()
    },
}  # fmt: skip
_ENGLISH = {
    "foreign-minister": ("foreign minister", "minister of foreign affairs", "minister for foreign affairs", "=FM"),
    "head-of-state": ("president",),
    "head-of-government": ("prime minister", "premier", "=PM"),
}
_SLAVIC = {
    "ru": {
        "foreign-minister": (
            "министр иностранных дел",
            "глава МИД",
            "глава МИДа",
            "глава внешнеполитического ведомства",
        ),
        "head-of-state": ("президент",),
        "head-of-government": ("премьер-министр", "премьер", "глава правительства", "председатель правительства"),
    },
    "uk": {
        "foreign-minister": ("міністр закордонних справ", "глава МЗС", "очільник МЗС"),
        "head-of-state": ("президент",),
        "head-of-government": ("прем'єр-міністр", "прем'єр", "глава уряду"),
    },
}
_ARABIC = {  # before the demonym, of a man and of a woman
    "foreign-minister": ("وزير الخارجية", "وزيرة الخارجية"),
    "head-of-state": ("الرئيس", "الرئيسة"),
    "head-of-government": ("رئيس الوزراء", "رئيسة الوزراء"),
}
_TURKISH = {
    "foreign-minister": ("Dışişleri Bakanı",),
    "head-of-state": ("Devlet Başkanı", "Cumhurbaşkanı"),
    "head-of-government": ("Başbakanı",),
}
ROLES = frozenset(_ENGLISH)


def composed(office: str, languages: Collection[str] = ()) -> tuple[Form, ...]:
    """The names of an office by its id, in these languages (empty: all) and English; none where its role or country
    isn't one that names can be made for."""
    role, _, country = office.partition("/")
    return tuple(_forms(role, country, languages)) if role in ROLES and names_of(country, "en") else ()


def _forms(role: str, country: str, languages: Collection[str]) -> Iterator[Form]:
    for text in _english(role, country):
        yield _made(text, "en")
    for language in _SLAVIC if not languages else _SLAVIC.keys() & languages:
        for text in _slavic(role, country, language):
            yield _made(text, language)
    for form in _of_demonyms(role, country):
        if form.language in languages or not languages:
            yield form
    for language, patterns in _PATTERNS.items():
        if languages and language not in languages:
            continue
        for name in names_of(country, language):
            bare = name.removeprefix("=")
            if len(bare) < 2:
                continue
            for pattern in patterns[role]:
                for text in _filled(pattern, bare, language):
                    yield Form(
                        text="=" + text if name != bare and language not in {"fa", "ar"} else text,
                        language=language,
                        made_by=MadeBy.COMPOSITION,
                        suffixed=(language,) if language in suffixes.LANGUAGES and name == bare else (),
                        proclitics=language == "ar",
                    )


def _of_demonyms(role: str, country: str) -> Iterator[Form]:
    """وزير الخارجية الصيني, Rus Dışişleri Bakanı."""
    for adjectives in arabic_adjectives(country):
        for title, adjective in zip(_ARABIC[role], adjectives, strict=True):
            yield Form(text=f"{title} {adjective}", language="ar", made_by=MadeBy.COMPOSITION, proclitics=True)
    for demonym in TURKISH.get(country, ()):
        yield from (_made(f"{demonym} {title}", "tr") for title in _TURKISH[role])


def _made(text: str, language: str) -> Form:
    return Form(text=text, language=language, made_by=MadeBy.COMPOSITION)


def _english(role: str, country: str) -> Iterator[str]:
    for title in _ENGLISH[role]:
        exact = "=" if title.startswith("=") else ""
        bare = title.removeprefix("=")
        for name in (each.removeprefix("=") for each in names_of(country, "en")):
            if not exact:
                yield f"{bare} of {name}"
                yield f"{bare} of the {name}"
            yield f"{exact}{name}'s {bare}"
            yield f"{exact}{name} {bare}"
        yield from (f"{exact}{demonym} {bare}" for demonym in ENGLISH.get(country, ()))


def _slavic(role: str, country: str, language: str) -> Iterator[str]:
    adjectives = {"ru": RUSSIAN, "uk": UKRAINIAN}[language].get(country, ())
    for title in _SLAVIC[language][role]:
        for name in names_of(country, language):
            owner = declension.genitive(name.removeprefix("="), language)
            yield from (f"{form} {owner}" for form in _declined(title, language))
        for adjective in adjectives:
            if title.startswith(("министр", "міністр", "президент", "прем")):
                yield from _declined(f"{adjective} {title}", language)


@lru_cache(maxsize=2000)
def _declined(phrase: str, language: str) -> tuple[str, ...]:
    return tuple(declension.phrase(phrase, language))


def _filled(pattern: str, name: str, language: str) -> Iterator[str]:
    if "{g}" not in pattern:
        yield pattern.format(name)
        return
    for ending in suffixes.endings(name.rpartition(" ")[2], language):
        if _GENITIVE[language].fullmatch(ending):
            yield pattern.replace("{g}", name + ending)


_GENITIVE = {
    "kk": re.compile("[ндт].ң"),
    "ky": re.compile("[ндт][ыиуү]н"),
    "uz": re.compile("ning|нинг"),
    "tr": re.compile("n?[ıiuü]n"),
    "az": re.compile("n?[ıiuü]n"),
    "mn": re.compile("ын|ийн|ы|ий|н|гийн"),
}
