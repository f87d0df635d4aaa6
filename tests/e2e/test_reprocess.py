"""What was collected is read again from the archive of pages, and is the same, byte for byte in what is stored.

In place, all of it is. An archive that is made anew from the pages alone has by its nature:

- in the order of reading what the crawl's workers took in the order in which they got to it: which of several articles
  of the same seconds was first in its story, and so what each added (`ORDER`);
- of articles that were handed over without a page, and of removals, nothing: no page tells of them.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections import Counter
from importlib.resources import as_file, files
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
import yaml

from presswatch.cli.demonstration import run_demo
from presswatch.text import tokens
from tests.conftest import until
from tests.e2e.stage import Stage, corpus_config, corpus_site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ALERTS: dict[str, Any] = {
    "channels": [{"id": "log", "file": "alerts.jsonl"}],
    "rules": [
        {"id": "all", "title": "Common words", "query": "title:die OR title:the OR title:la", "channels": ["log"]}
    ],
}
KILLED = 80 if os.environ.get("PRESSWATCH_BOUNDED") else 1000  # pages that are read between kills: four times a batch
ORDER = {"story", "copy_of", "first_published_by", "adds"}
Row = dict[str, Any]


def stored(stage: Stage) -> dict[tuple[str, int], Row]:
    """All that the archive has of articles, but for the numbers of its own rows."""
    with sqlite3.connect(stage.data / "presswatch.sqlite") as database:
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute("SELECT * FROM articles")]
    database.close()
    for row in rows:
        del row["n"]
    return {(row["id"], row["version"]): row for row in rows}


def without(rows: dict[tuple[str, int], Row], names: set[str]) -> dict[tuple[str, int], Row]:
    return {id_: {name: value for name, value in row.items() if name not in names} for id_, row in rows.items()}


def anew(stage: Stage, data: Path) -> Stage:
    """The same config, and of the data the pages alone."""
    shutil.copytree(stage.data / "warc", data / "warc")
    return Stage(stage.config, data, stage.extra)


def met(stage: Stage) -> Counter[tuple[str, str]]:
    """Which rule met which article."""
    return Counter((alert["rule"], article) for alert in stage.alerts() for article in alert["articles"])


def counted(stage: Stage, *arguments: str) -> dict[str, int]:
    """What reading again came to, where that isn't none."""
    [told] = stage.lines("reprocess", *arguments)
    return {name: count for name, count in told.items() if count}


