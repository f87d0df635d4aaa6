"""Commands that make things happen: up, once, crawl, ingest, quarantine retry, demo."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of
from presswatch.cli.progress import progress_bar

if TYPE_CHECKING:
    from presswatch.articles import Article
    from presswatch.bootstrap import App
    from presswatch.cli.given import Refused

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def up(context: typer.Context) -> None:
    """Run everything until Ctrl-C: broker, workers, scheduler, and all their children ended with it.

    On a terminal it shows a live status, and the logs go to files in the data folder; otherwise it writes logs as JSON
    lines.

    \b
    presswatch up
    presswatch up | tee presswatch.log      JSON lines
    """
    import time

    import structlog

    from presswatch.bootstrap import App
    from presswatch.cli.running import running
    from presswatch.embedded import AlreadyRunningError
    from presswatch.logs import log_as_json

    terminal = sys.stdout.isatty()
    settings = settings_of(context)
    if not terminal:
        log_as_json(sys.stdout)
    log = structlog.get_logger("presswatch.up")
    with App(settings) as app:
        app.configuration  # noqa: B018 - a wrong config is reported before anything starts
        try:
            with running(settings, scheduler=True, quiet=terminal) as stack:
                if stack.joined:
                    raise AlreadyRunningError(f"presswatch is running on {settings.data} already")
                log.info("up", outcome="started", data=str(settings.data), sources=len(app.configuration.sources))
                with _live_status(app) if terminal else _no_status() as show:
                    while True:
                        stack.keep()
                        show()
                        time.sleep(0.5)
        except KeyboardInterrupt:
            if terminal:
                typer.echo("stopped")
            else:
                log.info("up", outcome="stopped")


def once(context: typer.Context, json: Json = False) -> None:
    """Look at every source now, see it all the way through to the alerts, and exit.

    \b
    presswatch once
    presswatch once --json | jq 'select(.error)'
    """
    _look_at(context, (), json=json)


def crawl(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; all of them when none is given.")] = None,
    json: Json = False,
) -> None:
    """Look at these sources now, see it all the way through to the alerts, and exit.

    \b
    presswatch crawl mfa-kz kazinform
    """
    _look_at(context, sources or (), json=json)


def _look_at(context: typer.Context, names: Sequence[str], *, json: bool) -> None:
    from presswatch.bootstrap import App
    from presswatch.cli import running, show
    from presswatch.errors import ConfigurationError

    settings = settings_of(context)
    with App(settings) as app:
        known = app.configuration.sources
        unknown = [name for name in names if name not in known]
        if unknown:
            raise ConfigurationError(
                f"unknown sources: {', '.join(unknown)}; `presswatch sources` lists those that are"
            )
        wanted = list(names) or list(known)
        with running.running(settings) as stack, progress_bar() as progress:
            running.look_at(app, stack, wanted, show=progress)
        records = app.engine.records()
        found = [records[name] for name in wanted if name in records]
        quarantined = len(app.engine.messages())
    if json:
        show.lines(map(show.source, found))
    else:
        show.table(
            ("source", "state", "links", "articles", "error"),
            (
                (
                    r.id,
                    r.state,
                    ", ".join(f"{count} {outcome}" for outcome, count in r.links.items() if count),
                    r.articles,
                    r.error,
                )
                for r in found
            ),
            empty="No sources are configured: add some to config/sources/.",
        )
    if quarantined:
        typer.echo(f"{quarantined} messages are in quarantine: `presswatch quarantine list`", err=True)
    if found and all(record.state == "failing" for record in found):
        raise typer.Exit(1)


def ingest(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Articles as JSON lines: url, title, text, …; - reads standard input.")],
    no_alerts: Annotated[
        bool, typer.Option("--no-alerts", help="A backfill: store and find them, tell nobody.")
    ] = False,
    json: Json = False,
) -> None:
    """Ingest articles through the broker, like crawled ones.

    A line needs url, title and text; source, language and published_at may be given.

    \b
    presswatch ingest articles.jsonl
    zcat archive.jsonl.gz | presswatch ingest - --no-alerts
    """
    from presswatch.bootstrap import App
    from presswatch.cli import running, show

    settings = settings_of(context)
    with App(settings) as app:
        lines = _Lines(file, known=app.configuration.sources, alerts=not no_alerts)
        with running.running(settings) as stack, progress_bar() as progress:
            running.ingest_all(app, stack, lines.batches(), show=progress)
        stored = app.engine.get(lines.taken)
    if json:
        show.lines(show.article(stored[article]) for article in lines.taken if article in stored)
    else:
        typer.echo(f"{len(stored)} articles ingested" + (f", {lines.refused} lines refused" if lines.refused else ""))
    missing = len(lines.taken) - len(stored)
    if missing:
        typer.echo(f"presswatch: {missing} articles are in quarantine: `presswatch quarantine list`", err=True)
    if lines.refused or missing:
        raise typer.Exit(1)


class _Lines:
    """A file of articles on its way in. What is wrong with it is told on standard error as it is met."""

    def __init__(self, file: Path, *, known: Collection[str], alerts: bool) -> None:
        self._file = file
        self._known = set(known)
        self._alerts = alerts
        self.taken: dict[str, None] = {}  # article ids, in order
        self.refused = 0

    def batches(self) -> Iterator[Sequence[Article]]:
        from presswatch.bootstrap import now
        from presswatch.cli import given

        articles = self._articles(given.articles(self._file, clock=now, alerts=self._alerts))
        while batch := list(islice(articles, 20)):
            yield batch

    def _articles(self, lines: Iterable[Article | Refused]) -> Iterator[Article]:
        from presswatch.cli import given

        for line in lines:
            if isinstance(line, given.Refused):
                self.refused += 1
                typer.echo(f"presswatch: {line}", err=True)
                continue
            if line.source and line.source not in self._known:
                self._known.add(line.source)
                typer.echo(f"warning: the config has no source {line.source!r}: nothing is known of it", err=True)
            self.taken[line.id] = None
            yield line


def retry_quarantine(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of messages; all of them when none is given.")] = None,
) -> None:
    """Process quarantined messages again, with today's code and config.

    \b
    presswatch quarantine retry
    """
    from presswatch.cli import running
    from presswatch.errors import PermanentError, PresswatchError
    from workers.services import Services
    from workers.tasks.ingest import retry

    settings = settings_of(context)
    with Services(settings) as app:
        messages = {message.id: message for message in app.engine.messages()}
        unknown = [id_ for id_ in ids or () if id_ not in messages]
        if unknown:
            raise PresswatchError(f"not in quarantine: {', '.join(unknown)}")
        chosen = ids or list(messages)
        with running.running(settings) as stack, progress_bar() as progress:
            for id_ in chosen:
                try:
                    retry(app, messages[id_])
                except PermanentError as error:
                    typer.echo(f"presswatch: {id_}: {error}", err=True)
            running.ingest_all(app, stack, show=progress)
        left = len(app.engine.messages())
    typer.echo(f"{len(chosen)} messages tried again, {left} are in quarantine now")
    if left:
        raise typer.Exit(1)


def demo(
    keep: Annotated[Path | None, typer.Option(help="Keep the data in this folder; a temporary one without it.")] = None,
) -> None:
    """Collect a newsroom that comes with the program, and check that exactly the expected alerts come of it.

    \b
    presswatch demo --keep demo-data
    """
    from presswatch.cli.demonstration import run_demo

    if not run_demo(keep):
        raise typer.Exit(1)


@contextmanager
def _live_status(app: App) -> Iterator[Callable[[], None]]:
    from rich.live import Live
    from rich.table import Table

    from presswatch.cli.running import status
    from presswatch.cli.show import shorten
    from presswatch.errors import TransientError

    def picture() -> Table:
        table = Table(
            box=None, title="presswatch", title_justify="left", caption="Ctrl-C stops it", caption_justify="left"
        )
        table.add_column()
        table.add_column()
        try:
            figures: dict[str, Any] = status(app)
            table.add_row(
                "sources", f"{figures['sources']}, {figures['failing']} failing, {figures['never']} not looked at yet"
            )
            table.add_row("articles", str(figures["articles"]))
            table.add_row("to do", f"{figures['batches']} batches, {figures['deliveries']} deliveries")
            table.add_row("quarantine", str(figures["quarantine"]))
            for alert in app.engine.alerts(limit=5):
                table.add_row(alert.rule, shorten(alert.why.sentence or alert.why.clause, 100))
        except TransientError as error:
            table.add_row("waiting", str(error))
        return table

    with Live(picture(), refresh_per_second=2) as live:
        yield lambda: live.update(picture())


@contextmanager
def _no_status() -> Iterator[Callable[[], None]]:
    yield lambda: None
