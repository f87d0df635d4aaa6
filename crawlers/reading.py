"""From a fetched page to an article, in a thread, so that downloads go on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import structlog

from crawlers.discover import Link
from crawlers.extract import Hints, NotArticle, NoText, read_page
from crawlers.fetch import Fetched
from crawlers.warc import PageFiles
from presswatch.articles import Article, article_id
from presswatch.sources import LinkOutcome, Source

LONGEST = 60.0  # seconds that reading one page may take

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that gave no article. `why` continues a sentence that begins with its address."""

    outcome: LinkOutcome
    why: str


class Reader:
    """Keeps pages in WARC files and reads them, one at a time."""

    def __init__(self, *, files: PageFiles, now: Callable[[], datetime], longest: float = LONGEST) -> None:
        self._files = files
        self._now = now
        self._longest = longest
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._turn = asyncio.Lock()

    async def read(self, fetched: Fetched, *, link: Link, source: Source) -> Article | Unread:
        """The article of a page. A page that takes longer than a minute is given up, and its thread with it."""
        async with self._turn:
            reading = asyncio.get_running_loop().run_in_executor(self._thread, self._read, fetched, link, source)
            try:
                return await asyncio.wait_for(reading, self._longest)
            except TimeoutError:
                self._thread.shutdown(wait=False)
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
                return Unread(LinkOutcome.FAILED, f"could not be read within {self._longest:g} s")

    def _read(self, fetched: Fetched, link: Link, source: Source) -> Article | Unread:
        try:
            self._files.write(fetched.response)
        except OSError as error:  # a full disk costs the archive of pages, not the article
            log.warning("page_not_kept", outcome="read_anyway", link=link.url, error=str(error))
        return read_article(fetched, link=link, source=source, at=self._now())


def read_article(fetched: Fetched, *, link: Link, source: Source, at: datetime) -> Article | Unread:
    """The article of a page that was fetched at `at`. Pure."""
    hints = Hints(title=link.title, published_at=link.published_at, published_by=link.hint_by, language=link.language)
    read = read_page(fetched.body, url=fetched.url, fetched_at=at, content_type=fetched.content_type, hints=hints)
    if isinstance(read, NotArticle):
        return Unread(LinkOutcome.NOT_ARTICLE, read.reason)
    if isinstance(read, NoText):
        return Unread(LinkOutcome.NO_TEXT, read.reason)
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
        published_at=read.published_at,
        published_by=read.published_by,
        read_by=read.read_by,
        canonical_hint=read.canonical_hint,
        fetched_at=at,
        first_seen_at=at,
    )
