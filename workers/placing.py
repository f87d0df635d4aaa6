"""Placing articles in stories: the story step joined to the fingerprints that all workers share.

An article is added to the fingerprints, which answer the earlier ones that look like it. It repeats the first of them
that the whole texts confirm, and belongs to that one's story. An earlier one may still be in another worker's hands,
its own story undecided: since everyone waits only for earlier articles, nobody waits in a circle.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from presswatch.articles import Article
from presswatch.errors import TransientError
from presswatch.ports import Archive, Fingerprints
from presswatch.stories import Candidate, Fingerprint, Placement
from workers.steps.story import CONTAINMENT, Shingled, is_copy, shingled

_PATIENCE = 5.0  # seconds for another worker to settle an earlier article
_PAUSE = 0.05


def place(
    articles: Sequence[Article],
    *,
    fingerprints: Fingerprints,
    archive: Archive,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Article]:
    """The articles with `copy_of`, in order. `story` is that of their originals alone: `workers.telling` says which
    of these are told together.

    Raises `TransientError` when an earlier article stays undecided: its worker has died, and the batch is to be tried
    again once that one's message has come back.
    """
    read = {article.id: shingled(article.text) for article in articles}
    placed = []
    for article in articles:
        one = read[article.id]
        candidates = fingerprints.add(
            Fingerprint(article=article.id, sketch=one.sketch, at=article.first_seen_at, text=article.text)
        )
        others = [candidate for candidate in candidates if candidate.article != article.id]
        _read_more(read, [other.article for other in others], fingerprints, archive)
        original = _repeated(one, others, read)
        if original is None:
            placement = Placement(article=article.id, story=article.id)
        else:
            settled = _settled(original, article, fingerprints, sleep)
            placement = Placement(article=article.id, story=settled.story, copy_of=settled.copy_of or settled.article)
        placement = fingerprints.place(placement, at=article.first_seen_at)
        placed.append(replace(article, story=placement.story, copy_of=placement.copy_of))
    return placed


def _read_more(
    read: dict[str, Shingled], articles: Sequence[str], fingerprints: Fingerprints, archive: Archive
) -> None:
    """Read the texts of candidates: of those still on their way from the fingerprints, else from the archive.

    In this order, since an article is in the archive before its text is dropped there.
    """
    missing = [article for article in articles if article not in read]
    underway = fingerprints.texts(missing)
    archived = archive.get(article for article in missing if article not in underway) if missing else {}
    read.update((article, shingled(text)) for article, text in underway.items())
    read.update((article.id, shingled(article.text)) for article in archived.values())


def _repeated(one: Shingled, others: Sequence[Candidate], read: Mapping[str, Shingled]) -> Candidate | None:
    for other in others:
        text = read.get(other.article)
        # Where a text is nowhere to be had, the shared part of the sketch is an estimate of the containment.
        estimate = other.shared / max(1, len(one.sketch))
        if is_copy(one, text) if text is not None else estimate >= CONTAINMENT:
            return other
    return None


def _settled(
    candidate: Candidate, article: Article, fingerprints: Fingerprints, sleep: Callable[[float], None]
) -> Placement:
    if candidate.story:
        return Placement(article=candidate.article, story=candidate.story, copy_of=candidate.copy_of)
    waited = 0.0
    while waited <= _PATIENCE:
        settled = fingerprints.placement(candidate.article, at=article.first_seen_at)
        if settled:
            return settled
        sleep(_PAUSE)
        waited += _PAUSE
    raise TransientError(f"article {candidate.article}, which {article.id} repeats, is still being read")
