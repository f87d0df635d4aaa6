"""Countries in running text: how to tell one from a turkey, a namesake, a state and a Monday.

What is written like a country and begins a sentence as a word would (Чад стоял над городом, Turkey with cranberries)
is in doubt until the rest of the article has been read: another country or an office near it, an act of states after
it, or the same country elsewhere speak for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum

import regex

from presswatch.forms.namesakes import ANYWHERE, HOMOGRAPHS, STRONG
from presswatch.text import Tokens


class Called(StrEnum):
    """How a text calls a country."""

    NAME = "name"
    DEMONYM = "demonym"
    ADJECTIVE = "adjective"  # a demonym of a language that writes it without a capital
    CAPITAL = "capital"
    SHORT = "short"  # 中俄: two at once


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    PERSON = "person"  # it is somebody's name, and may be so again in the article
    DOUBT = "doubt"  # with anything of the kind near
    GRAVE = "grave doubt"  # only where the same country is named elsewhere, or another beside it


# Names that are also persons', and what stands beside them then; as tokens are folded.
_NAMESAKES = frozenset({"jordan", "chad", "israel", "georgia", "cuba", "kenya", "india", "mali", "oman"})
_LIKE_PERSONS = frozenset(
    """
    washington london paris berlin lima santiago sofia wellington muscat vienna
    вашингтон лондон париж берлин софия софии софію софія софії веллингтон маскат
    """.split()
)
_BEGINS_A_NAME = frozenset("paris sofia santiago lima washington muscat софия софії софія".split())
# Dates and cities' districts may follow a city with a capital: in Washington Monday, Washington DC.
_MAY_FOLLOW = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december dc d
    """.split()
)
_OF_THE_STATE = frozenset(
    """
    tech bulldogs governor senator senators republican republicans democrat democrats lawmaker lawmakers sheriff runoff
    dome aquarium southern avenue street road legislature senate gov sen attorney voters peach
    """.split()
)
_IN_THE_STATE = frozenset("atlanta savannah augusta macon athens columbus fulton".split())
_STATES = frozenset(
    """
    alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa
    kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska
    nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming carolina dakota
    ontario quebec alberta
    """.split()
)
_NEAR_A_STATE = 12  # tokens
# What may follow Chad with a capital where it is the country.
_OF_CHAD = frozenset(
    "president prime foreign minister army military government republic and basin fm pm opposition national".split()
)
# What states do and have, by the beginnings of words: right after the name.
_ACTS = (
    "said", "says", "urge", "call", "condemn", "warn", "sign", "agree", "recall", "summon", "expel", "accus", "announc",
    "denie", "denounc", "welcom", "ratif", "withdr", "foreign", "presid", "prime", "govern", "parliam", "minist",
    "осуди", "заяви", "призва", "подписа", "ввел", "ввёл", "поддержа", "разорва", "объяви", "одобри", "выступи",
    "отозва", "вышл", "ратифиц", "обвини", "приветству", "предложи", "намерен", "готов", "вступи",
    "засуди", "закликал", "підписа", "підтрима", "розірва", "оголоси", "відклика", "звинувати", "запропонува",
    "асудзі", "заклікал", "падпіса", "падтрыма", "cumhurbaşkan", "cumhurbaskan", "dışişleri", "disisleri", "hükümet",
    "hukumet", "açıkla", "acikla", "kınad", "kinad", "başbakan", "basbakan",
)  # fmt: skip
_ACT_WITHIN = 3  # tokens
_EVIDENCE_WITHIN = 30  # likewise
_TO_A_PLACE = frozenset("in to from near en nach aus a".split())
_JOINTS = frozenset(
    {", ", " and ", ", and ", " и ", " та ", " і ", " й ", " ve ", " və ", " va ", " ва ", " мен ", " жана ", " und ",
     " et ", " y ", " e ", "-", "–", "—", " – ", " — ", "/", "، ", " و ", " و", "、", "和", "与"}
)  # fmt: skip
_BEGINS = regex.compile(r"[.!?…:\n•][\s\"'«»“”„‘’()\[\]—–-]*$")
# Turkish and its kin put endings after an apostrophe onto names, never onto words.
_TURKISH_ENDING = regex.compile(r"['’ʼ](?!s\b)\p{Ll}")
_SENTENCE_REACH = 5  # tokens either way that tell whether a headline is written with capitals
_LONG_WORD = 4  # letters
# Monday in Persian and Tajik is called what Dushanbe is.
_DUSHANBE = frozenset({"دوشنبه", "دوشنبہ", "душанбе"})
_OF_A_PLACE = frozenset("شهر پایتخت وارد راهی ترک فی الی إلی من العاصمة العاصمه عاصمة مدینة".split())
_BEFORE_A_PLACE = frozenset("به در از تا میان بین و".split())
_OF_A_DAY = frozenset("روز روزهای شب صبح عصر ظهر بامداد سه рӯзи рузи рӯзҳои шаби субҳи".split())
_AFTER_A_DAY = frozenset("شب صبح عصر ظهر گذشته آینده بعد هفته مورخ".split())


