"""A text as what can change in it: its sentences, and the short lines that are none.

Lines that are no sentences (labels) are told by their form, in any language: they are short and no stop ends them.
Among them stand subheadings and items of lists, which are the author's; and counters, times of the last update, links
to other articles, appeals to subscribe and captions, which are the page's. What is the page's is told by form and place
as well: next to no words beside its numbers, a date or a time of day, before the first sentence or after the last.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import regex

from presswatch.text import sentences

WIDE = 80  # columns: a line as long as this is a sentence, though no stop ends it
WIDE_AT_END = 160  # after the last sentence, where the lines of a text end with stops: titles of other articles
FEW_WORDS = 8  # of a line with a date or a time: "By A. Author, special correspondent, 10 September 2020, 15:40"
LONGEST_DATA = 160  # characters
COUNTED = 3  # words with a number before the first sentence: "2 hours ago", "A 3 minute read"

_QUOTES = regex.compile(r"[\p{Pi}\p{Pf}\"'`´‚„′″‵‶]+", regex.VERSION1)
_DASHES = regex.compile(r"[\p{Pd}−]+", regex.VERSION1)
_DOTS = regex.compile(r"\.{2,}")
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}--\s]|[\uFE00-\uFE0F]", regex.VERSION1)
_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_PIECE = regex.compile(rf"[{_SPACELESS}]\p{{M}}*|[[\p{{L}}\p{{M}}\p{{N}}]--[{_SPACELESS}]]+|\S", regex.VERSION1)

_GOES_ON = regex.compile(r"[.!?…؟۔।॥։።。！？｡．:;,،؛、：；，][\p{Pf}\p{Pe}\"'»”’]*$", regex.VERSION1)
_ABBREVIATED = regex.compile(r"(?<!\p{L})\p{L}{1,2}\.$", regex.VERSION1)  # p.m., г., ч.
_TIME = regex.compile(r"(?<!\p{Nd})\p{Nd}{1,2}(?::|[hч時时点])\s?\p{Nd}{2}(?!\p{Nd})", regex.VERSION1)
_DATE = regex.compile(
    r"\p{Nd}{1,4}(?P<by>[./-])\p{Nd}{1,2}(?P=by)\p{Nd}{2,4}"  # 10.09.2020, 2020-09-10
    r"|\p{Nd}{4}\s?年\s?\p{Nd}{1,2}\s?月|\p{Nd}{4}\s?년\s?\p{Nd}{1,2}\s?월"
    r"|(?<!\p{Nd})\p{Nd}{1,2}\.?\s(?:\p{L}+\.?,?\s){1,3}\p{Nd}{4}(?!\p{Nd})"  # 10 de septiembre de 2020
    r"|\p{L}+\.?\s\p{Nd}{1,2},?\s\p{Nd}{4}(?!\p{Nd})",  # September 10, 2020
    regex.VERSION1,
)
_PART_OF = regex.compile(
    r"(?<!\p{Nd})(?P<n>\p{Nd}{1,4})\s*(?:/|\s\p{L}{1,3}\s)\s*(?P<all>\p{Nd}{1,4})$", regex.VERSION1
)
_WORD = regex.compile(r"\p{L}", regex.VERSION1)
_NUMBER = regex.compile(r"\p{Nd}", regex.VERSION1)
_ONE_OF_SPACELESS = regex.compile(rf"[{_SPACELESS}]", regex.VERSION1)


@dataclass(frozen=True, slots=True)
class Wording:
    """What an article says at one version. `text` has one paragraph a line."""

    title: str
    text: str


class Kind(Enum):
    SENTENCE = 1
    LABEL = 2  # a line that is none; the author's, or the page's
    DATA = 3  # a counter, a date or a time among sentences: the page's, unless it is one of a list
    EDGE = 4  # such before the first sentence, and all after the last: the page's


@dataclass(frozen=True, slots=True)
class Unit:
    text: str
    key: str  # equal for texts that differ in white space, quotes, dashes or Unicode normalisation alone
    kind: Kind
    line: int  # of the text, from 0


def key_of(text: str) -> str:
    """Words, numbers and signs with single spaces between them.

    NFKC; one form of all quotes, of all dashes and of ellipses; nothing invisible. White space tells words apart and
    nothing else. Case, punctuation and every other sign stay: what they change can matter.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _DOTS.sub("…", _DASHES.sub("-", _QUOTES.sub('"', plain)))
    return " ".join(_PIECE.findall(plain))