@pytest.fixture(scope="module")
def crawled(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The whole corpus, collected; its server is down."""
    folder = tmp_path_factory.mktemp("crawled")
    with corpus_site(corpus) as (base, publishers):
        stage = Stage(corpus_config(folder / "config", base, publishers, ALERTS), folder / "data")
        stage.run("once")
    return stage


@pytest.mark.corpus
def test_the_whole_corpus_read_again_is_the_same_and_tells_nobody(crawled: Stage) -> None:
    before, alerts, told = stored(crawled), crawled.alerts(), (crawled.data / "alerts.jsonl").read_bytes()
    assert before
    assert alerts
    assert counted(crawled, "--since", "2001-01-01") == {"pages": len(before), "same": len(before)}
    assert stored(crawled) == before
    assert crawled.alerts() == alerts
    assert (crawled.data / "alerts.jsonl").read_bytes() == told


@pytest.mark.corpus
def test_killed_and_started_again_an_empty_archive_is_filled_as_by_the_crawl(crawled: Stage, tmp_path: Path) -> None:
    pages = Counter(row["source"] for row in stored(crawled).values())
    publishers = [
        name for name, before in zip(pages, accumulate(pages.values(), initial=0), strict=False) if before < KILLED
    ]
    options = ["--alerts", *(f"--source={publisher}" for publisher in publishers)]
    whole = {id_: row for id_, row in stored(crawled).items() if row["source"] in publishers}
    stage = anew(crawled, tmp_path / "anew")
    for how, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 130)):  # which ends it as Ctrl-C does
        before = len(_ids(stage))
        process = stage.start("reprocess", *options, output=tmp_path / "output")
        try:
            until(lambda known=before: len(_ids(stage)) > known, seconds=300)
            process.send_signal(how)
            assert process.wait(60) == code
        finally:
            process.kill()
            process.wait()
        assert before < len(_ids(stage)) < len(whole)
    assert "go on with --since" in (tmp_path / "output").read_text("utf-8")
    rest = counted(stage, *options)
    assert rest["pages"] == rest["new"] + rest["same"] == len(whole)
    assert without(stored(stage), ORDER) == without(whole, ORDER)
    articles = {id_ for id_, _ in whole}
    assert met(stage) == Counter(pair for pair in met(crawled).elements() if pair[1] in articles)
    keys = {delivery["id"] for alert in stage.alerts() for delivery in alert["deliveries"]}
    told = [json.loads(line)["key"] for line in (stage.data / "alerts.jsonl").read_text("utf-8").splitlines()]
    assert set(told) == keys
    assert len(told) <= len(keys) + 1  # one more where the process died between the append and the note of it


def _ids(stage: Stage) -> list[str]:
    if not (stage.data / "presswatch.sqlite").exists():
        return []
    try:
        return [id_ for id_, _ in stored(stage)]
    except sqlite3.OperationalError:  # it is only just being made
        return []


@pytest.mark.corpus
def test_a_new_entry_of_the_watchlist_shows_in_what_was_collected_before_it(crawled: Stage, tmp_path: Path) -> None:
    rows = stored(crawled)
    first = rows[min(rows)]
    name = max((word for word in tokens(first["text"]).cased if word[:1].isupper() and word.isalpha()), key=len)
    stage = Stage(tmp_path / "config", tmp_path / "data")
    shutil.copytree(crawled.config, stage.config)
    shutil.copytree(crawled.data, stage.data)
    _write(stage.config / "watchlist/all.yaml", {"organisations": [{"id": "newcomer", "names": {"de": [f"={name}"]}}]})
    rule = {"id": "newcomer", "title": "Newcomer", "query": "@newcomer", "channels": ["log"]}
    _write(stage.config / "alerts/all.yaml", ALERTS | {"rules": [*ALERTS["rules"], rule]})
    of_source = {id_ for id_, row in rows.items() if row["source"] == first["source"]}
    before = met(crawled)

    done = counted(stage, "--source", first["source"])
    found = stored(stage)
    named = {id_ for id_, row in found.items() if "newcomer" in json.loads(row["organisations"])}
    assert (first["id"], first["version"]) in named <= of_source
    assert done["changed"] == len(named)
    assert done["pages"] == len(of_source)
    about = {"organisations", "mentions"}
    assert without(found, about) == without(rows, about)
    assert {id_: row for id_, row in found.items() if id_ not in named} == {
        id_: row for id_, row in rows.items() if id_ not in named
    }
    assert met(stage) == before

    assert counted(stage, "--source", first["source"], "--alerts")["same"] == len(of_source)
    assert met(stage) == before + Counter(("newcomer", article) for article, _ in named)


def test_stories_copies_and_versions_read_again_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_PORT", "0")  # the demo sets them; these are put back after the test
    monkeypatch.setenv("HOOK_SECRET", "")
    assert run_demo(tmp_path / "demo")
    with as_file(files("presswatch.demo").joinpath("config")) as config:
        stage = Stage(config, tmp_path / "demo", {"NEWSROOM_PORT": "9", "HOOK_SECRET": "none"})
        before, alerts = stored(stage), stage.alerts()
        assert max(version for _, version in before) == 2
        assert any(row["copy_of"] for row in before.values())
        assert counted(stage) == {"pages": len(before), "same": len(before)}
        assert stored(stage) == before
        assert stage.alerts() == alerts

        silent = anew(stage, tmp_path / "silent")
        new = len(before) - 1  # the correction is a version
        assert counted(silent) == {"pages": len(before), "new": new, "changed": 1}
        assert without(stored(silent), ORDER | {"alerts"}) == without(before, ORDER | {"alerts"})
        assert not any(row["alerts"] for row in stored(silent).values())
        assert not silent.alerts()
        assert not (silent.data / "alerts.jsonl").exists()


def _write(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
