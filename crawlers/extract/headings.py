"""The headline that a page shows its readers: a heading, as a rule its `h1`, without what stands in it beside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.blocks import BLOCKS, LINKED, Block, columns, is_prose
from crawlers.extract.furniture import names, words_of
from crawlers.extract.site_names import segments
from crawlers.extract.wording import LEAST, LONGEST, bare, plain
from presswatch.text import tokens

MOST_H1 = 20
MOST_OTHERS = 40  # h2, h3 and what microdata calls a headline
MOST_INSIDE = 100  # elements within a heading, of which each is looked at
BEHIND = 10  # blocks behind a headline, among which is the beginning of its article
NEAR = 2  # elements around a block
ABOVE = 6  # elements that a heading stands in, which are asked what it is
LETTERS = 2  # of a word whose letters are dressed one by one

_HEADINGS = etree.XPath("//*[self::h1 or self::h2 or self::h3 or (@itemprop = 'headline' and not(self::meta))]")
# Where no headline stands. Search engines are told there what readers see elsewhere, and in other words.
_ELSEWHERE = names("nav footer aside")
_TRAILS = names("breadcrumb breadcrumbs crumb crumbs")
_UNSEEN = frozenset((("sr", "only"), ("visually", "hidden"), ("screen", "reader")))
_OFF_SCREEN = names("offscreen visuallyhidden sronly")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Web designers' words for the line above a headline.
_KICKERS = names("kicker overline eyebrow topline roofline dachzeile spitzmarke pretitle suptitle surtitle occhiello")


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    element: HtmlElement
    place: int  # in the order of the document


def shown_headline(
    tree: HtmlElement, page: Sequence[Block], *, others: Sequence[str], window: str, sites: Collection[str]
) -> str:
    """What readers see as the headline; "" where nothing on the page can be told for it.

    `page` are its blocks, `others` the titles that the page and the feed have for machines, `window` is `<title>`,
    `sites` are names of the site, of which none is a headline. An `h1` is the headline where it is like another title,
    another heading where it repeats one, any other text that does where the page has no such heading; and a page's only
    `h1`, whatever it says. An `h1` in a trail of breadcrumbs, or out of sight, is asked last.
    """
    titles = [*others, window]
    said = {bare(part) for title in titles for part in segments(title) if columns(part) >= LEAST}
    known = {bare(name) for name in sites}
    elements = list(enumerate(_HEADINGS(tree)))
    firsts = [(place, element) for place, element in elements if element.tag == "h1"][:MOST_H1]
    h1 = [each for each in _read(firsts, said) if bare(each.text) not in known]
    seen = [each for each in h1 if _is_seen(each.element)]
    found = _like(seen, titles)
    if found and not _is_topic(found.text, window):
        return found.text

    rest = [(place, element) for place, element in elements if element.tag != "h1"][:MOST_OTHERS]
    repeating = (each for each in _read(rest, said) if (key := bare(each.text)) in said and key not in known)
    lower = [each for each in repeating if _is_seen(each.element)]
    follows = _prose_that_follows(page)
    if found:
        return _below(found, lower, page, follows, window=window, known=known)
    if lower:
        whole = {bare(title) for title in others}
        return max(lower, key=lambda each: (bare(each.text) in whole, follows.get(each.element, 0))).text
    if repeated := _repeated(page, follows, window=window, known=known):
        return repeated
    if len(seen) == 1 and columns(seen[0].text) >= LEAST:
        return seen[0].text
    if unseen := _like((each for each in h1 if each not in seen), titles):
        return unseen.text
    return h1[0].text if len(h1) == 1 and columns(h1[0].text) >= LEAST else ""


def heading_text(element: HtmlElement, *, without: Collection[HtmlElement] = ()) -> str:
    """On one line, as it is seen: with a space at line breaks, and between boxes that stand side by side."""
    pieces: list[str] = []
    outer: HtmlElement | None = None  # the element that is being left out
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if outer is None and inner in without:
            outer = inner
        if outer is not None:
            if event == "end" and inner is outer:
                pieces.append(f" {inner.tail or ''}")
                outer = None
            continue
        if inner.tag in BLOCKS:
            pieces.append(" ")
        if event == "start":
            pieces.append(inner.text or "")
        elif inner is not element:
            following = inner.getnext()
            sizes = [len(each.text or "") for each in (inner, following) if each is not None]
            pieces.append(" " if not inner.tail and len(sizes) == 2 and min(sizes) > LETTERS else inner.tail or "")
    return plain("".join(pieces))


def _read(elements: Iterable[tuple[int, HtmlElement]], said: Collection[str]) -> list[_Heading]:
    texts = ((place, element, _own_text(element, said)) for place, element in elements)
    return [_Heading(text, element, place) for place, element, text in texts if text]


def _own_text(element: HtmlElement, said: Collection[str]) -> str:
    """A heading's text; where but a part of it is what others say, beside a site's name or a topic, that part."""
    whole = heading_text(element)
    if bare(whole) in said or len(whole) > LONGEST:
        return whole
    inside = list(islice(element.iterdescendants(etree.Element), MOST_INSIDE + 1))
    if len(inside) > MOST_INSIDE:
        return whole
    parts = [part for each in inside if columns(part := heading_text(each)) >= LEAST and bare(part) in said]
    if parts:
        return max(parts, key=len)
    beside = [each for each in inside if _is_hidden(each) or not _KICKERS.isdisjoint(words_of(each.get("class", "")))]
    rest = heading_text(element, without=beside) if beside else whole
    return rest if columns(rest) >= LEAST else whole


def _is_seen(element: HtmlElement) -> bool:
    """Whether a heading stands where a headline may, for all to see."""
    for each in (element, *islice(element.iterancestors(etree.Element), ABOVE)):
        if each.tag in _ELSEWHERE or _is_hidden(each) or "BreadcrumbList" in (each.get("itemtype") or ""):
            return False
        if each.tag not in {"html", "body", "main", "article"} and not _TRAILS.isdisjoint(
            words_of(each.get("class", ""))
        ):
            return False
    return True


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in {"html", "body", "main", "article"}:
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if (style := element.get("style")) and _UNSEEN_STYLE.search(style):
        return True
    words = words_of(element.get("class", ""))
    return not _OFF_SCREEN.isdisjoint(words) or any(pair in _UNSEEN for pair in pairwise(words))


def _like(headings: Iterable[_Heading], titles: Sequence[str]) -> _Heading | None:
    """The first that is another title, else the first that has half of its words in one."""
    headings = list(headings)
    whole = {bare(title) for title in titles if title}
    said = [_words(title) for title in titles if title]
    for each in headings:
        if bare(each.text) in whole:
            return each
    for each in headings:
        words = _words(each.text)
        if words and any(len(words & theirs) >= 0.5 * len(words) for theirs in said):
            return each
    return None


def _is_topic(text: str, window: str) -> bool:
    """Whether `<title>` has it behind something else: a section, or the headline behind the site's name."""
    mine = bare(text)
    return not bare(window).startswith(mine) and mine in map(bare, segments(window))


