"""`presswatch engine copy` when it can't begin: one clear line, and nothing made."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from presswatch.cli import main
from presswatch.engines.sqlite import open_engine


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["presswatch", "engine", "copy", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
    return end.value.code, capsys.readouterr().err


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PRESSWATCH_ELASTICSEARCH_URL", raising=False)
    monkeypatch.setenv("PRESSWATCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_both_archives_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    code, error = said(capsys, "sqlite", "sqlite", "--elasticsearch-url", "http://127.0.0.1:9")
    assert (code, error.count("\n")) == (2, 1)
    assert "both archives are sqlite" in error


@pytest.mark.parametrize("direction", [("sqlite", "elasticsearch"), ("elasticsearch", "sqlite")])
def test_the_address_is_not_known(capsys: pytest.CaptureFixture[str], direction: tuple[str, str]) -> None:
    code, error = said(capsys, *direction)
    assert (code, error.count("\n")) == (2, 1)
    assert "set PRESSWATCH_ELASTICSEARCH_URL, or give --elasticsearch-url" in error


def test_there_is_no_file_to_copy(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    code, error = said(capsys, "sqlite", "elasticsearch", "--elasticsearch-url", "http://127.0.0.1:9")
    assert code == 2
    assert f"there is no archive at {data / 'presswatch.sqlite'}" in error
    assert not data.exists()


def test_the_file_is_empty(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    data.mkdir()
    open_engine(data / "presswatch.sqlite").close()
    code, error = said(capsys, "sqlite", "elasticsearch", "--elasticsearch-url", "http://127.0.0.1:9")
    assert code == 1
    assert "the sqlite archive is empty" in error
