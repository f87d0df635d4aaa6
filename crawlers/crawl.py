"""One crawl: a batch of sources in, a look for each of them out. Once in a process, since a reactor starts once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.batch import Batch
from crawlers.settings import crawl_settings
from crawlers.spider import Order, PressSpider
from crawlers.state import PATIENCE, State
from crawlers.warc import PageFiles
from presswatch.ports import DocumentCache, HandOver, RecentPages, SeenLinks
from presswatch.sources import Look


def _now() -> datetime:
    return datetime.now(UTC)


def crawl(
    batch: Batch,
    *,
    seen: SeenLinks,
    documents: DocumentCache,
    hand_over: HandOver,
    recent: RecentPages,
    report: Callable[[Look], None],
    patience: float = PATIENCE,
    now: Callable[[], datetime] = _now,
) -> None:
    """Look at every source of the batch, and report each look as soon as it is over; returns when all are.

    Must be called from the main thread, once in a process. The ports are used from one other thread, one call at a
    time; `TransientError` from them is tried again for `patience` seconds. What publishers do wrong never raises:
    it is in the looks. Raises `RuntimeError` when a source was not reported: a mistake of ours.
    """
    unreported = {source.id for source in batch.sources}

    def note(look: Look) -> None:
        report(look)
        unreported.discard(look.source)

    state = State(seen=seen, documents=documents, hand_over=hand_over, recent=recent, patience=patience)
    files = PageFiles(batch.data / "warc", now=now)
    process = quiet_process(crawl_settings(batch))
    try:
        process.crawl(PressSpider, order=Order(batch, state, files, note, now))
        process.start(install_signal_handlers=False)  # a signal ends it at once: any process may die at any line
    finally:
        state.close()
        files.close()
    if unreported:
        raise RuntimeError(f"the crawl ended without a look at {', '.join(sorted(unreported))}")


def quiet_process(settings: dict[str, Any]) -> AsyncCrawlerProcess:
    """Scrapy without its own log: what it would say of a page is in the outcome of the page's link."""
    logging.disable(logging.INFO)  # it introduces itself while it sets its levels
    process = AsyncCrawlerProcess(settings)
    logging.disable(logging.NOTSET)
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    logging.getLogger("twisted").setLevel(logging.ERROR)
    return process
