"""What the press wrote, made fit for a message: one line, bounded, nothing invisible that rearranges or hides.

Titles and sentences come from strangers. A line break in one would end a mail header, a bidirectional override
(UAX #9; "Trojan Source", CVE-2021-42574) would show another text than it holds, an invisible tag would carry one that
nobody sees. Joiners stay: Persian and Hindi are spelt with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_SPACE = re.compile(r"\s+")  # line and paragraph separators, tabs and next-line included
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls (category Cc) that are no space
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional formatting
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # zero width, invisible operators, annotations
    "\ufffe\uffff\U000e0000-\U000e007f]"  # noncharacters, tags
)
_LONE = re.compile("[\ud800-\udfff]")  # half a surrogate pair: can't be encoded
_LONGEST_LINK = 2000  # characters; what mail clients and browsers are known to follow
_NOT_IN_LINK = re.compile(r"[\s<>\"'`\\\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a sentence; `marked` where it is what the rule asked for."""

    text: str
    marked: bool = False


def one_line(text: str, *, limit: int) -> str:
    """`text` as one clean line of at most `limit` characters; what is cut off shows as an ellipsis."""
    cleaned = _clean(text[: limit * 4]).strip()  # cut first: cleaning a megabyte for one line is wasted
    if len(cleaned) <= limit and len(text) <= limit * 4:
        return cleaned
    return cleaned[: limit - 1].rstrip() + "…"


def passages(sentence: str, marks: Iterable[tuple[int, int]], *, limit: int) -> list[Passage]:
    """The sentence in pieces, marked and not; of one longer than `limit` characters the part around the first mark.

    Marks that overlap are joined, and what lies outside the sentence is ignored.
    """
    spans = _joined(marks, len(sentence))
    begin, end = 0, len(sentence)
    if end > limit:
        begin = max(0, min((spans[0][0] if spans else 0) - limit // 3, end - limit))
        end = begin + limit
    pieces = [Passage("…")] if begin else []
    place = begin
    for start, stop in spans:
        if start >= end or stop <= begin:
            continue
        pieces.append(Passage(_clean(sentence[place : max(start, begin)])))
        pieces.append(Passage(_clean(sentence[max(start, begin) : min(stop, end)]), marked=True))
        place = min(stop, end)
    pieces.append(Passage(_clean(sentence[place:end])))
    if end < len(sentence):
        pieces.append(Passage("…"))
    return [piece for piece in pieces if piece.text]


def web_link(url: str) -> str:
    """`url` where it is a web address that may stand in a message as it is, else ""."""
    if len(url) > _LONGEST_LINK or _NOT_IN_LINK.search(url) or _UNSEEN.search(url) or _LONE.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host else ""


def _clean(text: str) -> str:
    return _SPACE.sub(" ", _UNSEEN.sub("", _LONE.sub("\ufffd", text)))


def _joined(marks: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in marks):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
