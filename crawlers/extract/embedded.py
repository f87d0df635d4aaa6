"""Text that a page brings as data for its scripts to draw, where the page itself has none.

Frameworks that render in the browser (Next.js, Nuxt, Redux stores) keep an article as HTML inside of JSON strings,
sometimes strings within strings. Any string literal in a script that holds paragraphs is looked at, whatever the
framework; the one with most prose is the article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from crawlers.extract.blocks import Block, blocks, is_prose, parse_fragment
from crawlers.extract.furniture import take_out

LARGEST = 3_000_000  # characters of a script
MOST = 40  # strings that are looked at
LEAST = 200  # characters of prose

# All between two quotes, whichever opens and closes: never fails, and so takes time and memory as the text is long.
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.?)*+)(?=("?))', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
# Where a template puts an advertisement or a picture, in the usual marks: {{x}}, [[x]], $$x$$, ##x##, %%x%%.
_PLACEHOLDER = re.compile(r"\{\{[^{}]{1,80}\}\}|\[\[[^\[\]]{1,80}\]\]|([$#%])\1\w{1,40}\1\1")


def scripts(tree: HtmlElement) -> Sequence[str]:
    """Texts of scripts that might hold an article; to be taken before the tree is cleaned."""
    return [
        text
        for script in tree.iter("script")
        if (text := script.text) and len(text) <= LARGEST and ("u003cp" in text or "<p" in text or "\\u003c" in text)
    ]


def embedded_blocks(texts: Sequence[str]) -> list[Block]:
    """The blocks of the article, none when there is none of at least two paragraphs."""
    best: list[Block] = []
    most = LEAST
    for number, fragment in enumerate(_fragments(texts)):
        if number == MOST:
            break
        page = _blocks(fragment)
        prose = [len(block.text) for block in page if is_prose(block)]
        if len(prose) >= 2 and sum(prose) > most:
            best, most = page, sum(prose)
    return best


def _fragments(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for literal in _literals(text):
            string = _unescaped(literal)
            if not _has_paragraphs(string) and "u003cp" not in string:
                continue
            if string.lstrip().startswith("<"):
                yield string
                continue
            for inner in _literals(string):
                if _has_paragraphs(found := _unescaped(inner)):
                    yield found


def _literals(text: str) -> Iterator[str]:
    return (found[1] for found in _QUOTED.finditer(text) if found[2] and len(found[1]) >= LEAST)


def _has_paragraphs(text: str) -> bool:
    first = _PARAGRAPH.search(text)
    return first is not None and max(text.rfind("</p>"), text.rfind("</P>")) - first.end() >= 20


def _unescaped(literal: str) -> str:
    try:
        string = json.loads(f'"{literal}"', strict=False)
    except ValueError:
        return ""
    return string if isinstance(string, str) else ""


def _blocks(fragment: str) -> list[Block]:
    tree = parse_fragment(_PLACEHOLDER.sub("", fragment))
    if tree is None:
        return []
    take_out(tree, blocks(tree))
    return [block for block in blocks(tree) if block.tag != "h1"]
