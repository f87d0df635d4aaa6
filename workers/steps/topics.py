"""The topics of an article: their queries on all its words, and a linear model on the vector of its title and lead.

Both are joined in one probability (`linear`), so a query that was met weighs as much as it proved worth on the
examples: "sanctions" in a sports report doesn't make it one about sanctions. A topic with a query and too few examples
is its query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from presswatch.alerts import Topic
from presswatch.articles import Article
from presswatch.rules import Document, Query, RuleSet, explain, matches
from presswatch.rules.tree import Node, Or
from presswatch.text import sentences
from presswatch.topics import LEAST_EXAMPLES, Example, TopicScore, whole_of
from workers.steps.linear import Floats, Linear, alike, fit

LEAD = 300  # characters of title and lead: some 70 tokens, a fourteenth of a second on one core
_SENTENCES = 2
_SHRINK = 5.0  # examples: a language with fewer has more of the mean of all languages in its own


class TopicStep:
    """Finds the topics of a document by their queries. A topic is a hundred words and phrases joined by OR, in all
    languages: each is filed as a rule of its own, so that a document is tried against the few that it can meet."""

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
        met = self._met(document)
        return tuple(topic for topic in self._names if topic in met)

    def clauses(self, document: Document) -> dict[str, str]:
        """The part of each topic's query that is met."""
        found = {}
        for topic, query in self._met(document).items():
            why = explain(query, document)
            found[topic] = why.clause if why else ""
        return found

    def _met(self, document: Document) -> dict[str, Query]:
        met: dict[str, Query] = {}
        for part in sorted(self._filed.candidates(document)):
            topic, query = self._parts[part]
            if topic not in met and matches(query, document):
                met[topic] = query
        return met


def _alternatives(node: Node) -> Iterator[Node]:
    if isinstance(node, Or):
        for child in node.children:
            yield from _alternatives(child)
    else:
        yield node


def lead(title: str, text: str) -> str:
    """What is embedded of an article: the title and the first two sentences, 300 characters at most."""
    start = text[: 2 * LEAD]
    spans = [span for span in sentences(start) if start[span[0] : span[1]].strip() != title.strip()][:_SENTENCES]
    parts = [title.strip(), *(start[first:last] for first, last in spans)]
    return "\n".join(filter(None, parts))[:LEAD]


@dataclass(frozen=True, slots=True)
class Centring:
    """Takes out of vectors what all texts of a language share, so that topics learnt in one are found in another.

    Means of a multilingual encoder's vectors are mostly the language (Libovický, Rosa and Fraser, "On the Language
    Neutrality of Pre-trained Multilingual Representations", 2020). A language without examples has the mean of all.
    """

    means: Mapping[str, Floats]
    mean: Floats

    @classmethod
    def of(cls, vectors: Floats, languages: Sequence[str]) -> Centring:
        known = sorted(set(languages))
        rows = {language: vectors[[each == language for each in languages]] for language in known}
        mean = np.mean([group.mean(axis=0) for group in rows.values()], axis=0)
        means = {
            language: (group.sum(axis=0) + _SHRINK * mean) / (len(group) + _SHRINK) for language, group in rows.items()
        }
        return cls(means, mean)

    def __call__(self, vectors: NDArray[np.floating], languages: Sequence[str]) -> Floats:
        """Unit vectors again."""
        if not languages:
            return np.zeros((0, len(self.mean)))
        centred = vectors - np.stack([self.means.get(language, self.mean) for language in languages])
        length = np.linalg.norm(centred, axis=1, keepdims=True)
        return np.asarray(centred / np.maximum(length, 1e-12), dtype=np.float64)


@dataclass(frozen=True)
class TopicModel:
    """What was learnt from the examples. Values only: it can be kept in a file (`workers.learning`)."""

    centring: Centring
    linear: Mapping[str, Linear]  # by topic
    examples: tuple[str, ...]
    vectors: NDArray[np.float32]  # of the examples, centred
    examples_of: Mapping[str, tuple[int, ...]]  # topic -> which of the examples

    @cached_property
    def topics(self) -> frozenset[str]:
        return frozenset(self.linear)

    def probabilities(self, centred: Floats, hits: Sequence[Collection[str]]) -> dict[str, Floats]:
        """Of each topic with a model, for each centred vector and the topics whose queries its text met."""
        return {
            topic: model.probability(centred, np.array([topic in each for each in hits], dtype=np.float64))
            for topic, model in self.linear.items()
        }

    def nearest(self, topic: str, centred: Floats) -> str:
        """The topic's example that says most nearly what the vector does."""
        among = self.examples_of[topic]
        return self.examples[among[int(np.argmax(self.vectors[list(among)] @ centred))]]


