"""Topics by queries and examples together, with an embedder that knows words and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from presswatch.alerts import Topic
from presswatch.configuration import Configuration
from presswatch.rules import parse
from presswatch.topics import TopicScore
from tests.fakes import FakeArchive
from tests.fakes.embedder import FakeEmbedder
from tests.make import article
from workers.classifying import Classifying
from workers.learning import model_file, read_model, train
from workers.steps.topics import LEAD, Centring, TopicClassifier, lead

_COUNTRIES = "Chad Peru Laos Oman Fiji Malta Ghana Nepal Togo Cuba".split()
_CLUBS = "Lions Tigers Bears Eagles Wolves Sharks Bulls Hawks Rams Foxes".split()
TOPICS = (
    Topic(id="conflict", title="Conflict", group="quads", parts=("sanctions",)),
    Topic(
        id="sanctions",
        title="Sanctions",
        group="acts",
        query='"sanctions"',
        examples={
            "en": tuple(f"Ministry freezes assets, imposes sanctions on officials of {each}" for each in _COUNTRIES)
        },
        near_misses={"en": tuple(f"League imposes sanctions on striker of {each} after foul" for each in _CLUBS)},
    ),
    Topic(
        id="aid",
        title="Aid",
        group="acts",
        examples={"en": tuple(f"Plane with tents and medicine lands in {each}" for each in _COUNTRIES)},
    ),
    Topic(id="border", title="Borders", query="border"),
)
CONFIGURATION = Configuration(
    topics=TOPICS, topic_queries={topic.id: parse(topic.query) for topic in TOPICS if topic.query}
)
FREEZE = "Ministry freezes assets of officials of Mali"
FOUL = "League imposes sanctions on striker of Pumas after foul"


@pytest.fixture(scope="module")
def classifying(tmp_path_factory: pytest.TempPathFactory) -> tuple[Classifying, FakeEmbedder]:
    embedder = FakeEmbedder()
    model = train(CONFIGURATION, embedder, tmp_path_factory.mktemp("data"))
    classifier = TopicClassifier(TOPICS, CONFIGURATION.topic_queries, model)
    return Classifying(classifier, embedder), embedder


def topics_of(classifying: tuple[Classifying, FakeEmbedder], title: str, text: str = "") -> tuple[str, ...]:
    return classifying[0].one(article(title=title, text=text, language="en")).topics


def test_examples_find_what_no_query_says(classifying: tuple[Classifying, FakeEmbedder]) -> None:
    assert topics_of(classifying, FREEZE) == ("conflict", "sanctions")
    assert topics_of(classifying, "Plane with tents lands in Mali") == ("aid",)


def test_near_misses_overrule_a_query(classifying: tuple[Classifying, FakeEmbedder]) -> None:
    assert topics_of(classifying, FOUL) == ()
    by_queries = TopicClassifier(TOPICS, CONFIGURATION.topic_queries, None)
    assert Classifying(by_queries, FakeEmbedder()).explain(article(title=FOUL))[1].topic == "sanctions"


def test_a_topic_without_examples_is_its_query(classifying: tuple[Classifying, FakeEmbedder]) -> None:
    assert topics_of(classifying, "Nothing much", "They met at the border.") == ("border",)


def test_why(classifying: tuple[Classifying, FakeEmbedder]) -> None:
    why = classifying[0].explain(article(title=FREEZE, text="They wrote of sanctions at the border.", language="en"))
    conflict, sanctions, border = why
    assert (sanctions.topic, sanctions.clause) == ("sanctions", '"sanctions"')
    assert sanctions.example.startswith("Ministry freezes assets")
    assert 0.5 < sanctions.score <= 1.0
    assert conflict == replace(sanctions, topic="conflict", part="sanctions")
    assert border == TopicScore(topic="border", score=1.0, clause="border")


def test_a_copy_is_never_embedded_and_is_of_its_originals_topics(
    classifying: tuple[Classifying, FakeEmbedder],
) -> None:
    classify, embedder = classifying
    archive = FakeArchive()
    stored = article("stored", topics=("aid",))
    archive.put([stored])
    original = article("original", title=FREEZE, text="", language="en", topics=("border",))
    copy = replace(original, id="copy", copy_of=original.id)
    late = article("late", title="Reworded", copy_of=stored.id, topics=("border",))
    lost = article("lost", title="Reworded", copy_of="nowhere", topics=("border",))
    embedder.asked.clear()
    done = classify([copy, original, late, lost], archive=archive)
    assert [each.topics for each in done.articles] == [
        ("conflict", "sanctions"),
        ("conflict", "sanctions"),
        ("aid",),
        ("border",),
    ]
    assert embedder.asked == [FREEZE]
    assert list(done.vectors) == [original.id]
    assert done.vectors[original.id] == pytest.approx(embedder.embed([FREEZE])[0])


def test_without_an_embedder_topics_stay_as_analysis_found_them() -> None:
    classify = Classifying(TopicClassifier(TOPICS, CONFIGURATION.topic_queries, None), None)
    found = article(title=FOUL, topics=("sanctions",))
    assert classify([found], archive=FakeArchive()).articles == [found]


def test_a_model_is_kept_and_found_again_by_its_config(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    model = train(CONFIGURATION, embedder, tmp_path)
    asked = len(embedder.asked)
    again = train(CONFIGURATION, embedder, tmp_path)
    assert len(embedder.asked) == asked
    assert again.examples == model.examples
    vectors, hits = embedder.embed([FREEZE, FOUL]), [(), ("sanctions",)]
    one = TopicClassifier(TOPICS, CONFIGURATION.topic_queries, model)
    other = TopicClassifier(TOPICS, CONFIGURATION.topic_queries, again)
    assert one.topics(vectors, ["en", "en"], hits) == other.topics(vectors, ["en", "en"], hits)


def test_an_edit_embeds_what_is_new_and_drops_the_old_model(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    train(CONFIGURATION, embedder, tmp_path)
    aid = replace(TOPICS[2], examples={"en": (*TOPICS[2].examples["en"], "Blankets for Mali")})
    edited = replace(CONFIGURATION, topics=(*TOPICS[:2], aid, TOPICS[3]))
    embedder.asked.clear()
    train(edited, embedder, tmp_path)
    assert embedder.asked == ["Blankets for Mali"]
    assert [file.name for file in (tmp_path / "topics").glob("model-*")] == [
        model_file(edited, embedder, tmp_path).name
    ]
    assert model_file(edited, FakeEmbedder(name="fake-2"), tmp_path) != model_file(edited, embedder, tmp_path)


def test_a_stopped_training_keeps_what_it_embedded(tmp_path: Path) -> None:
    embedder = FakeEmbedder()

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    many = replace(TOPICS[2], examples={"en": tuple(f"Tents for village {number}" for number in range(100))})
    configuration = Configuration(topics=(many,))
    with pytest.raises(KeyboardInterrupt):
        train(configuration, embedder, tmp_path, progress=stop)
    begun = len(embedder.asked)
    assert 0 < begun < 100
    train(configuration, embedder, tmp_path)
    assert len(embedder.asked) == 100


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 no archive", b"\x93NUMPY"])
def test_a_broken_file_is_no_model(tmp_path: Path, broken: bytes) -> None:
    embedder = FakeEmbedder()
    file = model_file(CONFIGURATION, embedder, tmp_path)
    file.parent.mkdir()
    file.write_bytes(broken)
    (file.parent / "vectors.npz").write_bytes(broken)
    assert read_model(file) is None
    train(CONFIGURATION, embedder, tmp_path)
    assert read_model(file) is not None


def test_too_few_examples_are_no_model(tmp_path: Path) -> None:
    few = replace(TOPICS[2], id="few", examples={"en": ("One", "Two", "Three")})
    model = train(replace(CONFIGURATION, topics=(*TOPICS, few)), FakeEmbedder(), tmp_path)
    assert model.topics == {"sanctions", "aid"}


def test_centring_takes_the_language_out() -> None:
    chance = np.random.default_rng(1)
    meaning = chance.normal(size=(30, 8))
    language = {"en": chance.normal(size=8) * 5, "ru": chance.normal(size=8) * 5}
    rows = np.vstack([meaning + language["en"], meaning + language["ru"]])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    codes = ["en"] * 30 + ["ru"] * 30
    centred = Centring.of(rows, codes)(rows, codes)
    assert np.linalg.norm(centred, axis=1) == pytest.approx(np.ones(60))
    same = np.einsum("ij,ij->i", centred[:30], centred[30:])
    assert same.mean() > np.einsum("ij,ij->i", rows[:30], rows[30:]).mean() + 0.3
    assert Centring.of(rows, codes)(rows[:1], ["tg"]).shape == (1, 8)
    assert Centring.of(rows, codes)(rows[:0], []).shape == (0, 8)


def test_the_lead_is_title_and_two_sentences() -> None:
    assert lead("Title", "One. Two. Three.") == "Title\nOne.\nTwo."
    assert lead("", "One.") == "One."
    assert lead("Title", "Title\nOne. Two.") == "Title\nOne.\nTwo."
    assert lead("Title", "") == "Title"
    assert len(lead("Title", "words " * 1000)) == LEAD
