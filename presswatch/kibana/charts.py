"""The charts."""

from __future__ import annotations

from presswatch.kibana.description import (
    Chart,
    Each,
    Measure,
    Metric,
    OverTime,
    Shape,
    Top,
)
from presswatch.kibana.views import ALERTS, ARTICLES, DELIVERIES, LOOKS, SOURCES
from presswatch.sources import LinkOutcome

SCO = "sco"
"""The id of the organisation in the watchlist."""
MEMBERS = ("BY", "CN", "IN", "IR", "KG", "KZ", "PK", "RU", "TJ", "UZ")
"""The SCO's members, ISO 3166. Fact checked: 2026-11-24."""

_ARTICLES = Metric(label="Articles")
_STORIES = Metric(label="Stories", measure=Measure.DISTINCT, field="story")
_ALERTS = Metric(label="Alerts")
_DELIVERIES = Metric(label="Deliveries")
_SOURCES = Metric(label="Sources")
_LOOKS = Metric(label="Looks")
_SECONDS = (
    Metric(label="Seconds, median", measure=Measure.MEDIAN, field="seconds"),
    Metric(label="Seconds", measure=Measure.P95, field="seconds"),
)
_BY_DAY = OverTime(field="first_seen_at", every="d")
_KIND = Top(field="kind", label="Source kind", size=4)

# Outcomes of links that something is wrong with, in words.
_ERRORS = {
    "No text in the page": LinkOutcome.NO_TEXT,
    "Page could not be read": LinkOutcome.PARSE_ERROR,
    "Forbidden by robots.txt": LinkOutcome.ROBOTS,
    "Too large": LinkOutcome.TOO_LARGE,
    "Timed out": LinkOutcome.TIMED_OUT,
    "HTTP error": LinkOutcome.REFUSED,
    "Address not public": LinkOutcome.FORBIDDEN_ADDRESS,
    "Network error": LinkOutcome.FAILED,
}


# Every outcome but those that say nothing new: a feed offers again and again what is known.
_OUTCOMES = {
    "New": LinkOutcome.NEW,
    "Changed": LinkOutcome.CHANGED,
    "Removed": LinkOutcome.REMOVED,
    **_ERRORS,
    "No article": LinkOutcome.NOT_ARTICLE,
    "Later": LinkOutcome.LATER,
}


def _ranking(name: str, bucket: Top) -> Chart:
    return Chart(name=name, view=ARTICLES, shape=Shape.RANKING, metrics=(_ARTICLES,), buckets=(bucket,))


def _over_days(name: str, split: Top, description: str = "") -> Chart:
    return Chart(
        name=name,
        view=ARTICLES,
        shape=Shape.LINES,
        metrics=(_ARTICLES,),
        buckets=(_BY_DAY, split),
        description=description,
    )


def charts() -> tuple[Chart, ...]:
    return (*_coverage(), *_alerts(), *_health(), *_sco())


def _coverage() -> tuple[Chart, ...]:
    return (
        Chart(name="Number of articles", view=ARTICLES, shape=Shape.NUMBER, metrics=(_ARTICLES,)),
        Chart(name="Number of stories", view=ARTICLES, shape=Shape.NUMBER, metrics=(_STORIES,)),
        Chart(
            name="Articles by day and source kind",
            view=ARTICLES,
            shape=Shape.BARS,
            metrics=(_ARTICLES,),
            buckets=(_BY_DAY, _KIND),
        ),
        _ranking("Articles by topic", Top(field="topics", label="Topic", size=20)),
        Chart(
            name="Articles by source kind",
            view=ARTICLES,
            shape=Shape.RING,
            metrics=(_ARTICLES,),
            buckets=(_KIND,),
        ),
        Chart(
            name="Articles by language",
            view=ARTICLES,
            shape=Shape.RING,
            metrics=(_ARTICLES,),
            buckets=(Top(field="language", label="Language", size=15),),
        ),
        _ranking("Articles by country of the source", Top(field="country", label="From", size=15)),
        _ranking("Articles by country they are about", Top(field="countries", label="About", size=15)),
        _ranking("People", Top(field="people", label="Person", size=15)),
        _ranking("Organisations", Top(field="organisations", label="Organisation", size=15)),
        Chart(
            name="Sources by volume",
            view=ARTICLES,
            shape=Shape.TABLE,
            metrics=(_ARTICLES, _STORIES, Metric(label="Newest", measure=Measure.MAX, field="first_seen_at")),
            buckets=(Top(field="source", label="Source", size=100),),
        ),
    )


