"""What reading a page comes to: a reading, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What was said of the page by the feed or sitemap that offered it. All of it may be missing or wrong."""

    title: str = ""
    published_at: datetime | None = None  # naive where no zone was named
    published_by: str = "feed"  # feed or sitemap: whose word `published_at` is
    doubt: str = ""  # why `published_at` can't be trusted, in words; then it is not used
    language: str = ""  # ISO 639-1
    timezone: str = ""  # IANA's name of the zone that the source's times are in where they name none
    site: str = ""  # the source's name, which some titles end with
    content: str = ""  # HTML: the article's whole text, where the feed gives it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article, as read from one page. `text` has one paragraph a line, and is never empty."""

    title: str  # "" where no place of the page says it
    text: str
    published_at: datetime | None  # aware, UTC
    published_by: str  # feed, sitemap, jsonld, meta, page or none, and what was assumed or distrusted; see `read_date`
    authors: tuple[str, ...]
    language: str  # ISO 639-1, as declared; "" when nothing is
    canonical_url: str
    canonical_hint: str  # a rel=canonical on another registrable domain, else ""
    # rules (the source's own selector), consensus (trafilatura and readability agree), trafilatura or readability
    # alone, jsonld (the publisher's own articleBody), plain (paragraphs that no reader chose), embedded (data for the
    # page's scripts), feed (the article's whole text there), pdf, description (all that a page without a text says of
    # its article); then, after a semicolon, what there is to say of it: "consensus; rules found no text", "feed; the
    # page answered 403"
    read_by: str
    unmet: tuple[str, ...] = ()  # rules of the source that met nothing on this page: title, text, date, author, section
    section: str = ""  # of its publication, where the page names it


@dataclass(frozen=True, slots=True)
class NoText:
    """A page that ought to be an article and has no usable text."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotArticle:
    """Not an HTML page, or one that is a list of others."""

    reason: str
