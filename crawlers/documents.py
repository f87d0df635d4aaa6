"""A source's discovery documents: which there are, and reading one.

A document is asked for conditionally (RFC 9110, section 13) and left alone for as long as it asks to be. Some
publishers answer "not modified" for ever. So a document of which no body came for hours is asked for in full; where
that offers other links, it is asked for once more with the old validators, and who then says "not modified" lies.

The pages of a listing are one document. The pages after the first are read while the page before had links that were
not seen, or when an earlier look had begun them and not settled all that they offered.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from crawlers.discover import DocumentError, Link, read_feed, read_listing, read_sitemap
from crawlers.discover.links import shown
from crawlers.extract import canonical_url
from crawlers.extract.canonical import registrable_domain, same_site
from crawlers.fetch import Fetched, Fetcher, NotFetched
from crawlers.freshness import LONGEST, fresh_by_feed, fresh_by_headers
from crawlers.state import State
from presswatch.ports import Validators
from presswatch.sources import NO_RULES, ReadingRules, Source

MOST_PAGES = 5  # of a listing, in one look
LONGEST_VALIDATOR = 1024  # characters
TRUSTED = timedelta(hours=4)  # for so long a publisher's "not modified" is believed


class DocumentKind(StrEnum):
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Document:
    kind: DocumentKind
    url: str
    selector: str = ""
    next: str = ""  # selector of the link to a listing's next page
    rules: ReadingRules = NO_RULES  # which of its links are taken
    sites: frozenset[str] = frozenset()  # registrable domains of its source

    @property
    def key(self) -> str:
        """What its validators are kept under; another selector, or other links that are taken, make another document
        of the same page."""
        parts = (self.selector, *(f"-{each}" for each in self.rules.skip), *(f"+{each}" for each in self.rules.only))
        return "#".join([self.url, *filter(None, parts)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one document came to. Its validators, where there are any, may be kept once all its links are settled."""

    document: Document
    links: Sequence[Link] = ()
    skipped: Sequence[str] = ()  # addresses of links that the source's rules don't want
    children: Sequence[str] = ()  # of a sitemap index
    next_page: str = ""  # of a listing
    unchanged: bool = False
    error: str = ""
    warning: str = ""  # what is wrong with a document that was read
    refused: NotFetched | None = None  # why there was no answer, where there was none
    retry_after: timedelta | None = None
    soft: bool = False  # an error that may pass
    fresh_for: timedelta = timedelta(0)  # how long it asks to be left alone
    validators: Validators | None = None


def documents_of(source: Source) -> list[Document]:
    rules = source.reading
    sites = frozenset(map(_site, source.documents))
    documents = [
        *(Document(DocumentKind.FEED, url, rules=rules, sites=sites) for url in source.feeds),
        *(Document(DocumentKind.SITEMAP, url, rules=rules, sites=sites) for url in source.sitemaps),
        *(
            Document(DocumentKind.LISTING, listing.url, listing.links, listing.next, rules, sites)
            for listing in source.listings
        ),
    ]
    return list(dict.fromkeys(documents))


