"""Demonyms in all their forms: Chinese, китайского, الصينية, ایرانی, қазақстандық; and 中方, 中俄."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from presswatch.forms import declension, suffixes
from presswatch.forms import demonym_names as names
from presswatch.forms.countries import names_of
from presswatch.forms.form import Form, MadeBy

_ADJECTIVES = {"ru": names.RUSSIAN, "uk": names.UKRAINIAN, "be": names.BELARUSIAN}
_DERIVED = ("tr", "az", "kk", "ky", "uz")  # from any country's name, by an ending
_SHORTEST = 3  # letters of a name that one is derived of
_NAMESAKES = frozenset({"Irak"})  # Irakli is a Georgian's given name
_TRAY = "صيني"  # whose feminine is a tray


def demonym_forms(languages: Collection[str] = ()) -> Iterator[tuple[Form, str]]:
    """With the ISO 3166 code, in these languages (empty: in all) and in English and Russian."""
    for code, words in names.ENGLISH.items():
        yield from ((Form(text=word, language="en"), code) for word in words)
    for language, table in _ADJECTIVES.items():
        if language == "ru" or language in languages or not languages:
            for code, words in table.items():
                yield from ((form, code) for word in words for form in _declined(word, language))
    if "ar" in languages or not languages:
        for code, words in names.ARABIC.items():
            yield from ((form, code) for word in words for form in _arabic(word))
    if "fa" in languages or not languages:
        yield from _persian()
    if "tr" in languages or not languages:
        for code, words in names.TURKISH.items():
            yield from ((Form(text=word, language="tr"), code) for word in words)
    for language in _DERIVED:
        if language in languages or not languages:
            yield from _derived(language)


def short_forms() -> Iterator[tuple[Form, str]]:
    """What Chinese calls a country's side, and two or three countries at once, in one character each."""
    for codes, words in names.CHINESE.items():
        yield from ((Form(text=word, language="zh"), code) for code in codes.split("+") for word in words)


def arabic_adjectives(code: str) -> Iterator[tuple[str, str]]:
    """What a country's holders of offices are called, a man and a woman: الصيني, الصينية."""
    for word in names.ARABIC.get(code, ()):
        definite = word if word.startswith("ال") else "ال" + word
        yield definite, definite + "ة"


def _declined(word: str, language: str) -> Iterator[Form]:
    for text in declension.adjective(word, language):
        made = MadeBy.GIVEN if text == word else MadeBy.DECLENSION
        yield Form(text=text, language=language, made_by=made)


def _arabic(word: str) -> Iterator[Form]:
    for ending in ("", "ة", "ون", "ين"):
        made = MadeBy.DECLENSION if ending else MadeBy.GIVEN
        text = "ال" + word + ending if word + ending == _TRAY + "ة" else word + ending
        yield Form(text=text, language="ar", made_by=made, proclitics=True)


def _persian() -> Iterator[tuple[Form, str]]:
    for code, words in names.PERSIAN.items():
        yield from ((Form(text=word, language="fa"), code) for word in words)
    for code in names.ENGLISH:
        for name in names_of(code, "fa"):
            if len(name) >= _SHORTEST and name.isalpha() and name[-1] not in "هوی":
                text = name + ("یی" if name.endswith("ا") else "ی")
                yield Form(text=text, language="fa", made_by=MadeBy.DECLENSION), code


def _derived(language: str) -> Iterator[tuple[Form, str]]:
    for code in names.ENGLISH:
        for name in names_of(code, language):
            if (
                len(name) >= _SHORTEST
                and name.replace("ʻ", "").isalpha()
                and name[-1].islower()
                and name not in _NAMESAKES
            ):
                for ending in suffixes.of_a_place(name, language):
                    yield Form(text=name + ending, language=language, made_by=MadeBy.DECLENSION), code
