"""From a fetched page to an article, in a thread, so that downloads go on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from weakref import WeakKeyDictionary

import structlog
from scrapy.http import Response

from crawlers.boilerplate import Boilerplate, Repeats, block_hash, page_blocks, page_hash
from crawlers.circumstances import Circumstances, circumstances_to_json
from crawlers.discover import Link
from crawlers.extract import Hints, NotArticle, NoText, Reading, read_feed_entry, read_page
from crawlers.fetch import Fetched
from crawlers.warc import PageFiles
from crawlers.zones import zone_of
from presswatch.articles import Article, article_id
from presswatch.sources import LinkOutcome, Source

LONGEST = 20.0  # seconds that reading one page may take; what is read of it is bounded to some two of a processor

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that gave no article. `why` continues a sentence that begins with its address."""

    outcome: LinkOutcome
    why: str
    final: bool = True  # reading it once more would come to the same


@dataclass(frozen=True, slots=True)
class Read:
    """What reading came to, and what was read from the page before anything was left out of it."""

    outcome: Article | Unread
    page: int = 0  # hash of the canonical address
    paragraphs: tuple[str, ...] = ()
    left_out: tuple[int, ...] = ()  # hashes of paragraphs


LeaveOut = Callable[[int, Sequence[str]], Collection[int]]
"""Of a page (its hash) with these paragraphs, the hashes of those that are boilerplate."""


class Reader:
    """Keeps pages in WARC files and reads them, one at a time."""

    def __init__(
        self,
        *,
        files: PageFiles,
        now: Callable[[], datetime],
        boilerplate: Boilerplate | None = None,
        longest: float = LONGEST,
    ) -> None:
        self._files = files
        self._now = now
        self._boilerplate = boilerplate
        self._longest = longest
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._turn = asyncio.Lock()
        self._read_in: WeakKeyDictionary[Response, Circumstances] = WeakKeyDictionary()

    async def read(
        self,
        fetched: Fetched | None,
        *,
        link: Link,
        source: Source,
        keep: bool = True,
        had: str = "",
        refused: str = "",
    ) -> Article | Unread:
        """The article of a page. A page that takes longer than `longest` seconds is given up, and its thread with it.

        `had` is the text that the article is known by, where it is read again. Where the page was `refused`, for this
        reason, there is none, and the article is what the feed gave of it.
        """
        if self._boilerplate:
            await self._boilerplate.load(source.id)
        async with self._turn:
            repeats = self._boilerplate.of(source.id) if self._boilerplate else Repeats()
            reading = asyncio.get_running_loop().run_in_executor(
                self._thread, self._read, fetched, link, source, keep, refused, partial(repeats.left_out, had=had)
            )
            try:
                read = await asyncio.wait_for(reading, self._longest)
            except TimeoutError:
                self._thread.shutdown(wait=False)
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
                return Unread(LinkOutcome.PARSE_ERROR, f"could not be read within {self._longest:g} s")
            except Exception as error:
                log.exception("reading_broke", outcome="parse_error", source=source.id, link=link.url)
                why = f"could not be read, by a mistake in presswatch: {type(error).__name__}: {error}"
                return Unread(LinkOutcome.PARSE_ERROR, why, final=False)
        if self._boilerplate and read.paragraphs:
            await self._boilerplate.learn(source.id, page_blocks(read.page, read.paragraphs))
        return read.outcome

    def keep(self, fetched: Fetched, *, url: str) -> None:
        """Write a page that was read without being kept, and what it was read in, to the WARC file; `url` is that of
        its article."""
        circumstances = replace(self._read_in[fetched.response], url=url)
        self._describe(fetched.url, circumstances, record=self._write(fetched))

    def _write(self, fetched: Fetched) -> str | None:
        try:
            return self._files.write(fetched.response)
        except OSError as error:  # a full disk costs the archive of pages, not the article
            log.warning("page_not_kept", outcome="read_anyway", link=fetched.url, error=str(error))
            return None

    def _describe(self, url: str, circumstances: Circumstances, *, record: str | None = "") -> None:
        if record is None:
            return
        try:
            self._files.describe(url, circumstances_to_json(circumstances), record=record)
        except OSError as error:
            log.warning("page_not_described", outcome="read_anyway", link=url, error=str(error))

    def _read(
        self, fetched: Fetched | None, link: Link, source: Source, keep: bool, refused: str, leave_out: LeaveOut
    ) -> Read:
        # First: a page that can't be read is what one wants to see.
        record = self._write(fetched) if keep and fetched else None
        at = self._now()
        read = read_closely(fetched, link=link, source=source, at=at, refused=refused, leave_out=leave_out)
        circumstances = Circumstances(
            source=source.id,
            link=link,
            at=at,
            left_out=read.left_out,
            refused=refused,
            url=read.outcome.url if isinstance(read.outcome, Article) else "",
        )
        if fetched:
            self._read_in[fetched.response] = circumstances
            self._describe(fetched.url, circumstances, record=record)
        elif circumstances.url:
            self._describe(link.url, circumstances)
        return read


