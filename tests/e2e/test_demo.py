"""The demo, on each engine: the same articles, the same alerts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from presswatch.cli.demonstration import run_demo
from tests.engine import nodes

ENGINES = ["embedded", *(pytest.param(name, marks=pytest.mark.engine) for name in nodes.names())]


@pytest.mark.parametrize("engine", ENGINES)
def test_exactly_the_expected_comes_out(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_PORT", "0")  # the demo sets them for its children; these are put back after the test
    monkeypatch.setenv("HOOK_SECRET", "")
    if engine != "embedded":
        monkeypatch.setenv("PRESSWATCH_ELASTICSEARCH_URL", nodes.url(engine))
        monkeypatch.setenv("PRESSWATCH_ELASTICSEARCH_PREFIX", f"demo-{engine}-")
    out = io.StringIO()
    passed = run_demo(tmp_path, Console(file=out, width=120))
    assert passed, out.getvalue()
