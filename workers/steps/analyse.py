"""What is read from one article by itself: language, mentions, countries, and the topics whose queries it meets."""

from __future__ import annotations

from dataclasses import replace

from presswatch.articles import Article, MentionKind
from presswatch.configuration import Configuration
from presswatch.rules import Document
from workers.steps.credit import CreditStep
from workers.steps.language import LanguageStep
from workers.steps.mentions import MentionStep, entries
from workers.steps.topics import TopicClassifier


class Analyser:
    """Analyses articles under one configuration. Building it takes a moment; calling it is a pure function."""

    def __init__(self, configuration: Configuration) -> None:
        self._sources = configuration.sources
        self._language = LanguageStep(configuration.languages)
        self._mentions = MentionStep(configuration.watchlist, configuration.languages)
        self._credit = CreditStep(configuration.sources)
        self._topics = TopicClassifier(configuration.topics, configuration.topic_queries, None)

    def __call__(self, article: Article) -> Article:
        """The article with its analysis; its own words and times are untouched."""
        source = self._sources.get(article.source)
        day = (article.published_at or article.first_seen_at).date()
        mentions = self._mentions(article, day)
        language, also_in = self._language.both(article.title, article.text, declared=article.language)
        read = replace(
            article,
            kind=source.kind if source else article.kind,
            country=source.country if source else article.country,
            language=language,
            also_in=also_in,
            mentions=mentions,
            people=entries(mentions, MentionKind.PERSON),
            offices=entries(mentions, MentionKind.OFFICE),
            organisations=entries(mentions, MentionKind.ORGANISATION),
            countries=entries(mentions, MentionKind.COUNTRY),
            topics=(),
            first_published_by=self._credit(article),
        )
        return replace(read, topics=self._topics.by_queries(Document.of(read)))
