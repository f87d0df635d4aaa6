"""An article's title, from the four or five places where a page or a feed says it."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.blocks import BLOCKS, normalised, squeezed
from crawlers.extract.meta import first
from presswatch.text import tokens

LONGEST = 500  # characters
LEAST = 10  # characters: what is shorter can be the name of anything
LETTERS = 2  # of a word whose letters are dressed one by one

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
# Between a title and a site's name: with spaces around, or one of those that stand without.
_SEPARATOR = re.compile(
    r"\s+[-|–—·•:»«/]+\s+|\s*[|｜ㅣ]+\s*|\s*[：＿]\s*|\s+[-|–—]{1,2}(?=\S)|-+(?=[^-\s]{1,20}$)|--+|,\s+|:\s+"
)
_WEAK = frozenset((",", ":"))  # these separate within titles, too
_SITE_NAMED_BY = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
_CUT = re.compile(r"(?:…|\.\.\.)$")
_DOMAIN_END = re.compile(r"\.[a-z]{2,12}$")


@dataclass(frozen=True, slots=True)
class Titles:
    title: str
    headlines: tuple[str, ...]  # every form of it on the page: none of them belongs to the text


def read_title(
    tree: HtmlElement,
    meta: Mapping[str, Sequence[str]],
    *,
    headline: str,
    hint: str,
    host: str,
    names: Collection[str] = (),
) -> Titles:
    """`headline` is JSON-LD's, `hint` the feed's or sitemap's; `names` are what JSON-LD and the source call the site.

    A feed's title that the page repeats is the one. Else places that agree outweigh one that doesn't; among equals
    JSON-LD comes first, then Open Graph, the page's `h1`, the hint. `<title>` is written for search engines: it has no
    vote, and its turn comes last. Names of the site at either end are cut off where they are known to be that, and
    whatever stands behind what another place has as a whole.
    """
    names = _site_names(meta, names=names, host=host)
    og = plain(first(meta, "og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"))
    window, offered = plain(_window_title(tree)), plain(hint)
    others = [plain(headline), og, offered, window]
    h1 = [_heading(element, others) for element in islice(tree.iter("h1"), 20)]
    said = [plain(headline), og, _the_h1(h1, [headline, og, offered, window]), offered, window]
    *voting, last = (without_site(text, names, others=said) for text in said)
    candidates = [text for text in voting if text]
    forms = tuple(dict.fromkeys(text for text in (*candidates, last, *said) if text))
    if not candidates:
        return Titles(_capped(last), forms)
    if offered and not _CUT.search(offered) and _agreement(voting[3], candidates) > 1:
        return Titles(_capped(voting[3]), forms)
    best = max(enumerate(candidates), key=lambda pair: (_agreement(pair[1], candidates), -pair[0]))[1]
    return Titles(_capped(best), forms)


def plain(text: str) -> str:
    """Without markup and entities, however often they were escaped, on one line."""
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text) if "\n" in text or len(text) > LONGEST else _TAG.sub("", text)
    return normalised(text[: 4 * LONGEST])


def without_site(title: str, names: Iterable[str], *, others: Sequence[str] = ()) -> str:
    """Cut the site's name off, and what the publisher put between ("title - World - Example News").

    `others` are the title's other forms: one that this begins with, up to a separator, is the title itself.
    """
    borders = list(_SEPARATOR.finditer(title))
    said = {_bare(other) for other in others if len(other) >= LEAST}
    for border in borders:
        if border[0].strip() not in _WEAK and _bare(title[: border.start()]) in said:
            return title[: border.start()].strip()
    known = {_bare(name) for name in names} - {""}
    for border in borders[:1]:
        if _bare(title[: border.start()]) in known and len(title) - border.end() >= LEAST:
            return without_site(title[border.end() :], names)
    for border in reversed(borders):
        if _bare(title[border.end() :]) in known and border.start() >= 1:
            return without_site(title[: border.start()].rstrip(), names)
    return title


def heading_text(element: HtmlElement) -> str:
    """On one line, as it is seen: with a space at line breaks, and between boxes that stand side by side."""
    pieces: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner.tag in BLOCKS:
            pieces.append(" ")
        if event == "start":
            pieces.append(inner.text or "")
        elif inner is not element:
            following = inner.getnext()
            sizes = [len(each.text or "") for each in (inner, following) if each is not None]
            pieces.append(" " if not inner.tail and len(sizes) == 2 and min(sizes) > LETTERS else inner.tail or "")
    return plain("".join(pieces))


def _heading(element: HtmlElement, others: Sequence[str]) -> str:
    """A heading's text; where but a part of it is what others say, beside a site's name or a topic, that part."""
    whole = heading_text(element)
    said = {_bare(part) for other in others for part in _parts(other)}
    if _bare(whole) in said:
        return whole
    inner = (heading_text(each) for each in islice(element.iterdescendants(etree.Element), 20))
    return next((part for part in inner if len(part) >= LEAST and _bare(part) in said), whole)


def _parts(title: str) -> Iterator[str]:
    """The title, and it without what stands before or behind each separator."""
    yield title
    for border in _SEPARATOR.finditer(title):
        yield title[: border.start()]
        yield title[border.end() :]


def _window_title(tree: HtmlElement) -> str:
    element = tree.find("head/title")
    if element is None:
        element = next((found for found in tree.iter("title") if found.getparent().tag != "svg"), None)
    return "" if element is None else element.text_content()


def _the_h1(h1: Sequence[str], others: Sequence[str]) -> str:
    """The h1 that is the article's: the one like its other titles, or a page's only one; none of several strangers."""
    own = [text for text in h1 if text]
    said = [_words(other) for other in others if other]
    like = (text for text in own if any(len(_words(text) & words) >= 0.5 * len(_words(text)) for words in said))
    return next(like, own[0] if len(own) == 1 and len(own[0]) >= 10 else "")


def _words(text: str) -> set[str]:
    return set(tokens(text).folded)


def _agreement(title: str, candidates: Sequence[str]) -> int:
    if _CUT.search(title):
        return 0
    mine = _bare(title)
    return sum(_bare(other) == mine for other in candidates)


def _bare(text: str) -> str:
    """The letters and digits alone: quotes, dashes and case differ from place to place."""
    return squeezed(text.casefold())


def _site_names(meta: Mapping[str, Sequence[str]], *, names: Collection[str], host: str) -> set[str]:
    said = (
        *(first(meta, name) for name in _SITE_NAMED_BY),
        first(meta, "twitter:site").removeprefix("@"),
        first(meta, "article:section"),
    )
    names = {plain(name) for name in (*said, *names)}
    for name in list(names):
        names.add(_DOMAIN_END.sub("", name.casefold()))
        names.add(name.casefold().removeprefix("the "))
        names.add("the " + name.casefold())
    labels = host.casefold().split(".")
    if labels[:1] in (["www"], ["m"], ["amp"]):
        labels = labels[1:]
    for start in range(len(labels) - 1):
        names.add(".".join(labels[start:]))
        names.add("www." + ".".join(labels[start:]))
        names.add(labels[start])
        names.add("the" + labels[start])
    return names - {""}


def _capped(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rsplit(" ", 1)[0][: LONGEST - 1] + "…"
