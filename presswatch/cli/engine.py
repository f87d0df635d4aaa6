"""Commands for the archive engine: engine setup, engine status, engine reindex, engine copy."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of
from presswatch.cli.copying import copy

if TYPE_CHECKING:
    from presswatch.bootstrap import App
    from presswatch.engines.elasticsearch import Progress

engine = typer.Typer(no_args_is_help=True, help="The archive engine: SQLite, or the cluster that is configured.")
engine.command()(copy)

_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@engine.command()
def setup(context: typer.Context) -> None:
    """Make templates, indices and the rule index, where they are missing or out of date. May be run at any time.

    \b
    PRESSWATCH_ELASTICSEARCH_URL=https://search.example.org:9200 presswatch engine setup
    """
    from presswatch.bootstrap import App, now

    with App(settings_of(context)) as app:
        rules = len(app.configuration.rules)
        _ = app.engine  # makes what it lacks when it is opened
        refused = app.rule_index.refused
        typer.echo(f"{_where(app)} is ready, with {rules} rules. It keeps {_kept(app, now())}.")
        for line in _refusals(refused):
            typer.echo(line, err=True)


@engine.command()
def status(context: typer.Context, json: _Json = False) -> None:
    """Tell what the archive holds, and what waits in it.

    \b
    presswatch engine status
    presswatch engine status --json
    """
    from presswatch.bootstrap import App, now
    from presswatch.cli import show

    with App(settings_of(context)) as app:
        archive = app.engine
        refused = app.rule_index.refused
        found = {
            "engine": _where(app),
            "articles": archive.search(None, limit=1).total,
            "unmatched": len(archive.unmatched(before=now(), limit=1000)),
            "deliveries_waiting": archive.waiting(now=now()),
            "quarantine": len(archive.messages()),
            "keeps": _kept(app, now()),
            "rules": len(app.configuration.rules),
            "rules_refused": dict(refused) if json else len(refused),
        }
    if json:
        show.lines([found])
        return
    show.table(("", ""), found.items(), empty="")
    for line in _refusals(refused):
        typer.echo(show.clean(line))


@engine.command()
def reindex(context: typer.Context, json: _Json = False) -> None:
    """Move the archive to the mapping of this version, while it is in use.

    Collecting, alerts and searches go on meanwhile, also by workers of the version before; start those again with this
    version when it has ended. It may be interrupted, and goes on where it was when it is started again. Needs room for
    a second copy of the largest month. With SQLite, whose file follows by itself, it makes the index of words anew,
    which frees what articles left there that were forgotten.

    \b
    presswatch engine reindex
    presswatch engine reindex --json
    """
    from presswatch.bootstrap import App
    from presswatch.cli import show

    with App(settings_of(context)) as app, _ending_in_order():
        with _progress_bar() as progress:
            done = app.reindex(progress)
        if done is None:
            if json:
                show.lines([{"engine": _where(app), "moved": [], "written_again": None}])
            else:
                typer.echo(f"The index of words of {_where(app)} is made anew.")
            return
        moved = [
            {
                "index": one.index,
                "documents": one.documents,
                "copied": one.copied,
                "writers_waited": round(one.waited, 3),
            }
            for one in done.moved
        ]
        if json:
            show.lines([{"engine": _where(app), "moved": moved, "written_again": done.written_again}])
            return
        if moved:
            columns = ("INDEX", "DOCUMENTS", "COPIED", "WRITERS WAITED (s)")
            show.table(columns, [tuple(one.values()) for one in moved], empty="")
        typer.echo(
            f"{_where(app)} is at this version's mapping: {len(moved)} indices moved, "
            f"{done.written_again} articles that other versions wrote were written again."
        )


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """A polite kill ends like Ctrl-C: writers that were told to wait are let go on."""

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], object]]:
    """A progress bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("looking", total=None)
        index = ""

        def show(progress: Progress) -> None:
            nonlocal task, index
            if progress.index != index:
                bar.remove_task(task)
                task = bar.add_task(progress.index)
                index = progress.index
            bar.update(task, completed=progress.copied, total=progress.documents)

        yield show


def _refusals(refused: Mapping[str, Any]) -> list[str]:
    return [
        f"rule {rule}: refused by the engine, so articles meet it by our own evaluator ({reason})"
        for rule, reason in refused.items()
    ]


def _kept(app: App, at: datetime) -> str:
    since = app.settings.kept_since(at)
    return (
        "everything" if since is None else f"what is from {since:%Y-%m-%d} on, {app.settings.retention_months} months"
    )


def _where(app: App) -> str:
    """The engine in words, without credentials."""
    from urllib.parse import urlsplit

    from presswatch.bootstrap import archive_file

    url = app.settings.elasticsearch_url
    if not url:
        return f"SQLite, {archive_file(app.settings.data)}"
    parts = urlsplit(url)
    return f"the cluster at {parts.scheme}://{parts.netloc.rpartition('@')[2]}"
