"""Declension of names and of noun phrases in Russian, Ukrainian and Belarusian.

Given names and nouns are declined by pymorphy3's dictionaries (OpenCorpora's for Russian, VESUM for Ukrainian) where
they have them; surnames, which no dictionary has all of, and everything Belarusian by the tables in `endings`. All
parts of a name stand in one case: Сергея Лаврова, never Сергея Лавров.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

from presswatch.forms import endings
from presswatch.forms.endings import Cases

LANGUAGES = ("ru", "uk", "be")
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_ADJECTIVES = {
    "ru": ("ий", "ого ому им ом ая ой ую ою ое ие их ими"),
    "uk": ("ий", "ого ому им ім а ої ій у ою е і их ими"),
    "be": ("і", "ага аму ім ая ай ую аю ае ія іх імі"),
}
_PARTICIPLE = frozenset({"actv", "pssv", "past", "pres"})
_PARTICLES = frozenset("бин бен ибн ад аль ал эль фон де ван дер ла да ди дос оглу оглы кызы уулу ул".split())
_MASCULINE = re.compile(r"(?:[оеё]в|[иы]н|[сц]кий|[єоа]ў|[сц]кі|[єе]в|[сц]ький|ович|евич|[иі]ч)$")
_FEMININE = re.compile(r"(?:[оеёєа]ва|[иыії]на|[сц]кая|[сц]ька|[оеіїє]вна|ична)$")
# Syllables of Chinese in Palladius' transcription and of Korean in Kontsevich's, roughly: of such a name only the last
# word declines (Си Цзиньпина, Ли Цяна, Пан Ги Муна).
_SYLLABLE = (
    "(?:[бпмфдтнлгкхжчшщсцрв]|дз|цз|чж|кх|тх)?"
    "(?:[аеёиоуыэюя]|ай|ань?|ао|ар|эй|энь?|янь?|яо|инь?|оу|уай?|уань?|уй|унь?|уэ|юань|юнь?|юэ|юй|ён|[ыеаои]м|[еы]н)"
)
_EAST_ASIAN = re.compile(f"{_SYLLABLE}{{1,2}}")
_CYRILLIC = re.compile("[а-яёіїєґўА-ЯЁІЇЄҐЎ]")
_VOWELS = re.compile("[аеёиоуыэюяіїє]")


@lru_cache(maxsize=4096)  # asked for several times in a row
def person(name: str, language: str) -> tuple[str, ...]:
    """The case forms of a person's name, the name itself first; those of either gender where it can't be told."""
    words = name.split()
    if language not in LANGUAGES or not words or not all(_CYRILLIC.search(word) for word in words):
        return (name,)
    made: dict[str, None] = {name: None}
    for gender in _genders(words, language):
        made.update(dict.fromkeys(_agreeing([_part(words, at, language, gender) for at in range(len(words))])))
    return tuple(made)


@lru_cache(maxsize=4096)
def phrase(name: str, language: str) -> tuple[str, ...]:
    """The case forms of an organisation's or office's name, itself first: its head and the adjectives that agree with
    it decline, the rest stays (министра иностранных дел Китая)."""
    words = name.split()
    parts = None
    if language in {"ru", "uk"}:
        parts = _head(tuple(words), language)
    elif language == "be":
        parts = _belarusian_head(words)
    if not parts:
        return (name,)
    return tuple(dict.fromkeys((name, *_agreeing([*parts, *(((word,),) for word in words[len(parts) :])]))))


def genitive(name: str, language: str) -> str:
    """The genitive of a noun phrase (Китая, Саудовской Аравии); the name itself where it can't be declined."""
    words = name.split()
    parts = _head(tuple(words), language) if language in {"ru", "uk"} else None
    if not parts:
        return name
    return " ".join([*(part[1][0] if len(part) > 1 else part[0][0] for part in parts), *words[len(parts) :]])


def adjective(word: str, language: str = "ru") -> Iterator[str]:
    """All forms of an adjective in -ский or -цкий (-ський, -скі), the given one first."""
    ending, others = _ADJECTIVES[language]
    stem = word.removesuffix(ending)
    for each in (ending, *others.split()):
        yield stem + each


