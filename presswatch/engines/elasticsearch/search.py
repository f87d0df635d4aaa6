"""Search: a page of the newest articles that a rule matches, and how many there are in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from presswatch.articles import Article, SearchPage
from presswatch.engines.elasticsearch.compile import compiled
from presswatch.engines.elasticsearch.documents import article_of
from presswatch.engines.elasticsearch.store import Store
from presswatch.engines.moments import micros
from presswatch.errors import PermanentError
from presswatch.rules import Query

_PAGE = 500  # articles of one request
_LATEST = 2**63 - 1


def newest_first(*, reverse: bool = False) -> list[Mapping[str, Any]]:
    order = "asc" if reverse else "desc"
    return [{"first_seen_micros": order}, {"id": order}]


def search(
    store: Store, index: str, query: Query | None, *, since: datetime | None, limit: int, after: str | None
) -> SearchPage:
    """Raises `PermanentError` for an `after` that no page gave, and for a query that is too large for the engine."""
    place: Sequence[Any] | None = _place(after) if after is not None else None
    asked: dict[str, Any] = compiled(query) if query is not None else {"match_all": {}}
    if since is not None:
        asked = {"bool": {"filter": [asked, {"range": {"first_seen_micros": {"gte": micros(since)}}}]}}
    articles: list[Article] = []
    total: int | None = None
    while True:
        size = min(_PAGE, limit + 1 - len(articles))
        answer = store.page(index, asked, sort=newest_first(), size=size, after=place, total=total is None)["hits"]
        if total is None:  # of the first page: what comes in meanwhile is newer than all that follows
            total = int(answer["total"]["value"])
        hits = answer["hits"]
        articles += [article_of(hit["_source"]) for hit in hits]
        if len(hits) < size or len(articles) > limit:
            break
        place = hits[-1]["sort"]
    more = 0 < limit < len(articles)
    articles = articles[:limit]
    mark = f"{micros(articles[-1].first_seen_at)}:{articles[-1].id}" if more else None
    return SearchPage(articles, total, mark)


def _place(after: str) -> list[Any]:
    time, colon, article = after.partition(":")
    try:
        if colon and abs(int(time)) <= _LATEST:
            return [int(time), article]
    except ValueError:
        pass
    raise PermanentError(f"no page of search results is marked {after!r}")
