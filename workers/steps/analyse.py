"""All of what is read from one article: language, mentions, countries, topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from presswatch.articles import Article, MentionKind
from presswatch.configuration import Configuration
from presswatch.rules import Document, Query, RuleSet, matches
from presswatch.rules.tree import Node, Or
from workers.steps.language import LanguageStep
from workers.steps.mentions import MentionStep, entries


class Analyser:
    """Analyses articles under one configuration. Building it takes a moment; calling it is a pure function."""

    def __init__(self, configuration: Configuration) -> None:
        self._sources = configuration.sources
        self._language = LanguageStep(configuration.languages)
        self._mentions = MentionStep(configuration.watchlist, configuration.languages)
        self._topics = TopicStep({topic.id: configuration.topic_queries[topic.id] for topic in configuration.topics})

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
        return replace(read, topics=self._topics(Document.of(read)))


class TopicStep:
    """Finds the topics of a document. A topic is a hundred words and phrases joined by OR, in all languages: each is
    filed as a rule of its own, so that a document is tried against the few that it can meet."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        self._names = tuple(queries)
        self._parts = {
            f"{topic} {number}": (topic, Query(query.text, part))
            for topic, query in queries.items()
            for number, part in enumerate(_alternatives(query.root))
        }
        self._filed = RuleSet({part: query for part, (_, query) in self._parts.items()})

    def __call__(self, document: Document) -> tuple[str, ...]:
        """In order of the config."""
        met: set[str] = set()
        for part in self._filed.candidates(document):
            topic, query = self._parts[part]
            if topic not in met and matches(query, document):
                met.add(topic)
        return tuple(topic for topic in self._names if topic in met)


def _alternatives(node: Node) -> Iterator[Node]:
    if isinstance(node, Or):
        for child in node.children:
            yield from _alternatives(child)
    else:
        yield node
