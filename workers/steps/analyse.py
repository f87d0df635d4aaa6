"""All of what is read from one article: language, mentions, countries, topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from presswatch.articles import Article, MentionKind
from presswatch.configuration import Configuration
from presswatch.rules import Document, Query, matches
from workers.steps.language import LanguageStep
from workers.steps.mentions import MentionStep, entries


class Analyser:
    """Analyses articles under one configuration. Building it takes a moment; calling it is a pure function."""

    def __init__(self, configuration: Configuration) -> None:
        self._sources = configuration.sources
        self._language = LanguageStep(configuration.languages)
        self._mentions = MentionStep(configuration.watchlist, configuration.languages)
        self._topics: Mapping[str, Query] = {
            topic.id: configuration.topic_queries[topic.id] for topic in configuration.topics
        }

    def __call__(self, article: Article) -> Article:
        """The article with its analysis; its own words and times are untouched."""
        source = self._sources.get(article.source)
        day = (article.published_at or article.first_seen_at).date()
        mentions = self._mentions(article, day)
        read = replace(
            article,
            kind=source.kind if source else article.kind,
            country=source.country if source else article.country,
            language=self._language(article.title, article.text, declared=article.language),
            mentions=mentions,
            people=entries(mentions, MentionKind.PERSON),
            offices=entries(mentions, MentionKind.OFFICE),
            organisations=entries(mentions, MentionKind.ORGANISATION),
            countries=entries(mentions, MentionKind.COUNTRY),
            topics=(),
        )
        document = Document.of(read)
        return replace(read, topics=tuple(topic for topic, query in self._topics.items() if matches(query, document)))
