"""Topics of a batch: vectors for its articles, made in one go, and what the classifier says of them.

A copy says what its original says, so nothing is computed for it: it has the original's topics. The vectors go on to
whoever comes next in the batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from presswatch.articles import Article
from presswatch.ports import Archive, Embedder
from presswatch.rules import Document
from presswatch.topics import TopicScore
from workers.steps.topics import TopicClassifier, lead


@dataclass(frozen=True, slots=True)
class Classified:
    """The articles with their topics, in order, and by article id the unit vectors of those that are no copies."""

    articles: list[Article]
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


class Classifying:
    """Without an embedder or a model, topics are those that analysis found by queries alone.

    Without a model there are vectors all the same: stories are told apart by them.
    """

    def __init__(self, classifier: TopicClassifier, embedder: Embedder | None) -> None:
        self._classifier = classifier
        self._embedder = embedder

    @property
    def made_by(self) -> str:
        """The name of the embedder that makes the vectors; "" where there are none."""
        return self._embedder.name if self._embedder else ""

    def __call__(self, articles: Sequence[Article], *, archive: Archive) -> Classified:
        """`articles` are placed: it is known which of them are copies."""
        if self._embedder is None:
            return Classified(list(articles))
        own = [article for article in articles if not article.copy_of]
        vectors = self._embedder.embed([lead(article.title, article.text) for article in own])
        by_id = {article.id: vector for article, vector in zip(own, vectors, strict=True)}
        if self._classifier.model is None:
            return Classified(list(articles), by_id)
        hits = [self._classifier.met(Document.of(article)) for article in own]
        topics = dict(
            zip(
                [article.id for article in own],
                self._classifier.topics(vectors, [article.language for article in own], hits),
                strict=True,
            )
        )
        elsewhere = {article.copy_of for article in articles if article.copy_of and article.copy_of not in topics}
        if elsewhere:
            topics |= {article.id: article.topics for article in archive.get(elsewhere).values()}
        return Classified(
            [replace(each, topics=topics.get(each.copy_of or each.id, each.topics)) for each in articles],
            by_id,
        )

    def one(self, article: Article) -> Article:
        """An article by itself: as it would be were it no copy."""
        if self._embedder is None or self._classifier.model is None:
            return article
        vectors = self._embedder.embed([lead(article.title, article.text)])
        hits = [self._classifier.met(Document.of(article))]
        return replace(article, topics=self._classifier.topics(vectors, [article.language], hits)[0])

    def explain(self, article: Article) -> list[TopicScore]:
        """Why an article is of its topics. Ask it of the original of a copy."""
        vector = (
            self._embedder.embed([lead(article.title, article.text)])[0]
            if self._embedder and self._classifier.model
            else None
        )
        return self._classifier.explain(article, vector)
