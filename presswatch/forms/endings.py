"""Case endings of Russian, Ukrainian and Belarusian names, as tables.

Which paradigm a name takes follows from its ending and its bearer's gender: women's surnames on a consonant, -ко and
-ых don't decline, men's do. The rules are those of the grammars (for Russian, Zaliznyak's and the Academy's of 1980); a
case that the press writes in two ways has both.
"""

from __future__ import annotations

from typing import NamedTuple

Cases = tuple[tuple[str, ...], ...]
"""Forms by case, in the order nominative, genitive, dative, accusative, instrumental, locative."""


class Rule(NamedTuple):
    """Names of this gender ("mf": of either) that end so. `others` has the five other cases, variants with "/", and "-"
    for the name as it is; `cut` is how many letters of the ending they replace."""

    gender: str
    ending: str
    cut: int
    others: str


# The first rule that fits is taken. A name that none fits is not declined.
_SURNAMES = {
    "ru": (
        Rule("mf", "ых", 0, ""), Rule("mf", "их", 0, ""), Rule("mf", "зода", 0, ""), Rule("mf", "заде", 0, ""),
        Rule("m", "ский", 2, "ого ому ого им ом"), Rule("m", "цкий", 2, "ого ому ого им ом"),
        Rule("m", "кой", 2, "ого ому ого им ом"), Rule("m", "ой", 2, "ого ому ого ым ом"),
        Rule("m", "ый", 2, "ого ому ого ым ом"), Rule("m", "ов", 0, "а у а ым е"), Rule("m", "ев", 0, "а у а ым е"),
        Rule("m", "ёв", 0, "а у а ым е"), Rule("m", "ин", 0, "а у а ым/ом е"), Rule("m", "ын", 0, "а у а ым/ом е"),
        Rule("m", "ец", 2, "ца/еца цу/ецу ца/еца цем/ецем це/еце"),
        Rule("f", "ова", 1, "ой ой у ой/ою ой"), Rule("f", "ева", 1, "ой ой у ой/ою ой"),
        Rule("f", "ёва", 1, "ой ой у ой/ою ой"), Rule("f", "ина", 1, "ой ой у ой/ою ой"),
        Rule("f", "ына", 1, "ой ой у ой/ою ой"), Rule("f", "ская", 2, "ой ой ую ой/ою ой"),
        Rule("f", "цкая", 2, "ой ой ую ой/ою ой"), Rule("f", "ая", 2, "ой ой ую ой/ою ой"),
    ),
    "uk": (
        Rule("mf", "их", 0, ""), Rule("m", "ський", 2, "ого ому ого им ому"), Rule("m", "цький",
            2, "ого ому ого им ому"),
        Rule("m", "ий", 2, "ого ому ого им ому"), Rule("m", "ов", 0, "а у/ові а им у/ові"),
        Rule("m", "ев", 0, "а у/ові а им у/ові"), Rule("m", "єв", 0, "а у/ові а им у/ові"),
        Rule("m", "ін", 0, "а у/ові а им/ом у/ові/і"), Rule("m", "їн", 0, "а у/ові а им/ом у/ові"),
        Rule("m", "ко", 1, "а у/ові а ом у/ові"),
        Rule("f", "ова", 1, "ої ій у ою ій"), Rule("f", "ева", 1, "ої ій у ою ій"), Rule("f", "єва",
            1, "ої ій у ою ій"),
        Rule("f", "іна", 1, "ої ій у ою ій"), Rule("f", "їна", 1, "ої ій у ою ій"), Rule("f", "ська",
            1, "ої ій у ою ій"),
        Rule("f", "цька", 1, "ої ій у ою ій"),
    ),
    "be": (
        Rule("m", "скі", 1, "ага аму ага ім ім"), Rule("m", "цкі", 1, "ага аму ага ім ім"),
        Rule("m", "оў", 1, "ва ву ва вым ве/ву"), Rule("m", "аў", 1, "ва ву ва вым ве/ву"),
        Rule("m", "еў", 1, "ва ву ва вым ве/ву"), Rule("m", "ёў", 1, "ва ву ва вым ве/ву"),
        Rule("m", "ін", 0, "а у а ым е/у"), Rule("m", "ын", 0, "а у а ым е/у"), Rule("m", "ка", 1, "і у у ам у"),
        Rule("f", "ка", 0, ""), Rule("f", "ова", 1, "ай ай у ай ай"), Rule("f", "ева", 1, "ай ай у ай ай"),
        Rule("f", "ава", 1, "ай ай у ай ай"), Rule("f", "іна", 1, "ай ай у ай ай"), Rule("f", "ына",
            1, "ай ай у ай ай"),
        Rule("f", "ская", 2, "ай ай ую ай ай"), Rule("f", "цкая", 2, "ай ай ую ай ай"),
    ),
}  # fmt: skip
# Of given names, and of surnames that are like them.
_NOUNS = {
    "ru": (
        Rule("m", "ий", 1, "я ю я ем и"), Rule("m", "й", 1, "я ю я ем е"), Rule("m", "ь", 1, "я ю я ем е"),
        Rule("f", "ь", 1, "и/ь и/ь ь ью/ь и/ь"), Rule("mf", "ия", 1, "и и ю ей и"), Rule("mf", "ья", 1, "и е ю ей е"),
        Rule("mf", "я", 1, "и е ю ей е"),
        *(Rule("mf", f"{letter}а", 1, "и е у ой/ою е") for letter in "гкх"),
        *(Rule("mf", f"{letter}а", 1, "и е у ей/ой е") for letter in "жшчщ"),
        Rule("mf", "ца", 1, "ы е у ей/ой е"), *(Rule("mf", f"{letter}а", 0, "") for letter in "аеёиоуыэюя"),
        Rule("mf", "а", 1, "ы е у ой/ою е"),
        *(Rule("m", letter, 0, "а у а ем/ом е") for letter in "жшчщц"),
        *(Rule("m", letter, 0, "а у а ом е") for letter in "бвгдзклмнпрстфхъ"),
    ),
    "uk": (
        Rule("m", "ій", 1, "я ю/єві я єм ї/ю/єві"), Rule("m", "й", 1, "я ю/єві я єм ї/ю/єві"),
        Rule("m", "ь", 1, "я ю/еві я ем і/ю/еві"), Rule("mf", "ія", 1, "ї ї ю єю ї"), Rule("mf", "я", 1, "і і ю ею і"),
        Rule("mf", "га", 2, "ги зі гу гою зі"), Rule("mf", "ка", 2, "ки ці ку кою ці"), Rule("mf", "ха",
            2, "хи сі ху хою сі"),
        *(Rule("mf", f"{letter}а", 1, "і і у ею і") for letter in "жшчщ"), Rule("mf", "а", 1, "и і у ою і"),
        *(Rule("m", letter, 0, "а у/еві а ем і/еві") for letter in "жшчщц"),
        *(Rule("m", letter, 0, "а у/ові а ом і/у/ові") for letter in "бвгґдзклмнпрстфх"),
    ),
    "be": (
        Rule("m", "й", 1, "я ю я ем ю/і"), Rule("m", "ь", 1, "я ю я ем ю/і"), Rule("mf", "ыя", 1, "і і ю яй і"),
        Rule("mf", "ія", 1, "і і ю яй і"), Rule("mf", "я", 1, "і і ю яй і"), Rule("mf", "ка", 1, "і цы у ай цы"),
        Rule("mf", "а", 1, "ы е у ай е"), Rule("m", "ў", 1, "ва ву ва вым ве"),
        Rule("m", "т", 0, "а у а ам у"), *(Rule("m", letter, 0, "а у а ам у") for letter in "гкхжшчрц"),
        *(Rule("m", letter, 0, "а у а ам е/у") for letter in "бвдзлмнпсф"),
    ),
}  # fmt: skip


def surname(word: str, language: str, gender: str) -> Cases:
    """A surname of a man ("m") or a woman ("f"), by case; one form where it doesn't decline."""
    return _by(_SURNAMES[language] + _NOUNS[language], word, gender)


def given(word: str, language: str, gender: str) -> Cases:
    """A given name, likewise; of a hyphenated one the last part declines."""
    before, hyphen, last = word.rpartition("-")
    return tuple(tuple(before + hyphen + form for form in forms) for forms in _by(_NOUNS[language], last, gender))


def _by(rules: tuple[Rule, ...], word: str, gender: str) -> Cases:
    lower = word.lower()
    for rule in rules:
        if gender in rule.gender and lower.endswith(rule.ending) and len(lower) > len(rule.ending):
            if not rule.others:
                break
            stem = word[: len(word) - rule.cut]
            return (
                (word,),
                *(
                    tuple(word if each == "-" else stem + each for each in case.split("/"))
                    for case in rule.others.split()
                ),
            )
    return ((word,),)
