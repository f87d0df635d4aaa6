"""The SQLite engine: articles put a second, bytes on disk an article, and how long searches take.

    python benchmarks/sqlite_engine.py [ARTICLES]

Texts are made of random words in two scripts with the frequencies of a language (Zipf). What doesn't move, and rates
are to be compared with, is a bare sqlite3 loop that inserts the same rows, batched and synced alike, without tokens.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from presswatch.articles import Article, article_id
from presswatch.engines.sqlite import SqliteEngine, open_engine
from presswatch.engines.sqlite.rows import COLUMNS, row_of
from presswatch.engines.sqlite.streams import streams
from presswatch.rules.tree import And, Exact, Keyword, Near, Node, Not, Or, Phrase, Prefix, Query, Scope, Word, Written

BATCH = 20
WORDS = 120  # of a text
TIMED = 1000  # articles whose putting is timed; the rest fills the archive
LETTERS = {"en": "abcdefghijklmnopqrstuvwxyz", "ru": "абвгдежзийклмнопрстуфхцчшщыьэюя"}
NOON = datetime(2020, 9, 10, 12, tzinfo=UTC)


def vocabulary(letters: str, chance: random.Random, size: int = 30_000) -> list[str]:
    return ["".join(chance.choices(letters, k=chance.randint(2, 11))) for _ in range(size)]


def made(count: int, words: dict[str, list[str]], chance: random.Random) -> Iterator[Article]:
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(30_000)))

    def text(language: str, length: int) -> str:
        drawn = chance.choices(words[language], cum_weights=weights, k=length)
        return " ".join(word.capitalize() if chance.random() < 0.1 else word for word in drawn)

    for number in range(count):
        language = chance.choice(["en", "ru"])
        url = f"https://news.example/{number}"
        at = NOON + timedelta(seconds=number)
        yield Article(
            id=article_id(url),
            url=url,
            source=f"source-{number % 40}",
            title=text(language, 9),
            text=text(language, WORDS),
            fetched_at=at,
            first_seen_at=at,
            language=language,
            kind=chance.choice(["official", "state", "wire"]),
            country=chance.choice(["KZ", "RU", "CN", "IN"]),
            topics=("security",) if number % 7 == 0 else (),
            organisations=("sco",) if number % 50 == 0 else (),
            story=article_id(url),
        )


def batches(articles: list[Article], size: int) -> Iterator[list[Article]]:
    for start in range(0, len(articles), size):
        yield articles[start : start + size]


def bare(folder: Path, articles: list[Article]) -> float:
    """Articles a second through the loop that doesn't move."""
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"CREATE TABLE articles (n INTEGER PRIMARY KEY, {COLUMNS})")
    insert = f"INSERT INTO articles ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))})"  # noqa: S608 - our columns
    begun = time.perf_counter()
    for batch in batches(articles, BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, map(row_of, batch))
        connection.execute("COMMIT")
    taken = time.perf_counter() - begun
    connection.close()
    return len(articles) / taken


def queries(words: dict[str, list[str]]) -> dict[str, Node]:
    at = Written(0, 0)
    common, rare = words["en"][5], words["en"][20_000]
    some = words["ru"][200:230]

    def word(text: str) -> Word:
        return Word(text, frozenset(), Scope.ANY, at)

    return {
        "a common word": word(common),
        "a rare word": word(rare),
        "a phrase": Phrase((common, words["en"][6]), Scope.ANY, at),
        "an exact word": Exact((common.capitalize(),), Scope.ANY, at),
        "a prefix": Prefix(common[:3], Scope.ANY, at),
        "near": Near((common, words["en"][7]), 8, Scope.ANY, at),
        "30 words, any": Or(tuple(map(word, some)), at),
        "a reference": Keyword("@sco", at),
        "a rare word AND lang:en": And((word(rare), Keyword("lang:en", at)), at),
        "a common word AND NOT topic": And((word(common), Not(Keyword("topic:security", at), at)), at),
        "lang:ru AND topic:security": And((Keyword("lang:ru", at), Keyword("topic:security", at)), at),
        "NOT a common word": Not(word(common), at),
    }


def milliseconds(engine: SqliteEngine, root: Node | None) -> tuple[float, int]:
    query = Query("", root) if root else None
    taken = []
    total = 0
    for _ in range(7):
        begun = time.perf_counter()
        total = engine.search(query, limit=20).total
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000, total


def main(count: int) -> None:
    chance = random.Random(1)
    words = {language: vocabulary(letters, chance) for language, letters in LETTERS.items()}
    articles = list(made(count, words, chance))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        begun = time.perf_counter()
        for article in articles[:TIMED]:
            streams(article)
        reading = len(articles[:TIMED]) / (time.perf_counter() - begun)
        loop = bare(folder, articles[:TIMED])
        with open_engine(folder / "archive.sqlite") as engine:
            begun = time.perf_counter()
            for batch in batches(articles[:TIMED], BATCH):
                engine.put(batch)
            rate = len(articles[:TIMED]) / (time.perf_counter() - begun)
            begun = time.perf_counter()
            for batch in batches(articles[:TIMED], BATCH):
                engine.put(batch)
            again = len(articles[:TIMED]) / (time.perf_counter() - begun)
            for batch in batches(articles[TIMED:], 200):
                engine.put(batch)
        size = (folder / "archive.sqlite").stat().st_size / count  # closing has moved the log into the file
        text = sum(len(f"{article.title}{article.text}".encode()) for article in articles) / count
        print(
            f"put         {rate:8.0f} articles/s in batches of {BATCH}, {rate / loop:.3f} of a bare loop ({loop:.0f}/s)"
        )
        print(f"  tokens    {reading:8.0f} articles/s through the tokeniser alone")
        print(f"  again     {again:8.0f} articles/s that are known")
        print(f"disk        {size:8.0f} bytes an article, {size / text:.2f} of its text ({text:.0f} bytes)")
        with open_engine(folder / "archive.sqlite") as engine:
            everything, total = milliseconds(engine, None)
            print(f"search of {count} articles, median of 7, page of 20 with total:")
            print(f"  {'no query':28} {everything:7.2f} ms  {total:6} found")
            for name, root in queries(words).items():
                taken, total = milliseconds(engine, root)
                print(f"  {name:28} {taken:7.2f} ms  {total:6} found  {taken / everything:6.2f} of no query")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
