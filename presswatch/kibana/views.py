"""The data views, and the saved searches that don't depend on the config."""

from __future__ import annotations

from presswatch.engines.elasticsearch.names import Names
from presswatch.kibana.description import Search, View

ARTICLES = "Articles"
ALERTS = "Alerts"
DELIVERIES = "Deliveries"
SOURCES = "Sources"
LOOKS = "Looks"

ARTICLE_COLUMNS = ("source", "kind", "language", "title", "topics", "url")
_SOURCE_COLUMNS = (
    "id", "name", "kind", "country", "state", "last_fetch_at", "silent_since", "next_due_at", "failures", "error",
)  # fmt: skip
_ORIGINALS = {"term": {"copy_of": ""}}  # an article that is no copy has an empty one; KQL's `copy_of: *` finds it too


def views(names: Names) -> tuple[View, ...]:
    """A delivery that waits, and a source that is silent, must show whatever the time range."""
    return (
        View(name=ARTICLES, index=names.articles, time="first_seen_at", links=("url", "link")),
        View(name=ALERTS, index=names.alerts, time="created_at"),
        View(name=DELIVERIES, index=names.deliveries),
        View(name=SOURCES, index=names.sources),
        View(name=LOOKS, index=names.looks, time="at"),
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
            columns=("rule", "why.sentence", "why.clause", "seconds", "articles", "story"),
            sort="created_at",
            description="With the sentence that met the rule.",
        ),
        Search(
            name="Failed deliveries",
            view=DELIVERIES,
            columns=("created_at", "rule", "channel", "state", "attempts", "due_at", "error", "alert"),
            sort="attempts",
            query='state: "dead" or (attempts > 1 and not state: "sent")',
            description="Given up, or on their second attempt or later.",
        ),
        Search(
            name="Silent sources",
            view=SOURCES,
            columns=_SOURCE_COLUMNS,
            sort="silent_since",
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
        Search(
            name="Looks that failed",
            view=LOOKS,
            columns=("source", "kind", "country", "outcome", "error"),
            sort="at",
            query='outcome: ("failed" or "partial")',
            description="Each look of the last weeks that failed, wholly or in part, with the error.",
        ),
    )
