"""Search: a page of the newest articles that a rule matches, how many there are in all, and of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from presswatch.articles import Article, Facets, SearchPage
from presswatch.engines.elasticsearch.compile import compiled
from presswatch.engines.elasticsearch.documents import article_of
from presswatch.engines.elasticsearch.store import Store
from presswatch.engines.facets import KEYWORDS, facets_of
from presswatch.engines.moments import micros, moment
from presswatch.errors import PermanentError
from presswatch.rules import Query

_PAGE = 500  # articles of one request
_LATEST = 2**63 - 1
_VALUES = 10_000  # of a facet: so many are counted exactly, since each shard tells all that it has
_FACETS = {
    "days": {"date_histogram": {"field": "first_seen_at", "calendar_interval": "day", "min_doc_count": 1}},
    **{
        name: {"terms": {"field": "keywords", "include": f"{prefix}.*", "size": _VALUES}}
        for name, prefix in KEYWORDS.items()
    },
}


def newest_first(*, reverse: bool = False) -> list[Mapping[str, Any]]:
    order = "asc" if reverse else "desc"
    return [{"first_seen_micros": order}, {"id": order}]


def search(
    store: Store,
    index: str,
    query: Query | None,
    *,
    since: datetime | None,
    limit: int,
    after: str | None,
    facets: bool,
) -> SearchPage:
    """Raises `PermanentError` for an `after` that no page gave, and for a query that is too large for the engine."""
    place: Sequence[Any] | None = _place(after) if after is not None else None
    asked: dict[str, Any] = compiled(query) if query is not None else {"match_all": {}}
    if since is not None:
        asked = {"bool": {"filter": [asked, {"range": {"first_seen_micros": {"gte": micros(since)}}}]}}
    articles: list[Article] = []
    total: int | None = None
    counted: Facets | None = None
    while True:
        size = min(_PAGE, limit + 1 - len(articles))
        first = total is None
        page = store.page(
            index,
            asked,
            sort=newest_first(),
            size=size,
            after=place,
            total=first,
            aggregations=_FACETS if facets and first else None,
        )
        hits = page["hits"]["hits"]
        if total is None:  # of the first page: what comes in meanwhile is newer than all that follows
            total = int(page["hits"]["total"]["value"])
            counted = _counted(page["aggregations"]) if facets else None
        articles += [article_of(hit["_source"]) for hit in hits]
        if len(hits) < size or len(articles) > limit:
            break
        place = hits[-1]["sort"]
    more = 0 < limit < len(articles)
    articles = articles[:limit]
    mark = f"{micros(articles[-1].first_seen_at)}:{articles[-1].id}" if more else None
    return SearchPage(articles, total, mark, counted)


def _counted(aggregations: Mapping[str, Any]) -> Facets:
    """None of them where no index is there yet."""
    buckets = {name: each["buckets"] for name, each in aggregations.items()}
    days = [(moment(bucket["key"] * 1000).date(), bucket["doc_count"]) for bucket in buckets.get("days", ())]
    keywords = [(bucket["key"], bucket["doc_count"]) for name in KEYWORDS for bucket in buckets.get(name, ())]
    return facets_of(days, keywords)


def _place(after: str) -> list[Any]:
    time, colon, article = after.partition(":")
    try:
        if colon and abs(int(time)) <= _LATEST:
            return [int(time), article]
    except ValueError:
        pass
    raise PermanentError(f"no page of search results is marked {after!r}")
