"""A page as its readers see it: a sequence of blocks of text, in the order of the document.

A block is a run of text between two borders of block-level elements, or between line breaks. Text, paragraph for
paragraph, is always taken from here; what trafilatura, readability and the publisher's own JSON-LD say is a vote on
which blocks belong to the article.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lxml import etree, html
from lxml.html import HtmlElement

from crawlers.extract.bounds import within_bounds


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# HTML elements that CSS user agents lay out as blocks, table cells and list items included.
BLOCKS = _names(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol optgroup option p "
    "pre search section select summary table tbody td textarea tfoot th thead title tr ul"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPACE = re.compile(r"[\s\u200b\ufeff\x00-\x1f\x7f-\x9f]+")
_NEITHER = re.compile(r"[\W_]+")
_INVISIBLE = re.compile("[\u00ad\u2060\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udfff]")
# East Asian wide and fullwidth characters, by their blocks.
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3"
    "\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)

PROSE = 60  # columns: a paragraph, not a label
LINKED = 0.3  # more than this share of its characters in links, and a block is not prose


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A paragraph, heading, list item, caption, button label: `text` is normalised, on one line and never empty."""

    text: str
    squeezed: str  # its letters and digits alone: what the readers' votes are compared by
    element: HtmlElement  # the nearest block-level element
    linked: float  # share of the characters that stand in links

    @property
    def tag(self) -> str:
        return str(self.element.tag)

    @property
    def is_heading(self) -> bool:
        return self.element.tag in _HEADINGS


def columns(text: str) -> int:
    """The length of a text as its readers see it: wide characters (UAX #11) count two."""
    if text.isascii():
        return len(text)
    return len(text) + len(_WIDE.findall(text))


def is_prose(block: Block, least: int = PROSE) -> bool:
    """Long enough for a paragraph, and not a link or a heading."""
    return block.linked < LINKED and not block.is_heading and columns(block.text) >= least


def normalised(text: str) -> str:
    """NFC, on one line, single plain spaces, no invisible characters but joiners, which belong to words."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def squeezed(text: str) -> str:
    """The letters and digits of a text alone, to compare what different readers made of the same page."""
    return _NEITHER.sub("", text)


def blocks(root: HtmlElement) -> list[Block]:
    """All blocks under `root`, iteratively: nesting costs no stack."""
    walk = _Walk(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walk.enter(element)
        else:
            walk.leave(element)
            if element is not root:
                walk.add(element.tail)
    walk.end_block()
    return walk.found


def fragment_blocks(markup: str) -> list[Block]:
    """All blocks of a piece of HTML; none where it can't be parsed."""
    tree = parse_fragment(markup)
    return [] if tree is None else blocks(tree)


def parse_fragment(markup: str) -> HtmlElement | None:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(f"<div>{within_bounds(markup)}</div>".encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


class _Walk:
    """The block that is being read, and what it stands in."""

    def __init__(self, root: HtmlElement) -> None:
        self.found: list[Block] = []
        self._owners = [root]  # block-level elements, innermost last
        self._links = 0  # how many we are in
        self._pieces: list[str] = []
        self._linked = 0  # characters

    def enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.end_block()
            self._owners.append(element)
        elif tag == "a":
            self._links += 1
        if isinstance(tag, str):  # what a comment says is nobody's text
            self.add(element.text)

    def leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.end_block()
            self._owners.pop()
        elif tag == "a":
            self._links -= 1

    def add(self, text: str | None) -> None:
        if not text:
            return
        self._pieces.append(text)
        if self._links:
            self._linked += len(text.strip())

    def end_block(self) -> None:
        if self._pieces and (text := normalised("".join(self._pieces))):
            linked = min(self._linked / len(text), 1.0)
            self.found.append(Block(text, squeezed(text), self._owners[-1], linked))
        self._pieces.clear()
        self._linked = 0
