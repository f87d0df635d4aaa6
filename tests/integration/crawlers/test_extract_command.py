"""`presswatch extract --source`: a page read by a source's rules, from a file and from its address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from presswatch.cli import app
from tests.integration.crawlers.server import Publisher

TEXT = "".join(
    f"<p>The ministers met in the capital on day {n} of the talks, and agreed to go on.</p>" for n in range(6)
)
PAGE = (
    "<html><head><title>Press centre</title></head><body><b class=in>Foreign policy</b>"
    f"<h1>Press centre of the ministry</h1><h2 class=t>Ministers meet</h2><i>10.09.2020 14:30</i>{TEXT}</body></html>"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    reading = {"title": "h2.t", "section": ".in", "date": "i"}
    entry = {"id": "mfa", "name": "Ministry", "country": "KZ", "kind": "official", "reading": reading}
    feeds = {"feeds": ["https://mfa.example/feed"]}
    (tmp_path / "config" / "sources" / "a.yaml").write_text(json.dumps({"sources": [entry | feeds]}))
    return tmp_path / "config"


def extract(config: Path, *arguments: str) -> tuple[Result, list[dict[str, Any]]]:
    where = ["--config", str(config), "--data", str(config.parent / "data"), "--allow-networks", "loopback"]
    result = CliRunner().invoke(app, [*where, "extract", *arguments])
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_page_is_read_by_a_source_s_rules(config: Path, publisher: Publisher) -> None:
    file = config.parent / "page.html"
    file.write_text(PAGE)
    url = publisher.serve("/1", PAGE)
    publisher.serve("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
    private = publisher.page("/private/1")
    result, [saved, fetched, refused] = extract(config, "--source", "mfa", "--url", url, str(file), url, private)
    assert saved | {"file": url} == fetched
    assert (fetched["title"], fetched["section"]) == ("Ministers meet", "Foreign policy")
    assert fetched["published_at"].startswith("2020-09-10T08:30:00")  # Almaty had six hours then
    assert fetched["published_by"] == "rules; Asia/Almaty assumed"
    assert refused == {"file": private, "url": private, "error": "is forbidden by robots.txt"}
    assert result.exit_code == 1
    assert not publisher.asked["/private/1"]
    assert not (config.parent / "data").exists()


def test_a_source_that_is_not_there_is_refused(config: Path) -> None:
    result, found = extract(config, "--source", "tass", "page.html")
    assert str(result.exception) == "the config has no source tass: `presswatch sources` lists those it has"
    assert found == []
