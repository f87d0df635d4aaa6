"""The dashboards: which charts and searches stand where."""

from __future__ import annotations

from presswatch.kibana.charts import SCO
from presswatch.kibana.description import Board, Choice, Row
from presswatch.kibana.views import ALERTS, ARTICLES, SOURCES


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
                Row(height=14, panels=(("Time to alert", 24), ("Time from alert to delivery", 24))),
                Row(height=14, panels=(("Alerts by rule", 24), ("Deliveries by state", 24))),
                Row(height=14, panels=(("Deliveries by channel and state", 24), ("Deliveries sent over time", 24))),
                Row(height=12, panels=(("Failed deliveries", 30), ("Deliveries given up by rule and channel", 18))),
                Row(height=18, panels=(("Newest alerts", 48),)),
            ),
        ),
        Board(
            name="Collection health",
            description="Whether silence means that nothing was published, or that nothing was collected.",
            since="now-24h",
            choices=(
                Choice(view=SOURCES, field="kind", label="Source kind"),
                Choice(view=SOURCES, field="country", label="Country"),
            ),
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
                Row(height=14, panels=(("Links by outcome over time", 30), ("Sources by kind of error", 18))),
                Row(height=14, panels=(("Looks by outcome over time", 30), ("Sources by kind and state", 18))),
                Row(height=16, panels=(("Silent sources", 48),)),
                Row(height=16, panels=(("Failing sources", 28), ("Failures in a row by source", 20))),
                Row(height=16, panels=(("Looks that failed", 30), ("Articles by how they were read", 18))),
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