def units_of(text: str) -> list[Unit]:
    """The sentences and labels of a text, in order."""
    lines = [line for each in text.split("\n") if (line := each.strip())]
    kinds = [_kind(line) for line in lines]
    prose = [number for number, kind in enumerate(kinds) if kind is Kind.SENTENCE]
    if not prose:  # a flash, a list, a language without stops: every line of it counts
        kinds = [Kind.SENTENCE if kind is Kind.LABEL else kind for kind in kinds]
        prose = [number for number, kind in enumerate(kinds) if kind is Kind.SENTENCE]
    for number in _edges(lines, kinds, prose):
        kinds[number] = Kind.EDGE
    units = []
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        pieces = [line[start:end] for start, end in sentences(line)] if kind is Kind.SENTENCE else [line]
        units += [Unit(piece, key_of(piece), kind, number) for piece in pieces]
    return [unit for unit in units if unit.key]


def _kind(line: str) -> Kind:
    stopped = bool(_GOES_ON.search(line))
    if (not stopped or _ABBREVIATED.search(line)) and is_data(line):
        return Kind.DATA
    if stopped or width(line) >= WIDE or len(sentences(line)) > 1:
        return Kind.SENTENCE
    return Kind.LABEL


def _edges(lines: Sequence[str], kinds: Sequence[Kind], prose: Sequence[int]) -> list[int]:
    """The page's lines before the first sentence and after the last. Of those after it, longer ones among them where
    the sentences of a text end with stops: titles of other articles."""
    if not prose:
        return [*range(len(lines))]
    before = [n for n in range(prose[0]) if kinds[n] is Kind.DATA or _is_counted(lines[n])]
    stopped = [bool(_GOES_ON.search(lines[n])) for n in prose]
    last = len(prose) - 1
    if 2 * sum(stopped) > len(stopped):
        while last > 0 and not stopped[last] and _is_title_like(lines[prose[last]]):
            last -= 1
    return [*before, *range(prose[last] + 1, len(lines))]


def _is_counted(line: str) -> bool:
    words, numbers = _counts(line[:LONGEST_DATA])
    return bool(numbers) and words <= COUNTED


def _is_title_like(line: str) -> bool:
    return width(line) < WIDE_AT_END and len(sentences(line)) == 1


def is_data(line: str) -> bool:
    """Whether a line that no stop ends is a counter ("1,234 views", "3/12") or tells a time ("Updated: 15:40")."""
    if len(line) > LONGEST_DATA:
        return False
    words, numbers = _counts(line)
    if not numbers:
        return words == 0
    if words <= 1:
        return True
    part = _PART_OF.search(line)
    if part and words <= 2 and int(part["n"]) <= int(part["all"]):
        return True
    return words <= FEW_WORDS and bool(_TIME.search(line) or _DATE.search(line))


def _counts(line: str) -> tuple[float, int]:
    """Words without digits, of scripts without spaces two characters a word; and numbers."""
    words, numbers = 0.0, 0
    for piece in key_of(line).split(" "):
        if _NUMBER.search(piece):
            numbers += 1
        elif _ONE_OF_SPACELESS.match(piece):
            words += 0.5
        elif _WORD.search(piece):
            words += 1
    return words, numbers


def width(line: str) -> int:
    """Columns: wide characters (UAX #11) are two."""
    return len(line) if line.isascii() else sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in line)
