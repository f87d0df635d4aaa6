"""What a page says of feeds, and whether it says anything at all without a script. Pure."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers.discover.links import absolute
from crawlers.extract.blocks import columns, normalised
from crawlers.extract.canonical import registrable_domain

MOST_ANCHORS = 3000  # of a page that are looked at

# Where publishers put feeds and sitemaps that they name nowhere.
WELL_KNOWN_FEEDS = ("/feed", "/rss.xml", "/rss")
WELL_KNOWN_SITEMAPS = ("/news-sitemap.xml", "/sitemap.xml")

_FEED_TYPES = frozenset((
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json",
    "text/xml", "application/xml",
))  # fmt: skip
_JSON_FEED = re.compile(r"\bfeed\b|rss", re.IGNORECASE)  # application/json is many things
_FEED_PATH = re.compile(
    r"(?:^|/)(?:rss|atom|feed)s?(?:\.(?:xml|rss|php|aspx?|json))?/?$|\.(?:rss|atom)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_SEEN = (
    "//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template or ancestor::head)]"
)


def offered_feeds(root: HtmlElement, *, url: str, base: str) -> list[str]:
    """Feeds that the page at `url` names: by `<link rel=alternate>` (the WHATWG's feed autodiscovery), then by links
    whose address is that of a feed. Feeds of comments are left out; those of its own site come first."""
    found: dict[str, None] = {}
    for element in root.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").split(";")[0].strip().lower()
        if not {"alternate", "feed"} & set(relations) or kind not in _FEED_TYPES:
            continue
        href, title = element.get("href") or "", element.get("title") or ""
        if kind == "application/json" and not _JSON_FEED.search(f"{href} {title}"):
            continue
        if (target := absolute(href, base)) and not _COMMENTS.search(f"{target} {title}"):
            found.setdefault(target)
    for element in islice(root.iter("a"), MOST_ANCHORS):
        target = absolute(element.get("href"), base)
        if target and _FEED_PATH.search(urlsplit(target).path) and not _COMMENTS.search(target):
            found.setdefault(target)
    here = site_of(url)
    return sorted(found, key=lambda target: site_of(target) != here)


def site_of(url: str) -> str:
    return registrable_domain(urlsplit(url).hostname or "")


def is_drawn_by_script(root: HtmlElement) -> bool:
    """A page that holds next to nothing, and scripts that would fill it."""
    if next(root.iter("script"), None) is None:
        return False
    anchors = sum(1 for each in root.iter("a") if each.get("href"))
    text = " ".join(root.xpath(_SEEN))
    return anchors < 5 and columns(normalised(text)) < 400
