"""All forms of a watchlist entry's names.

The names that the config gives stay as they are; beside them stand the forms that are made of them. A given name that
is itself a form of one before it (as configs had to list them once) is left as it is: Лаврова is of Лавров, no woman's
name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

import regex

from presswatch.forms import declension, suffixes
from presswatch.forms.form import Form, MadeBy
from presswatch.forms.offices import composed
from presswatch.forms.script import joined, spellings, titled
from presswatch.forms.transliteration import belarusian, latin, other_script, ukrainian
from presswatch.watchlist import Names, Office, Organisation, Person

_LETTERS = regex.compile(r"\p{L}")
_HAN = regex.compile(r"[\p{Han}·]+")
_NO_SURNAMES = frozenset({"ja", "ko", "th", "lo", "km", "my"})
_COMPOUND = frozenset("bin ibn bint ben al el von van der de da di бин бен ибн аль эль фон ван де بن ابن آل".split())
_ENOUGH_OF_A_LAST_WORD = 3
_DISTINCTIVE = 3  # characters of a foreign surname in Chinese that hardly anybody else is written with
_COMMON_IN_CHINESE = frozenset(
    "约翰逊 史密斯 威廉姆斯 伊万诺夫 彼得罗夫 罗德里格斯 穆罕默德 侯赛因 谢里夫 沙里夫 易卜拉欣 阿卜杜拉 阿利耶夫 艾哈迈德 马哈茂德 亚历山大 米歇尔 费尔南德斯 冈萨雷斯 马丁内斯 安德森 克里斯 布朗宁".split()  # noqa: E501 - one list
)
_ENOUGH_FOR_ENDINGS = 4  # letters of a name of one word: Лига is no case of Ли
_LONGEST_ENDING = 7  # letters
# After these an apostrophe is a part of the token, as in Uzbek (oʻzbek), in Turkish too: NATO'nun, Rubio'nun.
_BEFORE_UZBEK_APOSTROPHE = "oOgG"
_PINYIN = regex.compile(r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:[aeiouü]{1,3})(?:ng|n|r)?", regex.IGNORECASE)


def of_person(person: Person, roles: frozenset[str] = frozenset(), languages: Collection[str] = ()) -> tuple[Form, ...]:
    """`roles` are those of the offices that the person held or holds: foreign-minister, head-of-state. Names are
    written over into `languages` only (empty: all that there are rules for)."""
    made: list[Form] = []
    chinese = is_chinese(person.names)
    originals = _originals(person.names, declension.person)
    for language, names in originals.items():
        for name in names:
            made += _person_forms(name, language, chinese=chinese)
            made += (
                Form(text=text, language=language, made_by=MadeBy.TITLE, lone=True) for text in titled(name, roles)
            )
    made += _as_they_are(person.names)
    for language, written in (("uk", ukrainian), ("be", belarusian)):
        if not person.names.get(language) and (language in languages or not languages):
            for name in originals.get("ru", ()):
                made += _slavic(written(name), language, chinese=chinese)
    if not chinese:
        made += _filled(person.names, originals, languages)
    return _each_once(made)


def of_organisation(organisation: Organisation) -> tuple[Form, ...]:
    return _each_once(_phrases(organisation.names))


def of_office(office: Office, languages: Collection[str] = ()) -> tuple[Form, ...]:
    """With the names that role and country give it in `languages` (empty: in all) and English."""
    return _each_once([*_phrases(office.names), *composed(office.id, languages)])


def surname_of(name: str, *, chinese: bool = False) -> str:
    """The part of a full name that stands alone: the last word, of a Chinese name the first; or empty."""
    if "·" in name:
        return name.rpartition("·")[2]
    words = name.removeprefix("=").split()
    if len(words) < 2 or any(word.lower() in _COMPOUND for word in words):
        return ""
    word = words[0] if chinese else words[-1]
    return word if len(_LETTERS.findall(word)) > 1 and "." not in word else ""


def given_of(name: str, *, chinese: bool = False) -> str:
    """The given name of a full name; empty where it can't be told."""
    words = name.removeprefix("=").split()
    if "·" in name:
        return name.partition("·")[0]
    return "" if len(words) < 2 else words[-1] if chinese else words[0]


