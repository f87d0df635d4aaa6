"""Forgetting in a file: batch by batch, and the index of words follows."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from presswatch.engines.sqlite import open_engine
from presswatch.rules import parse
from tests.make import article

JUNE, JULY, AUGUST = (datetime(2019, month, 1, tzinfo=UTC) for month in (6, 7, 8))
MINUTE = timedelta(minutes=1)


def indexed(file: Path) -> int:
    """Articles that the index of words finds, of those that are gone too."""
    with sqlite3.connect(file) as connection:
        found: int = connection.execute("SELECT count(*) FROM tokens WHERE tokens MATCH 'alpha'").fetchone()[0]
        connection.execute("INSERT INTO tokens (tokens) VALUES ('integrity-check')")
    connection.close()
    return found


def test_the_index_of_words_is_made_anew_once_most_of_it_is_of_what_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "archive.sqlite"
    with open_engine(file) as engine:
        for month, articles in ((JUNE, 100), (JULY, 450), (AUGUST, 300)):
            engine.put(
                [article(f"{month}-{number}", at=month + number * MINUTE, text="alpha") for number in range(articles)]
            )
        assert engine.forget(before=JULY) == 100
        assert indexed(file) == 850
        assert engine.forget(before=AUGUST) == 450
        assert indexed(file) == 300
        assert engine.search(parse("alpha")).total == 300
        with sqlite3.connect(file) as connection:
            (keywords,) = connection.execute("SELECT count(*) FROM article_keywords WHERE keyword = 'source:tass'")
        connection.close()
        assert keywords == (300,)


def test_an_article_whose_number_was_anothers_is_found_by_its_own_words(tmp_path: Path) -> None:
    """An older article that was put last has the highest number, which the next one gets."""
    with open_engine(tmp_path / "archive.sqlite") as engine:
        engine.put([article("kept", at=JULY, text="beta"), article("late", at=JULY, text="beta")])
        engine.put([article("old", at=JUNE, text="alpha", topics=("trade",))])
        assert engine.forget(before=JULY) == 1
        engine.put([article("new", at=AUGUST, text="gamma")])
        words = ("alpha", "beta", "gamma", "topic:trade")
        assert [engine.search(parse(word)).total for word in words] == [0, 2, 1, 0]
