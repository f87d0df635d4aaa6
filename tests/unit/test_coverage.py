"""The statement of coverage: what it says, and that its numbers are those of the archive."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from presswatch.bootstrap import archive_file, now
from presswatch.cli import app
from presswatch.cli.archive import moment
from presswatch.coverage import Coverage, coverage, gathered, in_words
from presswatch.engines.sqlite import open_engine
from presswatch.ports import Engine
from presswatch.sources import (
    UNREADABLE,
    Amiss,
    AmissKind,
    LinkOutcome,
    Look,
    LookOutcome,
    Source,
    SourceKind,
)
from tests.fakes import FakeEngine
from tests.make import NOON, article

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCES = {
    id_: Source(id=id_, name=id_.title(), country=country, kind=SourceKind.WIRE)
    for id_, country in (("dead", "RU"), ("new", "KG"), ("silent", "UZ"), ("tass", "RU"), ("kazinform", "KZ"))
}
SILENT = {"silent": [Amiss(kind=AmissKind.SILENT, words="…")], "tass": [Amiss(kind=AmissKind.LYING, words="…")]}


def look(source: str, at: datetime, outcome: LookOutcome = LookOutcome.OK, **given: object) -> Look:
    return Look(source=source, at=at, outcome=outcome, **given)  # type: ignore[arg-type]


def filled(engine: Engine) -> Engine:
    looks = [
        look("silent", NOON - 9 * DAY, links={LinkOutcome.NEW: 1}),
        *(look("silent", NOON + n * HOUR, LookOutcome.UNCHANGED) for n in range(3)),
        *(look("dead", NOON + n * HOUR, LookOutcome.FAILED, error="feed: answered 404") for n in range(2)),
        look("tass", NOON, links={LinkOutcome.NEW: 2, LinkOutcome.REFUSED: 3}, refused={403: 2, 404: 1}),
        look("tass", NOON + HOUR, LookOutcome.FAILED, error="timed out"),
        look("kazinform", NOON + HOUR, links={LinkOutcome.NEW: 1, LinkOutcome.NO_TEXT: 1, LinkOutcome.SKIPPED: 9}),
        look("kazinform", NOON + DAY, links={LinkOutcome.NO_TEXT: 5}),  # after the span
        look("kazinform", NOON - HOUR, links={LinkOutcome.NO_TEXT: 5}),  # before it
    ]
    for each in looks:
        engine.looked(each, next_due_at=each.at + HOUR)
    engine.put(
        [
            article(1, source="tass", language="ru", at=NOON),
            article(2, source="tass", language="ru", at=NOON + HOUR),
            article(3, source="kazinform", language="kk", at=NOON + HOUR),
            article(4, source="given", language="en", at=NOON + HOUR),
            article(5, source="kazinform", language="kk", at=NOON + DAY),
            article(6, source="silent", language="uz", at=NOON - 9 * DAY),
        ]
    )
    return engine


def told(engine: Engine, *, since: datetime = NOON, until: datetime = NOON + DAY, watched: bool = True) -> Coverage:
    at = NOON + 2 * DAY
    found = gathered(engine, engine, since=since, until=until, now=at)
    return coverage(SOURCES, found, amiss=SILENT if watched else None, since=since, until=until, now=at)


def test_what_was_covered_and_what_was_not() -> None:
    given = told(filled(FakeEngine()))
    assert [each.id for each in given.looked_at] == ["dead", "kazinform", "silent", "tass"]
    assert [each.id for each in given.not_looked_at] == ["new"]
    assert [(each.id, each.error) for each in given.failing] == [("dead", "feed: answered 404")]
    assert [(each.id, each.silent_since) for each in given.silent] == [("silent", NOON - 9 * DAY)]
    of = {each.id: each for each in given.sources}
    assert (of["tass"].looks, of["tass"].failed, of["tass"].articles, of["tass"].unreadable) == (2, 1, 2, 3)
    assert (of["kazinform"].looks, of["kazinform"].articles, of["kazinform"].unreadable) == (1, 1, 1)
    assert of["given"].articles == 1
    assert given.articles == 4
    assert given.countries == (("RU", 2), ("", 1), ("KZ", 1))
    assert given.languages == (("ru", 2), ("en", 1), ("kk", 1))
    assert given.unreadable == {LinkOutcome.REFUSED: 3, LinkOutcome.NO_TEXT: 1}


def test_in_words() -> None:
    given = told(filled(FakeEngine()))
    assert in_words(given) == (
        "From 2020-09-10 12:00 to 2020-09-11 12:00, 4 of 5 sources were looked at, 8 times in all. "
        "4 articles came from 3 sources in 3 countries and 3 languages. "
        "1 is silent beyond what is usual: silent (since 2020-09-01 12:00). "
        "1 is failing, with no look that could read anything: dead (feed: answered 404). "
        "1 is not looked at: new. "
        "Links that came to nothing, counted at each look: 3 refused (403: 2, 404: 1), 1 without a text."
    )
    assert in_words(given, zone=ZoneInfo("Asia/Almaty")).startswith("From 2020-09-10 18:00 to 2020-09-11 18:00, ")


def test_what_is_not_known_is_said() -> None:
    engine = filled(FakeEngine())
    assert "is not known: nobody watches over that now" in in_words(told(engine, watched=False))
    assert "Looks before 2020-08-12 12:00 are forgotten" in in_words(told(engine, since=NOON - 60 * DAY))
    nothing = in_words(told(FakeEngine()))
    assert "0 of 5 sources were looked at, 0 times in all. No article came. " in nothing
    assert "5 are not looked at: dead, kazinform, new, silent, tass." in nothing


def test_a_silence_that_began_after_the_span_is_none_of_it() -> None:
    engine = filled(FakeEngine())
    assert told(engine, since=NOON - 20 * DAY, until=NOON - 10 * DAY).silent == []


def test_all_is_well() -> None:
    engine = FakeEngine()
    for id_ in SOURCES:
        engine.looked(look(id_, NOON), next_due_at=NOON)
    at = NOON + HOUR
    found = gathered(engine, engine, since=NOON, until=at, now=at)
    words = in_words(coverage(SOURCES, found, amiss={}, since=NOON, until=at, now=at))
    assert words.endswith("No article came. None is silent beyond what is usual, and none fails.")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*SOURCES, "gone"]),
            st.integers(0, 47),
            st.sampled_from(LookOutcome),
            st.dictionaries(st.sampled_from(LinkOutcome), st.integers(1, 5), max_size=4),
        ),
        max_size=30,
        unique_by=lambda each: each[:2],
    ),
    st.lists(st.tuples(st.sampled_from([*SOURCES, "gone"]), st.integers(0, 47)), max_size=30),
    st.integers(0, 24),
    st.integers(1, 24),
)
def test_its_numbers_add_up(
    looks: list[tuple[str, int, LookOutcome, dict[LinkOutcome, int]]],
    articles: list[tuple[str, int]],
    start: int,
    hours: int,
) -> None:
    engine = FakeEngine()
    for source, hour, outcome, links in looks:
        engine.looked(look(source, NOON + hour * HOUR, outcome, links=links), next_due_at=NOON)
    for n, (source, hour) in enumerate(articles):
        engine.put([article(f"{n}", source=source, language="en", at=NOON + hour * HOUR)])
    given = told(engine, since=NOON + start * HOUR, until=NOON + (start + hours) * HOUR)
    span = range(start, start + hours)
    its = [each for each in looks if each[1] in span]
    came = sum(1 for _, hour in articles if hour in span)
    assert sum(each.looks for each in given.sources) == len(its)
    assert given.articles == came == sum(count for _, count in given.countries)
    assert dict(given.languages) == ({"en": came} if came else {})
    assert len(given.looked_at) + len(given.not_looked_at) == len(SOURCES) == given.configured
    lost = sum(count for *_, links in its for outcome, count in links.items() if outcome in UNREADABLE)
    assert sum(given.unreadable.values()) == lost == sum(each.unreadable for each in given.sources)


def test_spans_and_times() -> None:
    week_ago = moment("--since", "7d")
    assert week_ago
    assert abs(week_ago - (now() - 7 * DAY)) < HOUR
    assert moment("--since", "2026-03-01") == datetime(2026, 3, 1, tzinfo=UTC)
    for wrong in ("7w", "yesterday", "999999d"):
        with pytest.raises(Exception, match="is no time; write 2026-03-01"):
            moment("--since", wrong)


def test_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "sources"
    folder.mkdir(parents=True)
    entries = [
        {"id": id_, "name": id_, "country": "KZ", "kind": "wire", "feeds": [f"https://{id_}.example/feed"]}
        for id_ in ("kazinform", "tass")
    ]
    (folder / "a.yaml").write_text(json.dumps({"sources": entries}))
    at = now()
    (tmp_path / "data").mkdir()
    with open_engine(archive_file(tmp_path / "data")) as engine:
        engine.looked(look("tass", at - HOUR, links={LinkOutcome.REFUSED: 1}, refused={403: 1}), next_due_at=at)
        engine.put([replace(article(1, at=at - HOUR), source="tass", language="ru")])

    def run(*arguments: str) -> str:
        where = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data")]
        result = CliRunner().invoke(app, [*where, "coverage", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    given = json.loads(run("--json", "--since", "2h"))
    assert (given["looked_at"], given["not_looked_at"], given["articles"]) == (["tass"], ["kazinform"], 1)
    assert (given["countries"], given["refused"]) == ([["KZ", 1]], {"403": 1})
    assert "1 of 2 sources was looked at, 1 time in all. 1 article came from 1 source in 1 country" in given["words"]
    shown = run()
    assert given["words"].partition(", ")[2] in " ".join(shown.split())
    assert json.loads(run("--json", "--since", "2d", "--until", "1d"))["looked_at"] == []
