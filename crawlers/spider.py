"""The spider: it looks at all sources of a batch side by side.

It yields nothing to Scrapy's scheduler. A look is one coroutine that downloads through the engine, with all downloader
middlewares, so that the fate of each of its links is a value that it holds and not a callback that might never come.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import scrapy

from crawlers.batch import Batch
from crawlers.documents import DocumentReader
from crawlers.fetch import Fetcher
from crawlers.look import Looker
from crawlers.pages import Pages
from crawlers.reading import Reader
from crawlers.settle import Settler
from crawlers.state import State
from crawlers.warc import PageFiles
from presswatch.sources import Look, Source

LOOKS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Order:
    """What a spider is to do, and with what."""

    batch: Batch
    state: State
    files: PageFiles
    report: Callable[[Look], None]
    now: Callable[[], datetime]


class PressSpider(scrapy.Spider):
    name = "press"

    def __init__(self, order: Order, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(**kwargs)
        self.order = order

    async def start(self) -> AsyncIterator[Any]:
        """Look at every source, and report each look as soon as it is over."""
        order = self.order
        looker = self._looker()
        at_once = asyncio.Semaphore(LOOKS_AT_ONCE)

        async def look(source: Source) -> None:
            async with at_once:
                done = await looker.look(source)
            order.report(done)

        await asyncio.gather(*map(look, order.batch.sources))
        return
        yield  # an async generator is what Scrapy iterates

    def _looker(self) -> Looker:
        order = self.order
        fetcher = Fetcher(self.crawler)
        return Looker(
            documents=DocumentReader(fetcher=fetcher, state=order.state),
            pages=Pages(
                fetcher=fetcher,
                reader=Reader(files=order.files, now=order.now),
                settler=Settler(order.state),
            ),
            state=order.state,
            limits=order.batch.limits,
            now=order.now,
        )
