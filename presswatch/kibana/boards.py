"""The charts and the dashboards."""

from __future__ import annotations

from presswatch.kibana.description import (
    Board,
    Chart,
    Choice,
    Each,
    Measure,
    Metric,
    OverTime,
    Row,
    Shape,
    Top,
)
from presswatch.kibana.views import ALERTS, ARTICLES, DELIVERIES, SOURCES
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
_BY_DAY = OverTime(field="first_seen_at", every="d")
_KIND = Top(field="kind", label="Source kind", size=4)

# Outcomes of links that something is wrong with, in words.
_ERRORS = {
    "No text in the page": LinkOutcome.NO_TEXT,
    "Forbidden by robots.txt": LinkOutcome.ROBOTS,
    "Too large": LinkOutcome.TOO_LARGE,
    "Timed out": LinkOutcome.TIMED_OUT,
    "HTTP error": LinkOutcome.REFUSED,
    "Address not public": LinkOutcome.FORBIDDEN_ADDRESS,
    "Network or read error": LinkOutcome.FAILED,
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
            view=SOURCES,
            shape=Shape.RANKING,
            metrics=(_SOURCES,),
            buckets=(
                Each(
                    queries={label: f"links.{outcome.value} > 0" for label, outcome in _ERRORS.items()},
                    label="Links that ended so, ever",
                ),
            ),
            description="How many sources have had links that came to nothing, by why.",
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


def boards() -> tuple[Board, ...]:
    kind, language, topic, source = (
        Choice(view=ARTICLES, field=field, label=label)
        for field, label in (
            ("kind", "Source kind"),
            ("language", "Language"),
            ("topics", "Topic"),
            ("source", "Source"),
        )
    )
    return (
        Board(
            name="Coverage",
            description="What was collected: how much, from whom, about what.",
            since="now-7d",
            choices=(kind, language, topic, source),
            rows=(
                Row(
                    height=12,
                    panels=(
                        ("Number of articles", 8),
                        ("Number of stories", 8),
                        ("Articles by day and source kind", 32),
                    ),
                ),
                Row(
                    height=16,
                    panels=(
                        ("Articles by topic", 24),
                        ("Articles by source kind", 12),
                        ("Articles by language", 12),
                    ),
                ),
                Row(
                    height=16,
                    panels=(("Articles by country of the source", 24), ("Articles by country they are about", 24)),
                ),
                Row(height=16, panels=(("People", 24), ("Organisations", 24))),
                Row(height=18, panels=(("Newest articles", 32), ("Sources by volume", 16))),
            ),
        ),
        Board(
            name="Alerts",
            description="What the desks were told, and whether it reached them.",
            since="now-7d",
            choices=(Choice(view=ALERTS, field="rule", label="Rule"),),
            rows=(
                Row(height=12, panels=(("Number of alerts", 8), ("Alerts over time by rule", 40))),
                Row(height=14, panels=(("Alerts by rule", 24), ("Deliveries by state", 24))),
                Row(height=14, panels=(("Deliveries by channel and state", 24), ("Deliveries sent over time", 24))),
                Row(height=12, panels=(("Failed deliveries", 48),)),
                Row(height=18, panels=(("Newest alerts", 48),)),
            ),
        ),
        Board(
            name="Collection health",
            description="Whether silence means that nothing was published, or that nothing was collected.",
            since="now-24h",
            rows=(
                Row(
                    height=12,
                    panels=(
                        ("Sources by state", 12),
                        ("Number of silent sources", 8),
                        ("Number of overdue sources", 8),
                        ("Articles an hour", 20),
                    ),
                ),
                Row(
                    height=14,
                    panels=(("Sources by kind of error", 30), ("Articles by how they were read", 18)),
                ),
                Row(height=16, panels=(("Silent sources", 48),)),
                Row(height=16, panels=(("Failing sources", 28), ("Failures in a row by source", 20))),
            ),
        ),
        Board(
            name="SCO",
            description="The Shanghai Cooperation Organization in the coverage, with its members and their offices.",
            since="now-30d",
            query=f'organisations: "{SCO}"',
            choices=(kind, language),
            rows=(
                Row(
                    height=14,
                    panels=(("Number of articles", 8), ("SCO coverage by day and member it is about", 40)),
                ),
                Row(
                    height=14,
                    panels=(
                        ("SCO coverage by day and member it comes from", 24),
                        ("SCO coverage by day and office", 24),
                    ),
                ),
                Row(height=16, panels=(("Members in SCO coverage", 24), ("Offices in SCO coverage", 24))),
                Row(
                    height=16,
                    panels=(("Topics in SCO coverage", 24), ("Organisations named beside the SCO", 24)),
                ),
                Row(height=18, panels=(("Newest articles", 48),)),
            ),
        ),
    )
