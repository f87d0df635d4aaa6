"""`presswatch kibana build` and `presswatch kibana setup`, as a person runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from presswatch.cli.context import options
from presswatch.cli.kibana import kibana as commands
from presswatch.errors import ConfigurationError, PermanentError
from tests.integration.kibana.stand_in import StandIn

Run = Callable[..., Result]

RULES = """\
channels: [{id: log, file: alerts.jsonl}]
rules:
  - {id: visas, title: Visas, query: 'visa kind:official', channels: [log]}
  - {id: ours, title: Ours, query: 'kind:official', channels: [log]}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    (folder / "alerts").mkdir(parents=True)
    (folder / "alerts" / "rules.yaml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture
def run(config: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("URL", "SPACE", "USER", "PASSWORD", "PASSWORD_FILE", "API_KEY", "API_KEY_FILE", "CA"):
        monkeypatch.delenv(f"PRESSWATCH_KIBANA_{name}", raising=False)
    monkeypatch.delenv("PRESSWATCH_ELASTICSEARCH_PREFIX", raising=False)
    app = typer.Typer()
    app.callback()(options)
    app.add_typer(commands, name="kibana")

    def ran(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--config", str(config), "kibana", *arguments])

    return ran


def test_build_writes_both_forms_beside_the_config(run: Run, config: Path):
    assert run("build").exit_code == 0
    for name in ("portable.ndjson", "kibana-9.ndjson"):
        ids = {json.loads(line)["id"] for line in (config / "kibana" / name).read_bytes().splitlines()}
        assert {"presswatch-search-rule-visas", "presswatch-search-rule-ours", "presswatch-dashboard-sco"} <= ids
    views = [json.loads(line)["attributes"]["title"] for line in _lines(config, "index-pattern")]
    assert views[0] == "articles"
    (config / "kibana" / "notes.yaml").write_text("not: ours", encoding="utf-8")
    assert run("build").exit_code == 0, "what stands in kibana/ is none of the config's business"


def test_views_are_of_the_archive_that_the_prefix_names(run: Run, config: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PRESSWATCH_ELASTICSEARCH_PREFIX", "desk-")
    assert run("build").exit_code == 0
    views = [json.loads(line)["attributes"]["title"] for line in _lines(config, "index-pattern")]
    assert views[:2] == ["desk-articles", "desk-presswatch-alerts"]


def _lines(config: Path, type_: str) -> list[bytes]:
    lines = (config / "kibana" / "portable.ndjson").read_bytes().splitlines()
    return [line for line in lines if json.loads(line)["type"] == type_]


def test_setup_imports_what_suits_the_version_and_the_rules_of_the_config(run: Run):
    for version, kind in (("9.1.0", "lens"), ("7.10.2", "visualization"), ("3.8.0", "visualization")):
        with StandIn(version=version) as stand_in:
            stand_in.says(level="available")
            result = run("setup", "--url", stand_in.url, "--space", "desk")
            assert result.exit_code == 0, result.output
            assert ("desk", "search", "presswatch-search-rule-visas") in stand_in.saved
            assert kind in {type_ for _, type_, _ in stand_in.saved}
            assert f"{len(stand_in.saved)} saved objects imported" in result.output


def test_setup_takes_the_form_that_is_asked_for(run: Run):
    with StandIn(version="9.1.0") as stand_in:
        assert run("setup", "--url", stand_in.url, "--form", "portable").exit_code == 0
        assert "lens" not in {type_ for _, type_, _ in stand_in.saved}
        wrong = run("setup", "--url", stand_in.url, "--form", "kibana-10")
        assert isinstance(wrong.exception, ConfigurationError)
        assert stand_in.imports == 1


def test_setup_takes_address_and_user_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "password").write_text("from-a-file\n", encoding="utf-8")
    with StandIn() as stand_in:
        stand_in.requires("desk", "from-a-file")
        monkeypatch.setenv("PRESSWATCH_KIBANA_URL", stand_in.url)
        monkeypatch.setenv("PRESSWATCH_KIBANA_USER", "desk")
        monkeypatch.setenv("PRESSWATCH_KIBANA_PASSWORD", "wrong")
        refused = run("setup")
        assert isinstance(refused.exception, PermanentError)
        assert stand_in.saved == {}
        monkeypatch.setenv("PRESSWATCH_KIBANA_PASSWORD_FILE", str(tmp_path / "password"))
        assert run("setup").exit_code == 0
        assert stand_in.saved
