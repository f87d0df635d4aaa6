"""Running a crawl: a child process for a batch of sources, whose looks are recorded as they come.

A Twisted reactor starts once in a process, so each batch gets a process of its own, forked from a warm one
(`crawlers.warm`); it ends when its work is done, when its time is up, or when this process is gone.
"""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from presswatch.bootstrap import App, now
from presswatch.broker import CRAWL_LIMIT
from presswatch.errors import PermanentError, TransientError
from presswatch.forks import Forked
from presswatch.messages import look_from_json, plain
from presswatch.pages import forget_pages
from presswatch.ports import Lease
from presswatch.rechecks import Recheck
from presswatch.sources import Look, LookOutcome, Source
from presswatch.state import RedisDueQueue, connect
from presswatch.state.due import HOST_SHARE
from workers.rechecking import brought_forward, due_rechecks, give_up, settle
from workers.steps.rhythm import learnt, rhythm_from_json
from workers.steps.schedule import next_due

if TYPE_CHECKING:  # it takes its time to import, and those who lease need it not
    from workers.services import Services

SOURCES_A_CRAWL = 60
CRAWLS_AT_ONCE = 2  # of one crawler; a process uses about one processor
LEASE = timedelta(minutes=3)  # of a crawl that is killed; one that lives renews it
RENEW = 20.0  # seconds
AGAIN = timedelta(seconds=10)  # after so long a source is due again whose look could not be recorded

log = structlog.get_logger()


def lease_batches(app: App, *, at: datetime, only: Collection[str] | None = None) -> list[list[Lease]]:
    """Take due sources (of `only`, when given) for as many crawls as may run beside those that do, on all crawlers that
    are alive. Sources of one host are never in two of them, so that a crawl can be polite to the host.
    """
    crawls = CRAWLS_AT_ONCE * max(1, app.crawlers.alive())
    room = SOURCES_A_CRAWL * crawls - app.due.leased(now=at)
    waiting = app.due.waiting(now=at) if only is None else len(only)
    size = min(SOURCES_A_CRAWL, max(HOST_SHARE, -(-waiting // crawls)))
    batches = []
    while room > 0:
        leases = app.due.lease(now=at, limit=min(size, room), lease=LEASE, only=only)
        if not leases:
            break
        batches.append(leases)
        room -= len(leases)
    return batches


def crawl(app: Services, leases: Sequence[Lease]) -> list[Look]:
    """Look at the leased sources in a child process and record each look as it comes.

    A lease that is no longer the source's present one is passed over: somebody else has that source.
    """
    known = app.configuration.sources
    app.engine.get(["any"])  # raises where nothing could be recorded, before a publisher is asked for anything
    _forget_pages(app)
    held = app.due.renew([lease for lease in leases if lease.source in known], until=now() + LEASE)
    if not held:
        return []
    looks: list[Look] = []
    present = held
    try:
        with renewed(app, held) as present:
            _crawl(app, {lease.source: known[lease.source] for lease in held}, looks)
    except TransientError:
        app.due.renew(present, until=now() + AGAIN)
        raise
    return looks


def _forget_pages(app: App) -> None:
    """Pages are deleted by those who write them: the data folder of a crawler may be no one else's."""
    days = forget_pages(app.settings.data / "warc", days=app.settings.pages_days, at=now())
    if days:
        log.info("pages_forgotten", outcome="forgotten", days=days)


def _crawl(app: Services, sources: dict[str, Source], looks: list[Look]) -> None:
    groups = [sources]
    while groups:
        group = groups.pop()
        code = _run(app, group, looks)
        left = list(group.items())
        if len(left) > 1:  # it died over one of these: which one?
            half = len(left) // 2
            groups += [dict(left[:half]), dict(left[half:])]
        for source in group.values() if len(left) == 1 else ():
            give_up(app, source, at=now())
            look = Look(source=source.id, at=now(), outcome=LookOutcome.FAILED, error=_ended(code), soft=True)
            _record(app, source, look)
            looks.append(look)


@contextmanager
def renewed(app: App, leases: list[Lease], *, pause: float = RENEW) -> Iterator[list[Lease]]:
    """Renew leases in a thread, every `pause` seconds, as long as the context lives; gives the present ones.

    When this process dies they soon run out, and the sources are due again. A source whose look was recorded is leased
    no more, and is left alone.
    """
    present = list(leases)
    over = threading.Event()

    def renew() -> None:
        with connect(app.broker_url) as client:
            due = RedisDueQueue(client)  # its own, since a port's instance belongs to one thread
            while present and not over.wait(pause):
                try:
                    present[:] = due.renew(present, until=now() + LEASE)
                except TransientError as error:
                    log.warning("leases_not_renewed", outcome="tried_again", error=str(error))

    thread = threading.Thread(target=renew, name="renew-leases", daemon=True)
    thread.start()
    try:
        yield present
    finally:
        over.set()
        thread.join()


def _run(app: Services, sources: dict[str, Source], looks: list[Look]) -> int:
    """Run one crawl process to its end; its exit code. Sources that it reported are taken out of `sources`."""
    rechecks = due_rechecks(app, sources, at=now())
    process = _start(app, list(sources.values()), rechecks)
    timer = threading.Timer(CRAWL_LIMIT.total_seconds(), process.kill)
    timer.daemon = True
    timer.start()
    try:
        for look in _reports(process):
            source = sources.pop(look.source, None)
            if source:
                settle(app, source, look, rechecks.get(source.id, ()))
                _record(app, source, look)
                looks.append(look)
        return process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        process.close()


def _start(app: Services, sources: Sequence[Source], rechecks: Mapping[str, Sequence[Recheck]]) -> Forked:
    process = app.crawl_processes.start(app.settings.to_environ(os.environ))
    batch = {
        "sources": [plain(source) for source in sources],
        "rechecks": {source: [plain(each) for each in its] for source, its in rechecks.items()},
        "data": str(app.settings.data.resolve()),
        "allow_networks": [str(network) for network in app.settings.allow_networks],
    }
    try:
        process.stdin.write(json.dumps(batch).encode() + b"\n")
        process.stdin.flush()  # and kept open: its end is how the child learns of ours
    except BrokenPipeError:
        pass  # it died at once; its exit code says why
    return process


def _reports(process: Forked) -> Iterator[Look]:
    for line in process.stdout:
        try:
            yield look_from_json(line)
        except PermanentError as error:
            log.warning("crawl_report_unreadable", outcome="ignored", error=str(error))


def _record(app: App, source: Source, look: Look) -> None:
    rhythm = learnt(rhythm_from_json(app.rhythms.get(source.id)), look, source=source)
    wanted_at = next_due(source, look, rhythm=rhythm, jitter=random.random())  # noqa: S311 - not a secret
    due_at = brought_forward(app, source, look, wanted_at)
    app.engine.looked(look, next_due_at=due_at, source=source)
    app.rhythms.put(source.id, rhythm.to_json())
    app.due.done(source.id, next_due_at=due_at)
    # What the look handed over may have been planned meanwhile, when the lease still kept the source where it was.
    app.due.bring_forward([source.id], to=brought_forward(app, source, look, due_at))
    log.info(
        "source_looked_at",
        outcome=look.outcome,
        source=source.id,
        links={outcome.value: count for outcome, count in look.links.items()},
        error=look.error or None,
        next_due_at=due_at.isoformat(timespec="seconds"),
    )


def _ended(code: int) -> str:
    if code == -9:
        return f"the crawl process was killed, or ran longer than {CRAWL_LIMIT.total_seconds():.0f} s"
    return f"the crawl process ended with exit code {code} before it had looked at this source"
