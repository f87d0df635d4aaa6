"""The readers whose votes say what of a page is its article: trafilatura, readability, the publisher's own JSON-LD."""

from __future__ import annotations

import copy
import logging
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.blocks import Block, fragment_blocks, squeezed

_WITHIN = 20  # characters: a shorter block must be a line of its own in what a reader read, or it is found by chance


@dataclass(frozen=True, slots=True)
class Read:
    """What one reader made of a page, ready to be asked whether a block is part of it."""

    whole: str  # squeezed
    lines: frozenset[str]  # squeezed

    def has(self, block: Block) -> bool:
        text = block.squeezed
        if not text:
            return False
        if text in self.lines:
            return True
        if len(text) < _WITHIN:
            return False
        return text in self.whole or (
            len(text) >= 3 * _WITHIN and (text[:40] in self.whole or text[-40:] in self.whole)
        )


NOTHING = Read("", frozenset())


def by_trafilatura(tree: HtmlElement) -> Read:
    """Without its own look at readability, which votes for itself here. Fetches nothing and dates nothing."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - 0.8 s that a look without new pages need not pay

    _hush()
    document = bare_extraction(tree, options=_options())
    return _read((getattr(document, "text", None) or "").split("\n"))


def by_readability(tree: HtmlElement) -> Read:
    from readability import Document  # noqa: PLC0415 - likewise
    from readability.readability import Unparseable  # noqa: PLC0415

    _hush()
    try:
        summary = Document(copy.deepcopy(tree)).summary(html_partial=True)
    except (Unparseable, etree.LxmlError, ValueError, TypeError):  # it has no other way to say that it found nothing
        return NOTHING
    return _read([block.text for block in fragment_blocks(summary)])


def by_publisher(article_body: list[str]) -> Read:
    """JSON-LD's `articleBody`, which some publishers fill with the text and some with a teaser."""
    return _read(article_body)


def _read(lines: list[str]) -> Read:
    pieces = [squeezed(unicodedata.normalize("NFC", line)) for line in lines]
    return Read("".join(pieces), frozenset(piece for piece in pieces if piece))


@cache
def _options() -> Any:  # noqa: ANN401 - trafilatura's Extractor
    from trafilatura.settings import Extractor  # noqa: PLC0415

    return Extractor(output_format="python", comments=False, fast=True)


@cache
def _hush() -> None:
    """They log every page that they can't read; that outcome is ours to count."""
    for name in ("trafilatura", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
