"""Topics: how well they are found, by queries, by the model, and by both; and what vectors cost.

Cross-validated on the examples of config/topics, and measured on the held-back sentences of tests/quality/topics.yaml,
also with a model that was taught in English alone. Vectors are kept in the folder given as the first argument, so that
a second run takes seconds (`python benchmarks/topics.py var`); without it some minutes, on two cores.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from presswatch.configuration import load
from presswatch.embeddings import embedder
from presswatch.topics import Example, examples_of
from workers.evaluating import By, Labelled, Score, cross_validated, found_by, macro_f1, micro_f1, read_labelled, scores
from workers.learning import embedded, hits_of
from workers.steps.topics import TopicModel, learn

ROOT = Path(__file__).parents[1]
FOLDS = 5


def main(data: Path) -> None:
    configuration = load(ROOT / "config", environ={})
    model_of_texts = embedder("auto", threads=2)
    if model_of_texts is None:
        print("no embedder is installed here: nothing to measure")
        return
    examples = examples_of(configuration.topics)
    started = time.perf_counter()
    vectors = embedded(examples, model_of_texts, data)
    print(f"{len(examples)} examples, vectors in {time.perf_counter() - started:.1f} s")

    languages = list(dict.fromkeys(each.language for each in examples))
    for by in By:
        measured = cross_validated(configuration, vectors, folds=FOLDS, by=by)
        told("cross-validated", by, measured, languages)

    labelled = read_labelled(ROOT / "tests/quality/topics.yaml", configuration.topics)
    as_examples = [
        Example(text=each.text, language=each.language, topics=each.topics, others=frozenset()) for each in labelled
    ]
    theirs = embedded(as_examples, model_of_texts, data / "held-back")
    hits = hits_of(examples, configuration)
    ids = [topic.id for topic in configuration.topics if any(topic.id in each.topics for each in labelled)]

    def judge(name: str, by: By, model: TopicModel, chosen: Sequence[int]) -> None:
        sentences = [labelled[at] for at in chosen]
        found = found_by(by, sentences, theirs[list(chosen)], model, configuration)
        measured = scores(sentences, found, ids)
        told(name, by, measured, list(dict.fromkeys(each.language for each in sentences)), sentences, found)

    everywhere = range(len(labelled))
    started = time.perf_counter()
    model = learn(examples, vectors, hits, configuration.topics)
    print(f"learnt in {time.perf_counter() - started:.1f} s")
    for by in By:
        judge("held back", by, model, everywhere)
    english = [at for at, each in enumerate(examples) if each.language == "en"]
    english_model = learn(
        [examples[at] for at in english], vectors[english], [hits[at] for at in english], configuration.topics
    )
    elsewhere = [at for at in everywhere if labelled[at].language != "en"]
    for by, taught in ((By.BOTH, model), (By.MODEL, model), (By.BOTH, english_model), (By.MODEL, english_model)):
        judge("not English" + (", taught in English" if taught is english_model else ""), by, taught, elsewhere)


def told(
    name: str,
    by: By,
    measured: Sequence[Score],
    languages: Sequence[str],
    labelled: Sequence[Labelled] = (),
    found: Sequence[frozenset[str]] = (),
) -> None:
    """One line of macro-F1 over topics and, of labelled sentences, micro-F1."""
    ids = frozenset(each.topic for each in measured)
    parts = [f"macro-F1 {macro_f1(measured):.2f}"]
    if labelled:
        parts.append(f"micro-F1 {micro_f1(labelled, found, ids):.2f}")
    for language in languages:
        chosen = [at for at, each in enumerate(labelled) if each.language == language]
        micro = micro_f1([labelled[at] for at in chosen], [found[at] for at in chosen], ids) if chosen else None
        parts.append(f"{language} {macro_f1(measured, language):.2f}" + (f"/{micro:.2f}" if micro is not None else ""))
    print(f"{name}, by {by}: " + ", ".join(parts))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as folder:
            main(Path(folder))