def _below(
    h1: _Heading,
    lower: Sequence[_Heading],
    page: Sequence[Block],
    follows: Mapping[HtmlElement, int],
    *,
    window: str,
    known: Collection[str],
) -> str:
    """The headline under an `h1` that may but name a section: another part of `<title>`, the longer of the two.

    A short `h1` under which there is none is no headline either.
    """
    parts = {bare(part) for part in segments(window)}
    for each in lower:
        is_under = each.place > h1.place and follows.get(each.element, 0)
        if is_under and len(each.text) > len(h1.text) and bare(each.text) in parts:
            return each.text
    start = next((n for n, block in enumerate(page) if block.element is h1.element), len(page))
    under = _repeated(page[start + 1 :], follows, window=window, known={*known, bare(h1.text)})
    if len(under) > len(h1.text):
        return under
    return h1.text if columns(h1.text) >= LEAST else ""


def _repeated(page: Sequence[Block], follows: Mapping[HtmlElement, int], *, window: str, known: Collection[str]) -> str:
    """The part of `<title>` that stands on the page by itself, over more of its prose than another one, and no link."""
    parts = {key: part for part in segments(window) if columns(part) >= LEAST and (key := bare(part)) not in known}
    best, most = "", 0
    for block in page:
        if block.linked >= LINKED or len(block.text) > LONGEST or block.tag in {"h1", "title"}:
            continue
        prose = follows.get(block.element, 0)
        if prose > most and (part := parts.get(bare(block.text))):
            best, most = part, prose
    return best


def _prose_that_follows(page: Sequence[Block]) -> Mapping[HtmlElement, int]:
    """How many characters of prose stand within a few blocks behind each element that has a block."""
    prose = [len(block.text) if is_prose(block) else 0 for block in page]
    follows: dict[HtmlElement, int] = {}
    for n, block in enumerate(page):
        for element in (block.element, *islice(block.element.iterancestors(), NEAR)):
            follows.setdefault(element, sum(prose[n + 1 : n + 1 + BEHIND]))
    return follows


def _words(text: str) -> set[str]:
    return set(tokens(text).folded)
