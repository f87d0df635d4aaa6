"""What stands on an article's page and is not the article: menus, teasers, share buttons, captions, sign-up boxes.

It is taken out before any reader looks, by what markup itself says (elements, ARIA roles, microdata) and by the words
that web designers everywhere put into class names and ids. Class names are English on pages of every language. An
element that holds much of the page's prose is never furniture, whatever it is called.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, pairwise

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.blocks import Block, is_prose


def names(text: str) -> frozenset[str]:
    """A set of names, written as one text."""
    return frozenset(text.split())


# Elements that hold no prose of an article, whatever their names; the second may where a page is built oddly.
NEVER_PROSE = names(
    "script style noscript template svg math iframe object embed applet audio video canvas map source track "
    "button input select textarea option optgroup datalist head link meta"
)
_ELEMENTS = names("form label fieldset picture nav aside footer figcaption dialog menu")
_CONTENT = names("html body main article h1")  # never by their attributes
_ROLES = names(
    "alert alertdialog banner button complementary contentinfo dialog form menu menubar navigation note search tab "
    "tablist toolbar tooltip"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# Words of class names and ids. One of them is enough.
_NAMES = names(
    "advert adverts advertisement advertising advertorial adslot banner banners breadcrumb breadcrumbs byline bylines "
    "caption captions carousel comment comments cookie cookies consent copyright credit credits disclaimer disqus "
    "dropdown flyout footer footnote imagecaption infobar login masthead menu modal mostread nav navbar navi "
    "navigation newsletter newsletters outbrain overlay pager pagination permalink player podcast poll popover popular "
    "popup promo promobox promos promotion qrcode rail readalso readmore recirc recirculation recommend recommendation "
    "recommendations recommended register registration regwall related relatedarticles relatedposts share sharebar "
    "shares sharetools sharing sidebar signup slideshow social socials sponsor sponsored sponsors subscribe "
    "subscription subscriptions survey taboola tagcloud taglist tags timestamp toc toolbar tooltip trending tweet "
    "upsell voting whatsapp"
)
# Two words, one after the other.
_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in names(
        "about-author author-bio author-box author-info author-card article-author article-date article-footer "
        "article-meta article-tools post-meta entry-meta also-read read-also read-more see-also most-read most-popular "
        "most-viewed more-news more-stories more-articles more-from more-on latest-news other-news last-news "
        "next-article next-post prev-post previous-post post-navigation sign-up log-in sign-in pull-quote sr-only "
        "screen-reader visually-hidden link-list teaser-list img-desc img-description image-desc image-description "
        "image-info image-source image-text image-title image-widget photo-credit photo-desc photo-info picture-text "
        "media-description media-info media-title wp-caption you-may also-like may-like skip-link site-header "
        "site-footer page-footer"
    )
)
_COMMENTS = names("comment comments disqus")

_STYLING = re.compile(r"[:\[\]()/]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[a-z]+")

MOST_PROSE = 0.3  # of the page's prose: more than this in one element is never furniture
MOST_IN_A_CLASS = 0.5  # and more than this in elements of one class, unless they are comments, is none either


def take_out(root: HtmlElement, page: Sequence[Block]) -> None:
    """Remove the furniture from the tree under `root`, whose blocks are `page`."""
    prose, classes, total = _prose(page)
    for heading in islice(root.iter("h1"), 3):  # what has the headline is not named furniture
        for holder in heading.iterancestors():
            prose[holder] = max(prose[holder], int(MOST_PROSE * total) + 1)

    def is_doomed(element: HtmlElement) -> bool:
        if element.tag in NEVER_PROSE:
            return True
        if prose.get(element, 0) > MOST_PROSE * total:
            return False
        if element.tag in _ELEMENTS or _is_marked(element):
            return True
        if not _is_named(element):
            return False
        name = element.get("class") or ""
        return classes.get(name, 0) <= MOST_IN_A_CLASS * total or not _COMMENTS.isdisjoint(words_of(name))

    for element in [element for element in root.iter(etree.Element) if is_doomed(element)]:
        remove(element)


def _prose(page: Sequence[Block]) -> tuple[dict[HtmlElement, int], dict[str, int], int]:
    """How many characters of prose each element holds, and all elements of each class, and the page."""
    elements: dict[HtmlElement, int] = defaultdict(int)
    classes: dict[str, int] = defaultdict(int)
    total = 0
    for block in page:
        if is_prose(block):
            size = len(block.text)
            total += size
            for holder in (block.element, *block.element.iterancestors()):
                elements[holder] += size
                if name := holder.get("class"):
                    classes[name] += size
    return elements, classes, total


def remove(element: HtmlElement) -> None:
    """Take an element out and leave the text behind it where it is."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = f"{parent.text or ''} {element.tail}"
        else:
            before.tail = f"{before.tail or ''} {element.tail}"
    parent.remove(element)


def _is_marked(element: HtmlElement) -> bool:
    """Whether an element's attributes say that it is no content, or is not to be seen."""
    get = element.get
    if element.tag in _CONTENT:
        return False
    if (
        get("role") in _ROLES
        or get("hidden") is not None
        or get("aria-hidden") == "true"
        or get("aria-modal") == "true"
    ):
        return True
    style = get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def _is_named(element: HtmlElement) -> bool:
    if element.tag in _CONTENT:
        return False
    names = (element.get(attribute) for attribute in ("class", "id", "data-testid", "data-component", "itemprop"))
    return any(_is_furniture_name(name) for name in names if name)


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a class attribute or an id. Classes with a colon or a bracket style something, and name nothing."""
    plain = " ".join(part for part in name.split() if not _STYLING.search(part))
    return tuple(_WORDS.findall(_CAMEL.sub("-", plain).lower()))


@lru_cache(maxsize=65536)
def _is_furniture_name(name: str) -> bool:
    words = words_of(name)
    return any(word in _NAMES for word in words) or any(pair in _PAIRS for pair in pairwise(words))