def _person_forms(name: str, language: str, *, chinese: bool) -> Iterator[Form]:
    proclitics = language == "ar"
    exact = "=" if name.startswith("=") else ""
    bare = name.removeprefix("=")
    for form in declension.person(bare, language):
        by = MadeBy.GIVEN if form == bare else MadeBy.DECLENSION
        suffixed = _of_people(bare, _suffixed(bare, language)) if form == bare else ()
        yield Form(text=exact + form, language=language, made_by=by, suffixed=suffixed, proclitics=proclitics)
    yield from (
        Form(text=each, language=language, made_by=MadeBy.SPELLING)
        for each in (*joined(bare), *(spellings(bare) if language == "en" and not exact and not chinese else ()))
    )
    surname = "" if language in _NO_SURNAMES or _has_initial(bare) else surname_of(bare, chinese=chinese)
    of_foreigner = "·" in bare
    if len(surname) > 2 or (surname and (chinese or of_foreigner)):
        if chinese and language != "en":
            return  # 王 and Ван aren't said alone
        forms = (surname,) if chinese else _surname_forms(bare, surname, language)
        for form in forms:
            suffixed = _of_people(surname, _suffixed(surname, language)) if form == surname else ()
            yield Form(
                text=form,
                language=language,
                made_by=MadeBy.SURNAME,
                of=surname,
                suffixed=suffixed,
                proclitics=proclitics,
                lone=not (of_foreigner and len(surname) >= _DISTINCTIVE and surname not in _COMMON_IN_CHINESE),
            )


def _surname_forms(name: str, surname: str, language: str) -> Iterator[str]:
    """The surname by itself in the cases that the whole name has."""
    last = surname.count(" ") + 1
    yield from dict.fromkeys(
        " ".join(form.split()[-last:]) for form in declension.person(name, language) if "·" not in form
    )
    if "·" in name:
        yield surname
    elif language == "en":
        yield from spellings(surname)


def _filled(names: Names, originals: Names, languages: Collection[str]) -> Iterator[Form]:
    """Names in languages and scripts that the config gives none in."""
    russian = originals.get("ru", ())
    for language in ("en", "de", "fr", "tr"):
        if not names.get(language) and (language in languages or not languages):
            for name in russian:
                for text in latin(name, language):
                    yield from _made(text, language)
    uzbek = originals.get("uz") or tuple(name for name in russian if latin(name, "en"))
    for language, given in (("uz", uzbek), ("kk", originals.get("kk", ()))):
        for name in given if language in languages or not languages else ():
            yield from _made(other_script(name, language), language)


def _slavic(names: Iterable[str], language: str, *, chinese: bool) -> Iterator[Form]:
    """Declined, and the surname in all cases by itself, as names are that the config gives."""
    for name in names:
        by = MadeBy.TRANSLITERATION
        alone = len(name.split()) == 1
        yield from (
            Form(text=form, language=language, made_by=by, lone=alone) for form in declension.person(name, language)
        )
        surname = "" if chinese or _has_initial(name) else surname_of(name)
        if len(surname) > _ENOUGH_OF_A_LAST_WORD - 1:
            yield from (
                Form(text=form, language=language, made_by=by, lone=True)
                for form in _surname_forms(name, surname, language)
            )


def _made(text: str, language: str) -> Iterator[Form]:
    if not text or text.startswith("="):
        return
    by = MadeBy.TRANSLITERATION
    words = text.split()
    yield Form(
        text=text,
        language=language,
        made_by=by,
        suffixed=_of_people(text, _suffixed(text, language)),
        lone=len(words) == 1,
    )
    if surname := surname_of(text):
        yield Form(
            text=surname,
            language=language,
            made_by=by,
            suffixed=_of_people(surname, _suffixed(surname, language)),
            lone=True,
        )


def _phrases(names: Names) -> Iterator[Form]:
    for language, given in _originals(names, declension.phrase).items():
        for name in given:
            exact = "=" if name.startswith("=") else ""
            bare = name.removeprefix("=")
            for form in declension.phrase(bare, language):
                by = MadeBy.GIVEN if form == bare else MadeBy.DECLENSION
                plain = form == bare and (
                    language != "ru" or " " not in bare
                )  # no Kazakh ending after a Russian phrase
                suffixed = _suffixed(bare, language, acronym=bool(exact)) if plain else ()
                yield Form(
                    text=exact + form, language=language, made_by=by, suffixed=suffixed, proclitics=language == "ar"
                )
            yield from (Form(text=exact + each, language=language, made_by=MadeBy.SPELLING) for each in joined(bare))
    yield from _as_they_are(names)


