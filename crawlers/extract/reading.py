"""What reading a page comes to: a reading, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What was said of the page by the feed or sitemap that offered it. All of it may be missing or wrong."""

    title: str = ""
    published_at: datetime | None = None
    published_by: str = "feed"  # feed or sitemap: whose word `published_at` is
    language: str = ""  # ISO 639-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article, as read from one page. `text` has one paragraph a line, and is never empty."""

    title: str  # "" where no place of the page says it
    text: str
    published_at: datetime | None  # aware, UTC
    published_by: str  # feed, sitemap, jsonld, meta or page; "" without a date
    authors: tuple[str, ...]
    language: str  # ISO 639-1, as declared; "" when nothing is
    canonical_url: str
    canonical_hint: str  # a rel=canonical on another registrable domain, else ""
    # consensus (trafilatura and readability agree), trafilatura or readability alone, jsonld (the publisher's own
    # articleBody), plain (paragraphs that no reader chose), embedded (data for the page's scripts), description (all
    # that a page without a text says of its article)
    read_by: str


@dataclass(frozen=True, slots=True)
class NoText:
    """A page that ought to be an article and has no usable text."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotArticle:
    """Not an HTML page, or one that is a list of others."""

    reason: str