def written_as_name(token: str) -> bool:
    """Whether a token is written as a name is: with a capital, in scripts that have them ("Turkey", not "turkey")."""
    return not token[:1].islower() or "ა" <= token[:1] <= "ჿ"  # Georgian has capitals and doesn't use them


def verdict(read: Tokens, text: str, first: int, last: int, called: Called, is_given: Callable[[str], bool]) -> Verdict:
    """Whether what is written like a country's name, capital or demonym is one, as far as the words beside it tell."""
    name = read.folded[first]
    if called is Called.ADJECTIVE or called is Called.SHORT:
        return Verdict.YES
    if not written_as_name(read.cased[first]):
        foreign = called is Called.DEMONYM and not read.cased[first].isascii()  # Spanish israelí
        return Verdict.YES if foreign else Verdict.NO
    if first != last or called is Called.DEMONYM:
        return Verdict.YES
    if name in _DUSHANBE:
        return _monday_or_city(read, first)
    found = _beside_others(read, text, first, called, is_given)
    if found is not Verdict.YES or (name not in HOMOGRAPHS and name not in ANYWHERE):
        return found
    return _homograph(read, text, first)


def _beside_others(read: Tokens, text: str, first: int, called: Called, is_given: Callable[[str], bool]) -> Verdict:
    """As far as persons and states of the name go."""
    name = read.folded[first]
    if called is Called.CAPITAL:
        if _in_a_state(read, text, first):
            return Verdict.NO
        person = name in _LIKE_PERSONS and _of_a_person(read, text, first, is_given)
        return Verdict.PERSON if person else Verdict.YES
    return _namesake(read, first, is_given) if name in _NAMESAKES else Verdict.YES


def _homograph(read: Tokens, text: str, first: int) -> Verdict:
    """As far as words go that are written like it."""
    name = read.folded[first]
    if _TURKISH_ENDING.match(text, read.ends[first]):
        return Verdict.YES
    if name in ANYWHERE:
        return Verdict.YES if in_a_place(read, first) and not _in_capitals(read, text, first) else Verdict.GRAVE
    if not begins_sentence(read, text, first) and not _in_capitals(read, text, first):
        return Verdict.YES
    return Verdict.GRAVE if name in STRONG else Verdict.DOUBT


def is_settled(
    read: Tokens,
    text: str,
    span: tuple[int, int],
    *,
    doubt: Verdict,
    beside: Collection[tuple[int, int]],
    same_elsewhere: bool,
) -> bool:
    """Whether the rest speaks for a country in doubt: `beside` are the countries, offices and organisations of its
    field, by their first and last tokens."""
    first, last = span
    if same_elsewhere or any(_joined(read, text, span, other) for other in beside):
        return True
    if doubt is not Verdict.DOUBT:
        return False
    if any(min(abs(first - end), abs(begin - last)) <= _EVIDENCE_WITHIN for begin, end in beside):
        return True
    after = (read.folded[at] for at in range(last + 1, min(last + 1 + _ACT_WITHIN, len(read))))
    return any(word.startswith(_ACTS) for word in after)


def in_a_place(read: Tokens, first: int) -> bool:
    """Whether a preposition of place stands before: in Washington."""
    return bool(first) and read.folded[first - 1] in _TO_A_PLACE


