"""`presswatch sources check`: sources tried by a process of their own, explained, nothing kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from typer.testing import CliRunner, Result

from crawlers.survey.trial import Trial
from presswatch.bootstrap import App, archive_file, now
from presswatch.cli import app, trying_sources
from presswatch.cli.trying_sources import known_links
from presswatch.configuration import Settings
from presswatch.engines.sqlite import open_engine
from presswatch.sources import LookOutcome, Source, SourceKind
from presswatch.state import RedisSeenLinks
from tests.integration.crawlers.server import Publisher
from tests.make import article

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(sources: list[dict[str, Any]], *arguments: str, broker: str = "") -> Result:
        folder = tmp_path / "config" / "sources"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "a.yaml").write_text(json.dumps({"sources": sources}))
        where = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data"), "--allow-networks", "loopback"]
        where += ["--broker-url", broker] if broker else []
        return CliRunner().invoke(app, [*where, "sources", "check", *arguments])

    return run


def entry(name: str, **given: Any) -> dict[str, Any]:
    return {"id": name, "name": name.title(), "country": "KZ", "kind": "official"} | given


def told(result: Result) -> dict[str, dict[str, Any]]:
    return {one["source"]: one for one in map(json.loads, result.stdout.splitlines())}


def test_sources_are_tried_and_explained(run: Run, publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.url
    publisher.serve("/robots.txt", "User-agent: *\nDisallow: /private/\nCrawl-delay: 0.01\n", kind="text/plain")
    news = [publisher.page(f"/news/{n}") for n in range(5)]
    feed = publisher.feed("/feed", [*news, f"{url}/sport/1", f"{url}/sport/2"])
    publisher.serve("/app", "<html><body><div id=root></div><script src=app.js></script></body></html>")
    publisher.serve("/list", "<h2><a href='/news/1'>One</a></h2>")
    sources = [
        entry("well", feeds=[feed], languages=["en"], reading={"skip": ["/sport/"]}),
        entry("moved", feeds=[f"{url}/old"]),
        entry("closed", feeds=[f"{url}/private/feed"]),
        entry("script", feeds=[publisher.feed("/apps", [f"{url}/app"])]),
        entry("rebuilt", listings=[{"url": f"{url}/list", "links": "h3 a"}]),
        entry("half", feeds=[feed, f"{url}/old"], languages=["kk"]),
        entry("inward", feeds=["http://169.254.169.254/feed"]),
    ]
    result = run(sources, "--json")
    assert result.exit_code == 1
    found = told(result)
    assert {name: one["readable"] for name, one in found.items()} == {
        "well": True, "moved": False, "closed": False, "script": False, "rebuilt": False, "half": True, "inward": False,
    }  # fmt: skip

    well = found["well"]
    assert well["links"] == {"found": 7, "new": None, "known": None, "skipped": 2}
    assert well["amiss"] == ["no article has a date: give its selector as `date:` under `reading:`"]
    assert [one["language"] for one in well["articles"]] == ["en"] * 3
    assert well["articles"][0]["title"] == "Ministers meet news/0"
    assert well["articles"][0]["characters"] > 400
    assert well["articles"][0]["outcome"] == "new"
    assert well["crawl_delay"] == 0.01

    said = {name: " ".join(one["amiss"]) for name, one in found.items()}
    assert f"feed {url}/old answered 404: it is gone; `presswatch sources add URL` finds" in said["moved"]
    assert "robots.txt is obeyed" in said["closed"]
    assert found["closed"]["documents"][0]["outcome"] == "robots"
    assert "`browser: true` reads it in one" in said["script"]
    assert "the page was built anew" in said["rebuilt"]
    assert "writes in en, and the config says kk" in said["half"]
    assert "--allow-networks" in said["inward"]
    assert not publisher.asked["/private/feed"]
    assert not (tmp_path / "data").exists()  # nothing is written, and there was nothing to be read


def test_what_is_known_is_told_and_not_touched(
    run: Run, publisher: Publisher, client: redis.Redis, broker_url: str
) -> None:
    news = [publisher.page(f"/news/{n}") for n in range(4)]
    items = "".join(f"<item><link>{link}</link><pubDate>{format_datetime(now())}</pubDate></item>" for link in news)
    feed = publisher.serve("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>", kind="text/xml")
    RedisSeenLinks(client, clock=lambda: 0.0).mark("agency", news[:1])
    before = client.dump("presswatch:seen:agency")
    plain = run([entry("agency", feeds=[feed])], "agency", broker=broker_url)
    assert plain.exit_code == 0
    assert "agency: Agency can be read: 4 links, 3 new, 1 known\n" in plain.stdout
    assert "Nothing is amiss." in plain.stdout
    assert client.dump("presswatch:seen:agency") == before
    assert client.keys() == [b"presswatch:seen:agency"]


def test_without_a_broker_the_archive_tells_what_is_known(tmp_path: Path) -> None:
    source = Source(id="agency", name="Agency", country="KZ", kind=SourceKind.WIRE)
    news = tuple(article(n).url for n in range(3))
    settings = Settings(config=tmp_path, data=tmp_path)
    with App(settings) as there:
        assert known_links(there, source, news) is None
        with open_engine(archive_file(tmp_path)) as engine:
            engine.put([article(1)])
        assert known_links(there, source, (news[0], f"{news[1]}#2026-09-10T12")) == {f"{news[1]}#2026-09-10T12"}


def test_an_id_that_is_not_there_is_refused(run: Run) -> None:
    result = run([entry("agency", feeds=["https://news.example/feed"])], "agency", "tass")
    assert str(result.exception) == "the config has no source tass: `presswatch sources` lists those it has"


def test_a_process_that_dies_over_a_source_costs_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sources = [Source(id=id_, name=id_, country="KZ", kind=SourceKind.WIRE) for id_ in ("a", "b", "deadly", "c")]
    asked = []

    def said(group: list[Source], _: object) -> Iterator[Trial | str | int]:
        asked.append([each.id for each in group])
        for each in group:
            yield each.id
            if each.id == "deadly":
                yield -9
                return
            yield Trial(source=each.id, at=now(), outcome=LookOutcome.OK)
        yield 0

    monkeypatch.setattr(trying_sources, "_said", said)
    with App(Settings(config=tmp_path, data=tmp_path)) as there:
        trials = {source.id: trial for source, trial in trying_sources._trials(there, sources)}
    assert asked == [["a", "b", "deadly", "c"], ["deadly"], ["c"]]
    assert {id_: trial.error for id_, trial in trials.items()} == {
        "a": "",
        "b": "",
        "deadly": "the process that tried it ended with exit code -9",
        "c": "",
    }
