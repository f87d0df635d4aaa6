"""Choosing the article's blocks from the page's, by the readers' votes and by how the page is built."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.extract.blocks import LINKED, PROSE, Block, columns, is_prose, squeezed
from crawlers.extract.furniture import names, words_of
from crawlers.extract.readers import Read
from presswatch.text import tokens

LEAD = 50  # columns
BRIEF = 25
MOST_LEADS = 4
ALL_LINK = 0.8
WHOLE = 0.7  # of the article: a publisher's `articleBody` with this much of it is taken at its word
FEW = 0.3  # of the article: what a box beside it may hold at most

# Class names of boxes within an article that are not it. "Teaser", "lead" and "excerpt" name the lead above it, too.
_PICTURES = names("picture photo photos foto image images img bild gallery galerie thumbnail thumb figure")
_BOXES = _PICTURES | names(
    "teaser teasers excerpt related promo card cards inset author autor bio quote zitat footnote embed embedded tweet "
    "date"
)
_LABEL = re.compile(r"[^:|»›：]{3,40}[:|»›：]\s*")


@dataclass(frozen=True, slots=True)
class Chosen:
    blocks: Sequence[Block]
    read_by: str  # consensus, trafilatura, readability, jsonld or plain


@dataclass(frozen=True, slots=True)
class Votes:
    """Who of the readers has the block."""

    trafilatura: bool
    readability: bool
    publisher: bool

    def __bool__(self) -> bool:
        return self.trafilatura or self.readability or self.publisher


def _kind(block: Block) -> tuple[str, str]:
    """What blocks of the same role share: the element and its class, or its parent's where it has none."""
    element = block.element
    name = element.get("class")
    if not name:
        parent = element.getparent()
        name = "< " + (parent.get("class", "") if parent is not None else "")
    return block.tag, name


def is_line_of_data(text: str) -> bool:
    """A date, a time, a duration, a counter: more digits than a fifth of its letters and digits, or no letters."""
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    return letters < 3 or digits >= 0.2 * (letters + digits)


def is_imprint(block: Block) -> bool:
    return block.text.startswith("©")


def is_pointer(block: Block) -> bool:
    """ "Read also: another headline": a link with a word before it, in any language. Or nothing but a link."""
    if block.linked >= ALL_LINK:
        return True
    if block.linked < LINKED:
        return False
    label = _LABEL.match(block.text)
    return label is not None and abs(len(block.text) - label.end() - block.linked * len(block.text)) <= 4


def choose(
    page: Sequence[Block], *, titles: Collection[str], trafilatura: Read, readability: Read, publisher: Read
) -> Chosen | None:
    """The blocks of the article, in order; None where the page holds no paragraph.

    `titles` are the article's title and headlines, which are no part of its text.
    """
    said = {squeezed(title) for title in titles}
    votes = [Votes(trafilatura.has(block), readability.has(block), publisher.has(block)) for block in page]
    headlines = {n for n, block in enumerate(page) if block.tag == "h1" or block.squeezed in said}
    prose = [n for n, block in enumerate(page) if n not in headlines and is_prose(block) and not is_imprint(block)]
    if not prose:  # a brief of a line or two
        prose = [n for n, block in enumerate(page) if n not in headlines and votes[n] and is_prose(block, BRIEF)]
    seeds, read_by = _seeds(page, prose, votes)
    if not seeds:
        return None
    body = _Body(page, votes, seeds)
    start, end = body.span(headlines)
    above = max((n for n in headlines if n < start), default=None)
    chosen = [] if above is None else _lead(page[above + 1 : start], {*titles, page[above].text})
    chosen += [page[n] for n in range(start, end + 1) if n not in headlines and body.has(n)]
    return Chosen(_without_empty_headings(_distinct(chosen)), read_by)


def _seeds(page: Sequence[Block], prose: Sequence[int], votes: Sequence[Votes]) -> tuple[list[int], str]:
    """The paragraphs that the article is certain to have, and by whose word."""

    def size(numbers: Sequence[int]) -> int:
        return sum(len(page[n].text) for n in numbers)

    by_trafilatura = [n for n in prose if votes[n].trafilatura]
    by_readability = [n for n in prose if votes[n].readability]
    by_publisher = [n for n in prose if votes[n].publisher]
    agreed = [n for n in prose if votes[n].trafilatura and votes[n].readability]
    backed = [n for n in by_publisher if votes[n].trafilatura or votes[n].readability]
    least = min(size(by_trafilatura), size(by_readability))
    if least and size(agreed) >= 0.5 * least:
        return sorted({*agreed, *backed}), "consensus"
    if backed and size(backed) >= 0.5 * size(by_publisher):
        return backed, "jsonld"
    if by_trafilatura and size(by_trafilatura) >= 0.5 * size(by_readability):
        return by_trafilatura, "trafilatura"
    if by_readability:
        return by_readability, "readability"
    return list(prose), "plain"


