"""archive show, archive list, archive index."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import Request, Response
from typer.testing import CliRunner

from crawlers.circumstances import Circumstances, circumstances_to_json
from crawlers.discover import Link
from crawlers.warc import PageFiles
from presswatch.articles import article_id
from presswatch.cli import app
from presswatch.errors import PresswatchError

URL = "https://news.example/1"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = "<html><h1>Встреча\x1b[31m</h1></html>".encode("windows-1251")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    files = PageFiles(tmp_path / "warc", now=lambda: AT)
    headers = {"Content-Type": "text/html; charset=windows-1251"}
    record = files.write(Response(URL, body=BODY, headers=headers, request=Request(URL)))
    link = Link(url=URL, hint_by="feed")
    files.describe(URL, circumstances_to_json(Circumstances(source="news", link=link, at=AT, url=URL)), record=record)
    files.close()
    return tmp_path


def run(data: Path, *arguments: str) -> bytes:
    result = CliRunner().invoke(app, ["--data", str(data), "archive", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def test_the_page_of_an_article_is_shown(data: Path) -> None:
    shown = run(data, "show", article_id(URL), "--headers").decode()
    assert "2026-03-01T12:00:00+00:00" in shown
    assert "Content-Type: text/html; charset=windows-1251" in shown
    assert "<h1>Встреча" in shown
    assert "\x1b" not in shown
    assert run(data, "show", article_id(URL), "--html") == BODY


def test_pages_are_listed(data: Path) -> None:
    [line] = run(data, "list", "--json", "--since", "2026-03-01").splitlines()
    assert (json.loads(line)["url"], json.loads(line)["article"]) == (URL, article_id(URL))
    assert not run(data, "list", "--json", "--until", "2026-03-01T12:00").splitlines()
    assert not run(data, "list", "--json", "--source", "other").splitlines()
    assert b"1 files, 1 pages" in run(data, "index")


def test_what_is_not_there_says_what_to_do(data: Path, tmp_path: Path) -> None:
    with pytest.raises(PresswatchError, match="archive list"):
        run(data, "show", "unknown")
    with pytest.raises(PresswatchError, match="--data"):
        run(tmp_path / "elsewhere", "list")
