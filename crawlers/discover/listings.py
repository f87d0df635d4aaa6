"""Listings: pages of links, found with a CSS selector."""

from __future__ import annotations

from cssselect import SelectorError
from lxml import etree, html
from w3lib.encoding import html_to_unicode
from w3lib.html import get_base_url

from crawlers.discover.links import MOST_LINKS, DocumentError, Link, absolute, plain_title


def read_listing(body: bytes, *, url: str, links: str, content_type: str = "", limit: int = MOST_LINKS) -> list[Link]:
    """The links of the page fetched from `url` that the selector `links` meets, in the page's order.

    An element that is met and is no link stands for the links in it. Raises `DocumentError`, also when nothing is
    met: a page that changed its build would else be silent for ever.
    """
    text = html_to_unicode(content_type or None, body)[1]
    parser = html.HTMLParser(huge_tree=False, no_network=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
        met = root.cssselect(links)
    except SelectorError as error:
        raise DocumentError(f"can't be searched with the selector {links!r}: {error}") from error
    except etree.LxmlError as error:
        raise DocumentError(f"is not HTML: {error}") from error
    base = get_base_url(text, url)
    found: dict[str, Link] = {}
    for element in met:
        for anchor in [element] if element.tag == "a" else element.iter("a"):
            target = absolute(anchor.get("href"), base)
            if target and target not in found:
                title = plain_title(" ".join(anchor.itertext()))
                found[target] = Link(url=target, hint_by="listing", title=title)
    if not found:
        raise DocumentError(f"has no link that the selector {links!r} meets")
    return list(found.values())[:limit]
