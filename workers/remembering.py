"""What a log of stories that lost its memory is filled with: the articles of the last days, as the archive has them.

Redis was emptied, or the archive stands on a new machine: an article about a running event is then to join its story,
not to begin another. A worker that was there before still knows what was told, with vectors. For the rest there are
none, since the archive keeps none and embedding days of articles would take minutes: what is told in these days is
compared with them by names, numbers and words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from presswatch.articles import Article
from presswatch.ports import Archive
from presswatch.stories import Told
from workers.steps.story_window import LIFE

MOST = 5_000  # articles, the newest: so many are read in seconds
_PAGE = 500


def remembered(archive: Archive, told: Sequence[Told], *, at: datetime, draft: Callable[[Article], Told]) -> list[Told]:
    """What was told in the three days before `at`, in order: what a worker knows, and what the archive has besides.

    `draft` makes of an article what is told of it, as if it were a story of its own.
    """
    known = {each.article: each for each in told if each.at >= at - LIFE}
    articles = [article for article in _originals(archive, at) if article.id not in known]
    born = {_story(article): article.first_seen_at for article in articles}  # the newest come first
    elsewhere = born.keys() - {article.id for article in articles}
    born |= {first.id: first.first_seen_at for first in archive.get(elsewhere).values()}
    for article in articles:
        story = _story(article)
        known[article.id] = replace(draft(article), story=story, born=born[story])
    return sorted(known.values(), key=lambda each: (each.at, each.article))[-MOST:]


def _originals(archive: Archive, at: datetime) -> Iterator[Article]:
    archive.refresh()
    after, read = None, 0
    while read < MOST:
        page = archive.search(None, since=at - LIFE, limit=min(_PAGE, MOST - read), after=after)
        yield from (article for article in page.articles if not article.copy_of)
        read += len(page.articles)
        after = page.after
        if after is None:
            return


def _story(article: Article) -> str:
    return article.story or article.id
