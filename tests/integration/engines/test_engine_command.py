"""`presswatch engine setup | status | reindex` on a file, and what they say of rules that an engine refuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from presswatch.bootstrap import App
from presswatch.cli import main
from presswatch.engines.sqlite import open_engine
from presswatch.rules import Query, RuleSet
from tests.e2e.stage import write_config
from tests.integration.workers.desk import CONFIG
from tests.make import article


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PRESSWATCH_ELASTICSEARCH_URL", raising=False)
    monkeypatch.setenv("PRESSWATCH_CONFIG", str(write_config(tmp_path / "config", **CONFIG)))
    monkeypatch.setenv("PRESSWATCH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRESSWATCH_RETENTION_MONTHS", "6")
    return tmp_path / "data"


def said(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["presswatch", "engine", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
    sys.stdout.flush()
    assert end.value.code == 0
    return capfdbinary.readouterr().out.decode()


def test_status_tells_what_is_kept(capfdbinary: pytest.CaptureFixture[bytes], data: Path) -> None:
    data.mkdir()
    with open_engine(data / "presswatch.sqlite") as engine:
        engine.put([article(1)])
    found = json.loads(said(capfdbinary, "status", "--json"))
    assert found["articles"] == found["unmatched"] == 1
    assert found["keeps"].endswith(", 6 months")
    assert (found["rules"], found["rules_refused"]) == (2, {})
    assert "is ready, with 2 rules. It keeps what is from" in said(capfdbinary, "setup")


def test_status_names_the_rules_that_the_engine_refuses(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(RuleSet):
        def __init__(self, rules: dict[str, Query]) -> None:
            super().__init__(rules)
            self._refused = {"sco": "400 too\nlong"}

        @property
        def refused(self) -> dict[str, str]:
            return self._refused

    monkeypatch.setattr(App, "rule_index", property(lambda app: Refusing(app.configuration.queries)))
    assert json.loads(said(capfdbinary, "status", "--json"))["rules_refused"] == {"sco": "400 too\nlong"}
    assert "rule sco: refused by the engine" in said(capfdbinary, "status")


def test_reindex_makes_the_index_of_a_file_anew(capfdbinary: pytest.CaptureFixture[bytes], data: Path) -> None:
    assert "is made anew" in said(capfdbinary, "reindex")
    assert json.loads(said(capfdbinary, "reindex", "--json"))["moved"] == []
    assert (data / "presswatch.sqlite").exists()
