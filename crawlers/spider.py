"""The spider: it looks at all sources of a batch side by side.

It yields nothing to Scrapy's scheduler. A look is one coroutine that downloads through the engine, with all downloader
middlewares, so that the fate of each of its links is a value that it holds and not a callback that might never come.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import scrapy

from crawlers.batch import Batch
from crawlers.boilerplate import Boilerplate
from crawlers.documents import DocumentReader
from crawlers.fetch import Fetcher
from crawlers.look import Looker
from crawlers.pages import Pages
from crawlers.reading import Reader
from crawlers.rechecking import Again, Rechecker
from crawlers.settle import Settler
from crawlers.state import State
from crawlers.warc import PageFiles
from presswatch.sources import LinkOutcome, Look, LookOutcome, Rechecked, Source

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
        """Look at every source, then again at its articles that are due, and report each look as soon as it is over."""
        order = self.order
        looker, rechecker = self._looker()
        at_once = asyncio.Semaphore(LOOKS_AT_ONCE)

        async def look(source: Source) -> None:
            async with at_once:
                done = await looker.look(source)
                due = order.batch.rechecks.get(source.id, ())
                if due and done.outcome is not LookOutcome.FAILED and done.retry_after is None:  # else they wait
                    done = _with_rechecks(done, await rechecker.recheck(source, due))
            order.report(done)

        await asyncio.gather(*map(look, order.batch.sources))
        return
        yield  # an async generator is what Scrapy iterates

    def _looker(self) -> tuple[Looker, Rechecker]:
        order = self.order
        limits = order.batch.limits
        fetcher = Fetcher(self.crawler)
        reader = Reader(files=order.files, now=order.now, boilerplate=Boilerplate(order.state))
        settler = Settler(order.state)
        looker = Looker(
            documents=DocumentReader(fetcher=fetcher, state=order.state, now=order.now),
            pages=Pages(fetcher=fetcher, reader=reader, settler=settler),
            state=order.state,
            limits=limits,
            now=order.now,
        )
        return looker, Rechecker(fetcher=fetcher, reader=reader, settler=settler, seconds=limits.recheck_seconds)


def _with_rechecks(look: Look, rechecked: Sequence[tuple[Again, Rechecked]]) -> Look:
    links = Counter(look.links) + Counter(again.outcome for again, _ in rechecked)
    refused = Counter(again.status for again, _ in rechecked if again.outcome is LinkOutcome.REFUSED)
    return replace(
        look,
        links=dict(links),
        refused=dict(Counter(look.refused) + refused),
        rechecked=tuple(each for _, each in rechecked),
    )
