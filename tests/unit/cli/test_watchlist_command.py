import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from presswatch.cli import app
from presswatch.errors import ConfigurationError

CONFIG = """
people:
  - {id: sergey-lavrov, names: {en: [Sergey Lavrov], ru: [Сергей Лавров], kk: [Сергей Лавров]}}
organisations:
  - {id: sco, names: {en: ["=SCO"]}}
offices:
  - {id: foreign-minister/RU, title: Foreign Minister of Russia, holders: [{person: sergey-lavrov, from: 2004-03-09}]}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "watchlist").mkdir()
    (tmp_path / "watchlist" / "all.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run(config: Path, *arguments: str):
    return CliRunner().invoke(app, ["--config", str(config), "watchlist", *arguments])


def test_show_tells_given_from_made_by_language(config: Path) -> None:
    shown = run(config, "show", "sergey-lavrov")
    assert shown.exit_code == 0
    russian = next(line for line in shown.stdout.splitlines() if line.startswith("ru"))
    assert "Сергей Лавров" in russian
    assert "Сергея Лаврова" in russian
    assert "(Лаврову)" in russian  # counts with support only


def test_show_as_json_has_a_form_a_line(config: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from presswatch.cli.watchlist import _forms, _spelled
    from presswatch.configuration import load

    kind, forms = _forms(load(config, environ={}), "foreign-minister/RU")
    rows = _spelled(forms)
    assert kind == "office"
    assert ("ru", "главой МИД России", "composition", False) in rows
    assert json.dumps(rows)


def test_list_names_the_kinds(config: Path) -> None:
    listed = run(config, "list").stdout
    assert [line.split()[:2] for line in listed.splitlines()[1:]] == [
        ["person", "sergey-lavrov"], ["organisation", "sco"], ["office", "foreign-minister/RU"],
    ]  # fmt: skip


def test_an_entry_that_is_not_there_is_told_with_what_is_like_it(config: Path) -> None:
    shown = run(config, "show", "sergei-lavrov")
    assert isinstance(shown.exception, ConfigurationError)
    assert "did you mean sergey-lavrov?" in str(shown.exception)