def _as_they_are(names: Names) -> Iterator[Form]:
    for language, given in names.items():
        yield from (Form(text=name, language=language, proclitics=language == "ar") for name in given)


def _originals(names: Names, declined: Callable[[str, str], Iterable[str]]) -> Names:
    """By language the names that aren't forms of one before them, be it of another language: Лавровтың is of Лавров."""
    made: set[str] = set()
    bases: dict[str, frozenset[str]] = {}
    originals: dict[str, tuple[str, ...]] = {}
    for language, given in names.items():
        kept = []
        for name in given:
            bare = name.removeprefix("=")
            key = _key(bare)
            if not key or key in made or any(key[:at] in bases and key[at:] in bases[key[:at]] for at in _cuts(key)):
                continue
            kept.append(name)
            forms = [_key(form) for form in declined(bare, language)]
            made.update(forms)
            of_these = ("uz", "az", "tr") if bare.isascii() else _suffixed(bare, language, acronym=name != bare)
            taken = suffixes.folded(bare.split()[-1], of_these, as_written=True)
            bases[key] = bases.get(key, frozenset()) | taken
            if declined is declension.person and " " in key and "." not in bare:  # the surname by itself, in case
                surname = key.rpartition(" ")[2]
                made.update(alone for form in forms if (alone := form.rpartition(" ")[2]) != surname)
                bases[surname] = bases.get(surname, frozenset()) | taken
        originals[language] = tuple(kept)
    return originals


def _key(name: str) -> str:
    return " ".join(name.lower().replace("ё", "е").split())


def _cuts(key: str) -> range:
    return range(max(2, len(key) - _LONGEST_ENDING), len(key))


def _suffixed(name: str, language: str, *, acronym: bool = False) -> tuple[str, ...]:
    """The languages whose endings a name takes. Short ones take none: Лига is no case of Ли, Ван Ин is not Ван И."""
    words = name.split()
    letters = len(_LETTERS.findall(words[-1])) if words else 0
    if language == "ko":  # whose letters are syllables
        return ("ko",) if letters > 1 else ()
    if letters < _ENOUGH_OF_A_LAST_WORD or (len(words) == 1 and letters < _ENOUGH_FOR_ENDINGS and not acronym):
        return ()
    if language == "ru":
        return suffixes.CYRILLIC
    if language == "en" and name[-1] in _BEFORE_UZBEK_APOSTROPHE:
        return ("tr", "az", "uz")
    return (language,) if language in suffixes.LANGUAGES else ()


def _of_people(name: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Turkish ends people's names with an apostrophe anyway, and its dative of Lavrov would be Lavrova."""
    return () if "tr" in languages and name[-1] not in _BEFORE_UZBEK_APOSTROPHE else languages


def is_chinese(names: Names) -> bool:
    """Whether the surname stands first: a name of two to four characters, and in Latin one syllable of pinyin and
    others."""
    short = any(_HAN.fullmatch(name) and "·" not in name and len(name) <= 4 for name in names.get("zh", ()))
    full = next((name for name in names.get("en", ()) if " " in name), "")
    words = full.replace("-", " ").split()
    return short and len(words) > 1 and _syllables(words[0], 1) and all(_syllables(word, 3) for word in words[1:])


def _syllables(word: str, most: int) -> bool:
    return bool(regex.fullmatch(f"(?:{_PINYIN.pattern}){{1,{most}}}", word, regex.IGNORECASE))


def _has_initial(name: str) -> bool:
    return any(len(word.rstrip(".")) == 1 for word in name.split()) or "." in name


def _each_once(forms: Iterable[Form]) -> tuple[Form, ...]:
    """Of forms with one text and language the first that takes endings, else the first; a surname that the config gives
    by itself counts by itself in all its forms."""
    forms = tuple(forms)
    given = {form.text for form in forms if form.made_by is MadeBy.GIVEN}
    alone = {form.text for form in forms if not form.lone}
    alone |= {form.text for form in forms if form.made_by is MadeBy.SURNAME and form.of in given}
    kept: dict[tuple[str, str], Form] = {}
    for form in forms:
        before = kept.get((form.text, form.language))
        if before is None or (form.suffixed and not before.suffixed):
            by = MadeBy.GIVEN if form.text in given else before.made_by if before else form.made_by
            lone = form.lone and form.text not in alone
            kept[form.text, form.language] = (
                form if (by, lone) == (form.made_by, form.lone) else replace(form, made_by=by, lone=lone)
            )
    return tuple(kept.values())
