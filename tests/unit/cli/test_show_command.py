"""presswatch show: an article and what changed in it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from presswatch.bootstrap import archive_file
from presswatch.cli import app
from presswatch.engines.sqlite import open_engine
from presswatch.errors import PresswatchError
from tests.make import NOON, article

FIRST = article(1, title="Talks open", text="Ministers met. They signed 4 papers. It rained.\nAll left early.")
HOUR = timedelta(hours=1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    second = article(
        1,
        title="Talks open",
        text="All left early.\nMinisters met. They signed 5 papers. It rained.",
        fetched_at=NOON + HOUR,
        section="Diplomacy",
    )
    with open_engine(archive_file(tmp_path)) as archive:
        archive.put([FIRST, article(2)])
        archive.put([second])
        archive.removed({FIRST.id: NOON + 2 * HOUR})
    return tmp_path


def run(data: Path, *arguments: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, ["--data", str(data), "show", *arguments])


def test_what_changed_is_shown_sentence_by_sentence(data: Path) -> None:
    shown = run(data, FIRST.id, "--changes").stdout.splitlines()
    assert shown[1].startswith("tass, Diplomacy, first seen 2020-09-10 12:00, https://")
    assert shown[2] == "Removed by its publisher: found so at 2020-09-10 14:00."
    assert shown[-3:] == ["  - They signed 4 papers.", "  + They signed 5 papers.", "  ~ moved: All left early."]
    assert "They signed 5 papers." in run(data, FIRST.url).stdout
    assert "no change" in run(data, article(2).id, "--changes").stdout


def test_as_json_each_version_has_its_change(data: Path) -> None:
    shown = json.loads(run(data, FIRST.id, "--json").stdout)
    assert shown["removed_at"] == "2020-09-10T14:00:00Z"
    assert [(each["version"], each["added"]) for each in shown["versions"]] == [(1, []), (2, ["They signed 5 papers."])]


def test_an_unknown_article_is_said(data: Path) -> None:
    assert isinstance(run(data, "nowhere").exception, PresswatchError)
