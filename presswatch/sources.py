"""Sources: the publishers we watch, and what happened when we looked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class SourceKind(StrEnum):
    OFFICIAL = "official"
    STATE = "state"
    WIRE = "wire"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of links. Selectors are CSS or XPath (`presswatch.selectors`)."""

    url: str
    links: str  # selector of its `a` elements
    next: str = ""  # selector of the link to its next page, with older links; "" where only this page is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What generic reading gets wrong on a source's pages, said by a person; "" and () where it is left to that.

    Selectors are CSS or XPath. One that meets nothing on a page leaves it to generic reading, and that is told.
    """

    title: str = ""
    text: str = ""  # selector of what holds the text, or of its paragraphs
    date: str = ""  # counts where feed, JSON-LD and meta have none; drop these where they are wrong
    author: str = ""
    section: str = ""
    drop: tuple[str, ...] = ()  # taken out before anything is read: boxes, JSON-LD and meta elements too
    date_formats: tuple[str, ...] = ()  # of what `date` selects, as strptime has them
    language: str = ""  # ISO 639-1, of the pages, whatever they declare
    timezone: str = ""  # IANA's name: of times that name no zone; "" for the country's
    skip: tuple[str, ...] = ()  # regular expressions: links whose address one of them meets are not taken
    only: tuple[str, ...] = ()  # where there are any: only links whose address one of them meets are taken

    def takes(self, url: str) -> bool:
        """Whether a link is one of those that are wanted."""
        if any(re.search(pattern, url) for pattern in self.skip):
            return False
        return not self.only or any(re.search(pattern, url) for pattern in self.only)


NO_RULES = ReadingRules()


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
    reading: ReadingRules = NO_RULES
    browser: bool = False  # its pages are empty until their scripts have run

    @property
    def documents(self) -> tuple[str, ...]:
        """The addresses that a look begins with."""
        return (*self.feeds, *self.sitemaps, *(listing.url for listing in self.listings))

    @property
    def host(self) -> str:
        """The host that most of a look goes to."""
        return urlsplit(self.documents[0]).netloc if self.documents else ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """All hosts that a look begins with. This machine itself is none: there is no stranger to be spared."""
        parts = map(urlsplit, self.documents)
        return tuple(dict.fromkeys(each.netloc for each in parts if each.hostname not in _LOCAL))


class LinkOutcome(StrEnum):
    """The fate of one link that a source offered, or of one article that was looked at again. Each gets exactly one per
    look."""

    NEW = "new"  # read and handed over
    KNOWN = "known"  # handed over, or given up, in an earlier look; looked at again, and nothing worth a version
    CHANGED = "changed"  # looked at again: a new version was handed over
    REMOVED = "removed"  # looked at again: its publisher has removed it
    NO_TEXT = "no_text"  # fetched, but no usable text in it
    NOT_ARTICLE = "not_article"  # not an HTML page, or a section page
    SKIPPED = "skipped"  # not wanted: the source's rules say so, or it is another site's in a sitemap; never fetched
    PARSE_ERROR = "parse_error"  # fetched, and could not be read: reading it took too long, or broke
    ROBOTS = "robots"  # forbidden by robots.txt
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"  # an HTTP error status
    FORBIDDEN_ADDRESS = "forbidden_address"  # resolves to an address that is not public
    FAILED = "failed"  # any other network error, or an article that could not be handed over
    LATER = "later"  # not taken in this look, and offered again in the next: too many, no time left, asked to wait


UNREADABLE = frozenset({
    LinkOutcome.NO_TEXT,
    LinkOutcome.PARSE_ERROR,
    LinkOutcome.ROBOTS,
    LinkOutcome.TOO_LARGE,
    LinkOutcome.TIMED_OUT,
    LinkOutcome.REFUSED,
    LinkOutcome.FORBIDDEN_ADDRESS,
    LinkOutcome.FAILED,
})  # fmt: skip
"""What might have been an article, and was not read."""


class LookOutcome(StrEnum):
    """How a look at a source ended."""

    OK = "ok"  # every discovery document was read
    UNCHANGED = "unchanged"  # all of them answered 304 or with the same bytes
    PARTIAL = "partial"  # some were read, some failed
    FAILED = "failed"  # none could be read


class Found(StrEnum):
    """What a recheck found at an article's address."""

    HERE = "here"  # the article, changed or not
    MISSING = "missing"  # not found (404), or a redirect to a home or section page: another look has to agree
    GONE = "gone"  # removed: 410, or missing for the second time
    UNCLEAR = "unclear"  # an answer that says nothing of it: a wall, a refusal, another page
    TROUBLE = "trouble"  # no answer, for reasons that may pass: to be tried again


