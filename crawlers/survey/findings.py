"""What a survey is asked, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from presswatch.articles import Article

MOST_REQUESTS = 12  # of one survey: robots.txt, redirects and repetitions included


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line of JSON on the standard input of the survey's process."""

    url: str
    allow_networks: tuple[str, ...] = ()  # CIDRs, or "loopback"
    requests: int = MOST_REQUESTS
    seconds: float = 240.0  # after which nothing more is asked for
    request_seconds: float = 20.0


class CandidateKind(StrEnum):
    """The ways to watch a site, the best first."""

    FEED = "feed"
    NEWS_SITEMAP = "news sitemap"
    SITEMAP = "sitemap"
    LISTING = "listing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that could be watched."""

    kind: CandidateKind
    url: str
    found: str  # where: "the page names it", "robots.txt", …
    links: int = 0
    newest: datetime | None = None
    selector: str = ""  # of a listing's links
    next: str = ""  # of a listing's next page
    problem: str = ""  # why it is no good, in words that go on after its address; "" when it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One article that was tried: what was read, or why nothing was."""

    url: str
    article: Article | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The last line of JSON on the standard output of the survey's process; those before are addresses asked for.

    `chosen` is one of the candidates, None where none can be watched; then `error` says why and what to do.
    """

    url: str
    name: str = ""
    country: str = ""  # ISO 3166 alpha-2, "" where nothing tells
    country_by: str = ""  # what told it, in words
    languages: tuple[str, ...] = ()  # ISO 639-1, as declared
    official: bool = False  # its host is one of a government
    candidates: tuple[Candidate, ...] = ()
    chosen: Candidate | None = None
    reason: str = ""  # why that one
    tried: tuple[Tried, ...] = ()
    also: tuple[str, ...] = ()  # feeds that were named and not looked at
    error: str = ""
    requests: int = 0
