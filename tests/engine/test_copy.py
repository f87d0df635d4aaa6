"""`presswatch engine copy` between a SQLite file and each real node, both ways, as processes that may be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from presswatch.cli import main
from presswatch.engines.elasticsearch import ElasticEngine
from presswatch.engines.sqlite import SqliteEngine, open_engine
from presswatch.errors import TransientError
from presswatch.ports import Engine, Fate
from tests.conftest import until
from tests.engine.archive import url_of
from tests.engine.filled import everything, fill, sent
from tests.make import NOON, article

pytestmark = pytest.mark.engine

BOUNDED = bool(os.environ.get("PRESSWATCH_BOUNDED"))
MANY = int(os.environ.get("PRESSWATCH_TEST_COPIED", "3000" if BOUNDED else "20000"))
PAUSE = 0.2 if BOUNDED else 1.0  # seconds between looks at how far a copy is; each makes the engine refresh
WORDS = 5  # times the generated text: some 200 words, as of a short report


class Told:
    """What the command told in JSON: the fates by kind, and the comparisons."""

    def __init__(self, out: bytes) -> None:
        lines = [json.loads(line) for line in out.splitlines()]
        self.fates = {line["kind"]: line for line in lines if "copied" in line}
        self.months = [line for line in lines if "month" in line]

    def total(self, fate: str) -> int:
        return sum(each[fate] for each in self.fates.values())

    @property
    def equal(self) -> bool:
        return bool(self.months) and all(each["equal"] for each in self.months)


@dataclass(frozen=True)
class Desk:
    """SQLite files beside a node, and the command that copies between them."""

    folder: Path
    environ: dict[str, str]

    def file(self, name: str) -> SqliteEngine:
        (self.folder / name).mkdir(exist_ok=True)
        return open_engine(self.folder / name / "presswatch.sqlite")

    def start(self, data: str, *direction: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "presswatch", "engine", "copy", *direction, "--json"]
        environ = self.environ | {"PRESSWATCH_DATA": str(self.folder / data)}
        return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def copy(self, data: str, *direction: str) -> Told:
        out, err = self.start(data, *direction).communicate(timeout=3000)
        assert not err, err.decode()
        return Told(out)


@pytest.fixture
def desk(engine: ElasticEngine, tmp_path: Path) -> Desk:
    environ = {"PRESSWATCH_ELASTICSEARCH_URL": url_of(engine), "PRESSWATCH_ELASTICSEARCH_PREFIX": engine.names.prefix}
    return Desk(tmp_path, dict(os.environ) | environ)


@pytest.fixture
def copy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., tuple[Told, str]]:
    """The command within this process: what it told, and said on standard error."""

    def run(data: str, *direction: str, code: int = 0) -> tuple[Told, str]:
        for name, value in desk.environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PRESSWATCH_DATA", str(desk.folder / data))
        monkeypatch.setattr(sys, "argv", ["presswatch", "engine", "copy", *direction, "--json"])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsysbinary.readouterr()
        assert (end.value.code or 0) == code, said.err.decode()
        return Told(said.out), said.err.decode()

    return run


def test_an_archive_goes_there_and_back(engine: ElasticEngine, desk: Desk, copy: Callable[..., Any]) -> None:
    with desk.file("one") as one:
        fill(one, 100)
        before = everything(one)
    told, _ = copy("one", "sqlite", "elasticsearch")
    assert {kind: (each["copied"], each["there"], each["refused"]) for kind, each in told.fates.items()} == {
        "articles": (100, 0, 0), "alerts": (5, 0, 0), "sources": (20, 0, 0), "quarantine": (20, 0, 0),
    }  # fmt: skip
    assert told.equal
    assert sum(each["target"] for each in told.months) == 145
    assert everything(engine) == before
    told, _ = copy("two", "elasticsearch", "sqlite")
    assert (told.total("copied"), told.equal) == (145, True)
    with desk.file("two") as two:
        assert everything(two) == before
    told, _ = copy("two", "sqlite", "elasticsearch")
    assert (told.total("there"), told.total("copied"), told.equal) == (145, 0, True)
    assert everything(engine) == before


def test_an_empty_archive_is_not_copied(copy: Callable[..., Any]) -> None:
    assert "the elasticsearch archive is empty" in copy("none", "elasticsearch", "sqlite", code=1)[1]


def test_what_was_written_by_half_is_completed(engine: ElasticEngine, tmp_path: Path) -> None:
    """Whoever restored an article or an alert may have died before the documents that belong to it."""
    with open_engine(tmp_path / "archive.sqlite") as source:
        fill(source, 40)
        expected = everything(source)
        here, there = source.shelves(), engine.shelves()
        there.articles.restore(here.articles.page(limit=99).items)
        there.alerts.restore(here.alerts.page(limit=99).items)
        engine.refresh()
        client = engine.store.client
        for index in (engine.names.versions, engine.names.deliveries):
            client.delete_by_query(index=index, query={"match_all": {}}, refresh=True)
        assert there.articles.restore(here.articles.page(limit=99).items).count(Fate.COPIED) == 4
        there.alerts.restore(here.alerts.page(limit=99).items)
    found = everything(engine)
    assert {part: found[part] for part in ("articles", "versions", "alerts", "due")} == {
        part: expected[part] for part in ("articles", "versions", "alerts", "due")
    }


@pytest.fixture
def many(tmp_path: Path) -> Iterator[SqliteEngine]:
    (tmp_path / "one").mkdir()
    with open_engine(tmp_path / "one" / "presswatch.sqlite") as source:
        fill(source, MANY, words=WORDS)
        yield source


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_go_there_and_back_whatever_is_killed(engine: ElasticEngine, desk: Desk, many: SqliteEngine) -> None:
    """And while workers write to the source: what came during the last run, another catches up."""
    expected = everything(many)
    seconds = _copy_and_kill(desk, "one", ("sqlite", "elasticsearch"), engine, kills=3)
    stands = everything(engine)
    assert stands == expected
    _say(f"{MANY} articles there in {seconds:.1f} s: {MANY / seconds:.0f}/s")
    _copy_while_written(desk, many, engine)
    expected = everything(many)
    assert everything(engine) == expected
    with desk.file("two") as two:
        seconds = _copy_and_kill(desk, "two", ("elasticsearch", "sqlite"), two, kills=3)
        _say(f"{len(expected['articles'])} back in {seconds:.1f} s: {len(expected['articles']) / seconds:.0f}/s")
        assert everything(two) == expected
        assert {each.id: each for each in sent(two)} == {each.id: each for each in sent(many)}
    begun = time.monotonic()
    told = desk.copy("two", "elasticsearch", "sqlite")
    _say(f"once more, with nothing to do, in {time.monotonic() - begun:.1f} s")
    assert (told.total("copied"), told.total("newer"), told.total("refused"), told.equal) == (0, 0, 0, True)


def _say(figures: str) -> None:
    """Seen with -s."""
    sys.stdout.write(f"\n{figures}\n")


def _copy_and_kill(desk: Desk, data: str, direction: tuple[str, str], target: Engine, *, kills: int) -> float:
    """Answers the seconds that all runs took together."""
    taken = 0.0
    killed = 0
    for number in range(1, kills + 1):
        begun = time.monotonic()
        with desk.start(data, *direction) as process:
            try:
                until(partial(_has_come, process, target, MANY * number // (kills + 2)), seconds=1800, pause=PAUSE)
            finally:
                process.send_signal(signal.SIGINT if number == 1 else signal.SIGKILL)
                out, err = process.communicate(timeout=120)
        taken += time.monotonic() - begun
        if out:  # it had told its account already
            assert Told(out).equal
            continue
        killed += 1
        assert process.returncode == (130 if number == 1 else -signal.SIGKILL), err.decode()
        assert number > 1 or "The same command goes on" in err.decode()
    assert killed, "each run ended before it could be killed"
    begun = time.monotonic()
    told = desk.copy(data, *direction)
    taken += time.monotonic() - begun
    assert told.fates["articles"]["there"] >= MANY * kills // (kills + 2)
    assert (told.total("refused"), told.equal) == (0, True)
    return taken


def _has_come(process: subprocess.Popen[bytes], target: Engine, articles: int) -> bool:
    """So far, or to its end: then it is too late to kill it."""
    try:
        target.refresh()
        return process.poll() is not None or target.shelves().articles.count() >= articles
    except TransientError:  # busy
        return False


def _copy_while_written(desk: Desk, source: SqliteEngine, target: ElasticEngine) -> None:
    done = threading.Event()

    def write() -> None:
        with desk.file("one") as mine:
            for number in range(10**6, 10**6 + 400):
                (put,) = mine.put([article(number, at=NOON)])
                mine.matched([(put.article.id, 1)])
                if done.wait(0.01):
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        fates = desk.copy("one", "sqlite", "elasticsearch").fates
    finally:
        done.set()
        writer.join()
    assert fates["articles"]["copied"] + fates["articles"]["caught_up"] > 0
    assert fates["articles"]["there"] >= MANY
    stood = {each.id for each in source.search(None, limit=MANY + 999).articles}
    desk.copy("one", "sqlite", "elasticsearch")
    assert set(target.get(stood)) == stood