def is_given_name(word: str, language: str) -> bool:
    """Whether the dictionary has the word, in whatever case, as a given name or patronymic and as nothing likelier."""
    if language not in {"ru", "uk"}:
        return False
    found = _parses(word, language)
    return bool(found) and found[0].is_known and bool({"Name", "Patr"} & _grammemes(found[0]))


@lru_cache(maxsize=20_000)
def genders_of_given(word: str, language: str) -> frozenset[str]:
    """ "m", "f" or both, of a given name in the nominative; empty where the dictionary doesn't know it."""
    return frozenset(
        "f" if "femn" in tags else "m"
        for parse in _parses(word, language)
        if parse.is_known and (tags := _grammemes(parse)) >= {"Name"} and "nomn" in tags and "plur" not in tags
    )


@lru_cache(maxsize=2)
def _analyzer(language: str) -> MorphAnalyzer:
    return MorphAnalyzer(lang=language)


@lru_cache(maxsize=20_000)
def _parses(word: str, language: str) -> tuple[Parse, ...]:
    return tuple(_analyzer(language).parse(word))


def _grammemes(parse: Parse) -> frozenset[str]:
    grammemes: frozenset[str] = parse.tag.grammemes
    return grammemes


def _genders(words: Sequence[str], language: str) -> tuple[str, ...]:
    surname = words[-1].lower()
    if any(re.search(r"(?:вич|ич)$", word.lower()) for word in words[1:-1]):
        return ("m",)
    if any(re.search(r"(?:вна|чна)$", word.lower()) for word in words[1:-1]):
        return ("f",)
    known = genders_of_given(words[0].lower(), language) if language != "be" and len(words) > 1 else frozenset()
    if len(known) == 1:
        return tuple(known)
    if _MASCULINE.search(surname):
        return ("m",)
    if _FEMININE.search(surname) and len(words) > 1:
        return ("f",)
    if len(words) > 1 and not _VOWELS.search(words[0][-1].lower()) and words[0][-1].lower() != "ь":
        return ("m",)  # a given name that ends in a consonant, unknown: Олжас, Кайрат
    if len(words) == 1 and not _VOWELS.search(surname[-1]):
        return ("m",)  # a woman's doesn't decline
    return ("m", "f")


def _part(words: Sequence[str], at: int, language: str, gender: str) -> Cases:
    """One word of a name, by case."""
    word = words[at]
    lower = word.lower()
    if lower in _PARTICLES or "." in word or len(word) == 1 or (word.isupper() and len(word) > 1):
        return ((word,),)
    last = at == len(words) - 1
    if not last and _east_asian(words):
        return ((word,),)
    if last and not _east_asian(words):
        return endings.surname(word, language, gender)
    return _known_given(word, language, gender) or endings.given(word, language, gender)


def _east_asian(words: Sequence[str]) -> bool:
    lower = [word.lower() for word in words]
    if len(words) == 3 and all(len(word) <= 5 and len(_VOWELS.findall(word)) == 1 for word in lower):
        return True
    return len(words) in {2, 3} and len(lower[0]) <= 5 and all(_EAST_ASIAN.fullmatch(word) for word in lower)


@lru_cache(maxsize=20_000)
def _known_given(word: str, language: str, gender: str) -> Cases | None:
    if language == "be":
        return None
    wanted = "femn" if gender == "f" else "masc"
    for parse in _parses(word.lower(), language):
        tags = _grammemes(parse)
        if parse.is_known and {"Name", "nomn", wanted} <= tags and "plur" not in tags:
            return _by_case(parse, frozenset(), word)
    return None


def _by_case(parse: Parse, wanted: frozenset[str], word: str) -> Cases:
    """The forms of a dictionary's word in the number of `parse`, written with the capitals of `word`."""
    number = "plur" if "plur" in _grammemes(parse) else "sing"
    forms: list[dict[str, None]] = [{} for _ in _CASES]
    for each in parse.lexeme:
        tags = _grammemes(each)
        if ("plur" in tags) != (number == "plur") or not wanted <= tags or tags & {"COMP", "ADJS", "voct", "Infr"}:
            continue
        for at, case in enumerate(_CASES):
            if case in tags:
                forms[at][_like(word, each.word)] = None
    forms[0] = {word: None}
    return tuple(tuple(each) or (word,) for each in forms)


