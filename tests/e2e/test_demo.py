"""The demo, on each engine: the same articles, the same alerts, and a screen that shows them."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from presswatch.cli.demonstration import run_demo
from presswatch.cli.demonstration_view import COPY
from presswatch.demo.pieces import read_pieces
from presswatch.embeddings import embedder
from tests.engine import nodes

ENGINES = ["embedded", *(pytest.param(name, marks=pytest.mark.engine) for name in nodes.names())]
EXPECTED: dict[str, Any] = yaml.safe_load(files("presswatch.demo").joinpath("expected.yaml").read_text("utf-8"))
PIECES = {piece.key: piece for piece in read_pieces()[0]}


def shown(folder: Path) -> str:
    out = io.StringIO()
    assert run_demo(folder, Console(file=out, width=200)), out.getvalue()
    return out.getvalue()


def section(screen: str, beginning: str) -> list[str]:
    """The lines below a heading, to the next empty one."""
    lines = iter(screen.splitlines())
    assert any(line.startswith(beginning) for line in lines), screen
    return list(iter(lambda: next(lines, ""), ""))


def line_of(key: str, lines: list[str]) -> int:
    """The one of these that shows an article."""
    piece = PIECES[key]
    found = [at for at, line in enumerate(lines) if piece.source in line and piece.title[:40] in line]
    assert len(found) == 1, (key, lines)
    return found[0]


@pytest.fixture(autouse=True)
def environment_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_PORT", "0")  # the demo sets them for its children
    monkeypatch.setenv("HOOK_SECRET", "")


@pytest.mark.parametrize("engine", ENGINES)
def test_exactly_the_expected_comes_out(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine != "embedded":
        monkeypatch.setenv("PRESSWATCH_ELASTICSEARCH_URL", nodes.url(engine))
        monkeypatch.setenv("PRESSWATCH_ELASTICSEARCH_PREFIX", f"demo-{engine}-")
    screen = shown(tmp_path)
    assert len(screen.splitlines()) <= 72
    if embedder("auto") is None:
        assert "No sentence embeddings here" in screen
        return
    assert "No sentence embeddings" not in screen
    _shows_nine_articles_in_six_languages(screen)
    _shows_whom_an_office_names(screen)


def _shows_nine_articles_in_six_languages(screen: str) -> None:
    nine = EXPECTED["stories"]["together"][0]
    assert len(nine) == 9
    assert len({PIECES[key].language for key in nine}) == 6
    story = section(screen, "One story: ")
    originals = {copy: original for original, copies in EXPECTED["copies"].items() for copy in copies}
    for key in nine:
        line = story[line_of(key, story)]
        assert PIECES[key].language in line.split()
        assert (COPY in line) == (key in originals)
    above = [line_of(originals[key], story) for key in nine if key in originals]
    below = [line_of(key, story) for key in nine if key in originals]
    assert below == [above[0] + 1, above[0] + 2, above[2] + 1]
    adding = story[line_of("cfm-mn", story)]
    assert adding.split()[-1] == "MN"  # the first one from Mongolia that is no copy


def _shows_whom_an_office_names(screen: str) -> None:
    [(key, named)] = EXPECTED["offices"].items()
    assert "Ван И" not in f"{PIECES[key].title} {PIECES[key].text}"
    lines = screen.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith(f"{named['alert']} "))
    assert "визита министра иностранных дел Китая" in lines[at + 1]
    assert lines[at + 2].strip() == f"the office {named['office']}, held by {named['holder']}"


@pytest.mark.slow
def test_without_embeddings_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSWATCH_EMBEDDINGS", "off")
    screen = shown(tmp_path)
    assert "No sentence embeddings here" in screen
    _shows_whom_an_office_names(screen)
