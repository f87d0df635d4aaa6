"""What the core needs of the outside, as protocols. `bootstrap` chooses who fills them.

All of them may be called from any process; an instance belongs to one thread. Every call may raise `TransientError`
when the service behind it is away. Every write is idempotent by id, so a message may be processed twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from presswatch.alerts import Alert, Channel, Delivery, Rule
from presswatch.articles import Article, Put, SearchPage
from presswatch.rules import Matched, Query
from presswatch.sources import Look, Source, SourceRecord
from presswatch.stories import Candidate, Fingerprint, Placement


class Archive(Protocol):
    """The durable store of articles and their versions."""

    def put(self, articles: Sequence[Article]) -> list[Put]:
        """Store each article, all or none of them; answers in the same order.

        A new id is created. A known id with another `digest` and a later `fetched_at` becomes the next version: the
        stored article keeps its `first_seen_at`, `story` and `copy_of`, and the one before is kept in `versions`.
        Anything else is known and changes nothing.
        Raises `PermanentError` when an article can't be stored as it is.
        """
        ...

    def get(self, ids: Iterable[str]) -> dict[str, Article]:
        """The newest version of each; unknown ids are left out."""
        ...

    def versions(self, article: str) -> list[Article]:
        """All versions, oldest first; empty for an unknown id."""
        ...

    def matched(self, versions: Iterable[tuple[str, int]]) -> None:
        """Note that these versions (article id, version) have been matched and their alerts recorded."""
        ...

    def unmatched(self, *, before: datetime, limit: int) -> list[Article]:
        """Articles fetched before that time whose newest version was never noted as matched, oldest first."""
        ...

    def search(
        self, query: Query | None, *, since: datetime | None = None, limit: int = 20, after: str | None = None
    ) -> SearchPage:
        """Articles that the query matches (None: all), first seen at or after `since`."""
        ...

    def story(self, story: str) -> list[Article]:
        """The articles of one story, oldest first."""
        ...

    def refresh(self) -> None:
        """Searches, counts and lists see all that was written before; an engine may else show it a second later."""
        ...


class RuleIndex(Protocol):
    """The rules of the present configuration, ready to be met by articles."""

    def match(self, articles: Sequence[Article]) -> list[list[Matched]]:
        """The rules that each article meets, in the same order as the articles, by rule id."""
        ...


class AlertLog(Protocol):
    """Alerts and the outbox of their deliveries."""

    def record(self, alerts: Sequence[Alert]) -> list[bool]:
        """Store new alerts with their deliveries, all or none; True for each that is new.

        For an alert that is there already, its articles are added to the stored ones and nothing else changes.
        """
        ...

    def alerts(self, *, since: datetime | None = None, rule: str | None = None, limit: int = 100) -> list[Alert]:
        """Newest first, with the present state of their deliveries."""
        ...

    def alert(self, alert: str) -> Alert | None: ...

    def due(self, *, now: datetime, limit: int) -> list[str]:
        """Ids of deliveries that wait and are due, and of those whose claim has run out, oldest first."""
        ...

    def claim(self, delivery: str, *, now: datetime, lease: timedelta) -> Delivery | None:
        """Take a due delivery for sending; counts an attempt. None when another has it, or it is sent or dead."""
        ...

    def sent(self, delivery: str, *, at: datetime) -> None: ...

    def failed(self, delivery: str, *, error: str, due_at: datetime | None) -> None:
        """An attempt failed; `due_at` None gives up (state dead)."""
        ...

    def waiting(self, *, now: datetime) -> int:
        """How many deliveries are due at that time or being sent: those that wait for a later attempt don't count."""
        ...


class SourceLog(Protocol):
    """What looks at sources came to."""

    def looked(self, look: Look, *, next_due_at: datetime) -> None: ...

    def records(self) -> dict[str, SourceRecord]:
        """By source id; `articles` counts the archive."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A message that could not be processed."""

    id: str
    task: str  # the task's name
    body: str  # its arguments as JSON, enough to run it again
    reason: str  # for the operator: what went wrong; a traceback when it was a bug
    at: datetime


