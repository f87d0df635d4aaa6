"""`presswatch sources add`: a site looked at by its own process, the config written or left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crawlers.survey import Candidate, CandidateKind, Survey, Tried
from presswatch.cli import adding, app
from presswatch.configuration import load
from presswatch.sources import Listing, SourceKind
from tests.integration.crawlers.server import Publisher
from tests.integration.crawlers.test_survey import articles, listing
from tests.make import article

Run = Callable[..., Result]
OURS = "# Ours\nsources:\n  # The first\n  - {id: tass, name: TASS, country: RU, kind: state, feeds: [https://www.tass.com/rss]}\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    (tmp_path / "config" / "sources" / "a.yaml").write_text(OURS)
    return tmp_path / "config"


@pytest.fixture
def run(config: Path, tmp_path: Path) -> Run:
    def run(*arguments: str) -> Result:
        where = ["--config", str(config), "--data", str(tmp_path / "data"), "--allow-networks", "loopback"]
        return CliRunner().invoke(app, [*where, "sources", "add", *arguments])

    return run


def test_a_site_is_looked_at_shown_and_added(run: Run, config: Path, publisher: Publisher) -> None:
    url = f"{publisher.url}/"
    publisher.serve("/", listing(publisher, articles(publisher), "<a class=next href='?p=2'>Older</a>"))
    result = run(url, "--id", "herald", "--to", "a.yaml", "--kind", "official")
    assert result.exit_code == 0, result.output
    assert "The listing is taken: no feed and no sitemap can be used" in result.output
    assert "President receives the credentials" in result.output
    text = (config / "sources" / "a.yaml").read_text()
    assert text.startswith(OURS)
    added = load(config, environ={}).sources["herald"]
    assert (added.name, added.country, added.kind) == ("Herald", "KZ", SourceKind.OFFICIAL)
    assert added.listings == (Listing(url=url, links=".stories a", next="a.next"),)

    asked = sum(publisher.asked.values())
    again = run(f"{url}other", "--to", "b")
    assert "is watched already, by herald in" in str(again.exception)
    assert "a.yaml:5" in str(again.exception)
    assert sum(publisher.asked.values()) == asked  # nobody was asked to learn that


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sites are what they are said to be: no process looks at them."""

    def say(**survey: Any) -> None:
        chosen = Candidate(kind=CandidateKind.FEED, url="https://news.example/feed?${HOME}", found="the page names it")
        tried = Tried(url="https://news.example/1", article=article(title="Встреча", text="Министры встретились. Да."))
        given = {"url": "https://news.example/", "chosen": chosen, "candidates": (chosen,), "tried": (tried,)} | survey
        monkeypatch.setattr(adding, "_surveyed", lambda *_: Survey(**given))

    return say


def test_a_dry_run_writes_nothing(run: Run, config: Path, looked_at: Callable[..., None]) -> None:
    looked_at(name="The \x1b[31m: Herald", country="KZ", country_by="from .kz")
    result = run("news.example", "--to", "a.yaml", "--dry-run", "--json")
    found = json.loads(result.stdout)
    assert (found["written"], found["file"]) == (False, str(config / "sources" / "a.yaml"))
    assert found["source"]["languages"] == ["ru"]  # as it is written, whatever is declared
    assert found["source"]["feeds"] == ["https://news.example/feed?%24{HOME}"]  # no variable of ours
    assert 'name: "The [31m: Herald"' in found["yaml"]
    assert found["survey"]["tried"][0]["first_sentence"] == "Министры встретились."
    assert "\x1b" not in run("news.example", "--to", "a.yaml", "--dry-run").output
    assert (config / "sources" / "a.yaml").read_text() == OURS


def test_a_country_that_nothing_tells_is_asked_for(run: Run, config: Path, looked_at: Callable[..., None]) -> None:
    looked_at(name="Herald")
    printed = run("news.example").output
    assert "country: ??  # fill in" in printed
    assert "Fill in the country" in printed
    assert "say it with --country" in str(run("news.example", "--to", "a.yaml").exception)
    assert (config / "sources" / "a.yaml").read_text() == OURS
    assert run("news.example", "--to", "a.yaml", "--country", "KZ").exit_code == 0
    assert load(config, environ={}).sources["news"].country == "KZ"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("https://m.tass.com/world",), "tass.com is watched already, by tass in"),
        (("https://news.example", "--id", "tass"), "the id tass is taken, in"),
        (("https://news.example", "--to", "../a.yaml"), "is no file of"),
        (("ftp://news.example",), "is no web address"),
    ],
)
def test_what_is_refused_before_anything_is_asked_for(run: Run, arguments: tuple[str, ...], why: str) -> None:
    assert why in str(run(*arguments).exception)


def test_a_site_that_can_not_be_watched_leaves_the_config_alone(run: Run, config: Path, publisher: Publisher) -> None:
    publisher.serve("/", status=403)
    result = run(publisher.url, "--to", "new.yaml", "--json")
    assert "it may refuse whatever is no browser" in str(result.exception)
    assert "answered 403" in json.loads(result.stdout)["error"]
    assert [each.name for each in (config / "sources").iterdir()] == ["a.yaml"]
