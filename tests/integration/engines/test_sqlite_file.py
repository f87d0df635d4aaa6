"""The file of the SQLite engine: versions of it, damage to it, others at it, and sudden death."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from presswatch.articles import Stored
from presswatch.engines.sqlite import open_engine
from presswatch.engines.sqlite.schema import SCHEMA, TOKENS
from presswatch.errors import ConfigurationError, PermanentError, TransientError
from presswatch.rules.tree import Query
from presswatch.sources import Look, LookOutcome
from tests.conftest import until
from tests.contract.trees import rule, word
from tests.make import NOON, article

ALPHA: Query = rule(word("alpha"))


@contextmanager
def raw(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite"


def test_what_was_stored_is_there_when_it_is_opened_again(file: Path) -> None:
    with open_engine(file) as engine:
        engine.put([article(1, text="alpha")])
    with open_engine(file) as engine:
        assert engine.search(ALPHA).total == 1
    with raw(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_of_a_newer_version_is_refused_and_left_alone(file: Path) -> None:
    open_engine(file).close()
    with raw(file) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1 << 16}")
    with pytest.raises(
        ConfigurationError, match=rf"newer presswatch \(its tables are version {SCHEMA + 1}.*PRESSWATCH_DATA"
    ):
        open_engine(file)
    with raw(file) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA + 1 << 16,)


@pytest.mark.parametrize("version", [0, 7, SCHEMA << 16])
def test_the_database_of_another_program_is_refused_and_left_alone(file: Path, version: int) -> None:
    with raw(file) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.execute(f"PRAGMA user_version = {version}")
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match="another program"):
        open_engine(file)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_permanent(file: Path) -> None:
    file.write_bytes(b"not a database at all\n" * 500)
    with pytest.raises(PermanentError, match="not a database"):
        open_engine(file)


def test_a_folder_that_is_not_there_is_transient(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="unable to open"):
        open_engine(tmp_path / "missing" / "archive.sqlite")


def test_another_tokeniser_has_the_articles_indexed_again(file: Path) -> None:
    first = article(1, text="alpha")
    with open_engine(file) as engine:
        engine.put([first, article(2, text="beta"), article(3, text="alpha")])
        engine.put([article(1, text="gamma", at=NOON + timedelta(hours=1))])
    with raw(file) as connection:  # as a tokeniser would leave it that read nothing
        connection.execute("DROP TABLE tokens")
        connection.execute(TOKENS)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    with open_engine(file) as engine:
        assert engine.search(ALPHA).total == 0
    with raw(file) as connection:
        connection.execute(f"PRAGMA user_version = {version ^ 1}")
    with open_engine(file) as engine:
        assert [each.title for each in engine.search(ALPHA).articles] == ["Title 3"]
        assert engine.search(rule(word("gamma"))).total == 1
    with raw(file) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)


def test_a_lost_index_is_made_again_on_demand(file: Path) -> None:
    with open_engine(file) as engine:
        engine.put([article(1, text="alpha")])
        with raw(file) as connection:
            connection.execute("INSERT INTO tokens (tokens) VALUES ('delete-all')")
        assert engine.search(ALPHA).total == 0
        engine.index_again()
        engine.index_again()
        assert engine.search(ALPHA).total == 1


def test_others_go_on_while_the_index_is_made_again(file: Path) -> None:
    with open_engine(file) as engine, open_engine(file) as other:
        engine.put([article(1, text="alpha")])
        assert engine.search(ALPHA).total == 1
        other.index_again()
        assert engine.search(ALPHA).total == 1
        engine.put([article(2, text="alpha")])
        assert other.search(ALPHA).total == engine.search(ALPHA).total == 2


def test_a_lock_that_stays_is_transient_and_readers_pass_it(file: Path) -> None:
    with open_engine(file, busy_timeout=0.1) as engine, raw(file) as other:
        engine.put([article(1, text="alpha")])
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TransientError, match="locked"):
            engine.put([article(2)])
        assert engine.search(ALPHA).total == 1
        other.execute("ROLLBACK")
        assert engine.put([article(2)])[0].outcome is Stored.CREATED


def test_a_full_disk_is_transient_and_stores_nothing_of_the_batch(file: Path) -> None:
    words = random.Random(1)
    big = [article(number, text=" ".join(str(words.random()) for _ in range(2000))) for number in range(30)]
    with open_engine(file) as engine:
        engine.put([article(99, text="alpha")])
        pages = engine._database.number("PRAGMA page_count")
        engine._database.execute(f"PRAGMA max_page_count = {pages + 50}")
        with pytest.raises(TransientError, match="full"):
            engine.put(big)
        assert engine.search(None).total == 1
        engine._database.execute(f"PRAGMA max_page_count = {pages + 100_000}")
        assert {put.outcome for put in engine.put(big)} == {Stored.CREATED}
        assert engine.search(None).total == 31


def test_a_damaged_file_is_permanent(file: Path) -> None:
    with open_engine(file) as engine:
        engine.put([article(number, text="alpha " * 500) for number in range(100)])
    with file.open("r+b") as damaged:
        size = damaged.seek(0, 2)
        damaged.seek(8192)
        damaged.write(random.Random(1).randbytes(size - 8192))
    with pytest.raises(PermanentError), open_engine(file) as engine:
        engine.put([article(number) for number in range(200)])


def test_an_instance_is_of_one_thread(file: Path) -> None:
    with open_engine(file) as engine:
        raised: list[BaseException] = []

        def search() -> None:
            try:
                engine.search(None)
            except sqlite3.ProgrammingError as error:
                raised.append(error)

        thread = threading.Thread(target=search)
        thread.start()
        thread.join()
        assert len(raised) == 1


# Puts batches of five from its number on, and says each article's id once its put has returned.
WRITER = """
import sys
from pathlib import Path
from presswatch.engines.sqlite import open_engine
from tests.make import article