def _alerts() -> tuple[Chart, ...]:
    rule = Top(field="rule", label="Rule", size=20)
    channel = Top(field="channel", label="Channel", size=20)
    state = Top(field="state", label="State", size=4)
    return (
        Chart(name="Number of alerts", view=ALERTS, shape=Shape.NUMBER, metrics=(_ALERTS,)),
        Chart(
            name="Alerts over time by rule",
            view=ALERTS,
            shape=Shape.BARS,
            metrics=(_ALERTS,),
            buckets=(OverTime(field="created_at"), rule),
        ),
        Chart(
            name="Alerts by rule",
            view=ALERTS,
            shape=Shape.TABLE,
            metrics=(_ALERTS, Metric(label="Newest", measure=Measure.MAX, field="created_at")),
            buckets=(Top(field="rule", label="Rule", size=100),),
        ),
        Chart(
            name="Time to alert",
            view=ALERTS,
            shape=Shape.LINES,
            metrics=_SECONDS,
            buckets=(OverTime(field="created_at"),),
            description="Seconds from when an article was first seen until the alert was raised.",
        ),
        Chart(
            name="Time from alert to delivery",
            view=DELIVERIES,
            shape=Shape.LINES,
            metrics=_SECONDS,
            buckets=(OverTime(field="created_at", every="d"),),
            query='state: "sent"',
            description="Seconds from when an alert was raised until its channel accepted it. Of all times.",
        ),
        Chart(
            name="Deliveries by state",
            view=DELIVERIES,
            shape=Shape.RING,
            metrics=(_DELIVERIES,),
            buckets=(state,),
            description="Of all times: a delivery that waits must not fall out of the time range.",
        ),
        Chart(
            name="Deliveries by channel and state",
            view=DELIVERIES,
            shape=Shape.TABLE,
            metrics=(_DELIVERIES, Metric(label="Most attempts", measure=Measure.MAX, field="attempts")),
            buckets=(channel, state),
        ),
        Chart(
            name="Deliveries sent over time",
            view=DELIVERIES,
            shape=Shape.BARS,
            metrics=(_DELIVERIES,),
            buckets=(OverTime(field="sent_at", every="d"), channel),
            query='state: "sent"',
        ),
        Chart(
            name="Deliveries given up by rule and channel",
            view=DELIVERIES,
            shape=Shape.TABLE,
            metrics=(_DELIVERIES, Metric(label="Newest alert", measure=Measure.MAX, field="created_at")),
            buckets=(rule, channel),
            query='state: "dead"',
        ),
    )


def _health() -> tuple[Chart, ...]:
    return (
        Chart(
            name="Sources by state",
            view=SOURCES,
            shape=Shape.RING,
            metrics=(_SOURCES,),
            buckets=(Top(field="state", label="State", size=4),),
        ),
        Chart(
            name="Sources by kind and state",
            view=SOURCES,
            shape=Shape.BARS,
            metrics=(_SOURCES,),
            buckets=(_KIND, Top(field="state", label="State", size=4)),
        ),
        Chart(
            name="Number of silent sources",
            view=SOURCES,
            shape=Shape.NUMBER,
            metrics=(Metric(label="Silent for two days"),),
            query="not last_new_at >= now-2d",
        ),
        Chart(
            name="Number of overdue sources",
            view=SOURCES,
            shape=Shape.NUMBER,
            metrics=(Metric(label="Overdue by an hour"),),
            query="next_due_at < now-1h",
            description="Nobody looked although it was time: is the crawler running?",
        ),
        Chart(
            name="Articles an hour",
            view=ARTICLES,
            shape=Shape.BARS,
            metrics=(_ARTICLES,),
            buckets=(OverTime(field="first_seen_at", every="h"),),
        ),
        Chart(
            name="Sources by kind of error",
            view=LOOKS,
            shape=Shape.RANKING,
            metrics=(Metric(label="Sources", measure=Measure.DISTINCT, field="source"),),
            buckets=(
                Each(
                    queries={label: f"links.{outcome.value} > 0" for label, outcome in _ERRORS.items()},
                    label="Links that ended so",
                ),
            ),
            description="How many sources have had links that came to nothing, by why.",
        ),
        Chart(
            name="Links by outcome over time",
            view=LOOKS,
            shape=Shape.BARS,
            metrics=tuple(
                Metric(label=label, measure=Measure.SUM, field=f"links.{outcome.value}")
                for label, outcome in _OUTCOMES.items()
            ),
            buckets=(OverTime(field="at"),),
            description="What became of the links that sources offered, those aside that were known.",
        ),
        Chart(
            name="Looks by outcome over time",
            view=LOOKS,
            shape=Shape.BARS,
            metrics=(_LOOKS,),
            buckets=(OverTime(field="at"), Top(field="outcome", label="Outcome", size=4)),
        ),
        Chart(
            name="Failures in a row by source",
            view=SOURCES,
            shape=Shape.TABLE,
            metrics=(
                Metric(label="Failures in a row", measure=Measure.MAX, field="failures"),
                Metric(label="Last look", measure=Measure.MAX, field="last_fetch_at"),
                Metric(label="Last new article", measure=Measure.MAX, field="last_new_at"),
            ),
            buckets=(Top(field="id", label="Source", size=100),),
            query="failures > 0",
        ),
        Chart(
            name="Articles by how they were read",
            view=ARTICLES,
            shape=Shape.RING,
            metrics=(_ARTICLES,),
            buckets=(Top(field="read_by", label="Read by", size=6),),
            description="Much of 'plain' or 'feed' means pages that the readers don't understand.",
        ),
    )


def _sco() -> tuple[Chart, ...]:
    about = Top(field="countries", label="Member", size=len(MEMBERS), only="|".join(MEMBERS))
    source = Top(field="country", label="Member", size=len(MEMBERS), only="|".join(MEMBERS))
    offices = Top(field="offices", label="Office", size=15, only=f".+/({'|'.join(MEMBERS)})")
    return (
        _over_days("SCO coverage by day and member it is about", about),
        _over_days("SCO coverage by day and member it comes from", source),
        _over_days("SCO coverage by day and office", offices, "Offices of members, whoever holds them on the day."),
        _ranking("Members in SCO coverage", about),
        _ranking("Offices in SCO coverage", offices),
        _ranking("Topics in SCO coverage", Top(field="topics", label="Topic", size=15)),
        _ranking("Organisations named beside the SCO", Top(field="organisations", label="Organisation", size=15)),
    )
