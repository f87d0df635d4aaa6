"""Sitemaps, news sitemaps and their indexes (sitemaps.org; Google's news extension)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from crawlers.discover.feeds import read_feed
from crawlers.discover.links import (
    MOST_LINKS,
    DocumentError,
    Link,
    absolute,
    is_zoneless,
    language_code,
    newest_first,
    plain_title,
    read_time,
)
from crawlers.discover.xml import local_name, opened, parsed

MOST_CHILDREN = 4  # sitemaps of an index that are read in one look


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap offers: links, or when it is an index its newest sitemaps."""

    links: list[Link]
    children: list[str]
    newest: datetime | None = None  # of all times that it tells, of publication or of change


def read_sitemap(body: bytes, *, url: str, content_type: str = "", limit: int = MOST_LINKS) -> Sitemap:
    """The newest links or children of the sitemap fetched from `url`, which may be gzipped, or a feed.

    `lastmod` orders links and is never taken for the time of publication. Raises `DocumentError`.
    """
    body = opened(body)
    root = parsed(body)
    match local_name(root):
        case "urlset":
            said = [_said(element) for element in root if local_name(element) == "url"]
            if not body.rstrip().endswith(b">"):  # torn, perhaps in the middle of the last address
                said = said[:-1]
            dated = [(read_time(of.get("publication_date") or of.get("lastmod")), of) for of in said]
            newest = max((time for time, _ in dated if time), default=None)
            return Sitemap(newest_first(dated, lambda of: _link(of, url), limit=limit), [], newest)
        case "sitemapindex":
            return Sitemap([], _newest_children(root, url))
        case "rss" | "feed" | "rdf":
            return Sitemap(read_feed(body, url=url, content_type=content_type, limit=limit), [])
        case name:
            raise DocumentError(f"is not a sitemap: its root is {name[:40]!r}")


def _said(element: etree._Element) -> dict[str, str]:
    said: dict[str, str] = {}
    for child in element.iter():
        name = local_name(child)
        if name in {"loc", "lastmod", "publication_date", "title", "language"} and child.text:
            parent = local_name(child.getparent())
            if parent in {"url", "news", "publication"}:  # not those of image:image and video:video
                said.setdefault(name, child.text.strip())
    return said


def _link(said: dict[str, str], base: str) -> Link | None:
    url = absolute(said.get("loc"), base)
    if not url:
        return None
    published_at = read_time(said.get("publication_date"))
    return Link(
        url=url,
        hint_by="sitemap",
        title=plain_title(said.get("title")),
        published_at=published_at,
        zoneless=published_at is not None and is_zoneless(said.get("publication_date", "")),
        language=language_code(said.get("language")),
    )


def _newest_children(root: etree._Element, base: str) -> list[str]:
    children: dict[str, datetime | None] = {}
    for element in root:
        said = {local_name(child): (child.text or "").strip() for child in element}
        url = absolute(said.get("loc"), base)
        if url:
            children.setdefault(url, read_time(said.get("lastmod")))
    urls = list(children)
    if not any(children.values()):  # the newest stand first in some indexes, last in others
        half = MOST_CHILDREN // 2
        return urls if len(urls) <= MOST_CHILDREN else urls[:half] + urls[-half:]
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(urls, key=lambda child: children[child] or oldest, reverse=True)[:MOST_CHILDREN]
