"""What the core needs of the outside, as protocols. `bootstrap` chooses who fills them.

All of them may be called from any process; an instance belongs to one thread. Every call may raise `TransientError`
when the service behind it is away. Every write is idempotent by id, so a message may be processed twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from presswatch.alerts import Alert, Channel, Delivery, Rule
from presswatch.articles import Article, Put, SearchPage
from presswatch.rules import Matched, Query
from presswatch.sources import Look, LookTally, Source, SourceRecord
from presswatch.stories import Candidate, Fingerprint, Placement, Settled, Told

if TYPE_CHECKING:  # numpy takes its time to import, and no port but the last needs it
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    """One a row."""


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

    def removed(self, articles: Mapping[str, datetime | None]) -> None:
        """Note when the newest versions of these (by id) were found to be removed by their publishers; None takes the
        note back, as a new version does. Unknown ids are passed over."""
        ...

    def restate(self, articles: Sequence[Article]) -> list[bool]:
        """Write each over the version of it that was fetched at the same moment: what its page says has not changed,
        our reading of it has. The version keeps its number, `first_seen_at`, `story`, `copy_of`, `alerts`, `removed_at`
        and whether it was matched; no version comes of it. Answers in the same order whether what is stored changed;
        one that isn't stored changes nothing.
        """
        ...

    def unmatched(self, *, before: datetime, limit: int) -> list[Article]:
        """Articles fetched before that time whose newest version was never noted as matched, oldest first."""
        ...

    def search(
        self,
        query: Query | None,
        *,
        since: datetime | None = None,
        limit: int = 20,
        after: str | None = None,
        facets: bool = False,
    ) -> SearchPage:
        """Articles that the query matches (None: all), first seen at or after `since`; with `facets`, all hits are
        counted by them, exactly up to 10,000 values each."""
        ...

    def story(self, story: str) -> list[Article]:
        """The articles of one story, oldest first."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Delete the articles first seen before then, a month's beginning in UTC, with their versions and all that is
        noted of them; answers how many there were. May be interrupted: the next call goes on."""
        ...

    def refresh(self) -> None:
        """Searches, counts and lists see all that was written before; an engine may else show it a second later."""
        ...


class RuleIndex(Protocol):
    """The rules of the present configuration, ready to be met by articles."""

    def match(self, articles: Sequence[Article]) -> list[list[Matched]]:
        """The rules that each article meets, in the same order as the articles, by rule id."""
        ...

    @property
    def refused(self) -> Mapping[str, str]:
        """Rules that the engine doesn't take, with the reason. Articles meet them as any other, only less quickly."""
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

    def forget_alerts(self, *, before: datetime) -> int:
        """Delete the alerts recorded before then, with their deliveries; answers how many there were."""
        ...

    def waiting(self, *, now: datetime) -> int:
        """How many deliveries are due at that time or being sent: those that wait for a later attempt don't count."""
        ...


LOOKS_KEPT = timedelta(days=31)
"""For so long what each look came to is kept; a source's record has it for ever, summed up."""


class SourceLog(Protocol):
    """What looks at sources came to."""

    def looked(self, look: Look, *, next_due_at: datetime, source: Source | None = None) -> None:
        """Add a look to its source's record. What the config says of the `source` stands beside the record where an
        engine shows it to people; no port tells it."""
        ...

    def records(self) -> dict[str, SourceRecord]:
        """By source id; `articles` counts the archive."""
        ...

    def tallies(self, *, since: datetime, until: datetime) -> dict[str, LookTally]:
        """What the looks between these times came to (`since` included, `until` not), by source id; a source that was
        not looked at has none. Looks before LOOKS_KEPT are forgotten, and those that were recorded by another engine
        (`engine copy`) are not here."""
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


