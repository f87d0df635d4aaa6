"""Forgetting what is older than a desk wants to keep, a batch a transaction, so that other writers come between."""

# ruff: noqa: S608 - what is put into SQL here are numbers of values; values are bound

from __future__ import annotations

from datetime import datetime

from presswatch.engines.moments import micros
from presswatch.engines.sqlite.database import Database
from presswatch.engines.sqlite.schema import index_again

_AT_ONCE = 200  # articles or alerts of one transaction


def forget_articles(database: Database, *, before: datetime) -> int:
    """The index of tokens can't forget (`schema`); it is made anew once most of it is of articles that are gone."""
    forgotten = 0
    while True:
        with database.writing():
            sql = "SELECT id FROM articles WHERE newest AND first_seen_at < ? ORDER BY first_seen_at, id LIMIT ?"
            ids = [row[0] for row in database.rows(sql, (micros(before), _AT_ONCE))]
            if ids:
                _delete(database, ids)
        if not ids:
            break
        forgotten += len(ids)
    if forgotten:
        with database.writing():
            if _indexed(database) > 2 * database.number("SELECT count(*) FROM articles WHERE newest"):
                index_again(database)
    return forgotten


def _delete(database: Database, ids: list[str]) -> None:
    last = "SELECT ifnull(max(n), 0) FROM articles"
    before = database.number(last)
    values = ", ".join("?" * len(ids))
    numbers = f"SELECT n FROM articles WHERE id IN ({values})"
    database.execute(f"DELETE FROM article_keywords WHERE n IN ({numbers})", ids)
    database.execute(f"DELETE FROM articles WHERE id IN ({values})", ids)
    if database.number(last) < before:  # the next article will get a number that the index of tokens knows
        index_again(database)


def _indexed(database: Database) -> int:
    """How many articles the index of tokens has, of those that are gone too: the first number of FTS5's averages record
    (https://sqlite.org/fts5.html, "The %_data table"), a variable-length integer, big-endian, 7 bits a byte."""
    rows = database.rows("SELECT block FROM tokens_data WHERE id = 1")
    number = 0
    for byte in rows[0][0] if rows else b"":
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return number


def forget_alerts(database: Database, *, before: datetime) -> int:
    forgotten = 0
    while True:
        with database.writing():
            sql = "SELECT id FROM alerts WHERE created_at < ? ORDER BY created_at, id LIMIT ?"
            ids = [row[0] for row in database.rows(sql, (micros(before), _AT_ONCE))]
            values = ", ".join("?" * len(ids))
            for table, column in (("deliveries", "alert"), ("alert_articles", "alert"), ("alerts", "id")):
                database.execute(f"DELETE FROM {table} WHERE {column} IN ({values})", ids)
        if not ids:
            return forgotten
        forgotten += len(ids)