file, writer = Path(sys.argv[1]), sys.argv[2]
with open_engine(file) as engine:
    for start in range(0, 100_000, 5):
        batch = [article(f"{writer}-{number}", text=f"alpha {number}", source=writer) for number in range(start, start + 5)]
        engine.put(batch)
        print(*(each.id for each in batch), flush=True)
"""


def begin(file: Path, out: Path) -> subprocess.Popen[bytes]:
    with out.open("w") as said:
        return subprocess.Popen([sys.executable, "-c", WRITER, str(file), out.name], stdout=said)


def test_many_processes_open_a_new_file_and_write_and_killed_ones_lose_nothing(file: Path) -> None:
    """SIGKILL in the middle of work, twice over: whatever was acknowledged is there, whole and searchable."""
    acknowledged: set[str] = set()
    for round_ in range(2):
        said = [file.parent / f"w{round_}{writer}" for writer in range(3)]
        writers = [begin(file, out) for out in said]
        enough = [random.randint(5, 40) for _ in said]
        try:
            until(lambda: all(out.read_text().count("\n") >= lines for out, lines in zip(said, enough, strict=True)))  # noqa: B023 - called at once
        finally:
            for writer in writers:
                writer.send_signal(signal.SIGKILL)
        assert [writer.wait(30) for writer in writers] == [-signal.SIGKILL] * 3, "one ended by itself"
        for out in said:
            acknowledged.update(out.read_text().rpartition("\n")[0].split())
    assert len(acknowledged) > 100
    with open_engine(file) as engine:
        assert engine.get(acknowledged).keys() == acknowledged
        everything = engine.search(None, limit=0).total
        assert engine.search(ALPHA, limit=0).total == everything  # articles and tokens came together
        assert everything % 5 == 0  # batches came whole
        assert sum(record.articles for record in engine.records().values()) == everything
    with raw(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("INSERT INTO tokens (tokens) VALUES ('integrity-check')")


def test_a_file_of_the_first_version_is_brought_up_to_date(file: Path) -> None:
    look = Look(source="tass", at=NOON, outcome=LookOutcome.OK)
    with open_engine(file) as engine:
        engine.put([article(1, text="alpha")])
        engine.looked(look, next_due_at=NOON)
        before = engine.records()
    with raw(file) as connection:
        connection.execute("ALTER TABLE sources DROP COLUMN lying")
        for column in ("removed_at", "first_published_by", "adds", "also_in", "section"):
            connection.execute(f"ALTER TABLE articles DROP COLUMN {column}")
        for column in ("outcome", "links", "refused"):
            connection.execute(f"ALTER TABLE looks DROP COLUMN {column}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {1 << 16 | version & 0xFFFF}")
    with open_engine(file) as engine:
        assert engine.records() == before
        assert engine.search(ALPHA).total == 1
    with raw(file) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
