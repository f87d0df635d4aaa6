"""An article whose page can't be read, or may not be, from what its feed gave of it."""

from __future__ import annotations

from datetime import datetime

from lxml import html

from crawlers.extract.canonical import canonical_url
from crawlers.extract.dates import read_date
from crawlers.extract.jsonld import Described
from crawlers.extract.reading import Hints, NoText, Reading
from crawlers.extract.text import MOST_TEXT, feed_paragraphs
from crawlers.extract.wording import plain
from presswatch.sources import NO_RULES, ReadingRules


def read_feed_entry(
    *, url: str, why: str, fetched_at: datetime, hints: Hints, rules: ReadingRules = NO_RULES
) -> Reading | NoText:
    """The article as the feed gave it, of a page that can't be read: `why` says that of it. Pure."""
    title = plain(hints.title)
    paragraphs = feed_paragraphs(hints.content, titles=[title])
    if not paragraphs:
        return NoText("has no text in the feed")
    tree = html.document_fromstring("<html></html>")
    language = rules.language or hints.language
    published_at, published_by = read_date(
        tree, {}, Described(), [], url=url, hints=hints, language=language, fetched_at=fetched_at
    )
    return Reading(
        title=title,
        text="\n".join(paragraphs)[:MOST_TEXT],
        published_at=published_at,
        published_by=published_by,
        authors=(),
        language=language,
        canonical_url=canonical_url(url),
        canonical_hint="",
        read_by=f"feed; the page {why}",
    )
