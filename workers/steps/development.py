"""What an article adds to its story: facts that no earlier article of it had.

- `official`: the first official source; `country/UZ`: the first source from that country;
- `person/wang-yi`, `office/foreign-minister/CN`: someone whom nobody named before;
- `number/310`: another number of the same thing than before, within a language: "310 people" after "120 people";
- `denial`: the first one that tells of a denial.

The story's first article adds nothing: there is nothing to add to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import xxhash

from presswatch.articles import Article
from presswatch.sources import SourceKind
from presswatch.stories import Told
from presswatch.text import Tokens, stem, tokens
from workers.steps.months import months
from workers.steps.traits import BEGINNING, plain_number

_MOST_FIGURES = 16
_LEAST_FIGURE = 10
# Beginnings of the verbs and nouns of denying, and what stands for them.
_DENIALS = {
    "en": "denies denied denying denial refute debunk rebut untrue",
    "ru": "опроверг отрица",
    "uk": "спростув спростову запереч",
    "be": "абверг аспрэч",
    "kk": "жоққа теріске",
    "ky": "төгүндө четке",
    "mn": "няцаа үгүйсг",
    "uz": "inkor инкор",
    "tg": "инкор такзиб",
    "tr": "yalanla",
    "az": "təkzib",
    "fa": "تکذیب",
    "ar": "نفى نفت ينفي تنفي ونفى ونفت",
    "ur": "تردید",
    "de": "dementi bestreite bestritt",
    "fr": "dément",
    "es": "desmient desmint niega negó",
    "pt": "desment nega negou",
    "it": "smentis smenti nega",
    "pl": "dementuj zaprzecz zdementow",
    "sv": "dementer förnek",
    "hi": "खंडन इनकार",
}
_HAN_DENIALS = ("否认", "否認", "辟谣", "闢謠", "驳斥", "駁斥", "不属实", "不屬實")
_LEAD = 300


def facts(article: Article) -> dict[str, object]:
    """What others may add to, as fields of `Told`."""
    return {
        "official": article.kind == SourceKind.OFFICIAL,
        "country": article.country,
        "people": article.people,
        "offices": article.offices,
        "figures": tuple(dict(_figures(article)).items())[:_MOST_FIGURES],
        "denial": tells_of_a_denial(article),
    }


def additions(told: Told, earlier: Sequence[Told]) -> tuple[str, ...]:
    """What is new in one article, where `earlier` are those of its story that were told before it."""
    if not earlier:
        return ()
    return tuple(_additions(told, earlier))


def _additions(told: Told, earlier: Sequence[Told]) -> Iterator[str]:
    if told.official and not any(each.official for each in earlier):
        yield "official"
    if told.country and told.country not in {each.country for each in earlier}:
        yield f"country/{told.country}"
    for kind, named, before in (
        ("person", told.people, {person for each in earlier for person in each.people}),
        ("office", told.offices, {office for each in earlier for office in each.offices}),
    ):
        yield from (f"{kind}/{one}" for one in named if one not in before)
    yield from (f"number/{number}" for number in dict.fromkeys(_changed(told, earlier)))
    if told.denial and not any(each.denial for each in earlier):
        yield "denial"


def _changed(told: Told, earlier: Iterable[Told]) -> Iterator[str]:
    before: dict[str, set[str]] = {}
    for each in earlier:
        for of, many in each.figures:
            before.setdefault(of, set()).add(many)
    for of, many in told.figures:
        if of in before and many not in before[of]:
            yield many


def tells_of_a_denial(article: Article) -> bool:
    """Whether title or lead have a verb of denying: a closed list, in the languages that we know it in."""
    start = f"{article.title}\n{article.text[:_LEAD]}"
    if article.language == "zh":
        return any(sign in start for sign in _HAN_DENIALS)
    return any(word.startswith(_denials(article.language)) for word in tokens(start).folded)


@cache
def _denials(language: str) -> tuple[str, ...]:
    return tuple(tokens(_DENIALS.get(language, "")).folded)


def _figures(article: Article) -> Iterator[tuple[str, str]]:
    """Numbers with what they count, the word that follows: hashes, with the number. Left out are days of months, and
    whatever is counted twice in the text with different numbers: which of them compares can't be told."""
    found: dict[str, set[str]] = {}
    for text in (article.title, article.text[:BEGINNING]):
        for counted, many in _counted(tokens(text), text, article.language):
            found.setdefault(counted, set()).add(many)
    for counted, numbers in found.items():
        if len(numbers) == 1:
            yield counted, numbers.pop()


def _counted(read: Tokens, text: str, language: str) -> Iterator[tuple[str, str]]:
    for at in range(len(read) - 1):
        word, noun = read.folded[at], read.folded[at + 1]
        value = plain_number(word) if word[0].isdecimal() else None
        if value is None or value < _LEAST_FIGURE or 1900 <= value <= 2100:
            continue
        between = text[read.ends[at] : read.starts[at + 1]]
        if noun[0].isdecimal() or noun in months() or between.strip(" \u00a0\u202f"):
            continue
        counted = f"{language} {stem(noun, language) or noun}"
        yield xxhash.xxh3_64_hexdigest(counted.encode("utf-8", "replace"))[:12], f"{value:g}"
