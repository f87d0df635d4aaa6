"""The endings that a name takes where languages put them after it: a closed list a language, by vowel harmony and the
last sound.

Kazakh, Kyrgyz, Uzbek (both scripts), Tajik, Mongolian, Turkish, Azerbaijani, Turkmen, Armenian and Korean; of German
the genitive. A form is a name with one ending of its list, never a longer word that begins like the name (Кубатбек is
not of Куба). Where Turkish writes an apostrophe the tokeniser ends the name there anyway. In the tables A and I stand
for the vowels of the harmony, ғ and қ for consonants that have two shapes.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from presswatch.text import fold

_BACK = frozenset("аоуұыёяюaıouāū")
_FRONT = frozenset("әөүіеэиäeəiöü")
_EITHER = {"kk": frozenset("иу"), "mn": frozenset("и")}  # vowels that go with either harmony, in foreign names
_LOOSE = ("ев", "ин", "ёв")  # and endings of surnames that do, in Cyrillic: Тоқаевтың, Мирзиёевтің
_DEVOICED = {"kk": "бвгд", "ky": "бгд", "tr": "", "az": "", "tk": "", "mn": ""}
_VOWELS = _BACK | _FRONT
_VOICELESS = frozenset("пткқсшщчхфцhpçfsştkxq")
_ACRONYM = regex.compile(r"\p{Lu}{2,}")
_HAS_FINAL = 28  # Hangul syllables come in rows of 28; the first of each has no final consonant

# Endings by the last sound: vowel, nasal, voiced, voiceless. "possessed" are those after the possessive ending that
# names of organisations and offices have (ұйымы: ұйымына, ұйымын).
_TABLES: dict[str, dict[str, str]] = {
    "kk": {
        "vowel": "нIң ғA нI дA дAн мен дAғI", "nasal": "нIң ғA дI дA нAн мен дAғI",
            "voiced": "дIң ғA дI дA дAн мен бен дAғI",
        "voiceless": "тIң қA тI тA тAн пен тAғI", "possessed": "нIң нA н ндA нAн мен ндAғI",
    },
    "ky": {
        "vowel": "нIн гA нI дA дAн дAгI", "nasal": "дIн гA дI дA дAн дAгI", "voiced": "дIн гA дI дA дAн дAгI",
        "voiceless": "тIн кA тI тA тAн тAгI", "possessed": "нIн нA н ндA нAн ндAгI",
    },
    "tr": {
        "vowel": "nIn yA yI dA dAn ylA dAki", "nasal": "In A I dA dAn lA dAki", "voiced": "In A I dA dAn lA dAki",
        "voiceless": "In A I tA tAn lA tAki", "possessed": "nIn nA nI ndA ndAn ylA ndAki",
    },
    "az": {
        "vowel": "nIn yA nI dA dAn ylA dAkI", "nasal": "In A I dA dAn lA dAkI", "voiced": "In A I dA dAn lA dAkI",
        "voiceless": "In A I dA dAn lA dAkI", "possessed": "nIn nA nI ndA ndAn ylA ndAkI",
    },
    "tk": {
        "vowel": "nIň ny ni dA dAn", "nasal": "Iň A I dA dAn", "voiced": "Iň A I dA dAn", "voiceless": "Iň A I dA dAn",
        "possessed": "nIň nA nI ndA ndAn",
    },
    "mn": {
        "vowel": "гийн н ийн г д т AAс AAр тAй гAAс гAAр", "nasal": "I Iн Iг д AAс AAр тAй",
            "voiced": "Iн ийн Iг ийг д т Aд AAс AAр тAй",
        "voiceless": "Iн ийн Iг ийг д т Aд AAс AAр тAй",
    },
}  # fmt: skip
# Languages without harmony: endings in Latin, in Cyrillic, and in their own script; after a consonant, after a vowel.
_PLAIN = {
    ("uz", "Latin"): ("ning ni ga ka qa da dan dagi niki", "ning ni ga da dan dagi niki"),
    ("uz", "Cyrillic"): ("нинг ни га ка қа да дан даги ники", "нинг ни га да дан даги ники"),
    ("tg", "Cyrillic"): ("и ро у иро", "и ро ю"),
    ("hy", "Armenian"): ("ը ի ին ից ով ում", "ն ի ին յի յին ից յից ով յով ում"),
    ("de", "Latin"): ("s", "s"),
    ("ko", "Hangul"): (
        "은 이 을 의 에 과 으로 도 만 에게 에서 께서 까지 부터 측 이라고 이란 보다 처럼",
        "는 가 를 의 에 와 로 도 만 에게 에서 께서 까지 부터 측 라고 란 보다 처럼",
    ),
}
_SCRIPTS = ("Latin", "Cyrillic", "Armenian", "Hangul")
_SCRIPT = {name: regex.compile(rf"\p{{{name}}}") for name in _SCRIPTS}
_HARMONIC_SCRIPT = {"kk": "Cyrillic", "ky": "Cyrillic", "mn": "Cyrillic", "tr": "Latin", "az": "Latin", "tk": "Latin"}
LANGUAGES = frozenset(_TABLES) | {language for language, _ in _PLAIN}
CYRILLIC = ("kk", "ky", "uz", "tg", "mn")
"""The languages whose press writes a Russian name as Russian does, and puts its own endings after it."""


def endings(word: str, language: str) -> tuple[str, ...]:
    """The endings that `word`, the last of a name, takes in a language; none where its script isn't the language's."""
    return _endings(*_end(word), language) if word else ()


def of_a_place(name: str, language: str) -> tuple[str, ...]:
    """The endings that make of a country's name what and who comes from there: Çinli, қазақстандық, xitoylik."""
    if language == "uz":
        return ("lik",) if _SCRIPT["Latin"].match(name[-1]) else ("лик",)
    letter, vowels, _ = _end(name)
    if _SCRIPT[_HARMONIC_SCRIPT[language]].match(letter) is None:
        return ()
    if language in {"tr", "az"}:
        return _harmony("lI", vowels, language)
    sound = _sound(letter, language)
    first = "т" if sound == "voiceless" else "л" if sound == "vowel" or letter in "рйу" else "д"
    return _harmony(f"{first}Iқ" if language == "kk" else f"{first}Iк", vowels, language)