@dataclass(frozen=True, slots=True)
class Rechecked:
    article: str
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one source."""

    source: str
    at: datetime
    outcome: LookOutcome
    # Each link that a document offered in this look, once, by its fate; then the articles that were looked at again. A
    # document that is unchanged offers none. Where the state was away before any was taken, there are none.
    links: Mapping[LinkOutcome, int] = field(default_factory=dict)
    refused: Mapping[int, int] = field(default_factory=dict)  # those refused, by HTTP status; 0: by its robots.txt's
    error: str = ""  # the first error, in words for the operator; "" when there was none
    retry_after: timedelta | None = None  # what the publisher asked for
    fresh_for: timedelta | None = None  # how long all it offers stays as it is, by its own word (ttl, cache headers)
    published: tuple[datetime, ...] = ()  # when, by the publisher's word, its new links were; those that have dates
    soft: bool = False  # a failed one: for reasons that may pass (timeouts, 5xx), none that may stay (410, gone host)
    lying: bool = False  # a document of it answers "not modified" (304) when it was
    rechecked: tuple[Rechecked, ...] = ()  # articles that were looked at again; `links` counts them, too


REFUSALS = (400, 401, 402, 403, 404, 406, 410, 412, 418, 429, 451, 500, 502, 503, 504, 520, 521, 522, 523, 525, 530)
"""The HTTP statuses that are counted one by one, once looks are added up; others count as OTHER_REFUSAL."""

OTHER_REFUSAL = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTally:
    """What the looks at one source came to in a span of time. Outcomes that never came are left out."""

    outcomes: Mapping[LookOutcome, int] = field(default_factory=dict)
    links: Mapping[LinkOutcome, int] = field(default_factory=dict)
    refused: Mapping[int, int] = field(default_factory=dict)  # by status, one of REFUSALS or OTHER_REFUSAL

    @property
    def looks(self) -> int:
        return sum(self.outcomes.values())

    def __add__(self, other: LookTally) -> LookTally:
        return LookTally(
            outcomes=dict(Counter(self.outcomes) + Counter(other.outcomes)),
            links=dict(Counter(self.links) + Counter(other.links)),
            refused=dict(Counter(self.refused) + Counter(other.refused)),
        )


def tally_of(look: Look) -> LookTally:
    refused: Counter[int] = Counter()
    for status, count in look.refused.items():
        refused[status if status in REFUSALS else OTHER_REFUSAL] += count
    return LookTally(outcomes={look.outcome: 1}, links=dict(+Counter(look.links)), refused=dict(+refused))


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
    lying: bool = False  # it answered "not modified" (304) when it was: such documents are asked for in full


class AmissKind(StrEnum):
    """What may be amiss with a source; told to the operator once each, until it is well again."""

    FAILING = "failing"  # no look could read anything for a day
    SILENT = "silent"  # beyond its rhythm
    SHORT = "short"  # its texts are much shorter than they were: a redesign broke how they are read
    UNREADABLE = "unreadable"  # all of its links fail
    LYING = "lying"  # a feed of it says that it is unchanged when it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Amiss:
    kind: AmissKind
    words: str  # for the operator: what, and what to do; goes on after the source's name