def begins_sentence(read: Tokens, text: str, at: int) -> bool:
    """Whether a token is the first of a sentence, a line or what a colon introduces."""
    return at == 0 or bool(_BEGINS.search(text[read.ends[at - 1] : read.starts[at]]))


def _joined(read: Tokens, text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two names are listed together: Togo, Benin and Ghana."""
    before, after = sorted((one, other))
    return before[1] < after[0] and text[read.ends[before[1]] : read.starts[after[0]]] in _JOINTS


def _in_capitals(read: Tokens, text: str, at: int) -> bool:
    """Whether the words around are all written with a capital, as in headlines, so that it says nothing."""
    capitals = 0
    for step in (-1, 1):
        for distance in range(1, _SENTENCE_REACH + 1):
            other = at + step * distance
            if not 0 <= other < len(read) or begins_sentence(read, text, other if step > 0 else other + 1):
                break
            word = read.cased[other]
            if len(word) >= _LONG_WORD and word[:1].isalpha():
                if word[:1].islower():
                    return False
                capitals += 1
    return capitals > 1


def _monday_or_city(read: Tokens, first: int) -> Verdict:
    before = read.folded[first - 1] if first else ""
    after = read.folded[first + 1] if first + 1 < len(read) else ""
    if before in _OF_A_DAY or (first > 1 and read.folded[first - 2] in _OF_A_DAY and before in {"های", "و"}):
        return Verdict.NO
    if read.folded[first] == "душанбе" or before in _OF_A_PLACE:
        return Verdict.YES
    if before not in _BEFORE_A_PLACE or after in _AFTER_A_DAY or after[:1].isdigit():
        return Verdict.NO
    return Verdict.GRAVE


def _in_a_state(read: Tokens, text: str, last: int) -> bool:
    """Moscow, Idaho; Athens, Georgia; London, Ontario."""
    if last + 1 >= len(read) or text[read.ends[last] : read.starts[last + 1]] != ", ":
        return False
    after = read.folded[last + 1]
    return after in _STATES or (after == "georgia" and read.folded[last] in {"athens", "rome", "dublin", "vienna"})


def _of_a_person(read: Tokens, text: str, first: int, is_given: Callable[[str], bool]) -> bool:
    """George Washington, Booker T. Washington, Denzel Washington, Sofia Coppola."""
    if first and written_as_name(read.cased[first - 1]) and read.cased[first - 1][:1].isalpha():
        gap = text[read.ends[first - 1] : read.starts[first]]
        if gap == " " and is_given(read.folded[first - 1]):
            return True
        if gap == ". " and len(read.cased[first - 1]) == 1:
            return True
        stands = gap == " " and not begins_sentence(read, text, first - 1)
        if stands and read.cased[first - 1][1:].islower() and not _in_capitals(read, text, first):
            return read.folded[first - 1] not in _MAY_FOLLOW
    if read.folded[first] not in _BEGINS_A_NAME or first + 1 >= len(read) or not _together(read, first):
        return False
    follows = read.cased[first + 1]
    return follows.istitle() and read.folded[first + 1] not in _MAY_FOLLOW and not _in_capitals(read, text, first)


def _namesake(read: Tokens, first: int, is_given: Callable[[str], bool]) -> Verdict:
    """Michael Jordan, Chad Smith; Atlanta, Georgia."""
    name = read.folded[first]
    before = read.folded[first - 1] if first else ""
    at = first + 1 if first + 1 < len(read) and read.folded[first + 1] != "s" else first + 2
    after = read.folded[at] if at < len(read) else ""
    if name == "georgia":
        if before in _IN_THE_STATE or after in _OF_THE_STATE:
            return Verdict.NO
        near = read.folded[max(0, first - _NEAR_A_STATE) : first + _NEAR_A_STATE]
        if any(word in _STATES or word in _IN_THE_STATE for word in near):
            return Verdict.GRAVE
    if before and written_as_name(read.cased[first - 1]) and _together(read, first - 1) and is_given(before):
        return Verdict.PERSON
    surname = bool(after) and at == first + 1 and read.cased[at].istitle() and _together(read, first)
    if name == "chad" and surname and after not in _OF_CHAD:
        return Verdict.PERSON
    return Verdict.YES


def _together(read: Tokens, at: int) -> bool:
    return read.starts[at + 1] - read.ends[at] == 1
