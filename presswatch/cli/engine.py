"""Commands for the archive engine: engine setup, engine status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from presswatch.bootstrap import App

engine = typer.Typer(no_args_is_help=True, help="The archive engine: SQLite, or the cluster that is configured.")


@engine.command()
def setup(context: typer.Context) -> None:
    """Make templates, indices and the rule index, where they are missing or out of date. May be run at any time.

    \b
    PRESSWATCH_ELASTICSEARCH_URL=https://search.example.org:9200 presswatch engine setup
    """
    from presswatch.bootstrap import App

    with App(settings_of(context)) as app:
        rules = len(app.configuration.rules)
        _ = app.engine, app.rule_index  # both make what they lack when they are opened
        typer.echo(f"{_where(app)} is ready, with {rules} rules.")


@engine.command()
def status(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False
) -> None:
    """Tell what the archive holds, and what waits in it."""
    from presswatch.bootstrap import App, now
    from presswatch.cli import show

    with App(settings_of(context)) as app:
        archive = app.engine
        found = {
            "engine": _where(app),
            "articles": archive.search(None, limit=1).total,
            "unmatched": len(archive.unmatched(before=now(), limit=1000)),
            "deliveries_waiting": archive.waiting(now=now()),
            "quarantine": len(archive.messages()),
        }
    if json:
        show.lines([found])
    else:
        show.table(("", ""), found.items(), empty="")


def _where(app: App) -> str:
    """The engine in words, without credentials."""
    from urllib.parse import urlsplit

    from presswatch.bootstrap import archive_file

    url = app.settings.elasticsearch_url
    if not url:
        return f"SQLite, {archive_file(app.settings.data)}"
    parts = urlsplit(url)
    return f"the cluster at {parts.scheme}://{parts.netloc.rpartition('@')[2]}"
