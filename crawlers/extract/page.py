"""Reading a page: the composition of all that this package knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from crawlers.extract.authors import read_authors, read_bylines
from crawlers.extract.blocks import Block, blocks, columns, squeezed
from crawlers.extract.bounds import within_bounds
from crawlers.extract.canonical import choose_canonical
from crawlers.extract.choosing import ALL_LINK
from crawlers.extract.dates import read_date
from crawlers.extract.decode import decode
from crawlers.extract.embedded import scripts
from crawlers.extract.headings import heading_text
from crawlers.extract.jsonld import Described, described
from crawlers.extract.language import read_language
from crawlers.extract.meta import first, read_meta
from crawlers.extract.pdf import is_pdf, read_pdf
from crawlers.extract.reading import Hints, NotArticle, NoText, Reading
from crawlers.extract.ruled import drop, read_by_rules
from crawlers.extract.section import read_section
from crawlers.extract.site_names import site_names
from crawlers.extract.text import MOST_TEXT, Text, feed_paragraphs, is_better, read_text
from crawlers.extract.titles import read_title
from crawlers.extract.wording import plain
from presswatch.sources import NO_RULES, ReadingRules

LARGEST = 8_000_000  # bytes; the rest of a larger page is not looked at
MOST_HEADINGS = 20  # of the first rank
LEAST_DESCRIPTION = 40  # columns

_NO_HINTS = Hints()
_HTML = re.compile(
    r"(?:text/html|application/xhtml\+xml|text/plain|application/octet-stream)?\s*(?:;.*)?", re.IGNORECASE | re.DOTALL
)
_OTHER = re.compile(
    rb"\s*(?:%PDF|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|RIFF"
    rb"|(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF|svg)\b)",
    re.DOTALL,
)


def read_page(
    body: bytes,
    *,
    url: str,
    fetched_at: datetime,
    content_type: str = "",
    hints: Hints = _NO_HINTS,
    rules: ReadingRules = NO_RULES,
) -> Reading | NoText | NotArticle:
    """Read an article from a page as it was fetched from `url` (after redirects) at `fetched_at` (aware).

    Text comes from the source's rules, else from what the extractors agree on, else from the feed.

    Pure, and for any bytes: fetches nothing and raises nothing on purpose. Time and memory are bounded for bodies of
    the size that the crawler lets in; a limit in seconds is the caller's.
    """
    if is_pdf(body, content_type):
        return read_pdf(body, url=url, fetched_at=fetched_at, hints=hints, rules=rules)
    if not _HTML.fullmatch(content_type.strip()):
        return NotArticle(f"is {content_type.partition(';')[0].strip()[:80]}, not an HTML page")
    if _OTHER.match(body[:2000]):
        return NotArticle("is not an HTML page, whatever its headers say")
    tree = _parsed(decode(body[:LARGEST], content_type))
    if tree is None:
        return NoText("has nothing that can be parsed as HTML")

    drop(tree, rules)
    meta = read_meta(tree)
    canonical, canonical_hint = choose_canonical(url, _canonicals(tree))
    headings = [heading_text(element) for element in islice(tree.iter("h1"), MOST_HEADINGS)]
    about = described(tree, addresses=[url, canonical], titles=[hints.title, first(meta, "og:title"), *headings])
    language = rules.language or read_language(tree, meta, about, hint=hints.language)
    data = scripts(tree)
    etree.strip_elements(tree, "script", "style", "template", "noscript", with_tail=False)
    whole = blocks(tree)
    host, names = urlsplit(url).hostname or "", (about.text("publisher"), *about.sites, hints.site)
    titles = read_title(tree, meta, whole, headline=about.text("headline"), hint=hints.title, host=host, names=names)
    bylines, sites = read_bylines(tree), site_names(meta, names=names, host=host)
    ruled = read_by_rules(tree, rules, language=language, fetched_at=fetched_at)
    published_at, published_by = read_date(
        tree,
        meta,
        about,
        whole,
        url=url,
        hints=hints,
        language=language,
        fetched_at=fetched_at,
        ruled=ruled.date,
    )
    title = ruled.title or titles.title
    headlines = {title, *titles.headlines, *headings}
    unmet = list(ruled.unmet)
    text = _by_rules(ruled.blocks, headlines)
    if ruled.blocks and not text.paragraphs:
        unmet.append("text")
    if not text.paragraphs:
        text = read_text(tree, whole, titles=headlines, article_body=about.text("articleBody"), data=data)
    paragraphs, read_by = text.paragraphs, text.read_by

    is_signed = bool(about.article or hints.published_at or "article:published_time" in meta or read_by == "rules")
    if not (is_signed or first(meta, "og:type") == "article"):
        reason = _why_no_article(url, about, text.page, sum(map(columns, paragraphs)))
        if reason:
            return NotArticle(reason)
    if read_by != "rules" and is_better(feed := feed_paragraphs(hints.content, titles=headlines), paragraphs):
        paragraphs, read_by = feed, "feed"
    if not paragraphs and (description := _description(meta, about)):
        paragraphs, read_by = [description], "description"
    if not paragraphs:
        return NoText("has no paragraph of text" if text.page else "has no text at all")
    return Reading(
        title=title,
        text="\n".join(paragraphs)[:MOST_TEXT],
        published_at=published_at,
        published_by=published_by,
        authors=ruled.authors or read_authors(meta, about, bylines=bylines, sites=sites),
        language=language,
        canonical_url=canonical,
        canonical_hint=canonical_hint,
        read_by=f"{read_by}; rules found no {', '.join(unmet)}" if unmet else read_by,
        unmet=tuple(unmet),
        section=ruled.section or read_section(meta, about),
    )


def _by_rules(chosen: Sequence[Block], headlines: Collection[str]) -> Text:
    """Without the headline, which stands in the same element on some pages."""
    said = {squeezed(headline) for headline in headlines}
    return Text([block.text for block in chosen if block.squeezed not in said], "rules", [])


def _parsed(text: str) -> HtmlElement | None:
    """The document; libxml2 itself ends at 256 levels and at huge texts, and expands no entities in HTML."""
    if not text or text.isspace():
        return None
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(within_bounds(text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _canonicals(tree: HtmlElement) -> list[str]:
    return [
        href
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split() and (href := element.get("href"))
    ]


def _why_no_article(url: str, about: Described, page: Sequence[Block], size: int) -> str:
    """Why a page that nowhere says that it is an article is none; "" where it may be one. `size` is its text's."""
    parts = urlsplit(url)
    if parts.path in {"", "/"} and not parts.query:
        return "is a home page"
    linked = [columns(block.text) for block in page if block.linked >= ALL_LINK]
    titles = [length for length in linked if length >= 30]
    if about.is_list and sum(linked) > size:
        return "says that it is a list of pages"
    if len(titles) >= 10 and sum(titles) > 2 * size:
        return f"is a list of links: {len(titles)} of them, and less text"
    return ""


def _description(meta: Mapping[str, Sequence[str]], about: Described) -> str:
    """What a page without a text says of its article: all that there is of one behind a wall."""
    text = plain(about.text("description") or first(meta, "og:description", "description", "twitter:description"))
    is_article = bool(about.article) or first(meta, "og:type") == "article"
    return text if is_article and columns(text) >= LEAST_DESCRIPTION else ""
