"""Sentences, in any of the languages that we read.

A sentence ends at a full stop, question or exclamation mark of its script that white space follows (after those of
Chinese and Japanese none is needed), or at the end of a line. A stop ends none after an initial ("С. В. Лавров"), after
a common abbreviation, inside a number, or before a small letter. Simple rules in the manner of Punkt (Kiss and Strunk,
2006) without its training: what is shown to a person may be two sentences, but never lacks its subject.
"""

from __future__ import annotations

import regex

LONGEST = 1000
"""Characters. What goes on for longer (Thai, a list without stops) is cut at a space."""

_CLOSING = r"[\p{Pf}\p{Pe}\"'»”’]*+"
_STOPS = ".!?…؟۔।॥։።‼⁇⁈⁉"
_END = regex.compile(
    r"(?P<line>\n)"
    rf"|(?P<full>[。！？｡．]++{_CLOSING})"
    rf"|(?P<stop>(?<![{_STOPS}])[{_STOPS}]++{_CLOSING})(?=\s)",
    regex.VERSION1,
)
_FOLLOWING = regex.compile(r"[^\S\n]*(?P<first>\S)", regex.VERSION1)
_LAST_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+$", regex.VERSION1)
_NUMBER_OF_LIST = regex.compile(r"\s*\(?\p{Nd}{1,3}$", regex.VERSION1)
_OPENING = regex.compile(r"[\p{Pi}\p{Ps}\"'«„“‘—–-]*+[^\S\n]*+", regex.VERSION1)

# A stop after one of these ends no sentence, or so seldom that two sentences shown as one do no harm.
_ABBREVIATIONS = frozenset(
    # English, and titles of many languages
    "mr mrs ms dr prof gen col maj capt lt sgt cmdr adm sen rep gov rev hon pres amb jr sr vs inc ltd corp dept approx "
    "st mt jan feb mar apr jun jul aug sept oct nov dec eg ie cf al resp "
    # German, Dutch, Scandinavian
    "bzw ca nr str usw vgl hr fr bspw evtl ggf sog zzt mio mrd abs bl jh dhr mevr drs ir dvs f.eks kl "
    # French, Spanish, Italian, Portuguese
    "mm mme mmes mlle mgr env sra srta sres dña dra excmo sig dott avv ing on exmo "
    # Polish, Czech, Turkish, Uzbek
    "tzw np prof im ul godz tzv např např sn doç av "
    # Russian, Ukrainian, Kazakh and their neighbours
    "г гг им т п пр др см стр тыс млн млрд трлн руб коп ул пос обл р проф акад ген полк подполк св н э в вв м ср напр "
    "рр ім вул ж д с о".split()
)
# Those that are words as well: only before a number.
_BEFORE_NUMBER = frozenset("no nos art arts fig figs vol vols para sec pp p ch ст гл рис табл п № núm nº".split())
# What a German ordinal stands before, where every noun has a capital letter: "am 10. September".
_AFTER_ORDINAL = frozenset(
    "januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert "
    "jahrhunderts jahrestag jahrestages jahrestags sitzung gipfel gipfels treffen weltkrieg weltkriegs".split()
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences, in order, without the white space around them; empty for an empty text.

    Whatever is not white space is in exactly one of them.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        if found["stop"] and _goes_on(text, start, found):
            continue
        _add(spans, text, start, found.end())
        start = found.end()
    _add(spans, text, start, len(text))
    return spans


def _goes_on(text: str, start: int, found: regex.Match[str]) -> bool:
    """Whether the sentence that began at `start` goes on after this stop."""
    following = _FOLLOWING.match(text, found.end())
    if following is None:  # the end of a line, or of the text
        return False
    after = _OPENING.match(text, following.start("first"))
    first = text[after.end() : after.end() + 1] if after else ""
    if first.islower() or following["first"] in ",;:)":
        return True
    if found["stop"] != ".":
        return False
    word = _LAST_WORD.search(text, max(start, found.start() - 20), found.start())
    return word is not None and _abbreviates(text, start, word, first, found.end())


def _abbreviates(text: str, start: int, word: regex.Match[str], first: str, end: int) -> bool:
    last = word.group().lower()
    if word.group().isnumeric():
        if _NUMBER_OF_LIST.fullmatch(text, start, word.end()):
            return True
        return len(last) <= 2 and text[end : end + 15].strip().partition(" ")[0].strip(",.").lower() in _AFTER_ORDINAL
    if len(last) == 1 and word.group().isupper():
        return True
    if text[max(start, word.start() - 1) : word.start()] == "." and len(last) <= 2:  # U.S., т.е., a.m.
        return True
    return last in _ABBREVIATIONS or (last in _BEFORE_NUMBER and first.isnumeric())


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = max(text.rfind(" ", start + 1, start + LONGEST), text.rfind("\u3000", start + 1, start + LONGEST))
        cut = cut if cut > start else start + LONGEST
        _add(spans, text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        spans.append((start, end))
