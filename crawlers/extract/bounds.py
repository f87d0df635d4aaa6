"""How much of a page is looked at: the time and memory of whatever reads HTML go with its tags and attributes."""

from __future__ import annotations

import re
from itertools import islice

MOST_TAGS = 50_000  # the largest live blogs have half as many
MOST_WORDS = 250_000  # in tags: names of attributes and words of their values
MOST_ATTRIBUTES = 5_000  # of one element

_TAG = re.compile("<[A-Za-z]")
_WHOLE_TAG = re.compile("<[A-Za-z][^<>]*")
_WORD = re.compile(r"[\s/\"'][^\s/=<>\"']+")
_LONG_TAG = re.compile(r"<([a-z][a-z0-9]{0,20})[^<>]{10000,}", re.IGNORECASE)


def within_bounds(markup: str) -> str:
    """The page up to the first tag that is one too many, or that has a word too many."""
    return _LONG_TAG.sub(_without_attributes, markup[: _end(markup)])


def _end(markup: str) -> int | None:
    if len(markup) < 3 * MOST_WORDS:  # there can't be so many
        last = next(islice(_TAG.finditer(markup), MOST_TAGS, None), None)
        return last.start() if last else None
    words = 0
    for number, tag in enumerate(_WHOLE_TAG.finditer(markup)):
        words += len(_WORD.findall(tag[0]))
        if number == MOST_TAGS or words > MOST_WORDS:
            return tag.start()
    return None


def _without_attributes(tag: re.Match[str]) -> str:
    """libxml2 looks at all attributes of an element for each: thousands of them are an attack, and lose them."""
    return f"<{tag[1]} " if tag[0].count("=") + tag[0].count(" ") > MOST_ATTRIBUTES else tag[0]
