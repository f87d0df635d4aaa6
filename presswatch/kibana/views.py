"""The data views, and the saved searches that don't depend on the config."""

from __future__ import annotations

from presswatch.engines.elasticsearch.names import Names
from presswatch.kibana.description import Search, View

ARTICLES = "Articles"
ALERTS = "Alerts"
DELIVERIES = "Deliveries"
SOURCES = "Sources"

ARTICLE_COLUMNS = ("source", "kind", "language", "title", "topics", "url")
_SOURCE_COLUMNS = ("id", "state", "last_fetch_at", "last_new_at", "next_due_at", "failures", "error")
_ORIGINALS = {"term": {"copy_of": ""}}  # an article that is no copy has an empty one; KQL's `copy_of: *` finds it too


def views(names: Names) -> tuple[View, ...]:
    """Deliveries have no time that all of them have, and a source that is silent must show whatever the time range."""
    return (
        View(name=ARTICLES, index=names.articles, time="first_seen_at", links=("url", "link")),
        View(name=ALERTS, index=names.alerts, time="created_at"),
        View(name=DELIVERIES, index=names.deliveries),
        View(name=SOURCES, index=names.sources),
    )


def searches() -> tuple[Search, ...]:
    return (
        Search(
            name="Newest articles",
            view=ARTICLES,
            columns=ARTICLE_COLUMNS,
            sort="first_seen_at",
            description="Everything that was collected, copies too.",
        ),
        Search(
            name="Today's official statements",
            view=ARTICLES,
            columns=("source", "country", "language", "title", "topics", "url"),
            sort="first_seen_at",
            query='kind: "official" and first_seen_at >= "now/d"',
            description="What official sources published today; the time range must reach back to midnight.",
            since="now/d",
        ),
        Search(
            name="Copies collapsed",
            view=ARTICLES,
            columns=ARTICLE_COLUMNS,
            sort="first_seen_at",
            dsl=_ORIGINALS,
            said="originals only",
            description="Each text once: articles that repeat another's text are left out.",
        ),
        Search(
            name="Newest alerts",
            view=ALERTS,
            columns=("rule", "why.sentence", "why.clause", "articles", "story"),
            sort="created_at",
            description="With the sentence that met the rule.",
        ),
        Search(
            name="Failed deliveries",
            view=DELIVERIES,
            columns=("channel", "state", "attempts", "due_at", "error", "alert"),
            sort="attempts",
            query='state: "dead" or (attempts > 1 and not state: "sent")',
            description="Given up, or on their second attempt or later.",
        ),
        Search(
            name="Silent sources",
            view=SOURCES,
            columns=_SOURCE_COLUMNS,
            sort="last_new_at",
            upwards=True,
            query="not last_new_at >= now-2d",
            description="No new article for two days, or never any.",
        ),
        Search(
            name="Failing sources",
            view=SOURCES,
            columns=_SOURCE_COLUMNS,
            sort="failures",
            query='state: ("failing" or "partial")',
            description="Where the last look failed, wholly or in part, with the error.",
        ),
    )
