"""Articles: what was read from pages, and what is known of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MentionKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    OFFICE = "office"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where an article names a watchlist entry or a country.

    `entry` is the entry's id, or the ISO 3166 code of a country. `start` and `end` are character offsets in the
    article's `field` ("title" or "text"). An office named through its holder has the offsets of the holder's name.
    """

    entry: str
    kind: MentionKind
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article, at one version.

    The crawler fills the first part, analysis the second, the story step the third. All times are aware, in UTC.
    """

    id: str  # article_id(url)
    url: str  # the canonical URL
    source: str  # a source's id
    title: str
    text: str
    fetched_at: datetime  # when this version was read
    first_seen_at: datetime  # when the article was first read; never taken from the page
    link: str = ""  # the URL that was offered and fetched, where it differs from `url`
    published_at: datetime | None = None
    published_by: str = ""  # how the date is known: feed, sitemap, jsonld, meta, page, given
    authors: tuple[str, ...] = ()
    read_by: str = ""  # how the text was read: consensus, trafilatura, readability, plain, feed, given
    canonical_hint: str = ""  # a rel=canonical on another domain: who may have published first
    version: int = 1
    alerts: bool = True  # False for a backfill: stored and searchable, tells nobody

    kind: str = ""  # the source's kind
    country: str = ""  # the source's country; `countries` are those that the text is about
    language: str = ""  # ISO 639-1; on hand-over what the page declares, then what analysis found
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    story: str = ""  # the id of the story's first article
    copy_of: str = ""  # the id of the article that this one repeats

    @property
    def keywords(self) -> frozenset[str]:
        """All that rules can ask of an article beside its words: `lang:ru`, `topic:security`, `@sco`.

        `country:KZ` is said of an article from or about Kazakhstan, `from:KZ` and `about:KZ` of one of the two.
        """
        words = {
            f"{name}:{value}"
            for name, value in (
                ("lang", self.language),
                ("source", self.source),
                ("kind", self.kind),
                ("from", self.country),
                ("country", self.country),
            )
            if value
        }
        words.update(f"topic:{topic}" for topic in self.topics)
        words.update(f"@{entry}" for entry in (*self.people, *self.offices, *self.organisations))
        for country in self.countries:
            words.update((f"about:{country}", f"country:{country}"))
        return frozenset(words)

    @property
    def digest(self) -> str:
        """Tells versions apart: equal for equal title and text."""
        return hashlib.blake2b(f"{self.title}\0{self.text}".encode("utf-8", "replace"), digest_size=12).hexdigest()


def article_id(url: str) -> str:
    """The id of the article at a canonical URL: 32 hex digits, the same on every machine."""
    return hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=16).hexdigest()


class Stored(StrEnum):
    """What became of an article that was put into the archive."""

    CREATED = "created"
    CHANGED = "changed"  # known under this id with another text: a new version
    KNOWN = "known"  # the same text is there already, or a newer version


@dataclass(frozen=True, slots=True)
class Put:
    """The archive's answer for one article: the outcome, and the article as it now stands there."""

    outcome: Stored
    article: Article
    matched: bool  # this version has been matched against the rules


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Search hits, newest first (by first_seen_at, then id); `after` gets the next page, None when there is none."""

    articles: Sequence[Article]
    total: int
    after: str | None
