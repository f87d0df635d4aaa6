"""The command reprocess."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.archive import Json, Since, Source, Until, moment, pages_of
from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from crawlers.page_archive import Located
    from presswatch.cli.running import Stack
    from workers.restating import Restated
    from workers.services import Services

_INTERRUPTED = 130  # the exit code of a program that Ctrl-C ended
_BATCH = 20  # pages
_TOLD = 20  # pages that give no article any more, told one by one


@dataclass(slots=True)
class _Account:
    """What a run came to so far."""

    outcomes: Counter[Restated] = field(default_factory=Counter)
    alerts: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)  # articles that are gone, and why
    last: datetime | None = None  # when the last page that is done was read


def reprocess(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    alerts: Annotated[bool, typer.Option("--alerts", help="Match them against today's rules, and tell.")] = False,
    json: Json = False,
) -> None:
    """Read pages of the archive again, with today's code and config and without the network, and take them through all
    later steps. What is stored of them is replaced in its place: it keeps its version, first-seen time and story.

    \b
    same      what is stored is what is read today
    changed   it was replaced
    new       it was missing, and is stored now
    gone      the page gives no article today; what is stored stays
    unread    the page never gave one

    It may be stopped at any time and run again. Nobody is told of anything without --alerts. Of a presswatch that runs,
    pages of the last ten minutes are left to it.

    \b
    presswatch reprocess --since 2026-03-01
    presswatch reprocess --since 2026-03-01 --until 2026-03-08 --source mfa-kz --json
    """
    from datetime import timedelta

    from presswatch.bootstrap import now
    from presswatch.broker import CRAWL_LIMIT
    from presswatch.cli import running, show
    from workers.restating import Restated
    from workers.services import Services

    settings = settings_of(context)
    first, end = moment("--since", since), moment("--until", until)
    account = _Account()
    archive = pages_of(context)
    try:
        with Services(settings) as services, running.running(settings) as stack:
            # What a crawl has read and not yet handed over is not ours: it would be stored here without an alert.
            crawling = stack.joined or settings.broker_url
            latest = now() - (CRAWL_LIMIT if crawling else timedelta(0))
            running.ingest_all(services, stack, show=lambda _: None)
            found = archive.pages(since=first, until=min(end or latest, latest))
            pages = [each for each in found if not source or each.entry.source in source]
            with bar("pages", len(pages)) as step:
                _run(pages, services, stack, account, alerts=alerts, step=step)
            if alerts:
                running.ingest_all(services, stack, show=lambda _: None)
    except KeyboardInterrupt:
        on = f"; go on with --since {account.last.isoformat()}" if account.last else ""
        typer.echo(f"stopped after {account.outcomes.total()} pages{on}", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    told: dict[str, Any] = {each.value: account.outcomes[each] for each in Restated}
    told = {"pages": account.outcomes.total(), **told, "alerts": account.alerts}
    if json:
        show.lines([told, *({"gone": article, "reason": why} for article, why in account.lost)])
        return
    show.table(tuple(told), [tuple(told.values())], empty="")
    for article, why in account.lost[:_TOLD]:
        typer.echo(f"presswatch: {article} is gone: {show.clean(why)}", err=True)
    if len(account.lost) > _TOLD:
        typer.echo(f"presswatch: and {len(account.lost) - _TOLD} more; --json has all of them", err=True)


def _run(
    pages: Sequence[Located],
    services: Services,
    stack: Stack,
    account: _Account,
    *,
    alerts: bool,
    step: Callable[[str], object],
) -> None:
    from crawlers.rereading import reread
    from presswatch.bootstrap import now
    from presswatch.errors import TransientError
    from workers.restating import Restated, restate

    sources = services.configuration.sources
    for start in range(0, len(pages), _BATCH):
        batch = pages[start : start + _BATCH]
        articles = []
        for page in batch:
            read = reread(page, sources=sources)
            if read.article:
                articles.append(read.article)
            elif read.had:
                account.outcomes[Restated.GONE] += 1
                account.lost.append((read.had, read.why))
            else:
                account.outcomes[Restated.UNREAD] += 1
            step("")
        done = None
        while done is None:
            stack.keep()
            try:
                done = restate(articles, services, alerts=alerts, now=now())
            except TransientError as error:
                step(f"waiting: {error}")
                time.sleep(1)
        for delivery in done.deliveries:
            services.broker.deliver(delivery)
        account.outcomes.update(done.outcomes)
        account.alerts += done.alerts
        account.last = batch[-1].entry.at


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[str], object]]:
    """A progress bar on a terminal, nothing elsewhere. What it gives is called once for each step, with "", and with a
    note while there is none."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task(what, total=total, note="")
        yield lambda note: shown.update(task, advance=0 if note else 1, note=note)