def _like(pattern: str, word: str) -> str:
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word


def _agreeing(parts: Sequence[Cases]) -> Iterator[str]:
    """The words joined, case by case; those with one form have it in all."""
    for case in range(len(_CASES)):
        joined = [""]
        for part in parts:
            here = part[case] if len(part) > 1 else part[0]
            joined = [f"{before} {form}" if before else form for before in joined for form in here][:16]
        yield from joined


def _head(words: tuple[str, ...], language: str) -> list[Cases] | None:
    """The words up to the head, by case; None where there is none in the nominative."""
    adjectives: list[str] = []
    for word in words[:4]:
        if word.isupper() and len(word) > 1:
            return None
        parses = _parses(word.lower(), language)
        noun = next((each for each in parses if _is(each, "NOUN") and _plausible(each)), None)
        adjective = any(_is(each, "ADJF", "PRTF") for each in parses)
        if noun is not None and not (adjective and parses[0].tag.POS in {"ADJF", "PRTF"}):
            agreeing = [_adjective(each, noun, language) for each in adjectives]
            if None in agreeing:
                return None
            return [*(each for each in agreeing if each is not None), _by_case(noun, frozenset(), word)]
        if not adjective:
            return None
        adjectives.append(word)
    return None


def _is(parse: Parse, *parts: str) -> bool:
    tags = _grammemes(parse)
    return parse.tag.POS in parts and "nomn" in tags


def _plausible(parse: Parse) -> bool:
    return bool(parse.is_known) or parse.word.endswith(("ия", "ция", "ство", "тор", "ство", "союз", "банк", "совет"))


def _adjective(word: str, noun: Parse, language: str) -> Cases | None:
    tags = _grammemes(noun)
    plural = "plur" in tags
    gender = next((each for each in ("masc", "femn", "neut") if each in tags), "masc")
    wrong = "inan" if "anim" in tags else "anim"
    forms: list[dict[str, None]] = [{} for _ in _CASES]
    for parse in _parses(word.lower(), language):  # of all readings: Большая is of больший as well
        own = _grammemes(parse)
        if not _is(parse, "ADJF", "PRTF") or ("plur" in own) != plural or not (plural or gender in own):
            continue
        for each in parse.lexeme:
            grammemes = _grammemes(each)
            if each.tag.POS != parse.tag.POS or grammemes & {"COMP", "Supr"} != own & {"COMP", "Supr"}:
                continue
            if ("plur" in grammemes) != plural or not (plural or gender in grammemes):
                continue
            if own & _PARTICIPLE != grammemes & _PARTICIPLE:
                continue
            for at, case in enumerate(_CASES):
                if case in grammemes and not (case == "accs" and wrong in grammemes):
                    forms[at][_like(word, each.word)] = None
    if not forms[0]:
        return None
    forms[0] = {word: None}
    return tuple(tuple(each) or (word,) for each in forms)


def _belarusian_head(words: Sequence[str]) -> list[Cases] | None:
    parts: list[Cases] = []
    feminine = ("ай", "ай", "ую", "ай", "ай")
    masculine = ("ага", "аму", "ы", "ым", "ым")
    for word in words[:4]:
        lower = word.lower()
        if lower.endswith("ая"):
            parts.append(((word,), *((word[:-2] + each,) for each in feminine)))
        elif lower.endswith(("ны", "кі", "вы")) and len(lower) > 4:
            hard = masculine if lower.endswith("ы") else ("ага", "аму", "і", "ім", "ім")
            parts.append(((word,), *((word[:-1] + each,) for each in hard)))
        elif word.isupper():
            return None
        else:
            gender = "f" if lower[-1] in "ая" else "m"
            cases = list(endings.given(word, "be", gender))
            if gender == "m" and len(cases) > 3 and parts:
                cases[3] = (*cases[3], word)  # an inanimate accusative
            return [*parts, tuple(cases)]
    return None
