"""A source's discovery documents: which there are, and reading one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from crawlers.discover import DocumentError, Link, Sitemap, read_feed, read_listing, read_sitemap
from crawlers.fetch import Fetched, Fetcher, NotFetched
from crawlers.state import State
from presswatch.ports import Validators
from presswatch.sources import Source


class DocumentKind(StrEnum):
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Document:
    kind: DocumentKind
    url: str
    selector: str = ""

    @property
    def key(self) -> str:
        """What its validators are kept under; another selector makes another document of the same page."""
        return f"{self.url}#{self.selector}" if self.selector else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one document came to. Its validators may be kept once all its links are settled."""

    document: Document
    links: Sequence[Link] = ()
    children: Sequence[str] = ()  # of a sitemap index
    unchanged: bool = False
    error: str = ""
    retry_after: timedelta | None = None
    validators: Validators = field(default_factory=Validators)


def documents_of(source: Source) -> list[Document]:
    documents = [
        *(Document(DocumentKind.FEED, url) for url in source.feeds),
        *(Document(DocumentKind.SITEMAP, url) for url in source.sitemaps),
        *(Document(DocumentKind.LISTING, listing.url, listing.links) for listing in source.listings),
    ]
    return list(dict.fromkeys(documents))


class DocumentReader:
    def __init__(self, *, fetcher: Fetcher, state: State) -> None:
        self._fetcher = fetcher
        self._state = state

    async def read(self, document: Document) -> list[Read]:
        """Read a document, and the newest children of a sitemap index. Publishers' mistakes come back as values.

        Raises `TransientError` when the state is away.
        """
        read = await self._read(document)
        if not read.children:
            return [read]
        # The index itself is read at each look: its children change without it.
        children = [Document(DocumentKind.SITEMAP, url) for url in read.children]
        return await asyncio.gather(*(self._read(child, index=document) for child in children))

    async def _read(self, document: Document, index: Document | None = None) -> Read:
        known = await self._state.validators(document.key)
        fetched = await self._fetcher.fetch(document.url, known)
        name = f"{document.kind} {document.url}"
        if isinstance(fetched, NotFetched):
            return Read(document=document, error=f"{name} {fetched.error}", retry_after=fetched.retry_after)
        digest = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
        validators = Validators(fetched.header("ETag"), fetched.header("Last-Modified"), digest)
        if fetched.unchanged or (known and known.digest == digest):
            return Read(document=document, unchanged=True)
        try:
            offered = await asyncio.to_thread(_links, document, fetched)
        except DocumentError as error:
            return Read(document=document, error=f"{name} {error}")
        if offered.children and index:
            return Read(document=document, error=f"{name} is an index in the index {index.url}")
        return Read(document=document, links=offered.links, children=offered.children, validators=validators)


def _links(document: Document, fetched: Fetched) -> Sitemap:
    body, url, content_type = fetched.body, fetched.url, fetched.content_type
    match document.kind:
        case DocumentKind.FEED:
            return Sitemap(read_feed(body, url=url, content_type=content_type), [])
        case DocumentKind.SITEMAP:
            return read_sitemap(body, url=url, content_type=content_type)
        case DocumentKind.LISTING:
            return Sitemap(read_listing(body, url=url, links=document.selector, content_type=content_type), [])
