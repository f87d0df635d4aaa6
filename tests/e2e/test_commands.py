"""The command line as its users meet it: real processes on a real stack, exit codes, one clear line for each error."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from presswatch.engines.sqlite import open_engine
from presswatch.messages import articles_to_json
from presswatch.ports import Quarantined
from tests.conftest import until
from tests.e2e.stage import Stage, children_of, write_config
from tests.make import article

CONFIG: dict[str, Any] = {
    "sources": {
        "sources": [
            {
                "id": "mfa-kz",
                "name": "Ministry",
                "country": "KZ",
                "kind": "official",
                "feeds": ["http://127.0.0.1:9/feed"],
            }
        ]
    },
    "watchlist": {
        "people": [{"id": "wang-yi", "names": {"en": ["Wang Yi"], "zh": ["王毅"]}}],
        "organisations": [{"id": "sco", "names": {"en": ["=SCO"], "ru": ["=ШОС"], "zh": ["上合组织"]}}],
        "offices": [
            {
                "id": "foreign-minister/CN",
                "title": "Foreign Minister of China",
                "holders": [{"person": "wang-yi", "from": "2013-03-16", "to": "2022-12-30"}],
            }
        ],
    },
    "topics": {"topics": [{"id": "security", "title": "Security", "query": "security OR безопасность"}]},
    "alerts": {
        "channels": [{"id": "log", "file": "alerts.jsonl"}],
        "rules": [
            {"id": "sco", "title": "SCO", "query": "@sco", "channels": ["log"]},
            {"id": "minister", "title": "The minister", "query": "@foreign-minister/CN", "channels": ["log"]},
        ],
    },
}
ENGLISH = {
    "url": "https://News.example/1?utm_source=feed",
    "title": "Ministers in Moscow",
    "text": "The council of the SCO met in Moscow. Wang Yi spoke there of security in the region.",
    "source": "mfa-kz",
    "published_at": "2020-09-10T13:00:00+03:00",
}
RUSSIAN = {
    "url": "https://news.example/2",
    "title": "Встреча министров",
    "text": "Совет ШОС собрался в Москве. Говорили о безопасности в регионе.",
    "language": "ru",
}
LINES = [
    b"\xef\xbb\xbf" + json.dumps(ENGLISH).encode(),
    b"no JSON",
    json.dumps(RUSSIAN, ensure_ascii=False).encode(),
    b'{"url": "https://news.example/3", "title": "No text"}',
    b"",
    json.dumps(ENGLISH).encode(),
    b'{"url": "https://news.example/4", "title": "Half \\ud83d of a pair", "text": "Nothing.", "source": "mfa-kzz"}',
    b'{"url": "https://news.example/5", "title": "t", "text": "t", "published_at": "yesterday"}',
    b'{"url": "javascript:alert(1)", "title": "t", "text": "t"}',
    b'{"url": "https://news.example/6", "title": "caf\xe9", "text": "t"}',
    b"[1]",
    b"[" * 100_000,
]
REFUSED = {
    2: "not JSON: Expecting value at column 1",
    4: "'text' is missing or not a string",
    8: "'published_at' is not an ISO 8601 time: 'yesterday'",
    9: "'url' is not an http(s) address: 'javascript:alert(1)'",
    10: "not UTF-8",
    11: "not a JSON object",
    12: "not an article: nested too deeply",
}
ARTICLE = (
    "id", "url", "source", "title", "text", "language", "published_at", "first_seen_at", "topics", "people", "offices",
    "organisations", "countries", "story", "copy_of",
)  # fmt: skip
PAGE = """<!doctype html><html lang="en"><head><title>Ministers meet</title></head><body><article><h1>Ministers meet</h1>
<p>Foreign ministers met in Moscow on Thursday for the first time in person since the pandemic began, officials said.</p>
<p>They prepared the documents that the heads of state will sign in November, and spoke at length of trade.</p>
</article></body></html>"""


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def run(stage: Stage, *arguments: str, given: bytes = b"") -> Done:
    """Run a command in the poorest of locales."""
    environ = {name: value for name, value in stage.environ.items() if not name.startswith(("LC_", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-m", "presswatch", *arguments],
        env=environ | {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "latin-1"},
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_config(tmp_path_factory.mktemp("config"), **CONFIG)


@pytest.fixture(scope="module")
def filled(config: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, Done]:
    """A stage with what came of a file of good and bad lines."""
    folder = tmp_path_factory.mktemp("filled")
    stage = Stage(config, folder / "data")
    file = folder / "given.jsonl"
    file.write_bytes(b"\n".join(LINES) + b"\n")
    return stage, run(stage, "ingest", str(file), "--json")


@pytest.fixture
def empty(config: Path, tmp_path: Path) -> Stage:
    return Stage(config, tmp_path / "data")


def test_ingest_takes_the_good_lines_and_names_the_bad_ones(filled: tuple[Stage, Done]) -> None:
    stage, done = filled
    assert done.code == 1
    told = done.err.splitlines()
    assert [line.partition("given.jsonl:")[2] for line in told if "given.jsonl" in line] == [
        f"{number}: {reason}" for number, reason in REFUSED.items()
    ]
    assert sum("no source 'mfa-kzz'" in line for line in told) == 1
    english, russian, half = done.lines
    assert all(name in english for name in ARTICLE)
    assert english["url"] == "https://news.example/1"
    assert english["published_at"] == "2020-09-10T10:00:00Z"
    assert (english["language"], english["topics"], english["people"]) == ("en", ["security"], ["wang-yi"])
    assert (english["offices"], english["organisations"]) == (["foreign-minister/CN"], ["sco"])
    assert (english["story"], english["copy_of"]) == (english["id"], None)
    assert (russian["title"], russian["language"], russian["published_at"]) == ("Встреча министров", "ru", None)
    assert half["title"] == "Half ? of a pair"

    alerts = run(stage, "alerts", "--json").lines
    assert {(alert["rule"], *alert["articles"]) for alert in alerts} == {
        ("sco", english["id"], russian["id"]),  # one event, one story, one alert
        ("minister", english["id"]),
    }
    chinese = next(alert for alert in alerts if alert["rule"] == "minister")
    assert chinese["why"] | {"marks": []} == {
        "clause": "@foreign-minister/CN",
        "sentence": "Wang Yi spoke there of security in the region.",
        "article": english["id"],
        "marks": [],
    }
    (delivery,) = chinese["deliveries"]
    assert {name: delivery[name] for name in ("channel", "state", "attempts", "error")} == {
        "channel": "log",
        "state": "sent",
        "attempts": 1,
        "error": "",
    }
    assert len((stage.data / "alerts.jsonl").read_text("utf-8").splitlines()) == 2


def test_looking_at_what_there_is(filled: tuple[Stage, Done]) -> None:
    stage, ingested = filled
    english, russian, _ = ingested.lines
    assert run(stage, "search", "ШОС", "--json").lines == [russian]
    found = run(stage, "search", "@sco lang:en")
    assert "Ministers in Moscow" in found.out
    assert "Встреча министров" in run(stage, "search", "").out
    wrong = run(stage, "search", "(SCO AND", "--json")
    assert (wrong.code, wrong.out) == (2, "")
    assert "column 1" in wrong.err
    assert 'there is no watchlist entry "scoo"; did you mean sco?' in run(stage, "search", "@scoo").err
    (source,) = run(stage, "sources", "--json").lines
    assert source.keys() >= {"id", "state", "last_fetch_at", "last_new_at", "next_due_at", "articles", "error"}
    assert (source["id"], source["articles"], source["error"]) == ("mfa-kz", 1, None)
    assert run(stage, "alerts", "--rule", "minister").out.count("Wang Yi") == 1
    for rule in ("minister", '"Wang Yi"'):
        (would,) = run(stage, "rules", "test", rule, "--days", "3", "--json").lines
        assert would["articles"] == [english["id"]]
        assert would["why"]["sentence"] == "Wang Yi spoke there of security in the region."
    assert run(stage, "rules", "test", "sco", "--days", "0", "--json").lines == []


def test_options_stand_before_or_after_the_command(filled: tuple[Stage, Done], tmp_path: Path) -> None:
    stage, _ = filled
    elsewhere = str(tmp_path / "data")
    for arguments in (["--data", elsewhere, "search", ""], ["search", "", "--data", elsewhere]):
        assert "No article matches" in run(stage, *arguments).out
    assert run(stage, "search", "--json", "--", "--data").code == 0  # a query


def test_trying_rules_and_reading_without_a_stack(empty: Stage, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("王毅出席了上合组织会议。他谈到了安全。", "utf-8")
    (tried,) = run(empty, "rules", "try", "sco", "--text", str(text), "--json").lines
    assert tried["matches"] is True
    assert (tried["why"]["clause"], tried["why"]["sentence"]) == ("@sco", "王毅出席了上合组织会议。")
    assert "王毅出席了上合组织会议。" in run(empty, "rules", "try", "上合组织", given=text.read_bytes()).out
    (tried,) = run(empty, "rules", "try", "title:summit", "--title", "The summit", "--json", given=b"x").lines
    assert tried["matches"] is True
    (tried,) = run(empty, "rules", "try", "=SCO", "--json", given=b"sco").lines
    assert tried == {"matches": False, "why": None}
    unknown = run(empty, "rules", "try", "@scoo", given=b"x")
    assert (unknown.code, unknown.out) == (2, "")
    assert "did you mean sco?" in unknown.err
    analysed = run(empty, "analyse", "-", "--json", given=json.dumps(RUSSIAN).encode())
    (row,) = analysed.lines
    names = ("language", "topics", "people", "offices", "organisations", "countries")
    assert [row[name] for name in names[:2]] == ["ru", ["security"]]
    assert all(name in row for name in names)
    assert not empty.data.exists()  # nothing was stored


def test_extract_reads_saved_pages_and_names_what_is_none(empty: Stage, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "broken.html.gz").write_bytes(b"\x1f\x8bnot so")
    (tmp_path / "notes.txt").write_text("Not a page. " * 50, "utf-8")
    names = ["page.html", "page.html.gz", "broken.html.gz", "notes.txt", "missing.html"]
    done = run(empty, "extract", *(str(tmp_path / name) for name in names), "--url", "https://e.example/1")
    assert done.code == 1
    plain, packed, *wrong = done.lines
    assert plain | {"file": ""} == packed | {"file": ""}
    assert (plain["url"], plain["title"], plain["language"]) == ("https://e.example/1", "Ministers meet", "en")
    assert plain["text"].startswith("Foreign ministers met in Moscow")
    assert plain["read_by"]
    assert all(each["error"] for each in wrong)
    assert [line.partition(f"{tmp_path}/")[2].split()[0] for line in done.err.splitlines()] == names[2:]


def test_wrong_use_and_config_exit_with_2(empty: Stage, tmp_path: Path) -> None:
    assert run(empty, "check").code == 0
    broken = Stage(write_config(tmp_path / "broken", sources={"sources": [{"id": "x", "nmae": "X"}]}), tmp_path / "d")
    for command in (["check"], ["up"], ["once"], ["ingest", "-"]):
        done = run(broken, *command)
        assert done.code == 2
        assert "all.yaml:" in done.err
        assert "nmae" in done.err
    (problem, *_) = run(broken, "check", "--json").lines
    assert problem["severity"] == "error"
    assert problem["line"] > 0
    unknown = run(empty, "crawl", "nobody")
    assert unknown.code == 2
    assert unknown.err.startswith("unknown sources: nobody")
    assert run(empty, "no-such-command").code == 2
    missing = run(empty, "rules", "try", "x", "--text", str(tmp_path / "missing.txt"))
    assert missing.code == 1
    assert len(missing.err.splitlines()) == 1


def test_help_is_quick(empty: Stage) -> None:
    taken = []
    for _ in range(5):
        begun = time.monotonic()
        assert "presswatch once" in run(empty, "--help").out
        taken.append(time.monotonic() - begun)
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import typer"], check=True)
    assert min(taken) < 0.3 + (time.monotonic() - begun)  # beside what the machine is slow by


def test_up_logs_json_lets_others_join_and_ends_its_children(empty: Stage) -> None:
    up = subprocess.Popen(
        [sys.executable, "-m", "presswatch", "up"], env=empty.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        until(lambda: len(children_of(up.pid)) >= 4, seconds=60)
        second = run(empty, "up")
        assert second.code == 1
        assert "is running on" in second.err
        joined = run(empty, "ingest", "-", "--no-alerts", given=json.dumps(ENGLISH).encode())
        assert (joined.code, joined.err) == (0, "")
        assert len(run(empty, "search", "", "--json").lines) == 1
        assert run(empty, "alerts", "--json").lines == []  # a backfill tells nobody
        children = children_of(up.pid)
        begun = time.monotonic()
        up.send_signal(signal.SIGTERM)
        out, err = up.communicate(timeout=30)
        assert time.monotonic() - begun < 15
        assert up.returncode == 0
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), seconds=5)
    finally:
        up.kill()
        up.wait()
    events = [json.loads(line) for line in out.decode().splitlines()]
    assert {"up", "batch_ingested"} <= {event["event"] for event in events}
    assert all("outcome" in event for event in events if event["logger"].startswith(("presswatch", "workers")))
    assert err == b""


def test_once_records_what_failed_and_quarantine_is_listed_and_tried_again(empty: Stage) -> None:
    done = run(empty, "once", "--json")
    assert done.code == 1  # no source could be read
    (source,) = run(empty, "sources", "--json").lines
    assert source["state"] == "failing"
    assert "127.0.0.1:9" in source["error"]
    assert source.pop("amiss") == []
    assert done.lines == [source]

    with open_engine(empty.data / "presswatch.sqlite") as engine:
        at = datetime(2020, 9, 10, tzinfo=UTC)
        body = articles_to_json([article(1, text="The SCO met.")]).decode()
        engine.add(Quarantined(id="one", task="presswatch.ingest", body=body, reason="a bug\nValueError: x", at=at))
        engine.add(Quarantined(id="two", task="presswatch.ingest", body="[5]", reason="0: not so", at=at))
    assert "ValueError: x" in run(empty, "quarantine", "list").out
    assert [each["id"] for each in run(empty, "quarantine", "list", "--json").lines] == ["one", "two"]
    assert run(empty, "quarantine", "retry", "three").code == 1
    tried = run(empty, "quarantine", "retry")
    assert tried.code == 1
    assert "two: " in tried.err
    assert [each["id"] for each in run(empty, "quarantine", "list", "--json").lines] == ["two"]
    assert len(run(empty, "search", "SCO", "--json").lines) == 1
    assert [each["rule"] for each in run(empty, "alerts", "--json").lines] == ["sco"]
