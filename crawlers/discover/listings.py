"""Listings: pages of links, found with a CSS selector or an XPath."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html
from lxml.html import HtmlElement
from w3lib.encoding import html_to_unicode
from w3lib.html import get_base_url

from crawlers.discover.links import MOST_LINKS, DocumentError, Link, absolute, plain_title
from crawlers.extract.bounds import within_bounds
from presswatch.selectors import select

_MOST_PIECES = 200  # of text, in one link


@dataclass(frozen=True, slots=True)
class ListingPage:
    links: list[Link]
    next: str = ""  # the address of the page after it, "" where there is none


def read_listing(
    body: bytes, *, url: str, links: str, following: str = "", content_type: str = "", limit: int = MOST_LINKS
) -> ListingPage:
    """The links of the page fetched from `url` that the selector `links` meets, in the page's order, and the first
    that `following` meets: the next page.

    An element that is met and is no link stands for the links in it. Raises `DocumentError`, also when no link is
    met: a page that changed its build would else be silent for ever.
    """
    root, base = parsed_page(body, url=url, content_type=content_type)
    found: dict[str, Link] = {}
    for target, title in _targets(root, links, base):
        first = found.get(target)
        if first is None or (title and not first.title):  # of a card, the picture often comes before the headline
            found[target] = Link(url=target, hint_by="listing", title=title)
    if not found:
        raise DocumentError(f"has no link that the selector {links!r} meets")
    after = next((target for target, _ in _targets(root, following, base)), "") if following else ""
    return ListingPage(list(found.values())[:limit], after)


def parsed_page(body: bytes, *, url: str, content_type: str = "") -> tuple[HtmlElement, str]:
    """A page's tree, and the address that its links are relative to. Raises `DocumentError`."""
    text = html_to_unicode(content_type or None, body)[1]
    parser = html.HTMLParser(huge_tree=False, no_network=True, encoding="utf-8")
    try:
        root = html.document_fromstring(within_bounds(text.replace("\0", "")).encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise DocumentError(f"is not HTML: {error}") from error
    return root, get_base_url(text, url)


def _targets(root: HtmlElement, selector: str, base: str) -> Iterable[tuple[str, str]]:
    """Addresses and titles of the links that are met."""
    try:
        met = select(root, selector)
    except ValueError as error:
        raise DocumentError(f"can't be searched with the selector {selector!r}: it {error}") from error
    read: set[HtmlElement] = set()  # elements that are met may stand in one another
    for each in met:
        if isinstance(each, str):
            if target := absolute(each, base):
                yield target, ""
            continue
        for anchor in [each] if each.get("href") else each.iter("a"):
            if anchor not in read and (target := absolute(anchor.get("href"), base)):
                read.add(anchor)
                yield target, plain_title(" ".join(islice(anchor.itertext(), _MOST_PIECES)))