Kept = TypeVar("Kept")
Place = tuple[int, str]
"""How far a reader has come on a shelf: a number to order by, and the id that follows it."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Kept]):
    """A part of a shelf; `after` gets the next one, None when there is none."""

    items: Sequence[Kept]
    after: Place | None


class Fate(StrEnum):
    """What became of one thing that was to be restored."""

    COPIED = "copied"  # it was missing, or the archive had less of it
    THERE = "there"  # it stands there as it is
    NEWER = "newer"  # the archive has it otherwise, newer or read by itself, and keeps that


class Shelf(Protocol[Kept]):
    """One kind of what an archive keeps, read and written whole, to move it to another engine.

    `page` sees what was there at the last `refresh`, `read` and `restore` all that was written.
    """

    def count(self) -> int: ...

    def page(self, *, after: Place | None = None, limit: int) -> Page[Kept]:
        """The next of them, in an order in which they never change places; what is new comes last as a rule."""
        ...

    def read(self, ids: Iterable[str]) -> dict[str, Kept]:
        """Unknown ids are left out."""
        ...

    def restore(self, items: Sequence[Kept]) -> list[Fate]:
        """Write each as it is, states and marks included, where it is missing; add what the archive has less of.

        Nothing newer is written over: versions that were read later than the archive's newest become its next ones, a
        delivery goes forward only (claimed, failed, dead, sent), a source's record gives way to one of a later look.
        Only of a version that both have, the given reading stands, as with `restate`.
        Not one transaction: what a process that died leaves half done, restoring it again completes.
        Raises `PermanentError` when one of them can't be stored; others of the call may be stored then.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article with all that an archive keeps of it."""

    versions: tuple[Article, ...]  # oldest first, one at least
    matched: bool  # the newest has been matched

    @property
    def id(self) -> str:
        return self.newest.id

    @property
    def newest(self) -> Article:
        return self.versions[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """A source's record, without its count of articles, and when it was looked at in the last days."""

    record: SourceRecord
    looks: tuple[datetime, ...]  # oldest first: a look that is reported again is recognised by them

    @property
    def id(self) -> str:
        return self.record.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """All that is durable in an archive."""

    articles: Shelf[ArticleRecord]
    alerts: Shelf[Alert]  # with the present state of their deliveries
    sources: Shelf[SourceHistory]
    quarantine: Shelf[Quarantined]


class Transfer(Protocol):
    """Moving an archive to another engine."""

    def shelves(self) -> Shelves: ...


class Engine(Archive, AlertLog, SourceLog, Quarantine, Transfer, Protocol):
    """An archive engine fills all five."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A due source, taken by one crawl until `until`."""

    source: str
    due_at: datetime
    until: datetime


class DueQueue(Protocol):
    """Which source is due when, shared by all schedulers and crawlers."""

    def sync(
        self, sources: Mapping[str, datetime], *, hosts: Mapping[str, Collection[str]] = MappingProxyType({})
    ) -> None:
        """Add sources with their first due time; those known keep theirs; those missing are dropped. `hosts` are those
        that a look at a source goes to."""
        ...

    def waiting(self, *, now: datetime) -> int:
        """How many sources are due."""
        ...

    def lease(self, *, now: datetime, limit: int, lease: timedelta, only: Collection[str] | None = None) -> list[Lease]:
        """Take sources that are due for one crawl, the longest overdue first; one that was leased before and whose
        lease has run out is due again.

        Left for a later call are the sources of hosts that another lease is at, of a host more than a share, and those
        of hosts that were looked at a moment ago, unless a person asks for them: `only` these are taken then.
        """
        ...

    def renew(self, leases: Collection[Lease], *, until: datetime) -> list[Lease]:
        """Hold these leases until then; answers those that are still the present ones of their sources."""
        ...

    def leased(self, *, now: datetime) -> int:
        """How many sources are leased at this time."""
        ...

    def make_due(self, sources: Iterable[str], *, now: datetime) -> None:
        """Make these due at once, except those leased now."""
        ...

    def done(self, source: str, *, next_due_at: datetime) -> None: ...

    def bring_forward(self, sources: Iterable[str], *, to: datetime) -> None:
        """Make these due at that time, except those that are due before it or leased now."""
        ...

    def due_times(self) -> dict[str, datetime]: ...


class Rechecks(Protocol):
    """When articles are to be looked at again, by source.

    Whoever holds a source's lease does what is due of it; an entry moves on once that is settled, so a crawl that is
    killed leaves its rechecks due. All of it can be made again from the archive.
    """

    def add(self, source: str, due: Mapping[str, datetime]) -> None:
        """When each article (by id) is due for the first time; those known keep their times."""
        ...

    def due(self, sources: Iterable[str], *, now: datetime, limit: int) -> dict[str, list[str]]:
        """The articles due, so many of a source at most: those that became due last come first, as the youngest
        articles are corrected most."""
        ...

    def first(self, source: str) -> datetime | None:
        """When the next one of a source is due, or was."""
        ...

    def settle(self, source: str, due: Mapping[str, datetime | None], *, missing: Collection[str] = ()) -> None:
        """When each is due again; None: never. Those `missing` were not found, and the others were."""
        ...

    def missing(self, source: str) -> set[str]:
        """Those that the last recheck did not find."""
        ...

    def complete(self) -> bool:
        """Whether `completed` was said: false when this state is new, or was lost."""
        ...

    def completed(self) -> None:
        """All articles of the archive that should be here are."""
        ...


class Rhythms(Protocol):
    """What is known of when each source publishes, as text of the schedule's own."""

    def get(self, source: str) -> str:
        """Nothing where nothing is known."""
        ...

    def put(self, source: str, rhythm: str) -> None: ...


class Crawlers(Protocol):
    """Which crawlers are alive, on all machines."""

    def here(self, crawler: str) -> None:
        """Say that this one is; to be said again every few seconds."""
        ...

    def alive(self) -> int: ...


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
    """What a publisher gave to ask again with (RFC 9110, section 13), digests of what came with it, and how far both
    its word and its wishes go. Times are in seconds since 1970, 0 for never."""

    etag: str = ""
    last_modified: str = ""
    digest: str = ""  # of the body
    offered: str = ""  # digest of the links in it
    read_at: float = 0.0  # when a body came last
    ttl: float = 0.0  # seconds for which the document itself asks to be left alone
    fresh_until: float = 0.0  # until then the publisher asks to be left alone
    lying: bool = False  # it answered "not modified" (304) when it was, so it is not asked conditionally


class DocumentCache(Protocol):
    """Validators of feeds, sitemaps and listings."""

    def get(self, url: str) -> Validators | None: ...

    def put(self, url: str, validators: Validators) -> None:
        """Only after all that the document offered is handed over."""
        ...


RECENT_PAGES = 64
"""How many of a source's last pages are remembered."""


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """Which paragraphs stood on a page."""

    page: int  # hash of its address, 64 bits
    blocks: tuple[int, ...]  # hashes of its paragraphs, 32 bits each, in order


class RecentPages(Protocol):
    """The last pages of each source, so that what repeats on them is known. What is lost is learnt again."""

    def pages_of(self, source: str) -> list[PageBlocks]:
        """The newest first, `RECENT_PAGES` at most."""
        ...

    def note_page(self, source: str, page: PageBlocks) -> None:
        """One atomic step. A page that is noted already takes its new paragraphs in its old place."""
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


class StoryLog(Protocol):
    """Who told of which story in the last 72 hours, in one order for all workers.

    Whoever puts an article into a story has read all that was told before: `tell` refuses otherwise. So no two workers
    begin the same story, and an article's story never changes once it is told.
    """

    def since(self, serial: int) -> tuple[list[tuple[int, Told]], int]:
        """What was told after this number, in order, and the number of the newest; 0 asks for all."""
        ...

    def tell(self, told: Told, *, after: int) -> Settled | None:
        """Tell of an article; answers what stands: the first to tell of an article settles its story. None where more
        was told than up to `after`: read it, then decide again."""
        ...

    def restore(self, told: Sequence[Told]) -> bool:
        """Fill a log that lost its memory, with all of these in this order or none; False where it has something: then
        another has done it."""
        ...

    def story(self, article: str, *, at: datetime) -> str:
        """The story that was settled for an article; "" where none was, or it is forgotten. `at` is no more than 72
        hours from when the article was first seen."""
        ...


class HandOver(Protocol):
    """How a crawl gives articles to the workers."""

    def articles(self, batch: Sequence[Article]) -> None:
        """Durable when this returns. Raises `TransientError` when it could not be."""
        ...


class ArticleLinks(Protocol):
    """Addresses at which a desk looks at what an alert is about; web addresses, safe in any message."""

    def article(self, article: Article) -> str: ...

    def story(self, article: Article) -> str:
        """All articles of its story."""
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


class Embedder(Protocol):
    """Makes vectors of texts in any language, such that texts which say the same are near each other.

    May be shared by threads; what it holds must survive a fork.
    """

    name: str  # with the version: vectors of two names are never compared
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A unit vector for each text, in order. Any text will do, the empty one and a very long one too."""
        ...
