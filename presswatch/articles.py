"""Articles: what was read from pages, and what is known of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
    `support` says why a surname by itself counts as the person's: "title", "initials", "given name", "full name" (it
    stands elsewhere in the article), "country" (it stands near); empty where the name needs no support.
    """

    entry: str
    kind: MentionKind
    field: str
    start: int
    end: int
    support: str = ""


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
    # How the date is known: feed, sitemap, jsonld, meta, page, given, none; then, after semicolons, what was assumed or
    # distrusted: "page; Asia/Almaty assumed", "meta; feed said 2031-05-01, in the future".
    published_by: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""  # of its publication, where its page names it
    # How the text was read: rules, consensus, trafilatura, readability, jsonld, plain, embedded, feed, pdf,
    # description, given; then, after a semicolon, what there is to say of it: "consensus; rules found no text".
    read_by: str = ""
    canonical_hint: str = ""  # a rel=canonical on another domain: who may have published first
    version: int = 1
    alerts: bool = True  # False for a backfill: stored and searchable, tells nobody
    removed_at: datetime | None = None  # when its publisher was found to have removed it; it stays searchable

    kind: str = ""  # the source's kind
    country: str = ""  # the source's country; `countries` are those that the text is about
    language: str = ""  # ISO 639-1; on hand-over what the page declares, then what analysis found
    also_in: tuple[str, ...] = ()  # the other languages that a fifth of the text or more is in
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    story: str = ""  # the id of the story's first article
    copy_of: str = ""  # the id of the article that this one repeats
    # Who published the text first, and how that is known: "Reuters; credit: (Reuters)", "other.example; canonical: …",
    # "tass; copy: <an article's id>". Empty where nothing says that it was anybody else.
    first_published_by: str = ""
    adds: tuple[str, ...] = ()  # what is new in its story: official, country/KZ, person/…, office/…, number/310, denial

    @property
    def keywords(self) -> frozenset[str]:
        """All that rules can ask of an article beside its words: `lang:ru`, `topic:security`, `@sco`,
        `adds:country/KZ`.

        `country:KZ` is said of an article from or about Kazakhstan, `from:KZ` and `about:KZ` of one of the two;
        `lang:kk` of one that is partly in Kazakh as well.
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
        words.update(f"lang:{language}" for language in self.also_in)
        words.update(f"topic:{topic}" for topic in self.topics)
        for one in self.adds:
            words.update((f"adds:{one}", f"adds:{one.partition('/')[0]}"))
        words.update(f"@{entry}" for entry in (*self.people, *self.offices, *self.organisations))
        for country in self.countries:
            words.update((f"about:{country}", f"country:{country}"))
        return frozenset(words)

    @property
    def digest(self) -> str:
        """Tells versions apart: equal for equal title and text."""
        return hashlib.blake2b(f"{self.title}\0{self.text}".encode("utf-8", "replace"), digest_size=12).hexdigest()


def article_id(url: str) -> str:
    """The id of the article at a canonical URL: 32 hex digits, the same on every machine.

    Addresses that differ in http and https alone, or in a slash at the end of the path, are one article's.
    """
    path, mark, query = url.removeprefix("http://").removeprefix("https://").partition("?")
    same = path.rstrip("/") + mark + query
    return hashlib.blake2b(same.encode("utf-8", "replace"), digest_size=16).hexdigest()


ADDITIONS = ("official", "country", "person", "office", "number", "denial")
"""What an article can add to its story, before any slash."""


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


Counts = tuple[tuple[str, int], ...]
"""Values with their numbers of articles: the commonest first, those of equal numbers by value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """How many of a search's hits there are of each value.

    A value's count is the total of the same search with that value asked for as well: `source:tass`, `country:KZ` (from
    or about it), `topic:security`, `lang:ru`. So an article of two topics counts twice, one without any not at all.
    """

    days: tuple[tuple[date, int], ...] = ()  # of first_seen_at in UTC, in order; days without any are left out
    sources: Counts = ()
    countries: Counts = ()
    topics: Counts = ()
    languages: Counts = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Search hits, newest first (by first_seen_at, then id); `after` gets the next page, None when there is none."""

    articles: Sequence[Article]
    total: int
    after: str | None
    facets: Facets | None = None  # of all hits, not of this page's; None where they were not asked for
