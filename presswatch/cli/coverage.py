"""presswatch coverage: how much of the press was covered in a span of time, and how much was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.archive import Since, Until, moment
from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from presswatch.coverage import Coverage, SourceCoverage


def show_coverage(
    context: typer.Context,
    since: Since = "24h",
    until: Until = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """State what was covered: sources looked at, silent and failing, articles, and links that came to nothing.

    What each look came to is kept for a month; whether a source is silent beyond what is usual is found while
    presswatch runs, and told as it is now.

    \b
    presswatch coverage --since 7d
    presswatch coverage --since 2026-03-01 --until 2026-03-08 --json | jq -r .words
    """
    from presswatch.bootstrap import App, now
    from presswatch.cli import show
    from presswatch.cli.checking_sources import known_amiss
    from presswatch.coverage import coverage, gathered, in_words

    at = now()
    first, end = moment("--since", since) or at, moment("--until", until) or at
    if first >= end:
        raise typer.BadParameter("is not before --until", param_hint="--since")
    with App(settings_of(context)) as app:
        sources = app.configuration.sources
        found = gathered(app.engine, app.engine, since=first, until=end, now=at)
        told = coverage(sources, found, amiss=known_amiss(app), since=first, until=end, now=at)
    if json:
        show.lines([_plain(told)])
        return
    typer.echo(show.clean(in_words(told)))
    typer.echo()
    show.table(
        ("source", "country", "looks", "failed", "articles", "unreadable", "silent since", "error"),
        (
            (
                each.id,
                each.country,
                each.looks,
                each.failed,
                each.articles,
                each.unreadable,
                show.time(each.silent_since),
                show.shorten(each.error, 120),
            )
            for each in sorted(told.sources, key=_worst_first)
        ),
        empty="No sources are configured: add some to config/sources/.",
    )
    typer.echo()
    show.table(
        ("articles", "by", ""),
        (
            *((count, "country", country or "unknown") for country, count in told.countries),
            *((count, "language", language or "unknown") for language, count in told.languages),
        ),
        empty="No article came.",
    )


def _worst_first(source: SourceCoverage) -> tuple[bool, bool, bool, int]:
    return bool(source.looks), not source.is_failing, not source.silent_since, -source.articles


def _plain(told: Coverage) -> dict[str, Any]:
    from presswatch.coverage import in_words
    from presswatch.messages import plain

    return plain(told) | {
        "words": in_words(told),
        "looked_at": [each.id for each in told.looked_at],
        "not_looked_at": [each.id for each in told.not_looked_at],
        "failing": [each.id for each in told.failing],
        "silent": [each.id for each in told.silent],
        "unreadable": {outcome.value: count for outcome, count in told.unreadable.items()},
    }
