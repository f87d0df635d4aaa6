"""What an article can have in common with another about the same event, in whatever language that is written.

A trait is a thing that is named (a person, an office, an organisation, a country), a number, a stem, or the sound of a
name: its consonants in a few classes, as in Soundex (Russell, US patent 1,261,167, 1918), so that Кайраккум, Kairakkum
and Qayroqqum are one. Traits are 32 bits: the upper four say the kind, the others are a hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

import regex
import xxhash

from presswatch.articles import Article, MentionKind
from presswatch.text import Tokens, sentences, stem, tokens

BEGINNING = 700  # characters of the text: what follows in a report is background, which many stories share
BITS = 28  # of the hash
_MOST_WORDS = 60
_MOST_SOUNDS = 40
_LONGEST_SOUND = 4  # consonants: then case endings begin
_LEAST_SOUND = 3


class Kind(IntEnum):
    NAMED = 0  # people, offices, organisations
    COUNTRY = 1
    NUMBER = 2
    SOUND = 3
    WORD = 4
    TITLE_NAMED = 5  # what the title names, once more
    TITLE_COUNTRY = 6
    TITLE_NUMBER = 7


def traits(article: Article) -> tuple[int, ...]:
    """The traits of an article that is analysed, each once."""
    title, text = tokens(article.title), tokens(article.text[:BEGINNING])
    folded = [*title.folded, *text.folded]
    found = dict.fromkeys(_entries(article))
    found.update(dict.fromkeys(_hashed(Kind.NUMBER, _numbers(folded))))
    found.update(dict.fromkeys(_hashed(Kind.TITLE_NUMBER, _numbers(title.folded))))
    found.update(dict.fromkeys(_hashed(Kind.SOUND, _sounds(article, title, text))))
    found.update(dict.fromkeys(_hashed(Kind.WORD, _words(article.language, folded))))
    return tuple(found)


def plain_number(word: str) -> float | None:
    """What a token says as a number, with points or commas for decimals or thousands; None for none."""
    groups = _SEPARATOR.split(word)
    if not all(group.isdecimal() for group in groups):
        return None
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
        return float("".join(groups))
    return float(".".join(groups)) if len(groups) <= 2 else None


def sound(name: str) -> str:
    """The classes of a name's consonants, after an A where it begins with a vowel; four at most, no two equal ones in a
    row. Empty for names in scripts that don't write sounds."""
    lower = name.lower()
    made: list[str] = []
    for at, letter in enumerate(lower):
        of = _CLASS.get(letter, "")
        if letter == "c":
            of = "S" if lower[at + 1 : at + 2] in _SOFTENS else "K"
        elif not at and letter in _VOWELS:
            of = "A"
        if of == "S" and made and made[-1] == "T" and _CLASS.get(lower[at - 1]) == "T":
            made[-1] = "S"  # ts, dzh: one sound
        elif of and (not made or made[-1] != of):
            made.append(of)
    return "".join(made[:_LONGEST_SOUND])


def _numbers(words: Iterable[str]) -> Iterator[str]:
    """Those that tell something: not the small ones that any text has, nor years."""
    for word in words:
        value = plain_number(word) if word[0].isdecimal() else None
        if value is not None and value >= 10 and not 1900 <= value <= 2100:
            yield f"{value:g}"


_SEPARATOR = regex.compile(r"[.,:\u066b\u066c]")
_SOFTENS = frozenset("eihyéèêëíì")
_CLASS = {
    letter: of
    for of, letters in {
        "P": "bpfvwбпфвўβπφبپفבפבპფვბպփֆվपफबभव",
        "K": "gkqxğгкхғқҡґγκχξخغقکكگגקכךგკქყხღգկքղխकखगघ",
        "T": "dtđþðдтδτθتثدطٹڈדטתდთტդտթटठडढतथदध",
        "S": "sjzßçšžčćşśźżșжзсцчшщҷҹџζσςجچذزژسشصضظזסצץשზსშჩცძწჭჟჯզսշժջչճցձծचछजझशषस",
        "L": "lłлљλلლլल",
        "R": "rřрρرڑרრրռर",
        "M": "mмμمמםმմम",
        "N": "nñňńнңњνنںנןნնनणङञं",
    }.items()
    for letter in letters
}
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýıāēīōūаеёиоуыэюяіїєәөүұαεηιουωآاأإعאעაეიოუաեէըիոօअआइईउऊएओ")
_WITHOUT_CASE = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Georgian}]", regex.VERSION1)
_ARABIC_ARTICLES = ("وال", "بال", "ال")


def _sounds(article: Article, title: Tokens, text: Tokens) -> list[str]:
    """The sounds of what may be names: words with a capital that begin no sentence, and in scripts without capitals
    all words."""
    begin = {start for start, _ in sentences(article.text[:BEGINNING])}
    found: dict[str, None] = {}
    for read, starts in ((title, {0}), (text, begin)):
        for word, start in zip(read.cased, read.starts, strict=True):
            if _WITHOUT_CASE.match(word):
                made = sound(_without_article(word))
            elif word[0].isupper() and start not in starts:
                made = sound(word)
            else:
                continue
            if len(word) >= _LEAST_SOUND and len(made) >= _LEAST_SOUND:
                found[made] = None
    return list(found)[:_MOST_SOUNDS]


def _without_article(word: str) -> str:
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) > len(article) + 2:
            return word.removeprefix(article)
    return word


def _words(language: str, folded: Iterable[str]) -> list[str]:
    """Stems; in scripts without spaces pairs of characters."""
    found: dict[str, None] = {}
    before = ""
    for word in folded:
        single = len(word) == 1 and not word.isascii()
        if single and before:
            found[before + word] = None
        elif len(word) >= 3 and not word[0].isdecimal():
            found[stem(word, language) or word] = None
        before = word if single else ""
    return list(found)[:_MOST_WORDS]


def _entries(article: Article) -> Iterator[int]:
    for mention in article.mentions:
        country = mention.kind is MentionKind.COUNTRY
        if mention.field == "title":
            yield from _hashed(Kind.TITLE_COUNTRY if country else Kind.TITLE_NAMED, [mention.entry])
        if mention.field == "title" or mention.start < BEGINNING:
            yield from _hashed(Kind.COUNTRY if country else Kind.NAMED, [mention.entry])


def _hashed(kind: Kind, values: Iterable[str]) -> Iterator[int]:
    for value in values:
        yield kind << BITS | xxhash.xxh3_64_intdigest(value.encode("utf-8", "replace")) & ((1 << BITS) - 1)
