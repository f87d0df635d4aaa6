"""`presswatch search` as a person runs it: facets and highlights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from presswatch.bootstrap import archive_file
from presswatch.cli import looking
from presswatch.cli.context import options
from presswatch.engines.sqlite import open_engine
from tests.make import article

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("PRESSWATCH_ELASTICSEARCH_URL", raising=False)
    (tmp_path / "config").mkdir()
    with open_engine(archive_file(tmp_path)) as engine:
        engine.put(
            [
                article(
                    1,
                    title="Talks",
                    text="It rained. The \x1b[31m SCO met in Moscow. It was SCO day.",
                    topics=("trade",),
                ),
                article(2, title="Weather", text="Rain.", source="mfa-kz", country="KZ", language="en"),
                *(article(100 + number, source=f"source-{number}") for number in range(20)),
            ]
        )
    app = typer.Typer()
    app.callback()(options)
    app.command()(looking.search)
    app.command()(looking.alerts)  # with one command alone, Typer takes no name

    def ran(*arguments: str) -> str:
        given = ["--config", str(tmp_path / "config"), "--data", str(tmp_path), "search", *arguments]
        result = CliRunner().invoke(app, given, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return ran


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_facets_are_a_table_for_people_and_lines_for_programs(run: Run) -> None:
    table = run("", "--facets")
    assert [line.split() for line in table.splitlines()][1:3] == [
        ["day", "2020-09-10", "22"],
        ["source", "mfa-kz", "1"],
    ]
    assert "22 articles in all; 7 more values with --json." in table
    assert "https://" not in table
    found = lines(run("", "--facets", "--json"))
    assert found[0] == {"facet": "day", "value": "2020-09-10", "articles": 22}
    assert {"facet": "lang", "value": "en", "articles": 1} in found
    assert sum(each["facet"] == "source" for each in found) == 22
    assert lines(run("source:mfa-kz", "--facets", "--json"))[1:] == [
        {"facet": "source", "value": "mfa-kz", "articles": 1},
        {"facet": "country", "value": "KZ", "articles": 1},
        {"facet": "lang", "value": "en", "articles": 1},
    ]
    assert "No article matches." in run("nothing", "--facets")


def test_highlights_say_where_in_the_article_the_words_are(run: Run) -> None:
    (found,) = lines(run("sco moscow", "--highlights", "--json"))
    first, second = found["highlights"]
    assert first["sentence"] == "The \x1b[31m SCO met in Moscow."
    assert [first["sentence"][start:end] for start, end in first["marks"]] == ["SCO", "Moscow"]
    assert found[first["field"]][first["start"] :].startswith(first["sentence"])
    assert second["sentence"] == "It was SCO day."
    assert "highlights" not in lines(run("sco", "--json"))[0]
    assert lines(run("source:mfa-kz", "--highlights", "--json"))[0]["highlights"] == []


def test_a_terminal_is_told_nothing_by_a_sentence(run: Run) -> None:
    table = run("sco moscow", "--highlights")
    assert "The [31m SCO met in Moscow." in table
    assert "\x1b" not in table
    assert "Moscow" not in run("sco moscow")
