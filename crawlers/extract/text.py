"""An article's text from a parsed page, and whose word it is."""

from __future__ import annotations

import html as entities
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.blocks import LINKED, Block, blocks, columns, fragment_blocks, normalised, squeezed
from crawlers.extract.choosing import choose, is_imprint, is_pointer
from crawlers.extract.embedded import embedded_blocks
from crawlers.extract.furniture import take_out
from crawlers.extract.readers import NOTHING, by_publisher, by_readability, by_trafilatura
from presswatch.text import tokens

# Of a page that trafilatura and readability are asked about: their time grows faster than the page.
MOST_BLOCKS = 5_000
MOST_ELEMENTS = 20_000
MOST_NESTED = 50_000_000  # characters of markup times levels: readability writes each `div` out, with all in it
MOST_LEVELS = 256  # libxml2's
LEAST = 80  # columns: with less, data for the page's scripts are looked at
FULLER = 1.5  # times as long as what was chosen: then the publisher's text is the better one, where they agree
AGREED = 0.6  # of the chosen text's words
NEW = 0.2  # of the publisher's words
SHORTEST = 10  # letters of a headline that is looked for within a paragraph
FAR = 3  # times as long as what was chosen: then it needn't even agree
LARGEST = 1_000_000  # characters of a feed's HTML for one article
MOST_TEXT = 1_000_000  # characters of text that are kept


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
    small = len(page) <= MOST_BLOCKS and sum(1 for _ in tree.iter()) <= MOST_ELEMENTS and _is_flat(tree)
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


def _is_flat(tree: HtmlElement) -> bool:
    """Whether there is not so much of it on so many levels that a reader which is quadratic in them takes seconds."""
    size = len(etree.tostring(tree, encoding="unicode"))
    if size * MOST_LEVELS <= MOST_NESTED:
        return True
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return size * deepest <= MOST_NESTED


def feed_paragraphs(content: str, *, titles: Collection[str]) -> list[str]:
    """The article's text as a feed gives it, without the headline and without what are only links to elsewhere."""
    said = {squeezed(title) for title in titles}
    found = fragment_blocks(content[:LARGEST]) if content else []
    kept = [
        block
        for block in found
        if not (block.squeezed in said or is_pointer(block) or is_imprint(block) or _is_credit(block, said))
    ]
    return [block.text for block in kept] if sum(columns(block.text) for block in kept) >= LEAST else []


def _is_credit(block: Block, titles: Collection[str]) -> bool:
    """ "The post (this title) appeared first on (this site)", with links on both: what publishing programs add."""
    return block.linked >= LINKED and any(len(title) >= SHORTEST and title in block.squeezed for title in titles)


def is_better(feed: Sequence[str], page: Sequence[str]) -> bool:
    """Whether the feed's text is to be taken instead of what was read from the page: that is a part of it, or so much
    less that it can only be what a wall lets through."""
    size, known = sum(map(columns, feed)), sum(map(columns, page))
    return bool(feed) and (size >= FAR * known or _is_fuller(feed, page))


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
