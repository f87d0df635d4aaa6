"""What was collected is read again from the archive of pages, and is the same."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stage import Stage, corpus_config, corpus_site

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

SITES = 4
ALERTS = {
    "channels": [{"id": "log", "file": "alerts.jsonl"}],
    "rules": [
        {"id": "all", "title": "Common words", "query": "title:die OR title:the OR title:la", "channels": ["log"]}
    ],
}


def stored(stage: Stage) -> list[tuple[Any, ...]]:
    """All that the archive has of articles, but for the numbers of its own rows."""
    with sqlite3.connect(stage.data / "presswatch.sqlite") as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(articles)") if row[1] != "n"]
        sql = f"SELECT {', '.join(names)} FROM articles ORDER BY id, version"  # noqa: S608 - the table's own columns
        rows = database.execute(sql).fetchall()
    database.close()
    return rows


def test_reading_the_archive_again_gives_the_articles_of_the_crawl(corpus: Path, tmp_path: Path) -> None:
    with corpus_site(corpus) as (base, publishers):
        crawled = Stage(corpus_config(tmp_path / "config", base, publishers[:SITES], ALERTS), tmp_path / "data")
        crawled.run("once")
    articles, alerts = stored(crawled), crawled.alerts()
    told = (crawled.data / "alerts.jsonl").read_bytes()
    assert articles
    assert alerts

    [again] = crawled.lines("reprocess")
    assert (again["same"], again["changed"], again["new"], again["gone"]) == (len(articles), 0, 0, 0)
    assert stored(crawled) == articles

    empty = Stage(crawled.config, tmp_path / "empty")
    shutil.copytree(crawled.data / "warc", empty.data / "warc")
    [anew] = empty.lines("reprocess", "--alerts")
    assert (anew["new"], anew["changed"], anew["gone"]) == (len(articles), 0, 0)
    assert stored(empty) == articles
    assert {each["id"] for each in empty.alerts()} == {each["id"] for each in alerts}

    silent = Stage(crawled.config, tmp_path / "silent")
    shutil.copytree(crawled.data / "warc", silent.data / "warc")
    assert silent.lines("reprocess")[0]["new"] == len(articles)
    assert not silent.alerts()
    assert not (silent.data / "alerts.jsonl").exists()
    assert (crawled.data / "alerts.jsonl").read_bytes() == told
