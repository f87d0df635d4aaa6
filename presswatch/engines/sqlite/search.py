"""Search: a page of the newest articles that a rule matches, and how many there are in all."""

# ruff: noqa: S608 - what is put into SQL here are lists of columns and conditions of this package; values are bound

from __future__ import annotations

from datetime import datetime

from presswatch.articles import SearchPage
from presswatch.engines.moments import micros
from presswatch.engines.sqlite.compile import FOUND, Compiled, Condition, compiled
from presswatch.engines.sqlite.database import Database
from presswatch.engines.sqlite.rows import COLUMNS, article_of
from presswatch.errors import PermanentError
from presswatch.rules import Query

_ALL = Compiled(Condition("1"))


def search(
    database: Database, query: Query | None, *, since: datetime | None, limit: int, after: str | None
) -> SearchPage:
    """Raises `PermanentError` for an `after` that no page gave."""
    plan = compiled(query) if query else _ALL
    place = _place(after) if after is not None else None
    with database.reading():
        _find_parts(database, plan)
        where, values = plan.condition.sql, [*plan.condition.values]
        if since is not None:
            where, values = f"{where} AND first_seen_at >= ?", [*values, micros(since)]
        total = database.number(f"SELECT count(*) FROM articles WHERE newest AND {where}", values)
        if place is not None:
            where, values = f"{where} AND (first_seen_at, id) < (?, ?)", [*values, *place]
        page = database.rows(
            f"SELECT {COLUMNS} FROM articles WHERE n IN (SELECT n FROM articles WHERE newest AND {where}"
            " ORDER BY first_seen_at DESC, id DESC LIMIT ?) ORDER BY first_seen_at DESC, id DESC",
            [*values, limit + 1],
        )
    articles = [article_of(row) for row in page[:limit]]
    more = bool(articles) and len(page) > limit
    return SearchPage(articles, total, f"{micros(articles[-1].first_seen_at)}:{articles[-1].id}" if more else None)


def _find_parts(database: Database, plan: Compiled) -> None:
    """The temporary table is this connection's own: it takes no lock on the file."""
    if not plan.parts:
        return
    database.execute(FOUND)
    database.execute("DELETE FROM found")
    for part, condition in enumerate(plan.parts):
        database.execute(
            f"INSERT INTO found SELECT ?, n FROM articles WHERE newest AND {condition.sql}", [part, *condition.values]
        )


def _place(after: str) -> tuple[int, str]:
    time, colon, article = after.partition(":")
    try:
        if colon:
            return int(time), article
    except ValueError:
        pass
    raise PermanentError(f"no page of search results is marked {after!r}")
