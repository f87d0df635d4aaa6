"""The archive: articles and their versions."""

# ruff: noqa: S608 - what is put into SQL here are lists of columns and conditions of this package; values are bound

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from presswatch.articles import Article, Put, SearchPage, Stored
from presswatch.engines.decisions import decide, restated
from presswatch.engines.moments import micros, micros_or_none
from presswatch.engines.sqlite.database import Database
from presswatch.engines.sqlite.retention import forget_articles
from presswatch.engines.sqlite.rows import COLUMNS, article_of, row_of
from presswatch.engines.sqlite.schema import INSERT_TOKENS
from presswatch.engines.sqlite.search import search
from presswatch.engines.sqlite.streams import streams
from presswatch.rules import Query

_INSERT = f"INSERT INTO articles (n, newest, matched, {COLUMNS}) VALUES (?, ?, 0{', ?' * len(COLUMNS.split(','))})"
_SET = ", ".join(f"{column.strip()} = ?" for column in COLUMNS.split(","))
_NEWEST = f"SELECT {COLUMNS} FROM articles WHERE newest"


class SqliteArchive:
    """Fills the port `Archive`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, articles: Sequence[Article]) -> list[Put]:
        given = [article_of(row_of(article)) for article in articles]  # as they will come back from the file
        known = self._known(given)
        puts = decide(given, known)
        if all(put.outcome is Stored.KNOWN for put in puts):
            return puts
        # Tokens take most of the time, so they are made before the lock that all writers wait for.
        read = {article: streams(article) for article in _newest(_new(puts)).values()}
        with self._database.writing():
            known_now = self._known(given)
            if known_now != known:  # another process was quicker
                puts = decide(given, known_now)
            self._insert(_new(puts), read)
        return puts

    def _known(self, articles: Iterable[Article]) -> dict[str, Put]:
        sql = f"SELECT matched, {COLUMNS} FROM articles WHERE newest AND id IN ({{values}})"
        rows = self._database.rows_in(sql, (article.id for article in articles))
        found = (Put(Stored.KNOWN, article_of(row[1:]), bool(row[0])) for row in rows)
        return {put.article.id: put for put in found}

    def _insert(self, new: Sequence[Article], read: Mapping[Article, tuple[str, ...]]) -> None:
        changed = {article.id for article in new if article.version > 1}
        self._database.executemany(
            "UPDATE articles SET newest = 0 WHERE id = ? AND newest", ((id_,) for id_ in changed)
        )
        newest = _newest(new)
        first = self._database.number("SELECT ifnull(max(n), 0) + 1 FROM articles")
        numbered = list(enumerate(new, first))
        self._database.executemany(
            _INSERT, ((n, int(newest[article.id] is article), *row_of(article)) for n, article in numbered)
        )
        numbered = [(n, article) for n, article in numbered if newest[article.id] is article]
        self._database.executemany(
            INSERT_TOKENS, ((n, *(read.get(article) or streams(article))) for n, article in numbered)
        )
        self._database.executemany(
            "INSERT INTO article_keywords (keyword, n) VALUES (?, ?)",
            ((keyword, n) for n, article in numbered for keyword in article.keywords),
        )

    def get(self, ids: Iterable[str]) -> dict[str, Article]:
        rows = self._database.rows_in(f"{_NEWEST} AND id IN ({{values}})", ids)
        return {article.id: article for article in map(article_of, rows)}

    def versions(self, article: str) -> list[Article]:
        return self._articles(f"SELECT {COLUMNS} FROM articles WHERE id = ? ORDER BY version", article)

    def matched(self, versions: Iterable[tuple[str, int]]) -> None:
        noted = list(versions)
        if noted:
            with self._database.writing():
                self._database.executemany("UPDATE articles SET matched = 1 WHERE id = ? AND version = ?", noted)

    def removed(self, articles: Mapping[str, datetime | None]) -> None:
        noted = [(micros_or_none(at), id_) for id_, at in articles.items()]
        if noted:
            with self._database.writing():
                self._database.executemany("UPDATE articles SET removed_at = ? WHERE id = ? AND newest", noted)

    def restate(self, articles: Sequence[Article]) -> list[bool]:
        given = [article_of(row_of(article)) for article in articles]
        with self._database.writing():
            return [self._restate(article) for article in given]

    def _restate(self, given: Article) -> bool:
        sql = f"SELECT n, newest, {COLUMNS} FROM articles WHERE id = ? AND fetched_at = ? ORDER BY version DESC LIMIT 1"
        for row in self._database.rows(sql, (given.id, micros(given.fetched_at))):
            n, newest, stored = row[0], row[1], article_of(row[2:])
            article = restated(stored, given)
            if article == stored:
                return False
            made = streams(article) if newest else None
            if made and made != streams(stored):  # the index of tokens can't forget: they get a new number
                self._database.execute("DELETE FROM article_keywords WHERE n = ?", (n,))
                number = self._database.number("SELECT max(n) + 1 FROM articles")
                self._database.execute("UPDATE articles SET n = ? WHERE n = ?", (number, n))
                n = number
                self._database.execute(INSERT_TOKENS, (n, *made))
            self._database.execute(f"UPDATE articles SET {_SET} WHERE n = ?", (*row_of(article), n))
            if newest:
                self._database.execute("DELETE FROM article_keywords WHERE n = ?", (n,))
                self._database.executemany(
                    "INSERT INTO article_keywords (keyword, n) VALUES (?, ?)", ((word, n) for word in article.keywords)
                )
            return True
        return False

    def unmatched(self, *, before: datetime, limit: int) -> list[Article]:
        sql = f"{_NEWEST} AND NOT matched AND fetched_at < ? ORDER BY fetched_at, n LIMIT ?"
        return self._articles(sql, micros(before), limit)

    def search(
        self,
        query: Query | None,
        *,
        since: datetime | None = None,
        limit: int = 20,
        after: str | None = None,
        facets: bool = False,
    ) -> SearchPage:
        return search(self._database, query, since=since, limit=limit, after=after, facets=facets)

    def story(self, story: str) -> list[Article]:
        return self._articles(f"{_NEWEST} AND story = ? ORDER BY first_seen_at, id", story)

    def forget(self, *, before: datetime) -> int:
        return forget_articles(self._database, before=before)

    def refresh(self) -> None:
        """Nothing to do: what is committed is seen."""

    def _articles(self, sql: str, *values: str | int) -> list[Article]:
        return [article_of(row) for row in self._database.rows(sql, values)]


def _new(puts: Iterable[Put]) -> list[Article]:
    return [put.article for put in puts if put.outcome is not Stored.KNOWN]


def _newest(articles: Iterable[Article]) -> dict[str, Article]:
    """The last version of each id: one call may bring several."""
    return {article.id: article for article in articles}
