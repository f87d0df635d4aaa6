"""An article's text from a parsed page, and whose word it is."""

from __future__ import annotations

import html as entities
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.extract.blocks import Block, blocks, columns, fragment_blocks, normalised
from crawlers.extract.choosing import choose
from crawlers.extract.embedded import embedded_blocks
from crawlers.extract.furniture import take_out
from crawlers.extract.readers import NOTHING, by_publisher, by_readability, by_trafilatura
from presswatch.text import tokens

# Of a page that trafilatura and readability are asked about: their time grows faster than the page.
MOST_BLOCKS = 5_000
MOST_ELEMENTS = 20_000
LEAST = 80  # columns: with less, data for the page's scripts are looked at
FULLER = 1.5  # times as long as what was chosen: then the publisher's text is the better one, where they agree
AGREED = 0.6  # of the chosen text's words
NEW = 0.2  # of the publisher's words


@dataclass(frozen=True, slots=True)
class Text:
    paragraphs: Sequence[str]
    read_by: str  # as in `Reading`; "" without any paragraph
    page: Sequence[Block]  # the page without its furniture


def read_text(
    tree: HtmlElement, whole: Sequence[Block], *, titles: Collection[str], article_body: str, data: Sequence[str]
) -> Text:
    """The article's paragraphs. `whole` are the tree's blocks; the tree is changed.

    `article_body` is the publisher's own in JSON-LD, or "", and `data` the scripts that may hold an article.
    """
    take_out(tree, whole)
    page = blocks(tree)
    small = len(page) <= MOST_BLOCKS and sum(1 for _ in tree.iter()) <= MOST_ELEMENTS
    body = _paragraphs(article_body)
    chosen = choose(
        page,
        titles=titles,
        trafilatura=by_trafilatura(tree) if small else NOTHING,
        readability=by_readability(tree) if small else NOTHING,
        publisher=by_publisher(body),
    )
    paragraphs = [block.text for block in chosen.blocks] if chosen else []
    read_by = chosen.read_by if chosen else ""
    if _is_fuller(body, paragraphs):
        return Text(body, "jsonld", page)
    if sum(map(columns, paragraphs)) < LEAST and (found := [block.text for block in embedded_blocks(data)]):
        return Text(found, "embedded", page)
    return Text(paragraphs, read_by, page)


def _paragraphs(article_body: str) -> list[str]:
    """JSON-LD texts are plain, or HTML, or HTML with its entities escaped once more."""
    text = entities.unescape(article_body) if "&" in article_body else article_body
    if "</" in text or "<br" in text or "<p>" in text:
        return [block.text for block in fragment_blocks(text)]
    return [line for part in text.splitlines() if (line := normalised(part))]


def _is_fuller(body: Sequence[str], chosen: Sequence[str]) -> bool:
    """Whether the publisher's text has all that was chosen, and a good part more; some hold the same text twice."""
    size, known = sum(map(columns, body)), sum(map(columns, chosen))
    if size < LEAST or size < FULLER * known:
        return False
    words, theirs = (set(tokens("\n".join(text)).folded) for text in (chosen, body))
    return len(words & theirs) >= AGREED * len(words) and len(theirs - words) >= NEW * len(theirs)
