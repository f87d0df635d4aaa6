"""Settling links: articles are handed over in small batches, and only then their links are marked as seen."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from crawlers.state import State
from presswatch.articles import Article
from presswatch.errors import TransientError

BATCH = 20  # articles
PAUSE = 1.0  # seconds that an article waits for company at most

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """What could be made durable. An article that was handed over with its link unmarked will come again."""

    handed_over: bool
    marked: bool


@dataclass(slots=True, eq=False)
class _Link:
    source: str
    key: str
    article: Article | None
    settled: asyncio.Future[Settled] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Settler:
    def __init__(self, state: State, *, batch: int = BATCH, pause: float = PAUSE) -> None:
        self._state = state
        self._batch = batch
        self._pause = pause
        self._waiting: list[_Link] = []
        self._timer: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()

    async def settle(self, source: str, key: str, article: Article | None = None) -> Settled:
        """Hand over what was read from a link, if anything was, and mark the link; returns when that is done."""
        link = _Link(source, key, article)
        self._waiting.append(link)
        if len(self._waiting) >= self._batch:
            self._begin()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._pause, self._begin)
        return await link.settled

    def _begin(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        links, self._waiting = self._waiting, []
        task = asyncio.get_running_loop().create_task(self._flush(links))
        self._flushes.add(task)
        task.add_done_callback(self._flushes.discard)

    async def _flush(self, links: Sequence[_Link]) -> None:
        try:
            handed_over = await self._hand_over([link for link in links if link.article])
            done = [link for link in links if not link.article or link in handed_over]
            marked = await self._mark(done)
            for link in links:
                link.settled.set_result(Settled(link in handed_over, link in marked))
        except BaseException as error:
            for link in links:
                if not link.settled.done():
                    link.settled.set_exception(error)
            if not isinstance(error, Exception):
                raise

    async def _hand_over(self, links: Sequence[_Link]) -> set[_Link]:
        if not links:
            return set()
        try:
            await self._state.hand_over([link.article for link in links if link.article])
        except TransientError as error:
            log.warning("hand_over_failed", outcome="left_for_next_look", articles=len(links), error=str(error))
            return set()
        except Exception as error:
            if len(links) == 1:
                log.exception("hand_over_refused", outcome="failed", link=links[0].key, error=str(error))
                return set()
        else:
            return set(links)
        return set().union(*[await self._hand_over([link]) for link in links])  # find the one that can't be taken

    async def _mark(self, links: Sequence[_Link]) -> set[_Link]:
        by_source: dict[str, list[_Link]] = defaultdict(list)
        for link in links:
            by_source[link.source].append(link)
        marked: set[_Link] = set()
        for source, its in by_source.items():
            try:
                await self._state.mark(source, [link.key for link in its])
                marked.update(its)
            except TransientError as error:
                log.warning("mark_failed", outcome="offered_again", source=source, links=len(its), error=str(error))
        return marked