class DocumentReader:
    def __init__(self, *, fetcher: Fetcher, state: State, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._state = state
        self._now = now

    async def read(self, document: Document, *, source: str) -> list[Read]:
        """Read a document of a source (its id), with the newest children of a sitemap index and the pages of a listing.

        Publishers' mistakes come back as values. Raises `TransientError` when the state is away.
        """
        read = await self._read(document)
        if read.next_page:
            return await self._with_pages(read, source)
        if not read.children:
            return [read]
        # The index itself is read at each look: its children change without it.
        children = [
            Document(DocumentKind.SITEMAP, url, rules=document.rules, sites=document.sites) for url in read.children
        ]
        return await asyncio.gather(*(self._read(child, index=document) for child in children))

    async def _read(self, document: Document, index: Document | None = None) -> Read:
        known = await self._state.validators(document.key)
        at = self._now().timestamp()
        if known and at < known.fresh_until <= at + LONGEST.total_seconds():  # later, and the clock was set back
            return Read(
                document=document,
                unchanged=True,
                fresh_for=timedelta(seconds=known.fresh_until - at),
                validators=known,
            )
        trusted = known and not known.lying and 0 <= at - known.read_at < TRUSTED.total_seconds()
        fetched = await self._fetcher.fetch(document.url, known if trusted else None)
        name = f"{document.kind} {document.url}"
        if isinstance(fetched, NotFetched):
            return _refused(document, fetched)
        fresh_for = fresh_by_headers(fetched.response.headers)
        if known and fetched.unchanged:
            return _unchanged(document, known, at=at, fresh_for=fresh_for)
        digest = _digest(fetched.body)
        if known and known.digest == digest:
            return _unchanged(document, replace(known, read_at=at), at=at, fresh_for=fresh_for)
        try:
            offered = await asyncio.to_thread(_links, document, fetched)
        except DocumentError as error:
            return Read(document=document, error=f"{name} {error}")
        if offered.children and index:
            return Read(document=document, error=f"{name} is an index in the index {index.url}")
        ttl = fresh_by_feed(fetched.body) if document.kind is DocumentKind.FEED else timedelta(0)
        fresh_for = max(fresh_for, ttl)
        links = _digest("\n".join(f"{link.url} {link.revision}" for link in offered.links).encode("utf-8", "replace"))
        validators = Validators(
            etag=_validator(fetched.header("ETag")),
            last_modified=_validator(fetched.header("Last-Modified")),
            digest=digest,
            offered=links,
            read_at=at,
            ttl=ttl.total_seconds(),
            fresh_until=at + fresh_for.total_seconds(),
            lying=known is not None and (known.lying or (not trusted and await self._lies(document, known, links))),
        )
        return Read(
            document=document,
            links=offered.links,
            skipped=offered.skipped,
            warning=f"{name} {offered.warning}" if offered.warning else "",
            children=offered.children,
            next_page=offered.next_page,
            fresh_for=fresh_for,
            validators=validators,
        )

    async def _with_pages(self, first: Read, source: str) -> list[Read]:
        """The listing with the pages after its first; and the one that could not be had, if any.

        Once pages are begun, the listing is known by blank validators until all links of all pages are settled: so
        the next look asks for it in full and knows that it has to go on.
        """
        document = first.document
        known = await self._state.validators(document.key)
        unsettled = known is not None and not known.digest
        links = {link.url: link for link in first.links}
        skipped = [*first.skipped]
        fresh: Sequence[Link] = first.links
        page = first.next_page
        visited = {document.url}
        while page not in visited and len(visited) < MOST_PAGES and same_site(page, document.url):
            keys = [canonical_url(link.url) for link in fresh]
            if not keys or not (unsettled or await self._state.unseen(source, keys)):
                break
            if len(visited) == 1 and not unsettled:
                await self._state.keep_validators(document.key, Validators(lying=bool(known and known.lying)))
            visited.add(page)
            read = await self._page(replace(document, url=page))
            if isinstance(read, Read):
                validators = None if read.soft else first.validators
                all_read = replace(first, links=tuple(links.values()), skipped=skipped, validators=validators)
                return [all_read, read]
            fresh = [link for link in read.links if link.url not in links]
            links |= {link.url: link for link in fresh}
            skipped += read.skipped
            page = read.next_page
            if not page:
                break
        return [replace(first, links=tuple(links.values()), skipped=skipped)]

    async def _page(self, document: Document) -> _Offered | Read:
        """A later page of a listing, or why it could not be had; one without links is the end of the listing."""
        fetched = await self._fetcher.fetch(document.url)
        if isinstance(fetched, NotFetched):
            return _refused(document, fetched)
        try:
            return await asyncio.to_thread(_listing, document, fetched)
        except DocumentError:
            return _Offered()

    async def _lies(self, document: Document, known: Validators, links: str) -> bool:
        """Whether it says "not modified" to what we knew, though it offers other links than it did then."""
        if known.offered in {"", links} or not (known.etag or known.last_modified):
            return False
        again = await self._fetcher.fetch(document.url, known)
        return isinstance(again, Fetched) and again.unchanged


def _refused(document: Document, fetched: NotFetched) -> Read:
    error = f"{document.kind} {document.url} {fetched.error}"
    return Read(document=document, error=error, refused=fetched, retry_after=fetched.retry_after, soft=fetched.soft)


def _unchanged(document: Document, known: Validators, *, at: float, fresh_for: timedelta) -> Read:
    fresh_for = max(fresh_for, timedelta(seconds=known.ttl))
    validators = replace(known, fresh_until=at + fresh_for.total_seconds())
    return Read(document=document, unchanged=True, fresh_for=fresh_for, validators=validators)


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class _Offered:
    links: Sequence[Link] = ()
    skipped: Sequence[str] = ()
    children: Sequence[str] = ()
    next_page: str = ""
    warning: str = ""  # continues a sentence that begins with the document


def _links(document: Document, fetched: Fetched) -> _Offered:
    body, url, content_type = fetched.body, fetched.url, fetched.content_type
    match document.kind:
        case DocumentKind.FEED:
            return _wanted(document, read_feed(body, url=url, content_type=content_type), fetched)
        case DocumentKind.SITEMAP:
            sitemap = read_sitemap(body, url=url, content_type=content_type)
            return replace(_wanted(document, sitemap.links, fetched), children=sitemap.children)
        case DocumentKind.LISTING:
            return _listing(document, fetched)


def _listing(document: Document, fetched: Fetched) -> _Offered:
    page = read_listing(
        fetched.body,
        url=fetched.url,
        links=document.selector,
        following=document.next,
        content_type=fetched.content_type,
    )
    return replace(_wanted(document, page.links, fetched), next_page=page.next)


def _wanted(document: Document, links: Sequence[Link], fetched: Fetched) -> _Offered:
    """Links by the source's rules: those to be taken, and those that are not.

    A sitemap speaks for its own site (sitemaps.org, "Sitemap file location"): what it names of another's is taken only
    where the rules name it. A feed may point elsewhere, but the text that it gives of another's article is not that.
    """
    # Where a document of the source itself leads to is the source's too; where an index points to is not.
    own = document.sites | {_site(fetched.url)} if _site(document.url) in document.sites else document.sites
    taken, skipped, foreign = [], [], []
    for link in links:
        is_own = not document.sites or _site(link.url) in own
        if not document.rules.takes(link.url):
            skipped.append(link.url)
        elif document.kind is DocumentKind.SITEMAP and not (is_own or document.rules.only):
            foreign.append(link.url)
        else:
            taken.append(link if is_own else replace(link, content=""))
    warning = f"names {len(foreign)} pages of other sites ({shown(foreign[0])}), which are not taken" if foreign else ""
    return _Offered(taken, [*skipped, *foreign], warning=warning)


def _site(url: str) -> str:
    return registrable_domain(urlsplit(url).hostname or "")


def _validator(value: str) -> str:
    """A header's value as it may be sent back; "" for one that is none: too long, or with control characters."""
    return value if len(value) <= LONGEST_VALIDATOR and value.isprintable() else ""
