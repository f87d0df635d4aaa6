"""A title as plain text, and as what titles are compared by."""

from __future__ import annotations

import html
import re

from crawlers.extract.blocks import normalised, squeezed

LONGEST = 500  # characters
LEAST = 10  # columns: what is shorter can be the name of anything

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


def plain(text: str) -> str:
    """Without markup and entities, however often they were escaped, on one line."""
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text) if "\n" in text or len(text) > LONGEST else _TAG.sub("", text)
    return normalised(text[: 4 * LONGEST])


def bare(text: str) -> str:
    """The letters and digits alone: quotes, dashes and case differ from place to place."""
    return squeezed(text.casefold())
