"""How well topics are found: precision, recall and F1 by topic and by language, on labelled sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from presswatch.alerts import Topic
from presswatch.configuration import Configuration, Problem, Problems
from presswatch.configuration.documents import Value, read, written
from presswatch.configuration.problems import did_you_mean, quoted
from presswatch.rules import Document
from presswatch.topics import examples_of, whole_of
from workers.learning import as_article, hits_of
from workers.steps.linear import alike, f1_of
from workers.steps.topics import Centring, TopicClassifier, TopicModel, learn


class By(StrEnum):
    """What finds the topics."""

    BOTH = "both"
    QUERIES = "queries"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, all topics that it is of, and those of which two readers may think differently: not counted."""

    text: str
    language: str
    topics: frozenset[str]
    open: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """Of one topic, in one language or ("") in all: sentences that are of it, precision, recall and F1."""

    topic: str
    language: str
    sentences: int
    precision: float
    recall: float
    f1: float


def read_labelled(file: Path, topics: Sequence[Topic]) -> list[Labelled]:
    """The sentences of a YAML file: `sentences:` with a list of {lang, text, topics: […], maybe: […]}.

    Whoever is of a part is of the whole too; it needn't be said. Raises `Problems` with everything that is wrong.
    """
    try:
        document, problems = read(file.as_posix(), file.read_bytes())
    except OSError as error:
        raise Problems([Problem(file.as_posix(), 0, None, "", f"can't be read: {error.strerror or error}")]) from error
    if document is None:
        raise Problems(problems)
    entries = document.data.get("sentences") if isinstance(document.data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise Problems(
            [Problem(document.file, 1, None, "", 'must have "sentences:" with a list of {lang, text, topics}')]
        )
    wholes = whole_of(topics)
    found = []
    for index, entry in enumerate(entries):
        loc = ("sentences", index)
        wrong = _wrong(entry, wholes)
        if wrong:
            problems.append(Problem(document.file, document.line(loc), None, written(loc), wrong))
        elif isinstance(entry, dict):
            of = {whole for topic in _ids(entry.get("topics")) for whole in wholes[topic]}
            maybe = {whole for topic in _ids(entry.get("maybe")) for whole in wholes[topic]}
            text = " ".join(str(entry["text"]).split())
            found.append(Labelled(text, str(entry["lang"]), frozenset(of), frozenset(maybe - of)))
    if problems:
        raise Problems(problems)
    return found


def _wrong(entry: Value, known: Collection[str]) -> str | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not isinstance(entry.get("lang"), str):
        return "must have lang, text and topics, like {lang: en, text: …, topics: [trade]}"
    for key in ("topics", "maybe"):
        if not isinstance(entry.get(key, []), list):
            return f"{key} must be a list of topics, [] for none"
        for topic in _ids(entry.get(key)):
            if topic not in known:
                return f"there is no topic {quoted(topic)}{did_you_mean(topic, known)}"
    return None


def _ids(value: Value) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def found_by(
    by: By,
    labelled: Sequence[Labelled],
    vectors: NDArray[np.float32] | None,
    model: TopicModel | None,
    configuration: Configuration,
) -> list[frozenset[str]]:
    """The topics that are found for each sentence; `vectors` are theirs."""
    classifier = TopicClassifier(configuration.topics, configuration.topic_queries, model)
    documents = [Document.of(as_article(each.text, each.language)) for each in labelled]
    if by is By.QUERIES or vectors is None or model is None:
        return [frozenset(classifier.by_queries(document)) for document in documents]
    hits = [classifier.met(document) if by is By.BOTH else () for document in documents]
    return list(map(frozenset, classifier.topics(vectors, [each.language for each in labelled], hits)))


def scores(labelled: Sequence[Labelled], found: Sequence[frozenset[str]], topics: Iterable[str]) -> list[Score]:
    """Of each topic that any sentence is of, in all languages ("") and in each in which one is."""
    languages = ("", *dict.fromkeys(each.language for each in labelled))
    made = []
    for topic in topics:
        for language in languages:
            pairs = [
                (topic in hits, topic in each.topics)
                for each, hits in zip(labelled, found, strict=True)
                if language in ("", each.language) and topic not in each.open
            ]
            if any(right for _, right in pairs):
                measured = f1_of([hit for hit, _ in pairs], [right for _, right in pairs])
                made.append(Score(topic, language, sum(right for _, right in pairs), *measured))
    return made


def macro_f1(of: Sequence[Score], language: str = "") -> float:
    """The mean over topics, each counting the same."""
    values = [each.f1 for each in of if each.language == language]
    return sum(values) / len(values) if values else 0.0


def micro_f1(labelled: Sequence[Labelled], found: Sequence[frozenset[str]], topics: Collection[str]) -> float:
    """Over all pairs of a sentence and a topic: what a small set can tell of a language."""
    pairs = [
        (topic in hits, topic in each.topics)
        for each, hits in zip(labelled, found, strict=True)
        for topic in topics
        if topic not in each.open
    ]
    return f1_of([hit for hit, _ in pairs], [right for _, right in pairs])[2]


def cross_validated(
    configuration: Configuration, vectors: NDArray[np.float32], *, folds: int = 5, by: By = By.BOTH
) -> list[Score]:
    """The examples of the config, each judged by a model that saw neither it nor one that says the same, as its
    translation does: a part of these groups is left out in turn.

    Only what is known of an example counts: whether it is of a topic of another group, nobody said.
    """
    examples = examples_of(configuration.topics)
    hits = hits_of(examples, configuration)
    ids = frozenset(topic.id for topic in configuration.topics)
    labelled = [Labelled(each.text, each.language, each.topics, ids - each.topics - each.others) for each in examples]
    found: list[frozenset[str]] = [frozenset()] * len(examples)
    languages = [each.language for each in examples]
    groups = alike(Centring.of(np.asarray(vectors, dtype=np.float64), languages)(vectors, languages), languages)
    for fold in range(folds):
        left_out = [int(at) for group in groups[fold::folds] for at in group]
        kept = sorted(frozenset(range(len(examples))) - frozenset(left_out))
        model = learn([examples[at] for at in kept], vectors[kept], [hits[at] for at in kept], configuration.topics)
        judged = found_by(by, [labelled[at] for at in left_out], vectors[left_out], model, configuration)
        for at, topics in zip(left_out, judged, strict=True):
            found[at] = topics
    trained = [topic.id for topic in configuration.topics if topic.examples or topic.parts]
    return scores(labelled, found, trained)
