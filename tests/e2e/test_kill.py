"""Kill any one process at any moment and start again: every article there once, every alert there once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stage import Stage, children_of, corpus_config, corpus_site
from tests.e2e.test_corpus import ALERTS

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

ROUNDS = 6 if os.environ.get("PRESSWATCH_BOUNDED") else 20
TARGETS = {
    "once": "presswatch once",
    "up": "presswatch up",
    "valkey": "valkey-server",
    "worker": "workers --kind cpu",
    "io worker": "workers --kind io",
    "crawl": "-m crawlers",
}


@dataclass(frozen=True)
class Facts:
    """What came of a run."""

    articles: list[str]  # their links
    met: Counter[tuple[str, str]]  # which rule met which article
    deliveries: list[tuple[str, str]]  # channel and key
    told: list[str]  # the keys in the channel's file


def facts(stage: Stage) -> Facts:
    articles, alerts = stage.articles(), stage.alerts()
    links = {article["id"]: (article["link"] or article["url"]).rpartition("/")[2] for article in articles}
    return Facts(
        articles=sorted(links.values()),
        met=Counter((alert["rule"], links[article]) for alert in alerts for article in alert["articles"]),
        deliveries=[(delivery["channel"], delivery["id"]) for alert in alerts for delivery in alert["deliveries"]],
        told=[json.loads(line)["key"] for line in (stage.data / "alerts.jsonl").read_text("utf-8").splitlines()],
    )


@pytest.fixture(scope="module")
def site(corpus: Path):
    with corpus_site(corpus) as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(site, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What comes out without a fault, on the embedded engine, and how long that takes."""
    folder = tmp_path_factory.mktemp("undisturbed")
    stage = Stage(corpus_config(folder / "config", *site, ALERTS), folder / "data")
    started = time.monotonic()
    stage.run("once")
    return facts(stage), time.monotonic() - started


def kill_one(process: subprocess.Popen[bytes], target: str) -> bool:
    wanted = TARGETS[target]
    if target in ("once", "up"):
        process.kill()
        return True
    found = [pid for pid, command in children_of(process.pid).items() if wanted in command]
    if not found:
        return False
    os.kill(random.choice(found), signal.SIGKILL)
    return True


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nothing_is_lost_and_nothing_doubled(number: int, site, undisturbed: Any, tmp_path: Path) -> None:
    expected, seconds = undisturbed
    chance = random.Random(number)
    target = list(TARGETS)[number % len(TARGETS)]
    command = "up" if target == "up" else "once"
    stage = Stage(corpus_config(tmp_path / "config", *site, ALERTS), tmp_path / "data")
    process = stage.start(command)
    try:
        time.sleep(chance.uniform(0.5, seconds * 0.9))
        while not kill_one(process, target) and process.poll() is None:
            time.sleep(0.05)
        if command == "once" and target != "once":
            assert process.wait(240) in (0, 1)
    finally:
        process.kill()
        process.wait()
    stage.run("once")
    found = facts(stage)
    assert found.articles == expected.articles
    assert found.met == expected.met
    keys = [key for _, key in found.deliveries]
    assert set(found.told) == set(keys)
    assert len(found.told) <= len(keys) + 1  # one more where a process died between the append and the note of it
