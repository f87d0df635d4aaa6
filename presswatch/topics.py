"""Topics of articles: the examples that they are learnt from, and why an article is of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from presswatch.alerts import Topic

LEAST_EXAMPLES = 8
"""A topic with fewer, or with fewer sentences known to be none of it, has no model: nothing could be validated on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScore:
    """One topic of an article: how sure it is, and why.

    `score` is a probability, calibrated on the examples; 1 where the topic has a query and no model. `clause` is the
    part of the topic's query that the article met, "" for none; `example` the topic's example that is nearest to title
    and lead, "" where there is no model. `part` is the topic that this one has as a part and was found by, or "".
    """

    topic: str
    score: float
    clause: str = ""
    example: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with what is known of it. Of the topics in neither set nothing is known: it trains none of them."""

    text: str
    language: str
    topics: frozenset[str]
    others: frozenset[str]  # topics that it is none of


def whole_of(topics: Sequence[Topic]) -> dict[str, frozenset[str]]:
    """For each topic those that it is a part of, at any depth, and itself."""
    direct: dict[str, set[str]] = {topic.id: set() for topic in topics}
    for topic in topics:
        for part in topic.parts:
            direct[part].add(topic.id)
    return {topic: _reached(topic, direct) for topic in direct}


def examples_of(topics: Sequence[Topic]) -> list[Example]:
    """The sentences of all topics, each once, in order of the config.

    An example is of its topic and of all that this is a part of; a near miss is none of its topic and none of the
    topic's parts. Other topics of a group that the example belongs to it is none of, unless it stands under them too.
    """
    wholes = whole_of(topics)
    parts = {topic.id: frozenset(each for each in wholes if topic.id in wholes[each]) for topic in topics}
    group = {topic.id: topic.group for topic in topics}
    of: dict[tuple[str, str], set[str]] = {}
    none_of: dict[tuple[str, str], set[str]] = {}
    for topic in topics:
        for key in _keys(topic.examples):
            of.setdefault(key, set()).update(wholes[topic.id])
        for key in _keys(topic.near_misses):
            of.setdefault(key, set())
            none_of.setdefault(key, set()).update(parts[topic.id])
    made = []
    for (language, text), within in of.items():
        groups = {group[topic] for topic in within}
        rivals = {topic for topic, theirs in group.items() if theirs in groups}
        others = (rivals | none_of.get((language, text), set())) - within
        made.append(Example(text=text, language=language, topics=frozenset(within), others=frozenset(others)))
    return made


def _keys(sentences: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in sentences.items() for text in texts]


def _reached(start: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    found = {start}
    waiting = [start]
    while waiting:
        for whole in direct[waiting.pop()] - found:
            found.add(whole)
            waiting.append(whole)
    return frozenset(found)
