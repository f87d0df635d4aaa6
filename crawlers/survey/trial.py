"""Trying a source that is configured: its documents and a few of its articles, read as a crawl would, none kept.

A trial knows nothing of earlier looks and leaves nothing for later ones: whoever asks for it tells what of it is new.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.discover import DocumentError, Link
from crawlers.discover.listings import parsed_page
from crawlers.documents import DocumentKind, DocumentReader, Read, documents_of
from crawlers.extract import canonical_url
from crawlers.fetch import Fetched, Fetcher
from crawlers.look import distinct_links, link_key, outcome_of, skipped_links
from crawlers.pages import feed_stands_in
from crawlers.reading import Unread, read_closely
from crawlers.state import State
from crawlers.survey.findings import Tried
from crawlers.survey.offered import is_drawn_by_script
from presswatch.articles import Article
from presswatch.ports import Validators
from presswatch.sources import LinkOutcome, LookOutcome, Source

ARTICLES = 3  # that are tried
LONGEST = 30.0  # seconds that reading one page may take


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedDocument:
    """One document of a source, or of a sitemap index of it."""

    kind: DocumentKind
    url: str
    links: tuple[str, ...] = ()  # what each is known by (`crawlers.look.link_key`); the first are the newest
    skipped: int = 0  # links that the source's rules don't want
    newest: datetime | None = None  # of the times of publication that it tells
    outcome: LinkOutcome | None = None  # why there was no answer, where there was none
    error: str = ""  # in words, with its address; "" where it was read
    warning: str = ""  # what is wrong with it although it was read, likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedArticle(Tried):
    outcome: LinkOutcome = LinkOutcome.NEW  # what a look would count it as, if it didn't know it
    script: bool = False  # the page holds next to nothing, and scripts that would fill it


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a source gave."""

    source: str
    at: datetime
    outcome: LookOutcome
    documents: tuple[TriedDocument, ...] = ()
    links: tuple[str, ...] = ()  # of all documents, each once
    skipped: int = 0  # of all documents, each once
    tried: tuple[TriedArticle, ...] = ()
    pause: float = 0.0  # seconds between two requests that a robots.txt asks for
    error: str = ""  # why it was given up, in words

    @property
    def readable(self) -> bool:
        """A document of it could be read, and an article where there was any to try."""
        return self.outcome is not LookOutcome.FAILED and (not self.tried or any(each.article for each in self.tried))


class Nothing:
    """The ports of a crawl that knows nothing and keeps nothing."""

    def unseen(self, _source: str, _links: Sequence[str]) -> list[str]:
        """Nothing is new, so that of a listing the first page is read alone."""
        return []

    def mark(self, *_: object) -> None: ...

    def get(self, _url: str) -> Validators | None:
        return None

    def put(self, *_: object) -> None: ...

    def articles(self, *_: object) -> None: ...


class Trier:
    def __init__(
        self,
        *,
        fetcher: Fetcher,
        state: State,
        crawl_delay: Callable[[str], float],
        now: Callable[[], datetime],
        seconds: float,
    ) -> None:
        """`crawl_delay` answers what the robots.txt of an origin asks for, `seconds` are what one source may take."""
        self._fetcher = fetcher
        self._crawl_delay = crawl_delay
        self._documents = DocumentReader(fetcher=fetcher, state=state, now=now)
        self._now = now
        self._seconds = seconds

    async def trial(self, source: Source, *, pages: Sequence[str] = ()) -> Trial:
        """What a source gives; of `pages`, where there are any, what these give. Whatever strangers do is in the
        answer."""
        try:
            async with asyncio.timeout(self._seconds):
                return await (self._pages(source, pages) if pages else self._trial(source))
        except TimeoutError:
            error = f"could not be tried within {self._seconds:.0f} s"
            return Trial(source=source.id, at=self._now(), outcome=LookOutcome.FAILED, error=error)

    async def _trial(self, source: Source) -> Trial:
        documents = documents_of(source)
        read = await asyncio.gather(*(self._documents.read(document, source=source.id) for document in documents))
        reads = [each for those in read for each in those]
        links = distinct_links(reads, now=self._now())
        return Trial(
            source=source.id,
            at=self._now(),
            outcome=outcome_of(reads) if reads else LookOutcome.FAILED,
            documents=tuple(map(_document, reads)),
            links=tuple(link_key(url, link) for url, link in links.items()),
            skipped=len(skipped_links(reads, links)),
            tried=tuple([await self._article(source, link) for link in list(links.values())[:ARTICLES]]),
            pause=max((self._crawl_delay(origin) for origin in _origins(source)), default=0.0),
            error="" if reads else "no feed, sitemap or listing is configured",
        )

    async def _pages(self, source: Source, pages: Sequence[str]) -> Trial:
        tried = [await self._article(source, Link(url=page, hint_by="")) for page in pages]
        return Trial(source=source.id, at=self._now(), outcome=LookOutcome.OK, tried=tuple(tried))

    async def _article(self, source: Source, link: Link) -> TriedArticle:
        fetched = await self._fetcher.fetch_page(link.url, source)
        if isinstance(fetched, Fetched):
            return await self._read(source, link, fetched)
        if feed_stands_in(link, fetched):
            return await self._read(source, link, None, refused=fetched.error)
        return TriedArticle(url=link.url, why=fetched.error, outcome=fetched.outcome)

    async def _read(self, source: Source, link: Link, fetched: Fetched | None, *, refused: str = "") -> TriedArticle:
        reading = asyncio.to_thread(read_closely, fetched, link=link, source=source, at=self._now(), refused=refused)
        outcome: Article | Unread
        try:
            outcome = (await asyncio.wait_for(reading, LONGEST)).outcome
        except TimeoutError:
            outcome = Unread(LinkOutcome.PARSE_ERROR, f"could not be read within {LONGEST:g} s")
        except Exception as error:  # noqa: BLE001 - a page that our reading stumbles over is what one wants to see
            why = f"could not be read, by a mistake in presswatch: {type(error).__name__}: {error}"
            outcome = Unread(LinkOutcome.PARSE_ERROR, why)
        if isinstance(outcome, Article):
            return TriedArticle(url=link.url, article=outcome)
        script = fetched is not None and not source.browser and _wants_script(fetched)
        return TriedArticle(url=link.url, why=outcome.why, outcome=outcome.outcome, script=script)


def _origins(source: Source) -> Iterator[str]:
    for url in source.documents:
        parts = urlsplit(url)
        yield f"{parts.scheme}://{parts.netloc}"


def _document(read: Read) -> TriedDocument:
    return TriedDocument(
        kind=read.document.kind,
        url=read.document.url,
        links=tuple(link_key(canonical_url(link.url), link) for link in read.links),
        skipped=len(read.skipped),
        newest=max((link.published_at for link in read.links if link.published_at), default=None),
        outcome=read.refused.outcome if read.refused else None,
        error=read.error,
        warning=read.warning,
    )


def _wants_script(fetched: Fetched) -> bool:
    try:
        return is_drawn_by_script(parsed_page(fetched.body, url=fetched.url, content_type=fetched.content_type)[0])
    except DocumentError:
        return False
