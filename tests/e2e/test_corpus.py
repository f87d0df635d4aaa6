"""The whole program against real pages: everything is collected, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.stage import Stage, corpus_config, corpus_site

pytestmark = pytest.mark.corpus

ALERTS = {
    "channels": [{"id": "log", "file": "alerts.jsonl"}],
    "rules": [
        {
            "id": "president",
            "title": "A president",
            "query": "president OR Präsident OR présidente OR presidente",
            "channels": ["log"],
        },
        {"id": "title", "title": "In the title", "query": "title:die OR title:the OR title:la", "channels": ["log"]},
    ],
}


def test_once_collects_every_page_and_a_second_time_none(corpus: Path, tmp_path: Path) -> None:
    files = [json.loads(line)["file"] for line in (corpus / "gold.jsonl").read_text("utf-8").splitlines()]
    with corpus_site(corpus) as (base, publishers):
        config = corpus_config(tmp_path / "config", base, publishers, ALERTS)
        stage = Stage(config, tmp_path / "data")
        stage.run("once")
        articles = stage.articles()
        alerts = stage.alerts()
        stage.run("once")
        assert stage.articles() == articles
        assert len(stage.alerts()) == len(alerts)
        links = sorted((article["link"] or article["url"]).rpartition("/")[2] for article in articles)
        assert links == sorted(file.removesuffix(".gz") for file in files)
        assert len(articles) == len({article["id"] for article in articles})
    told = [json.loads(line)["key"] for line in (stage.data / "alerts.jsonl").read_text("utf-8").splitlines()]
    assert sorted(told) == sorted(delivery["id"] for alert in alerts for delivery in alert["deliveries"])
    assert alerts