class Quarantine(Protocol):
    def add(self, message: Quarantined) -> None:
        """Keep it; adding the same id again replaces it."""
        ...

    def messages(self) -> list[Quarantined]:
        """Oldest first."""
        ...

    def remove(self, message: str) -> None: ...


class Engine(Archive, AlertLog, SourceLog, Quarantine, Protocol):
    """An archive engine fills all four."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A due source, taken by one crawl until `until`."""

    source: str
    due_at: datetime
    until: datetime


class DueQueue(Protocol):
    """Which source is due when, shared by all schedulers and crawlers."""

    def sync(self, sources: Mapping[str, datetime]) -> None:
        """Add sources with their first due time; those known keep theirs; those missing are dropped."""
        ...

    def lease(self, *, now: datetime, limit: int, lease: timedelta, only: Collection[str] | None = None) -> list[Lease]:
        """Take the sources that are due (of `only`, when given), the longest overdue first; one that was leased before
        and whose lease has run out is due again."""
        ...

    def leased(self, *, now: datetime) -> int:
        """How many sources are leased at this time."""
        ...

    def holds(self, lease: Lease) -> bool:
        """Whether a lease is still the source's present one."""
        ...

    def make_due(self, sources: Iterable[str], *, now: datetime) -> None:
        """Make these due at once, except those leased now."""
        ...

    def done(self, source: str, *, next_due_at: datetime) -> None: ...

    def due_times(self) -> dict[str, datetime]: ...


class SeenLinks(Protocol):
    """Which links of a source need not be fetched again."""

    def unseen(self, source: str, links: Sequence[str]) -> list[str]:
        """Those of `links` that were never marked, in order."""
        ...

    def mark(self, source: str, links: Iterable[str]) -> None:
        """Only after their articles are handed over (or they proved to be none)."""
        ...


@dataclass(frozen=True, slots=True)
class Validators:
    """What a publisher gave to ask again with (RFC 9110, section 13), and a digest of the body that came with it."""

    etag: str = ""
    last_modified: str = ""
    digest: str = ""


class DocumentCache(Protocol):
    """Validators of feeds, sitemaps and listings."""

    def get(self, url: str) -> Validators | None: ...

    def put(self, url: str, validators: Validators) -> None:
        """Only after all that the document offered is handed over."""
        ...


class Fingerprints(Protocol):
    """Sketches of the recent articles of all workers."""

    def add(self, fingerprint: Fingerprint) -> list[Candidate]:
        """Add and answer, in one atomic step, the *earlier added* ones of the last 72 hours that share at least three
        hashes, earliest first. Adding the same article again changes nothing and answers the same."""
        ...

    def texts(self, articles: Iterable[str]) -> dict[str, str]:
        """The texts of articles that were added and are not in the archive yet."""
        ...

    def archived(self, articles: Iterable[str]) -> None:
        """These are in the archive: their texts needn't be kept here."""
        ...

    def place(self, placement: Placement, *, at: datetime) -> Placement:
        """Settle the story of an added article, first seen at `at`; answers what stands: the first settlement does."""
        ...

    def placement(self, article: str, *, at: datetime) -> Placement | None:
        """What `place` settled; None while that is under way, or when the article is forgotten."""
        ...


class HandOver(Protocol):
    """How a crawl gives articles to the workers."""

    def articles(self, batch: Sequence[Article]) -> None:
        """Durable when this returns. Raises `TransientError` when it could not be."""
        ...


class Sender(Protocol):
    """Sends an alert to one channel."""

    def send(
        self,
        channel: Channel,
        delivery: Delivery,
        alert: Alert,
        articles: Sequence[Article],
        sources: Mapping[str, Source],
        rule: Rule | None,
    ) -> None:
        """Returns once the channel has accepted. Raises `TransientError` or `PermanentError`.

        `articles`, one at least: those that met the rule, then other coverage of their story. `sources` are known by
        id; `rule` is None when the config no longer has it.
        """
        ...