def read_article(fetched: Fetched, *, link: Link, source: Source, at: datetime) -> Article | Unread:
    """The article of a page that was fetched at `at`, nothing left out. Pure."""
    return read_closely(fetched, link=link, source=source, at=at).outcome


def read_again(circumstances: Circumstances, fetched: Fetched | None, *, source: Source) -> Article | Unread:
    """What a page gave when it was read in these circumstances, by today's code and the source's present rules. Pure.

    `fetched` is None for a page that was refused.
    """
    left_out = frozenset(circumstances.left_out)
    return read_closely(
        fetched,
        link=circumstances.link,
        source=source,
        at=circumstances.at,
        refused=circumstances.refused,
        leave_out=lambda *_: left_out,
    ).outcome


def _nothing(*_: object) -> Collection[int]:
    return ()


def read_closely(
    fetched: Fetched | None,
    *,
    link: Link,
    source: Source,
    at: datetime,
    refused: str = "",
    leave_out: LeaveOut = _nothing,
) -> Read:
    """Read a page. What the feed gave of the article stands in for a page that gives none, or that was refused."""
    hints, rules = _hints(link, source, at), source.reading
    read: Reading | NoText | NotArticle = NoText(refused)
    if fetched:
        read = read_page(
            fetched.body,
            url=fetched.url,
            fetched_at=at,
            content_type=fetched.content_type,
            hints=hints,
            rules=rules,
        )
    if not isinstance(read, Reading):
        entry = read_feed_entry(url=link.url, why=read.reason, fetched_at=at, hints=hints, rules=rules)
        if isinstance(entry, NoText):
            outcome = LinkOutcome.NOT_ARTICLE if isinstance(read, NotArticle) else LinkOutcome.NO_TEXT
            return Read(Unread(outcome, read.reason))
        read = entry
    page, paragraphs = page_hash(read.canonical_url), tuple(read.text.split("\n"))
    known = leave_out(page, paragraphs)
    kept = [each for each in paragraphs if block_hash(each) not in known]
    left_out = tuple(sorted({block_hash(each) for each in paragraphs} & set(known)))
    if not kept:
        return Read(
            Unread(LinkOutcome.NO_TEXT, "has but what its source repeats on its pages"), page, paragraphs, left_out
        )
    return Read(_article(replace(read, text="\n".join(kept)), link, source, at), page, paragraphs, left_out)


def _hints(link: Link, source: Source, at: datetime) -> Hints:
    published_at = link.published_at
    if published_at and link.zoneless:  # in the page's own zone, else the source's
        published_at = published_at.replace(tzinfo=None)
    return Hints(
        title=link.title,
        published_at=published_at,
        published_by=link.hint_by,
        doubt=link.doubt,
        language=link.language,
        timezone=source.reading.timezone or zone_of(source.country, at),
        site=source.name,
        content=link.content,
    )


def _article(read: Reading, link: Link, source: Source, at: datetime) -> Article:
    return Article(
        id=article_id(read.canonical_url),
        url=read.canonical_url,
        link=link.url if link.url != read.canonical_url else "",
        source=source.id,
        kind=source.kind,
        country=source.country,
        title=read.title,
        text=read.text,
        language=read.language,
        authors=read.authors,
        section=read.section,
        published_at=read.published_at,
        published_by=read.published_by,
        read_by=read.read_by,
        canonical_hint=read.canonical_hint,
        fetched_at=at,
        first_seen_at=at,
    )
