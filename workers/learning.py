"""The topic model of a configuration: learnt once, kept in the data folder, found again by what it was learnt from.

The file's name is a digest of all topics and of the embedder, so a model is never used for a config that it doesn't
belong to. Vectors of examples are kept beside it: after an edit only new sentences are embedded, which is what takes
the time (some 15 a second and core).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from presswatch.articles import Article
from presswatch.configuration import Configuration
from presswatch.messages import plain
from presswatch.ports import Embedder
from presswatch.rules import Document
from presswatch.topics import Example, examples_of
from workers.steps.linear import Linear
from workers.steps.topics import Centring, TopicClassifier, TopicModel, learn

_VERSION = 1  # of the file, and of how models are learnt
_BATCH = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Progress = Callable[[int, int], None]
"""How many examples are embedded, of how many."""


def model_file(configuration: Configuration, embedder: Embedder, data: Path) -> Path:
    """Where the model of this config belongs."""
    topics = json.dumps([plain(topic) for topic in configuration.topics], sort_keys=True, ensure_ascii=False)
    digest = hashlib.blake2b(f"{_VERSION}\0{embedder.name}\0{topics}".encode(), digest_size=12).hexdigest()
    return data / "topics" / f"model-{digest}.npz"


def train(
    configuration: Configuration, embedder: Embedder, data: Path, *, progress: Progress = lambda _done, _of: None
) -> TopicModel:
    """Learn the model, or read it when it was learnt before; only one process learns at a time."""
    file = model_file(configuration, embedder, data)
    file.parent.mkdir(parents=True, exist_ok=True)
    with _alone(file.parent / "lock"):
        known = read_model(file)
        if known:
            return known
        examples = examples_of(configuration.topics)
        vectors = embedded(examples, embedder, data, progress=progress)
        model = learn(examples, vectors, hits_of(examples, configuration), configuration.topics)
        _write_model(file, model)
        for old in file.parent.glob("model-*.npz"):
            if old != file:
                old.unlink(missing_ok=True)
        return model


def hits_of(examples: Sequence[Example], configuration: Configuration) -> list[tuple[str, ...]]:
    """The topics whose queries each example meets, read as a title."""
    classifier = TopicClassifier(configuration.topics, configuration.topic_queries, None)
    return [classifier.met(Document.of(as_article(each.text, each.language))) for each in examples]


def as_article(text: str, language: str) -> Article:
    return Article(
        id="", url="", source="", title=text, text="", language=language, fetched_at=_EPOCH, first_seen_at=_EPOCH
    )


def embedded(
    examples: Sequence[Example], embedder: Embedder, data: Path, *, progress: Progress = lambda _done, _of: None
) -> NDArray[np.float32]:
    """The vectors of examples, those known from earlier included. What was made is kept, also when this is stopped."""
    file = data / "topics" / "vectors.npz"
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = [_key(example.text, embedder) for example in examples]
    kept = _read_vectors(file)
    missing = {key: example.text for key, example in zip(keys, examples, strict=True) if key not in kept}
    todo = list(missing)
    known = {key: kept[key] for key in keys if key in kept}
    try:
        for start in range(0, len(todo), _BATCH):
            batch = todo[start : start + _BATCH]
            known.update(zip(batch, embedder.embed([missing[key] for key in batch]), strict=True))
            progress(start + len(batch), len(todo))
    finally:
        if todo:
            _write(file, keys=np.array(list(known)), vectors=np.array(list(known.values()), dtype=np.float32))
    return np.array([known[key] for key in keys], dtype=np.float32).reshape(len(keys), embedder.dimensions)


def read_model(file: Path) -> TopicModel | None:
    """None where there is no such file, or it can't be read."""
    values = _read(file)
    try:
        names = json.loads(values["names"].tobytes())
        each = zip(names["topics"], values["weights"], values["sigmoids"], strict=True)
        return TopicModel(
            Centring(dict(zip(names["languages"], values["means"], strict=True)), values["mean"]),
            {topic: Linear(weights, *map(float, sigmoid)) for topic, weights, sigmoid in each},
            tuple(names["examples"]),
            values["vectors"].astype(np.float32),
            {topic: tuple(members) for topic, members in names["examples_of"].items()},
        )
    except (KeyError, TypeError, ValueError):
        return None


def _write_model(file: Path, model: TopicModel) -> None:
    names = {
        "languages": list(model.centring.means),
        "topics": list(model.linear),
        "examples": model.examples,
        "examples_of": model.examples_of,
    }
    dimensions = len(model.centring.mean)
    _write(
        file,
        names=np.frombuffer(json.dumps(names, ensure_ascii=False).encode("utf-8", "replace"), np.uint8),
        mean=model.centring.mean,
        means=np.array(list(model.centring.means.values())).reshape(-1, dimensions),
        weights=np.array([each.weights for each in model.linear.values()]).reshape(-1, dimensions + 1),
        sigmoids=np.array([astuple(each)[1:] for each in model.linear.values()]).reshape(-1, 4),
        vectors=model.vectors.astype(np.float16),
    )


def _key(text: str, embedder: Embedder) -> str:
    return hashlib.blake2b(f"{embedder.name}\0{text}".encode("utf-8", "replace"), digest_size=16).hexdigest()


def _read_vectors(file: Path) -> dict[str, NDArray[np.float32]]:
    values = _read(file)
    return dict(zip(map(str, values["keys"]), values["vectors"], strict=True)) if values else {}


def _read(file: Path) -> Mapping[str, NDArray[Any]]:
    """The arrays of a file; none where it is missing, or is not what was written here: then it is made again."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as values:
            return {name: values[name] for name in values.files}
    except (OSError, TypeError, ValueError, EOFError, BadZipFile):
        return {}


def _write(file: Path, **arrays: Any) -> None:  # noqa: ANN401 - arrays, and numpy names an option among them
    """All or nothing: readers see the old file or the new one."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as stream:
            np.savez_compressed(stream, **arrays)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
