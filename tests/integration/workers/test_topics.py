"""Topics from config to archive: a worker learns them before it works, and the commands show what it learnt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from presswatch.cli import app
from presswatch.configuration import ConfigurationError, Settings
from tests.e2e.stage import write_config
from tests.make import article
from workers.services import ServicesHere
from workers.tasks.ingest import ingest_batch

FAKE = "tests.fakes.embedder:FakeEmbedder"
PLACES = "Chad Peru Laos Oman Fiji Malta Ghana Nepal Togo Cuba".split()
CONFIG: dict[str, Any] = {
    "topics": {
        "topics": [
            {
                "id": "aid",
                "title": "Aid",
                "description": "Help given.",
                "query": "title:donates",
                "examples": {"en": [f"Plane with tents and medicine lands in {place}" for place in PLACES]},
                "not": {"en": [f"Striker of {place} donates boots, wins the cup" for place in PLACES]},
            },
            {"id": "border", "title": "Borders", "query": "border"},
        ]
    }
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_config(tmp_path_factory.mktemp("config"), **CONFIG)


@pytest.fixture(scope="module")
def learnt(config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the model was trained by a worker's start."""
    data = tmp_path_factory.mktemp("data")
    ServicesHere(Settings(config=config, data=data, embeddings=FAKE)).preload(classify=True)
    return data


def run(config: Path, data: Path, *arguments: str, embeddings: str = FAKE) -> Result:
    return CliRunner(env={"PRESSWATCH_EMBEDDINGS": embeddings}).invoke(
        app, ["--config", str(config), "--data", str(data), "topics", *arguments]
    )


def test_a_worker_learns_and_ingests_by_what_it_learnt(config: Path, learnt: Path, broker_url: str) -> None:
    assert len(list((learnt / "topics").glob("model-*.npz"))) == 1
    here = ServicesHere(Settings(config=config, data=learnt, broker_url=broker_url, embeddings=FAKE))
    here.preload(classify=True)
    services = here()
    given = article(1, title="Plane with tents and blankets lands in Mali", text="")
    services.hand_over.articles([given, article(2, title="Striker of Mali donates boots, wins the cup", text="")])
    for batch in services.inbox.stale(seconds=0):
        ingest_batch(services, batch)
    stored = {each.title.split()[0]: each.topics for each in services.engine.search(None).articles}
    services.close()
    assert stored == {"Plane": ("aid",), "Striker": ()}

    why = run(config, learnt, "why", given.id, "--json")
    (told,) = map(json.loads, why.stdout.splitlines())
    assert (told["topic"], told["clause"]) == ("aid", "")
    assert told["example"].startswith("Plane with tents and medicine")
    assert 0.5 < told["score"] <= 1.0


def test_without_embeddings_it_is_said_once(config: Path, tmp_path: Path) -> None:
    here = ServicesHere(Settings(config=config, data=tmp_path, embeddings="off"))
    with structlog.testing.capture_logs() as logs:
        here.preload(classify=True)
        here.preload(classify=True)
    assert [(each["event"], each["outcome"]) for each in logs] == [("topics_by_queries_alone", "degraded")]
    assert here().read(article(title="Club donates boots", text="")).topics == ("aid",)


def test_a_failed_training_is_told_and_leaves_queries(config: Path, tmp_path: Path) -> None:
    (tmp_path / "topics").write_text("a file where a folder should be")
    here = ServicesHere(Settings(config=config, data=tmp_path, embeddings=FAKE))
    with structlog.testing.capture_logs() as logs:
        here.preload(classify=True)
    assert [each["event"] for each in logs] == ["topics_training", "topics_by_queries_alone"]
    assert "topics" in logs[1]["reason"]
    assert here().read(article(title="Club donates boots", text="")).topics == ("aid",)


def test_list_and_show(config: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run(config, tmp_path, "list", "--json").stdout.splitlines()]
    assert [(row["id"], row["query"], row["examples"], row["not"]) for row in rows] == [
        ("aid", True, 10, 10),
        ("border", True, 0, 0),
    ]
    assert "border" in run(config, tmp_path, "list").stdout
    shown = run(config, tmp_path, "show", "aid").stdout
    assert "Help given." in shown
    assert "not en: Striker of Chad donates boots" in shown
    assert json.loads(run(config, tmp_path, "show", "aid", "--json").stdout)["near_misses"]["en"]
    with pytest.raises(ConfigurationError, match="there is no topic 'aidd'; did you mean aid"):
        raise run(config, tmp_path, "show", "aidd").exception or AssertionError


def test_evaluate(config: Path, learnt: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "sentences:\n"
        "  - {lang: en, topics: [aid], text: Plane with tents lands in Mali}\n"
        "  - {lang: en, topics: [], text: Striker of Mali donates boots}\n"
        "  - {lang: de, topics: [border], maybe: [aid], text: At the border}\n"
    )
    both, queries = (
        {(each["topic"], each["language"]): each["f1"] for each in map(json.loads, done.stdout.splitlines())}
        for done in (run(config, learnt, "evaluate", str(file), "--by", by, "--json") for by in ("both", "queries"))
    )
    assert both == {("aid", ""): 1.0, ("aid", "en"): 1.0, ("border", ""): 1.0, ("border", "de"): 1.0}
    assert queries["aid", ""] == 0.0
    table = run(config, learnt, "evaluate", str(file)).stdout
    assert "macro-F1" in table
    assert "border" in table


def test_evaluate_tells_all_that_is_wrong_with_a_file(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "sentences:\n  - {lang: en, topics: [aidd], text: A}\n  - {lang: en, text: A, topics: aid}\n  - A\n"
    )
    told = str(run(config, tmp_path, "evaluate", str(file), "--by", "queries").exception)
    assert [line.removeprefix(f"{file.as_posix()}:") for line in told.splitlines()] == [
        '2: sentences[0]: there is no topic "aidd"; did you mean aid?',
        "3: sentences[1]: topics must be a list of topics, [] for none",
        "4: sentences[2]: must have lang, text and topics, like {lang: en, text: …, topics: [trade]}",
    ]


def test_training_without_embeddings_says_what_to_do(config: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="PRESSWATCH_EMBEDDINGS is off"):
        raise run(config, tmp_path, "train", embeddings="off").exception or AssertionError
