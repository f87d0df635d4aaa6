"""Sentences, in any of the languages that we read.

A sentence ends at a full stop, question or exclamation mark of its script, or at the end of a line. A full stop ends
none after an initial ("С. В. Лавров"), after a common abbreviation, inside a number, or before a small letter. Simple
rules in the manner of Punkt (Kiss and Strunk, 2006) without its training: what is shown to a person may be half a
sentence too long, but never lacks its subject.
"""

from __future__ import annotations

import regex

_END = regex.compile(
    r"(?P<line>\s*\n\s*)"
    r"|(?P<full>[。！？؟۔।॥…‼⁇⁈⁉!?]+[\p{Pf}\p{Pe}\"'»”’）」』]*\s*)"
    r"|(?P<stop>\.+[\p{Pf}\p{Pe}\"'»”’]*\s+)(?=(?P<next>.))",
    regex.VERSION1 | regex.DOTALL,
)
_LAST_WORD = regex.compile(r"[\p{L}\p{N}]+$", regex.VERSION1)
_ABBREVIATIONS = frozenset(
    # English, German, French, Spanish, Italian, Portuguese
    """
    mr mrs ms dr prof gen col maj capt lt sgt sen rep gov rev hon st jr sr vs etc no inc ltd co corp approx dept est
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun
    bzw ca nr str usw vgl hr fr mme mlle m sig sra srta pág art fig vol al eg ie cf
    """.split()
    # Russian, Ukrainian, Kazakh and their neighbours
    + "г гг им т д п пр др см стр тыс млн млрд руб коп ул пос обл р проф акад ген полк св н э в вв м с ж".split()
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences, in order, without the white space around them; empty for an empty text."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        if found["stop"] and _goes_on(text, found.start(), found["next"]):
            continue
        _add(spans, text, start, found.end())
        start = found.end()
    _add(spans, text, start, len(text))
    return spans


def _goes_on(text: str, stop: int, following: str) -> bool:
    if following.islower() or following in ",;:)":
        return True
    word = _LAST_WORD.search(text, max(0, stop - 20), stop)
    if word is None:
        return False
    last = word.group()
    return (len(last) == 1 and last.isupper()) or last.lower() in _ABBREVIATIONS


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
