"""Telling stories: which story each article of a batch belongs to, and what it adds to it.

All workers append to one log and decide on all that stands in it (`presswatch.ports.StoryLog`). A copy belongs to the
story of what it repeats, which another worker may still have in hands: since only copies wait, and only for originals,
nobody waits in a circle.

A log that has lost its memory is filled again before anything is told (`workers.remembering`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from presswatch.articles import Article
from presswatch.embeddings.common import Common
from presswatch.errors import TransientError
from presswatch.ports import Archive, StoryLog
from presswatch.stories import Settled, Told
from workers.remembering import remembered
from workers.steps.development import additions, facts
from workers.steps.story_window import StoryWindow
from workers.steps.traits import traits

_PATIENCE = 20.0  # seconds for another worker to settle an original's story: it embeds its batch before
_PAUSE = 0.05

Vectors = Mapping[str, NDArray[np.float32]]
log = structlog.get_logger()


class Telling:
    """Holds what it has read of the log; belongs to one thread. `embedder` is the name of the one that made vectors."""

    def __init__(self, log: StoryLog, *, embedder: str = "", sleep: Callable[[float], None] = time.sleep) -> None:
        self._log = log
        self._common = Common.shipped(embedder) if embedder else None
        self._space = embedder if self._common else ""
        self._window = StoryWindow(self._space)
        self._sleep = sleep

    def __call__(
        self,
        articles: Sequence[Article],
        *,
        vectors: Vectors,
        archive: Archive,
        known: Mapping[str, str] | None = None,
    ) -> list[Article]:
        """The articles, which are placed among their copies, with `story` and `adds`, in order.

        `vectors` are those of articles that are no copies, by id; `known` are the stories of articles that the archive
        has already: they stay in them. Raises `TransientError` when the story of a copy's original stays undecided:
        its worker has died, and the batch is to be tried again.
        """
        known = known or {}
        if articles and not self._window.serial:
            self._catch_up(archive, articles[0].first_seen_at)
        told = {
            article.id: self._tell(article, vectors.get(article.id), known.get(article.id, ""), archive)
            for article in articles
            if not article.copy_of
        }
        stories = {article.id: article.story for article in told.values()}
        return [told.get(article.id) or self._copy(article, stories, archive, known) for article in articles]

    def _tell(self, article: Article, vector: NDArray[np.float32] | None, known: str, archive: Archive) -> Article:
        draft = self._draft(article, vector)
        while True:
            told = self._placed(draft, known)
            settled = self._log.tell(told, after=self._window.serial)
            if settled is not None:
                break
            self._catch_up(archive, article.first_seen_at)
        if settled.serial > self._window.serial:
            self._note(told, settled, archive)
        earlier = self._window.told_before(settled.story, settled.serial)
        if known and not earlier:  # its story is older than the log remembers: what it added then stands
            return replace(article, story=settled.story)
        return replace(article, story=settled.story, adds=additions(draft, earlier))

    def _placed(self, draft: Told, known: str) -> Told:
        if known:
            return replace(draft, story=known)
        first = self._window.story_of(draft)
        return draft if first is None else replace(draft, story=first.story, born=first.born)

    def _note(self, told: Told, settled: Settled, archive: Archive) -> None:
        """Where nothing else was told meanwhile, this is the next entry; else it is read with the others."""
        if settled.story == told.story and settled.serial == self._window.serial + 1:
            self._window.add(settled.serial, told)
        else:
            self._catch_up(archive, told.at)

    def _catch_up(self, archive: Archive, at: datetime) -> None:
        entries, last = self._log.since(self._window.serial)
        if not last and self._remember(archive, at):
            entries, last = self._log.since(0)
        for serial, told in entries:
            self._window.add(serial, told)
        self._window.serial = last  # also where the log has lost its memory and begins again

    def _remember(self, archive: Archive, at: datetime) -> bool:
        """Fill the log, which is empty; False where there is nothing to fill it with."""
        told = remembered(archive, self._window.told(), at=at, draft=lambda article: self._draft(article, None))
        if told and self._log.restore(told):
            log.info("stories_restored", outcome="restored", articles=len(told))
        return bool(told)

    def _draft(self, article: Article, vector: NDArray[np.float32] | None) -> Told:
        """As a story of its own."""
        own: Any = facts(article)
        packed = b""
        if vector is not None and self._common is not None:
            packed = self._common(vector[None, :])[0].astype("<f2").tobytes()
        return Told(
            article=article.id,
            story=article.id,
            at=article.first_seen_at,
            born=article.first_seen_at,
            language=article.language,
            space=self._space if packed else "",
            vector=packed,
            traits=np.array(traits(article), "<u4").tobytes(),
            **own,
        )

    def _copy(
        self, article: Article, stories: Mapping[str, str], archive: Archive, known: Mapping[str, str]
    ) -> Article:
        story = known.get(article.id) or stories.get(article.copy_of) or self._story_of(article, archive)
        return replace(article, story=story, adds=())

    def _story_of(self, copy: Article, archive: Archive) -> str:
        waited = 0.0
        while waited <= _PATIENCE:
            if story := self._log.story(copy.copy_of, at=copy.first_seen_at):
                return story
            if stored := archive.get([copy.copy_of]).get(copy.copy_of):  # older than the log remembers
                return stored.story
            self._sleep(_PAUSE)
            waited += _PAUSE
        raise TransientError(f"article {copy.copy_of}, which {copy.id} repeats, is still being read")
