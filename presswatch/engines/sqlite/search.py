"""Search: a page of the newest articles that a rule matches, how many there are in all, and of what."""

# ruff: noqa: S608 - what is put into SQL here are lists of columns and conditions of this package; values are bound

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from presswatch.articles import Facets, SearchPage
from presswatch.engines.facets import KEYWORDS, facets_of
from presswatch.engines.moments import micros, moment
from presswatch.engines.sqlite.compile import FOUND, Compiled, Condition, compiled
from presswatch.engines.sqlite.database import Database
from presswatch.engines.sqlite.rows import COLUMNS, article_of
from presswatch.engines.sqlite.values import Value
from presswatch.errors import PermanentError
from presswatch.rules import Query

_ALL = Compiled(Condition("1"))
_DAY_MICROS = 86_400_000_000
# Rounded down, also before 1970: SQLite's division rounds towards nought.
_DAY = f"(first_seen_at - ((first_seen_at % {_DAY_MICROS}) + {_DAY_MICROS}) % {_DAY_MICROS}) / {_DAY_MICROS}"


def search(
    database: Database, query: Query | None, *, since: datetime | None, limit: int, after: str | None, facets: bool
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
        counted = _counted(database, f"SELECT n FROM articles WHERE newest AND {where}", values) if facets else None
        if place is not None:
            where, values = f"{where} AND (first_seen_at, id) < (?, ?)", [*values, *place]
        page = database.rows(
            f"SELECT {COLUMNS} FROM articles WHERE n IN (SELECT n FROM articles WHERE newest AND {where}"
            " ORDER BY first_seen_at DESC, id DESC LIMIT ?) ORDER BY first_seen_at DESC, id DESC",
            [*values, limit + 1],
        )
    articles = [article_of(row) for row in page[:limit]]
    more = bool(articles) and len(page) > limit
    mark = f"{micros(articles[-1].first_seen_at)}:{articles[-1].id}" if more else None
    return SearchPage(articles, total, mark, counted)


def _counted(database: Database, hits: str, values: Sequence[Value]) -> Facets:
    """`hits` selects the numbers of the articles."""
    days = database.rows(
        f"SELECT {_DAY} AS day, count(*) FROM articles WHERE n IN ({hits}) GROUP BY day",
        values,
    )
    keywords = [
        row
        for prefix in KEYWORDS.values()
        for row in database.rows(
            # The prefix ends in a colon, after which a semicolon is next.
            f"SELECT keyword, count(*) FROM article_keywords WHERE keyword >= ? AND keyword < ? AND n IN ({hits})"
            " GROUP BY keyword",
            [prefix, f"{prefix[:-1]};", *values],
        )
    ]
    return facets_of(((moment(day * _DAY_MICROS).date(), count) for day, count in days), keywords)


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
