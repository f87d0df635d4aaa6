"""Sources: the publishers we watch, and what happened when we looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit


class SourceKind(StrEnum):
    OFFICIAL = "official"
    STATE = "state"
    WIRE = "wire"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of links; `links` is the CSS selector of its `a` elements."""

    url: str
    links: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    id: str
    name: str
    country: str  # ISO 3166 alpha-2
    kind: SourceKind
    languages: tuple[str, ...] = ()  # ISO 639-1, a hint
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    every: timedelta = timedelta(minutes=15)

    @property
    def documents(self) -> tuple[str, ...]:
        """The addresses that a look begins with."""
        return (*self.feeds, *self.sitemaps, *(listing.url for listing in self.listings))

    @property
    def host(self) -> str:
        """The host that most of a look goes to."""
        return urlsplit(self.documents[0]).netloc if self.documents else ""


class LinkOutcome(StrEnum):
    """The fate of one link that a source offered. Every link gets exactly one per look."""

    NEW = "new"  # read and handed over
    KNOWN = "known"  # handed over, or given up, in an earlier look
    NO_TEXT = "no_text"  # fetched, but no usable text in it
    NOT_ARTICLE = "not_article"  # not an HTML page, or a section page
    ROBOTS = "robots"  # forbidden by robots.txt
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"  # an HTTP error status
    FORBIDDEN_ADDRESS = "forbidden_address"  # resolves to an address that is not public
    FAILED = "failed"  # any other network or read error
    LATER = "later"  # not taken in this look, and offered again in the next: too many, no time left, asked to wait


class LookOutcome(StrEnum):
    """How a look at a source ended."""

    OK = "ok"  # every discovery document was read
    UNCHANGED = "unchanged"  # all of them answered 304 or with the same bytes
    PARTIAL = "partial"  # some were read, some failed
    FAILED = "failed"  # none could be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one source."""

    source: str
    at: datetime
    outcome: LookOutcome
    links: Mapping[LinkOutcome, int] = field(default_factory=dict)
    error: str = ""  # the first error, in words for the operator; "" when there was none
    retry_after: timedelta | None = None  # what the publisher asked for


class SourceState(StrEnum):
    NEVER = "never"  # not looked at yet
    OK = "ok"
    PARTIAL = "partial"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """What is known of a source from all looks so far."""

    id: str
    state: SourceState = SourceState.NEVER
    last_fetch_at: datetime | None = None
    last_new_at: datetime | None = None
    next_due_at: datetime | None = None
    articles: int = 0  # articles of this source in the archive
    failures: int = 0  # looks that failed in a row
    links: Mapping[LinkOutcome, int] = field(default_factory=dict)  # outcomes over all looks
    error: str = ""