class _Body:
    """Which blocks around and between the seeds are of the article, too."""

    def __init__(self, page: Sequence[Block], votes: Sequence[Votes], seeds: Sequence[int]) -> None:
        self._page = page
        self._votes = votes
        self._seeds = frozenset(seeds)
        self._plain = not any(votes[n] for n in seeds)  # no reader saw anything
        self._kinds: dict[tuple[str, str], int] = defaultdict(int)  # characters
        self._parents = {page[n].element.getparent() for n in seeds}
        for n in seeds:
            self._kinds[_kind(page[n])] += len(page[n].text)
        voted: dict[tuple[str, str], int] = defaultdict(int)
        for block, vote in zip(page, votes, strict=True):
            if vote and is_prose(block):
                voted[_kind(block)] += len(block.text)
        total = sum(voted.values())
        # A kind of paragraph that one reader alone saw, and saw much of, is a part that the other missed.
        self._kinds.update(
            {kind: size for kind, size in voted.items() if size >= 0.2 * total and kind not in self._kinds}
        )
        self._total = sum(self._kinds.values())
        # A publisher who gave the whole text to search engines has said, too, what is not in it.
        published = [n for n in seeds if votes[n].publisher]
        size = sum(len(page[n].text) for n in seeds)
        self._publisher_knows = sum(len(page[n].text) for n in published) >= WHOLE * size
        self._first_published = min(published, default=0)

    def span(self, headlines: Collection[int]) -> tuple[int, int]:
        """The first and the last block of the article's body."""
        inside = [n for n in range(len(self._page)) if n not in headlines and self._is_paragraph(n)]
        return min(inside), max(n for n in inside if self._page[n].linked < LINKED)

    def _is_paragraph(self, n: int) -> bool:
        """A paragraph that names people may begin an article with more links than one at its end, where they invite."""
        block = self._page[n]
        return n in self._seeds or (
            bool(self._votes[n])
            and _kind(block) in self._kinds
            and block.linked < 2 * LINKED
            and not is_pointer(block)
            and not is_imprint(block)
            and not is_line_of_data(block.text)
        )

    def has(self, n: int) -> bool:
        """Whether a block between the first and the last paragraph is of the article."""
        block = self._page[n]
        if self._plain:
            return n in self._seeds or block.is_heading
        if not self._votes[n] or is_pointer(block) or is_imprint(block):
            return False
        ours = _kind(block) in self._kinds
        if self._is_left_out(n) or (not ours and self._is_boxed(block)):
            return False
        return n in self._seeds or block.is_heading or self._votes[n].publisher or ours or self._belongs(n)

    def _is_left_out(self, n: int) -> bool:
        """The publisher gave the article's whole text, and this paragraph is not in it."""
        is_told = self._publisher_knows and n > self._first_published
        return is_told and not self._votes[n].publisher and not self._page[n].is_heading

    def _belongs(self, n: int) -> bool:
        """A block of another kind than the article's paragraphs: both readers have it, or it stands among these."""
        block, vote = self._page[n], self._votes[n]
        agreed = vote.trafilatura and vote.readability
        return (agreed or block.element.getparent() in self._parents) and not is_line_of_data(block.text)

    def _is_boxed(self, block: Block) -> bool:
        if self._kinds.get(_kind(block), 0) > FEW * self._total:
            return False
        element: HtmlElement | None = block.element
        for _ in range(3):
            if element is None or element.tag in {"body", "article", "main"} or element in self._parents:
                return False
            if not _BOXES.isdisjoint(words_of(element.get("class", ""))):
                return True
            element = element.getparent()
        return False


def _lead(between: Sequence[Block], titles: Collection[str]) -> list[Block]:
    """The standfirst: what stands between the headline and the body and reads like a sentence."""
    lead = [
        block
        for block in between
        if block.linked < LINKED
        and block.tag not in {"li", "td", "th", "dd", "dt"}
        and columns(block.text) >= LEAD
        and not is_line_of_data(block.text)
        and _PICTURES.isdisjoint(words_of(block.element.get("class", "")))
        and not _repeats(block, titles)
    ]
    return lead[:MOST_LEADS]


def _repeats(block: Block, titles: Collection[str]) -> bool:
    """Says no more than a headline does: "Topic: headline" in other words."""
    words = set(tokens(block.text).folded)
    return bool(words) and any(
        len(words & said) >= 0.7 * len(words) for said in (set(tokens(t).folded) for t in titles)
    )


def _distinct(chosen: Sequence[Block]) -> list[Block]:
    """Each paragraph once: pages repeat some for other widths of screen."""
    met: set[str] = set()
    distinct = []
    for block in chosen:
        if columns(block.text) < PROSE or block.squeezed not in met:
            distinct.append(block)
        met.add(block.squeezed)
    return distinct


def _without_empty_headings(chosen: Sequence[Block]) -> list[Block]:
    """Headings that nothing follows are those of boxes that are gone."""
    kept = list(chosen)
    while kept and kept[-1].is_heading:
        kept.pop()
    return kept
