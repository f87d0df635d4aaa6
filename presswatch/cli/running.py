"""Running the stack from a command: start it or join the one that runs, and see work through to its end."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from presswatch.articles import Article
from presswatch.bootstrap import App, now
from presswatch.configuration import Settings
from presswatch.embedded import AlreadyRunningError, EmbeddedStack
from presswatch.errors import TransientError
from presswatch.sources import SourceRecord, SourceState

_PAUSE = 0.25
_SWEEP = 15.0
_FULL = 100  # batches in the inbox: it is memory of the server, and nothing is gained by filling it faster


class Stack:
    """The running stack: ours, or another process's that we joined and must be ready to replace when it ends."""

    def __init__(self, settings: Settings, *, scheduler: bool, quiet: bool) -> None:
        self._settings = settings
        self._scheduler = scheduler
        self._quiet = quiet
        self._own: EmbeddedStack | None = None

    @property
    def joined(self) -> bool:
        return self._own is None

    def keep(self) -> None:
        if self._own:
            self._own.keep()
            return
        stack = EmbeddedStack(self._settings, scheduler=self._scheduler, quiet=self._quiet)
        try:
            stack.__enter__()
        except AlreadyRunningError:
            return
        self._own = stack

    def stop(self) -> None:
        if self._own:
            self._own.stop()


@contextmanager
def running(settings: Settings, *, scheduler: bool = False, quiet: bool = True) -> Iterator[Stack]:
    """The stack of the data folder, ended with the context when it was started by it. SIGTERM ends it like Ctrl-C."""
    previous = signal.signal(signal.SIGTERM, _interrupt)
    stack = Stack(settings, scheduler=scheduler, quiet=quiet)
    try:
        stack.keep()
        yield stack
    finally:
        stack.stop()
        signal.signal(signal.SIGTERM, previous)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    looked_at: int
    sources: int
    articles: int
    batches: int  # handed over and not yet ingested
    deliveries: int  # due and not yet sent

    @property
    def finished(self) -> bool:
        return self.looked_at == self.sources and not self.batches and not self.deliveries


def look_at(app: App, stack: Stack, sources: Collection[str], *, show: Callable[[Progress], object]) -> Progress:
    """Look at these sources now, and wait until all that they gave is ingested and its alerts are tried.

    Calls `show` a few times a second. A service that is away meanwhile is waited for.
    """
    from workers.crawling import lease_batches
    from workers.tasks.periodic import sync

    started = now()
    wanted = set(sources)
    prepared = False

    def turn(at: datetime) -> Progress:
        nonlocal prepared
        if not prepared:
            sync(app, at=at)
            app.due.make_due(wanted, now=started)
            prepared = True
        records = app.engine.records()
        done = wanted & _looked_at(records, started)
        if done != wanted:
            for leases in lease_batches(app, at=at, only=wanted - done):
                app.broker.crawl(leases)
        return _progress(app, looked_at=len(done), sources=len(wanted), records=records)

    return _until_finished(app, stack, turn, show)


def ingest_all(
    app: App, stack: Stack, batches: Iterable[Sequence[Article]] = (), *, show: Callable[[Progress], object]
) -> Progress:
    """Hand over these batches, no faster than they are ingested, and wait until the inbox is empty and the alerts are
    tried."""

    def turn(_: datetime) -> Progress:
        return _progress(app, looked_at=0, sources=0, records=app.engine.records())

    for batch in batches:
        while not _handed_over(app, batch):
            stack.keep()
            time.sleep(_PAUSE)
        stack.keep()
    return _until_finished(app, stack, turn, show)


def _handed_over(app: App, batch: Sequence[Article]) -> bool:
    try:
        if app.inbox.waiting() >= _FULL:
            return False
        app.hand_over.articles(batch)
    except TransientError:
        return False
    return True


def _until_finished(
    app: App,
    stack: Stack,
    turn: Callable[[datetime], Progress],
    show: Callable[[Progress], object],
) -> Progress:
    swept = time.monotonic()
    quiet = 0
    while True:
        stack.keep()
        try:
            progress = turn(now())
            show(progress)
            # Twice, since an article leaves the inbox a moment before its deliveries are looked for.
            quiet = quiet + 1 if progress.finished else 0
            if progress.finished:
                app.engine.refresh()  # what the second look, and whoever asked for this run, must see
            if quiet == 2:
                return progress
            if time.monotonic() - swept > _SWEEP:
                app.broker.sweep()
                swept = time.monotonic()
        except TransientError:
            quiet = 0
        time.sleep(_PAUSE)


def _progress(app: App, *, looked_at: int, sources: int, records: dict[str, SourceRecord]) -> Progress:
    return Progress(
        looked_at=looked_at,
        sources=sources,
        articles=sum(record.articles for record in records.values()),
        batches=app.inbox.waiting(),
        deliveries=app.engine.waiting(now=now()),
    )


def _looked_at(records: dict[str, SourceRecord], since: datetime) -> set[str]:
    return {name for name, record in records.items() if record.last_fetch_at and record.last_fetch_at >= since}


def status(app: App) -> dict[str, Any]:
    """The figures of the live status. Raises `TransientError` when a service is away."""
    records = app.engine.records()
    states = [records[source].state if source in records else SourceState.NEVER for source in app.configuration.sources]
    return {
        "sources": len(states),
        "failing": states.count(SourceState.FAILING),
        "never": states.count(SourceState.NEVER),
        "articles": sum(record.articles for record in records.values()),
        "batches": app.inbox.waiting(),
        "deliveries": app.engine.waiting(now=now()),
        "quarantine": len(app.engine.messages()),
    }
