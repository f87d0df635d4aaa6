"""The crawl's way to what is shared with the workers: off the event loop, and patient."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from presswatch.articles import Article
from presswatch.errors import TransientError
from presswatch.ports import DocumentCache, HandOver, PageBlocks, RecentPages, SeenLinks, Validators

T = TypeVar("T")

PATIENCE = 60.0  # seconds that a call is tried again for
_LONGEST_PAUSE = 8.0


class State:
    """The ports of a crawl as coroutines.

    All calls run in one thread, since a port's instance belongs to one. Each is tried again while it raises
    `TransientError`, for a minute; then that is raised.
    """

    def __init__(
        self,
        *,
        seen: SeenLinks,
        documents: DocumentCache,
        hand_over: HandOver,
        recent: RecentPages | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Without `recent` nothing is known of a source's pages, and nothing learnt."""
        self._seen = seen
        self._documents = documents
        self._hand_over = hand_over
        self._recent = recent
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="state")

    async def unseen(self, source: str, links: Sequence[str]) -> list[str]:
        return await self._call(partial(self._seen.unseen, source, links))

    async def mark(self, source: str, links: Iterable[str]) -> None:
        await self._call(partial(self._seen.mark, source, links))

    async def validators(self, document: str) -> Validators | None:
        return await self._call(partial(self._documents.get, document))

    async def keep_validators(self, document: str, validators: Validators) -> None:
        await self._call(partial(self._documents.put, document, validators))

    async def hand_over(self, articles: Sequence[Article]) -> None:
        await self._call(partial(self._hand_over.articles, articles))

    async def recent_pages(self, source: str) -> list[PageBlocks]:
        return await self._call(partial(self._recent.pages_of, source)) if self._recent else []

    async def note_page(self, source: str, page: PageBlocks) -> None:
        if self._recent:
            await self._call(partial(self._recent.note_page, source, page))

    def close(self) -> None:
        """Wait for the call under way, if any."""
        self._thread.shutdown()

    async def _call(self, call: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self._patience
        pause = 0.1
        while True:
            try:
                return await loop.run_in_executor(self._thread, call)
            except TransientError:
                if loop.time() + pause > give_up_at:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