def learn(
    examples: Sequence[Example], vectors: NDArray[np.floating], hits: Sequence[Collection[str]], topics: Sequence[Topic]
) -> TopicModel:
    """Fit the models of all topics with enough examples; `hits` are the topics whose queries each example meets."""
    languages = [example.language for example in examples]
    centring = Centring.of(np.asarray(vectors, dtype=np.float64), languages)
    centred = centring(vectors, languages)
    groups = alike(centred, languages)
    linear, examples_of = {}, {}
    for topic in topics:
        positive = np.array([topic.id in each.topics for each in examples], dtype=np.bool_)
        known = positive | np.array([topic.id in each.others for each in examples], dtype=np.bool_)
        if min(positive.sum(), (known & ~positive).sum()) < LEAST_EXAMPLES:
            continue
        met = np.array([topic.id in each for each in hits], dtype=np.float64)
        linear[topic.id] = fit(centred, positive, known, met, groups)
        examples_of[topic.id] = tuple(map(int, np.flatnonzero(positive)))
    return TopicModel(
        centring, linear, tuple(each.text for each in examples), np.asarray(centred, dtype=np.float32), examples_of
    )


class TopicClassifier:
    """Joins queries and model. Never changed once made; calling it is a pure function."""

    def __init__(self, topics: Sequence[Topic], queries: Mapping[str, Query], model: TopicModel | None) -> None:
        self.model = model
        self._wholes = whole_of(topics)
        self._order = {topic.id: place for place, topic in enumerate(topics)}
        self._queries = TopicStep({topic.id: queries[topic.id] for topic in topics if topic.id in queries})

    def met(self, document: Document) -> tuple[str, ...]:
        """The topics whose queries are met."""
        return self._queries(document)

    def by_queries(self, document: Document) -> tuple[str, ...]:
        """The topics as they are without vectors, in order of the config."""
        found = {whole for topic in self.met(document) for whole in self._wholes[topic]}
        return tuple(sorted(found, key=self._order.__getitem__))

    def topics(
        self, vectors: NDArray[np.floating], languages: Sequence[str], hits: Sequence[Collection[str]]
    ) -> list[tuple[str, ...]]:
        """The topics of each text, in order of the config, by its vector and the topics whose queries it meets."""
        scored = self._scored(self._centred(vectors, languages), hits)
        return [tuple(sorted(each, key=self._order.__getitem__)) for each in scored]

    def explain(self, article: Article, vector: NDArray[np.floating] | None) -> list[TopicScore]:
        """Why the article is of its topics, in order of the config."""
        document = Document.of(article)
        clauses = self._queries.clauses(document)
        if self.model is None or vector is None:
            return [
                TopicScore(topic=topic, score=1.0, clause=clauses.get(topic, ""), part=self._part(topic, clauses))
                for topic in self.by_queries(document)
            ]
        centred = self._centred(vector[None, :], [article.language])
        scored = self._scored(centred, [clauses.keys()])[0]
        told = []
        for topic in sorted(scored, key=self._order.__getitem__):
            score, part = scored[topic]
            example = self.model.nearest(part, centred[0]) if part in self.model.topics else ""
            told.append(
                TopicScore(
                    topic=topic,
                    score=round(score, 4),
                    clause=clauses.get(part, ""),
                    example=example,
                    part="" if part == topic else part,
                )
            )
        return told

    def _centred(self, vectors: NDArray[np.floating], languages: Sequence[str]) -> Floats:
        if self.model is None:
            raise ValueError("without a model there is nothing to centre vectors for")
        return self.model.centring(vectors, languages)

    def _scored(self, centred: Floats, hits: Sequence[Collection[str]]) -> list[dict[str, tuple[float, str]]]:
        """For each text its topics, each with the score and the topic that it was found by: itself or a part."""
        if self.model is None:
            raise ValueError("without a model there are no scores")
        probabilities = self.model.probabilities(centred, hits)
        found: list[dict[str, tuple[float, str]]] = []
        for row, met in enumerate(hits):
            own = {topic: 1.0 for topic in met if topic not in self.model.topics}
            for topic, probability in probabilities.items():
                if probability[row] >= self.model.linear[topic].threshold:
                    own[topic] = float(probability[row])
            scored = {topic: (score, topic) for topic, score in own.items()}
            for part, score in own.items():
                for topic in self._wholes[part]:
                    if topic not in scored or (topic not in own and score > scored[topic][0]):
                        scored[topic] = (score, part)
            found.append(scored)
        return found

    def _part(self, topic: str, met: Collection[str]) -> str:
        return "" if topic in met else next(part for part in met if topic in self._wholes[part])
