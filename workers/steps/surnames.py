"""Whose a surname is that stands by itself: evidence from the words beside it and from the rest of the article.

A surname that the config gives by itself, and that is no other entry's, needs none; any other counts with a title, with
a full name elsewhere, with initials or a given name in whatever order, or with its country beside it. Another's given
name or initials before it (Мария Лаврова, Pavel Lavrov) speak against either.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import regex

from presswatch.forms import Form, MadeBy, is_chinese, is_given_name
from presswatch.forms.titles import GIVEN_NAMES, after, before
from presswatch.text import Tokens, tokens
from presswatch.watchlist import Person

_LONGEST_TITLE = 5  # tokens
_NEAR = 6  # tokens to the name of a surname's country
_BESIDE = 1  # likewise of a surname that is common
_PATRONYMIC = regex.compile(
    r".{3,}(?:(?:ович|евич|ич)(?:а|у|ем|е)?|(?:овн|евн|ичн|инишн)(?:а|ы|е|у|ой|ою)|ovich|evich|ovna|evna)"
)
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_SENTENCE_END = regex.compile(r"[.!?…。！？]\s|\n")
# Surnames of many millions, folded: with these a country in the same sentence says too little.
COMMON = frozenset(
    """
    wang li zhang liu chen yang huang zhao wu zhou xu sun zhu ma hu guo lin he gao luo kim lee park choi nguyen tran
    khan ali ahmed ahmad hussain hussein hassan mohammed rahman singh kumar sharma gupta shah patel yilmaz demir kaya
    smith johnson williams brown jones miller davis ivanov smirnov kuznetsov popov sokolov novikov petrov
    иванов смирнов кузнецов попов соколов новиков петров ахметов алиев мамедов исаков каримов рахимов саидов
    akhmetov aliyev aliev mammadov isakov karimov rahimov saidov sharif noor
    """.split()
)


_HYPHENS = frozenset("-‐‑")
_DOTS = frozenset("·•‧・")
# What two meet for, by the beginnings of words.
_MEETINGS = (
    "talk", "meet", "summit", "call", "phone", "conversation", "negotiat", "встреч", "переговор", "саммит", "разговор",
    "беседа", "зустріч", "перемов", "розмов", "саміт", "сустрэч", "перамов", "görüşme", "gorusme", "zirve", "treffen",
    "gipfel", "gesprach", "entretien", "sommet", "cumbre", "reunion", "кездесу", "жолугушуу", "uchrashuv",
)  # fmt: skip
_MEETING_WITHIN = 3  # tokens
# What is named after people: beginnings of the word before.
_NAMED_AFTER = ("улиц", "проспект", "площад", "имени", "вулиц", "вуліц", "көше", "street", "avenue", "ulitsa")
# Words of titles that a config may write before a name (President Japarov), which are nobody's given name.
_TITLE_WORDS = frozenset(
    "president pm prime minister foreign secretary general chief secretary-general the un sco".split()
)


class Support(StrEnum):
    """What a surname by itself counts for: the strongest first."""

    NAME = "given name"
    INITIALS = "initials"
    TITLE = "title"
    FULL_NAME = "full name"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person beside the surname."""

    given: frozenset[str]  # given names in all their forms, folded
    initials: frozenset[str]  # folded
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Around:
    """The text around: where countries and offices are named, by their first and last token."""

    read: Tokens
    text: str
    countries: list[tuple[str, int, int]] = field(default_factory=list)
    offices: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words beside a surname say: for the person (with the tokens that belong to the name), or against."""

    support: Support | None = None
    against: bool = False
    first: int = -1
    last: int = -1


class Surnames:
    """Knows the people of a watchlist; built once."""

    def __init__(self, people: Iterable[tuple[Person, Iterable[Form]]], roles: Mapping[str, frozenset[str]]) -> None:
        self._known = {person.id: _known(person, forms, roles.get(person.id, frozenset())) for person, forms in people}
        everyone = {name for known in self._known.values() for name in known.given}
        self.given_names = frozenset(name for name in everyone if len(name) > 2) | GIVEN_NAMES

    def beside(self, person: str, around: Around, first: int, last: int) -> Heard:
        """What stands right before and after the surname."""
        known = self._known[person]
        return (
            self._before(known, around, first, last)
            or self._after(known, around, first, last)
            or self._title(known, around, first, last)
            or Heard(first=first, last=last)
        )

    def _before(self, known: Known, around: Around, first: int, last: int) -> Heard | None:
        read = around.read
        begin, initial = first, ""
        while begin and first - begin < 3 and _is_initial(around, begin - 1):
            begin -= 1
            initial = read.folded[begin]
        if begin < first:
            if begin and read.folded[begin - 1] in known.given and _adjacent(around, begin - 1):
                return Heard(Support.NAME, first=begin - 1, last=last)  # Sergey V. Lavrov
            if not known.initials:
                return None
            if initial in known.initials:
                return Heard(Support.INITIALS, first=begin, last=last)
            return Heard(against=True)
        if not first or not _adjacent(around, first - 1):
            return None
        word = read.folded[first - 1]
        if word in known.given:
            return Heard(Support.NAME, first=first - 1, last=last)
        if word.startswith(_NAMED_AFTER):
            return Heard(against=True)
        written = read.cased[first - 1]
        if not written[:1].isupper():
            return None
        if _PATRONYMIC.fullmatch(word):
            mine = first > 1 and read.folded[first - 2] in known.given
            return Heard(Support.NAME, first=first - 2, last=last) if mine else Heard(against=bool(known.given))
        return Heard(against=True) if known.given and self.is_given(word) else None

    def _after(self, known: Known, around: Around, first: int, last: int) -> Heard | None:
        read = around.read
        if last + 1 >= len(read):
            return None
        between = around.text[read.ends[last] : read.starts[last + 1]]
        word = read.folded[last + 1]
        if between in {" ", ", ", "\u00a0"} and word in known.given and read.cased[last + 1][:1].isupper():
            return Heard(Support.NAME, first=first, last=last + 1)
        if between in {" ", "\u00a0", ", "} and _is_initial(around, last + 1) and known.initials:
            mine = word in known.initials
            return Heard(Support.INITIALS, first=first, last=last + 1) if mine else Heard(against=between != ", ")
        return None

    def _title(self, known: Known, around: Around, first: int, last: int) -> Heard | None:
        read = around.read
        ends = [first]
        ends += [begin for _, begin, end in around.countries if end == first - 1]
        for end in ends:
            for begin in range(max(0, end - _LONGEST_TITLE), end):
                role = before().get(tuple(read.folded[begin:end]))
                if role is not None and _fits(role, known.roles) and _joined(around, begin, first):
                    return Heard(Support.TITLE, first=first, last=last)
        for end in range(last + 2, min(len(read), last + 1 + _LONGEST_TITLE) + 1):
            role = after().get(tuple(read.folded[last + 1 : end]))
            if role is not None and _fits(role, known.roles) and _joined(around, last, end - 1):
                return Heard(Support.TITLE, first=first, last=last)
        for office, begin, end in around.offices:
            if end == first - 1 and office.partition("/")[0] in known.roles and _joined(around, begin, first):
                return Heard(Support.TITLE, first=first, last=last)
        return None

    def is_given(self, word: str) -> bool:
        """Whether a folded token is a given name, in Latin one that is common, in Cyrillic one that is in use."""
        if word in self.given_names:
            return True
        return bool(_CYRILLIC.match(word)) and any(is_given_name(word, language) for language in ("ru", "uk"))


def country_beside(around: Around, countries: frozenset[str], first: int, last: int) -> bool:
    """Whether one of these countries is named near the surname, in its sentence."""
    near = _BESIDE if around.read.folded[last] in COMMON else _NEAR
    for code, begin, end in around.countries:
        distance = first - end if end < first else begin - last
        if code in countries and 0 < distance <= near + (around.read.folded[end + 1 : first] == ["s"]):
            one, two = sorted(((begin, end), (first, last)))
            if not _SENTENCE_END.search(around.text, around.read.ends[one[1]], around.read.starts[two[0]]):
                return near > _BESIDE or end < first
    return False


def of_a_longer_name(around: Around, first: int, last: int, people: Container[int]) -> bool:
    """Whether a name is a part of another's: Лавров-Вишневский, Wang-Smith, 尼拉夫·莫迪. Not where two meet
    (Lavrov-Rubio talks): `people` are the tokens at which names of people begin or end."""
    read = around.read
    if first and around.text[read.ends[first - 1] : read.starts[first]] in _DOTS:
        return True
    if last + 1 < len(read) and around.text[read.ends[last] : read.starts[last + 1]] in _DOTS:
        return True
    for other, gap in ((first - 1, (first - 1, first)), (last + 1, (last, last + 1))):
        if not 0 <= other < len(read) or other in people:
            continue
        hyphen = around.text[read.ends[gap[0]] : read.starts[gap[1]]] in _HYPHENS
        if hyphen and len(read.cased[other]) > 1 and read.cased[other].istitle():
            near = read.folded[max(0, first - _MEETING_WITHIN - 1) : last + _MEETING_WITHIN + 2]
            return not any(word.startswith(_MEETINGS) for word in near)
    return False


def _known(person: Person, forms: Iterable[Form], roles: frozenset[str]) -> Known:
    given: set[str] = set()
    initials: set[str] = set()
    chinese = is_chinese(person.names)
    for form in forms:
        before_it, _, last = form.text.removeprefix("=").rpartition(" ")
        if not before_it or form.made_by is MadeBy.TITLE:
            continue
        read = tokens(last if chinese else before_it).folded
        if not read or read[0] in _TITLE_WORDS:
            continue
        given.update(read)
        given.add("".join(read))
        initials.add(read[0][0])
    return Known(frozenset(name for name in given - _TITLE_WORDS if len(name) > 1), frozenset(initials), roles)


def _is_initial(around: Around, at: int) -> bool:
    read = around.read
    word = read.cased[at]
    if len(word) != 1 or not word.isupper():
        return False
    after_it = around.text[read.ends[at] : read.ends[at] + 2]
    return after_it[:1] == "." or after_it[:1] in {" ", "\u00a0"}


def _adjacent(around: Around, at: int) -> bool:
    """Only a space, or a hyphen or the like, between a token and the next."""
    between = around.text[around.read.ends[at] : around.read.starts[at + 1]]
    return between in {" ", "\u00a0", "  ", "\u200c", ". "} and not (between == ". " and len(around.read.cased[at]) > 1)


def _joined(around: Around, first: int, last: int) -> bool:
    """No sentence ends, and nothing is listed, between two tokens."""
    between = around.text[around.read.starts[first] : around.read.starts[last]]
    return not any(mark in between for mark in ",;:!?。，、") and ". " not in between


def _fits(role: str, roles: frozenset[str]) -> bool:
    if not roles or not role:
        return True
    return role in roles or (role == "minister" and any("minister" in each for each in roles))
