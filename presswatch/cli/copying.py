"""The command engine copy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from rich.progress import Task

    from presswatch.bootstrap import App
    from presswatch.configuration import Settings
    from presswatch.engines.accounts import Account
    from presswatch.engines.copying import Progress

_INTERRUPTED = 130  # the exit code of a program that Ctrl-C ended
_TOLD = 20  # refusals that are told one by one; the target's quarantine has all of them


class EngineName(StrEnum):
    SQLITE = "sqlite"
    ELASTICSEARCH = "elasticsearch"


def copy(
    context: typer.Context,
    source: Annotated[EngineName, typer.Argument(help="The archive to copy from.", metavar="FROM")],
    target: Annotated[EngineName, typer.Argument(help="The archive to copy to.", metavar="TO")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Copy the archive to the other engine: articles with all versions, alerts, deliveries, sources, quarantine.

    What the target has is kept: copying adds what it lacks, as often as it is run. Only of a version that both have,
    the source's reading stands. It may be stopped at any time; the same command goes on. Workers may write to the
    source meanwhile. To change engines, stop them, copy once more, and start them with the target: a delivery that
    waits would otherwise be sent from both. In the end both archives are compared, month by month. Exit code 1: the
    target refused something, or lacks something.

    \b
    export PRESSWATCH_ELASTICSEARCH_URL=http://localhost:9200
    presswatch engine copy sqlite elasticsearch
    presswatch engine copy elasticsearch sqlite --json | jq 'select(.missing)'
    """
    from presswatch.bootstrap import now
    from presswatch.engines.copying import Copying
    from presswatch.errors import ConfigurationError, TransientError

    if source is target:
        raise ConfigurationError(f"both archives are {source.value}: copy sqlite elasticsearch, or the other way round")
    with ExitStack() as stack:
        here, there = (stack.enter_context(_opened(settings_of(context), name, source)) for name in (source, target))
        _see_that_it_holds_something(here, source)
        show = stack.enter_context(_progress_bar())
        copying = Copying(here.engine, there.engine, now=now, show=show)
        try:
            accounts = copying.run()
        except (KeyboardInterrupt, TransientError) as error:
            stack.close()  # the bar goes before anything is said
            _tell_stopped(copying.accounts)
            if isinstance(error, TransientError):
                raise
            raise typer.Exit(_INTERRUPTED) from None
    (_tell_as_json if json else _tell)(accounts)
    if not all(account.complete for account in accounts):
        typer.echo("presswatch: the target lacks something of the source: see above", err=True)
        raise typer.Exit(1)


def _opened(settings: Settings, name: EngineName, source: EngineName) -> App:
    """Opening a target makes it, where it is missing; a source must be there."""
    from presswatch.bootstrap import App, archive_file
    from presswatch.configuration.settings import ELASTICSEARCH_URL
    from presswatch.errors import ConfigurationError

    if not settings.elasticsearch_url:
        raise ConfigurationError(
            f"the address of the Elasticsearch isn't known: set {ELASTICSEARCH_URL}, or give --elasticsearch-url"
        )
    if name is EngineName.ELASTICSEARCH:
        return App(settings)
    file = archive_file(settings.data)
    if name is source and not file.exists():
        raise ConfigurationError(f"there is no archive at {file}: name the folder of the data with --data")
    return App(replace(settings, elasticsearch_url=None))


def _see_that_it_holds_something(app: App, name: EngineName) -> None:
    from presswatch.errors import PresswatchError

    app.engine.refresh()
    shelves = app.engine.shelves()
    if not any(shelf.count() for shelf in (shelves.articles, shelves.alerts, shelves.sources, shelves.quarantine)):
        where = "the address and PRESSWATCH_ELASTICSEARCH_PREFIX" if name is EngineName.ELASTICSEARCH else "--data"
        raise PresswatchError(f"the {name.value} archive is empty, there is nothing to copy: is {where} right?")


def _tell(accounts: Sequence[Account]) -> None:
    from presswatch.cli import show

    show.table(
        ("", "copied", "there already", "newer there", "refused", "caught up"),
        ([values[name] for name in ("kind", *_FATES)] for values in map(_fates, accounts)),
        empty="",
    )
    typer.echo()
    show.table(
        ("", "month", "source", "target", "missing", "otherwise", "digest of source", "of target", ""),
        (
            (*values.values(), "equal" if months[month].equal else "differs")
            for account in accounts
            for months in [account.months]
            for month in sorted(months)
            for values in [_compared(account, month)]
        ),
        empty="Nothing to compare.",
    )
    for account in accounts:
        for id_, reason in list(account.refused.items())[:_TOLD]:
            typer.echo(f"presswatch: {account.kind} {id_} was refused: {show.clean(reason)}", err=True)


def _tell_as_json(accounts: Sequence[Account]) -> None:
    from presswatch.cli import show

    show.lines(map(_fates, accounts))
    show.lines(
        _compared(account, month) | {"equal": account.months[month].equal}
        for account in accounts
        for month in sorted(account.months)
    )
    show.lines(
        {"kind": account.kind, "id": id_, "reason": reason}
        for account in accounts
        for id_, reason in account.refused.items()
    )


_FATES = ("copied", "there", "newer", "refused", "caught_up")


def _fates(account: Account) -> dict[str, Any]:
    from presswatch.ports import Fate

    counts = {fate.value: account.fates[fate] for fate in Fate}
    return {"kind": account.kind, **counts, "refused": len(account.refused), "caught_up": account.caught_up}


def _compared(account: Account, month: str) -> dict[str, Any]:
    found = account.months[month]
    return {
        "kind": account.kind,
        "month": month,
        "source": found.source,
        "target": found.target,
        "missing": found.missing,
        "otherwise": found.otherwise,
        "source_digest": f"{found.source_digest:016x}",
        "target_digest": f"{found.target_digest:016x}",
    }


def _tell_stopped(accounts: Sequence[Account]) -> None:
    from presswatch.ports import Fate

    copied = ", ".join(f"{account.fates[Fate.COPIED]} {account.kind}" for account in accounts)
    typer.echo(f"stopped; this run copied {copied}. The same command goes on from there.", err=True)


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], object]]:
    """With rate and time left, on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    class Rated(TextColumn):
        def render(self, task: Task) -> Any:  # noqa: ANN401 - rich's own
            task.fields["rate"] = f"{task.speed:.0f}/s" if task.speed else ""
            return super().render(task)

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rated("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        shown: tuple[str, bool] | None = None
        task = bar.add_task("starting", total=None, rate="", note="")

        def show(progress: Progress) -> None:
            nonlocal shown, task
            if shown != (progress.kind, progress.comparing):  # a bar of its own: each has its own rate
                shown = (progress.kind, progress.comparing)
                bar.remove_task(task)
                does = "comparing" if progress.comparing else "copying"
                task = bar.add_task(f"{does} {progress.kind}", total=progress.total, rate="", note="")
            note = f"waiting: {progress.waiting}" if progress.waiting else ""
            bar.update(task, completed=progress.done, total=progress.total, note=note)

        yield show
