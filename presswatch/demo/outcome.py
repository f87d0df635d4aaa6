"""What the archive holds after the demo's looks, as the demo shows it and holds it against what must come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from presswatch.alerts import Alert
from presswatch.articles import Article
from presswatch.sources import SourceRecord


@dataclass(frozen=True, slots=True)
class Retold:
    """An article, and those that repeat its text, in order of publication."""

    original: Article
    copies: Sequence[Article] = ()

    def __iter__(self) -> Iterator[Article]:
        yield self.original
        yield from self.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Articles go by their keys in the newsroom's list."""

    articles: Mapping[str, Article]
    records: Mapping[str, SourceRecord]
    alerts: Sequence[Alert]
    new_alerts: int  # after the correction
    versions: Mapping[str, int]
    keys: Mapping[str, str]  # article id -> key
    rules: Mapping[str, str]  # the titles of rules
    delivered: int  # what the hook accepted
    refused: Sequence[str]  # what it refused
    looked_at_twice: str  # the source of the correction
    embedder: str  # the name of what makes sentence embeddings, which join translations to stories; "" for none

    def stories(self) -> list[list[Retold]]:
        """Stories with more than one article, that of most articles first; in each the originals in order of
        publication, with their copies."""
        told: dict[str, dict[str, list[Article]]] = {}
        for article in sorted(self.articles.values(), key=_published):
            told.setdefault(article.story, {}).setdefault(article.copy_of or article.id, []).append(article)
        stories = [[_retold(texts, id_) for id_, texts in its.items()] for its in told.values()]
        stories = [story for story in stories if _count(story) > 1]
        return sorted(stories, key=lambda story: (-_count(story), story[0].original.id))


def _retold(texts: Sequence[Article], original: str) -> Retold:
    first = next((article for article in texts if article.id == original), texts[0])
    return Retold(first, [article for article in texts if article is not first])


def _count(story: Sequence[Retold]) -> int:
    return sum(1 + len(one.copies) for one in story)


def _published(article: Article) -> tuple[datetime, str]:
    return article.published_at or article.first_seen_at, article.id
