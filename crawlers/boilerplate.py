"""What a source repeats on its pages is the page's and not the article's: appeals, share lines, notices, credits.

Template detection by document frequency: what many pages of a site have in common is its template (Bar-Yossef and
Rajagopalan, "Template Detection via Data Mining and its Applications", WWW 2002); and boilerplate is short and stands
together at the end, while an article's text is long (Kohlschütter et al., "Boilerplate Detection using Shallow Text
Features", WSDM 2010). Only paragraphs that every other reader took for text are looked at, over the source's last 64
pages, so that what a redesign brings is learnt within days and what it takes away is forgotten.

A wire has standing sentences, too, that are news: the background of a story stands under each report of it. So where a
paragraph stands and how long it is decide how often it must have been met: a short one among the last lines, on 3 other
pages and a fifth of them; any other one, wherever it stands, on 5 and half of them. No background of one story is on
half of what a source publishes.

What is learnt depends on when a page is read. So what was left out of it is noted with the page (`Circumstances`), and
is left out again when it is read again from the archive. An article that is looked at again keeps what it had, and gets
nothing that is repeated: else learning would look like a correction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import structlog
import xxhash

from crawlers.extract.blocks import PROSE, columns, squeezed
from crawlers.state import State
from presswatch.errors import TransientError
from presswatch.ports import RECENT_PAGES, PageBlocks

SHORT = PROSE  # columns: less is a label
AT_END = (3, 0.2)  # how many other pages, and which share of them, have a short line at the end that is left out
ANYWHERE = (5, 0.5)  # and any other paragraph
_FIRST, _LAST = 8, 32  # paragraphs of a page that are remembered

log = structlog.get_logger(__name__)


class Repeats:
    """What the last pages of one source have in common."""

    def __init__(self, pages: Iterable[PageBlocks] = ()) -> None:
        """`pages`, the newest first."""
        self._pages = tuple(pages)[:RECENT_PAGES]

    def __add__(self, page: PageBlocks) -> Repeats:
        """With one page more. One that is known takes its new paragraphs in its old place."""
        if any(each.page == page.page for each in self._pages):
            return Repeats(page if each.page == page.page else each for each in self._pages)
        return Repeats((page, *self._pages))

    def left_out(self, page: int, paragraphs: Sequence[str], *, had: str = "") -> frozenset[int]:
        """Hashes of those paragraphs of a page that are boilerplate. `had` is the text that its article is known by."""
        others = [each for each in self._pages if each.page != page]
        times = Counter(block for each in others for block in set(each.blocks))
        known = frozenset(map(block_hash, had.split("\n"))) if had else frozenset()

        def is_met(block: int, least: tuple[int, float]) -> bool:
            if known:
                return block not in known and times[block] >= AT_END[0]
            return times[block] >= max(least[0], least[1] * len(others))

        blocks = [block_hash(each) for each in paragraphs]
        found = {block for block in blocks if is_met(block, ANYWHERE)}
        for text, block in zip(reversed(paragraphs), reversed(blocks), strict=True):
            if block not in found and not (columns(text) < SHORT and is_met(block, AT_END)):
                break
            found.add(block)
        return frozenset(found)


class Boilerplate:
    """The `Repeats` of a crawl's sources, shared with other crawls. While they can't be had, nothing is left out."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, Repeats] = {}

    async def load(self, source: str) -> None:
        """To be called before a source's first page is read; costs nothing after that."""
        if source in self._known:
            return
        try:
            pages = await self._state.recent_pages(source)
        except TransientError as error:
            log.warning("boilerplate_unknown", outcome="nothing_left_out", source=source, error=str(error))
            return
        self._known.setdefault(source, Repeats(pages))

    def of(self, source: str) -> Repeats:
        return self._known.get(source) or Repeats()

    async def learn(self, source: str, page: PageBlocks) -> None:
        self._known[source] = self.of(source) + page
        try:
            await self._state.note_page(source, page)
        except TransientError as error:
            log.warning("boilerplate_not_learnt", outcome="left_for_next_page", source=source, error=str(error))


def page_blocks(page: int, paragraphs: Sequence[str]) -> PageBlocks:
    edges = paragraphs if len(paragraphs) <= _FIRST + _LAST else (*paragraphs[:_FIRST], *paragraphs[-_LAST:])
    return PageBlocks(page, tuple(map(block_hash, edges)))


def page_hash(url: str) -> int:
    """64 bits of the canonical address of a page."""
    return xxhash.xxh3_64_intdigest(url.encode("utf-8", "replace"))


def block_hash(text: str) -> int:
    """32 bits of a paragraph's letters and digits."""
    return xxhash.xxh32_intdigest(squeezed(text).encode("utf-8", "replace"))