def folded(word: str, languages: tuple[str, ...], *, as_written: bool = False) -> frozenset[str]:
    """The endings in all these languages, as tokens are compared."""
    return _folded(*_end(word), languages, as_written) if word else frozenset()


@lru_cache(maxsize=20_000)
def _folded(letter: str, vowels: str, acronym: bool, languages: tuple[str, ...], as_written: bool) -> frozenset[str]:
    found = {ending for language in languages for ending in _endings(letter, vowels, acronym, language)}
    return frozenset(found if as_written else map(fold, found))


def _end(word: str) -> tuple[str, str, bool]:
    """What endings depend on: the last letter, the last vowel (and another where either harmony goes), whether the word
    is an acronym, which is said letter by letter."""
    if word.isupper() and _ACRONYM.fullmatch(word):
        return word[-1].lower(), "", True
    lower = word.lower()
    last = next((letter for letter in reversed(lower) if letter in _VOWELS), "а")
    return lower[-1], last + "а" if lower.endswith(_LOOSE) else last, False


@lru_cache(maxsize=20_000)
def _endings(letter: str, vowels: str, acronym: bool, language: str) -> tuple[str, ...]:
    script = next((name for name in _SCRIPTS if _SCRIPT[name].match(letter)), "")
    plain = _PLAIN.get((language, script))
    if plain:
        return tuple(plain[_ends_in_vowel(letter)].split())
    table = _TABLES.get(language)
    if table is None or _HARMONIC_SCRIPT[language] != script:
        return ()
    if acronym:  # said letter by letter, in more than one way
        vowels = "аеоө" if language == "ky" else "ае"
        rows = [row.split() for name, row in table.items() if name != "possessed"]
        return tuple(dict.fromkeys(form for row in rows for each in row for form in _harmony(each, vowels, language)))
    row = table[_sound(letter, language)].split()
    if letter in "бгд" and language == "ky":
        row += table["voiced"].split()
    if letter in "ыіиуүıiuü" and "possessed" in table:
        row += table["possessed"].split()
    return tuple(dict.fromkeys(form for each in row for form in _harmony(each, vowels, language)))


def _ends_in_vowel(letter: str) -> bool:
    if "가" <= letter <= "힣":
        return (ord(letter) - ord("가")) % _HAS_FINAL == 0
    return letter in _VOWELS or letter in "աեէըիոօւ"


def _sound(letter: str, language: str) -> str:
    if letter in _VOWELS:
        return "vowel"
    if letter in "мнңmnñ":
        return "nasal"
    return "voiceless" if letter in _VOICELESS or letter in _DEVOICED[language] else "voiced"


_A = {
    "kk": {"back": "а", "front": "е"}, "tr": {"back": "a", "front": "e"}, "az": {"back": "a", "front": "ə"},
    "tk": {"back": "a", "front": "e"},
}  # fmt: skip
_AFTER_A = {"ky": {"а": "ы", "е": "и", "о": "у", "ө": "ү"}, "az": {"a": "ı", "ə": "i"}}
_I = {"kk": {"back": "ы", "front": "і"}, "tk": {"back": "y", "front": "i"}}


@lru_cache(maxsize=20_000)
def _harmony(ending: str, last: str, language: str) -> tuple[str, ...]:
    """The ending after a word whose last vowel is `last`; both shapes where that is a vowel that goes with either."""
    if len(last) > 1:
        return tuple(dict.fromkeys(form for each in last for form in _harmony(ending, each, language)))
    sides = ("back", "front") if last in _EITHER.get(language, ()) else ("back",) if last in _BACK else ("front",)
    made: dict[str, None] = {}
    for side in sides:
        low, high = _vowels(last, side, language)
        if "A" in ending and ending.find("A") < ending.find("I"):
            high = _AFTER_A.get(language, {}).get(low, high)
        form = ending.replace("A", low).replace("I", high)
        if side == "front" and language == "kk":
            form = form.replace("ғ", "г").replace("қ", "к")
        made[form] = None
    return tuple(made)


def _vowels(last: str, side: str, language: str) -> tuple[str, str]:
    """What A and I are."""
    if language == "ky":
        low = "о" if last in "оё" else "ө" if last in "өү" else "а" if side == "back" else "е"
        high = "у" if last in "оуёю" else "ү" if last in "өү" else "ы" if side == "back" else "и"
        return low, high
    if language == "mn":
        low = "о" if last in "оё" else "ө" if last == "ө" else "а" if side == "back" else "э"
        return low, "ы" if side == "back" else "ий"
    if language in {"tr", "az"}:
        rounded = last in "ouöü"
        high = ("u" if rounded else "ı") if side == "back" else ("ü" if rounded else "i")
        return _A[language][side], high
    return _A[language][side], _I[language][side]
