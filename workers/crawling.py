"""Running a crawl: a child process for a batch of sources, whose looks are recorded as they come.

A Twisted reactor starts once in a process, so each batch gets a process of its own; it ends when its work is done, when
its time is up, or when this process is gone.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import structlog

from presswatch.bootstrap import App, now
from presswatch.broker import CRAWL_LIMIT
from presswatch.errors import PermanentError
from presswatch.messages import look_from_json, plain
from presswatch.ports import Lease
from presswatch.sources import Look, LookOutcome, Source
from workers.steps.schedule import next_due

SOURCES_A_CRAWL = 60  # a process costs two seconds before its first request, whatever it is asked to do
CRAWLS_AT_ONCE = 2  # a process uses about one processor
LEASE = 3 * CRAWL_LIMIT  # longer than a crawl lives, even one that is taken apart

log = structlog.get_logger()


def lease_batches(app: App, *, at: datetime, only: Collection[str] | None = None) -> list[list[Lease]]:
    """Take due sources (of `only`, when given) for as many crawls as may run beside those that do.

    Sources of one host come into one crawl, so that it can be polite to the host.
    """
    room = SOURCES_A_CRAWL * CRAWLS_AT_ONCE - app.due.leased(now=at)
    if room <= 0:
        return []
    leases = app.due.lease(now=at, limit=room, lease=LEASE, only=only)
    sources = app.configuration.sources
    leases.sort(key=lambda lease: sources[lease.source].host if lease.source in sources else "")
    size = max(1, -(-len(leases) // CRAWLS_AT_ONCE))
    return [leases[start : start + size] for start in range(0, len(leases), size)]


def crawl(app: App, leases: Sequence[Lease]) -> list[Look]:
    """Look at the leased sources in a child process and record each look as it comes.

    A lease that is no longer the source's present one is passed over: somebody else has that source.
    """
    known = app.configuration.sources
    held = [lease.source for lease in leases if lease.source in known and app.due.holds(lease)]
    sources = {name: known[name] for name in held}
    if not sources:
        return []
    looks: list[Look] = []
    groups = [sources]
    while groups:
        group = groups.pop()
        code = _run(app, group, looks)
        left = list(group.items())
        if len(left) > 1:  # it died over one of these: which one?
            half = len(left) // 2
            groups += [dict(left[:half]), dict(left[half:])]
        for source in group.values() if len(left) == 1 else ():
            look = Look(source=source.id, at=now(), outcome=LookOutcome.FAILED, error=_ended(code))
            _record(app, source, look)
            looks.append(look)
    return looks


def _run(app: App, sources: dict[str, Source], looks: list[Look]) -> int:
    """Run one crawl process to its end; its exit code. Sources that it reported are taken out of `sources`."""
    process = _start(app, list(sources.values()))
    timer = threading.Timer(CRAWL_LIMIT.total_seconds(), process.kill)
    timer.daemon = True
    timer.start()
    try:
        for look in _reports(process):
            source = sources.pop(look.source, None)
            if source:
                _record(app, source, look)
                looks.append(look)
        return process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        if process.stdin:
            process.stdin.close()
        if process.stdout:
            process.stdout.close()


def _start(app: App, sources: Sequence[Source]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "crawlers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=app.settings.to_environ(os.environ),
    )
    batch = {
        "sources": [plain(source) for source in sources],
        "data": str(app.settings.data.resolve()),
        "allow_networks": [str(network) for network in app.settings.allow_networks],
    }
    if process.stdin is None:  # PIPE was asked for
        raise AssertionError
    try:
        process.stdin.write(json.dumps(batch).encode() + b"\n")
        process.stdin.flush()  # and kept open: its end is how the child learns of ours
    except BrokenPipeError:
        pass  # it died at once; its exit code says why
    return process


def _reports(process: subprocess.Popen[bytes]) -> Iterator[Look]:
    for line in process.stdout or ():
        try:
            yield look_from_json(line)
        except PermanentError as error:
            log.warning("crawl_report_unreadable", outcome="ignored", error=str(error))


def _record(app: App, source: Source, look: Look) -> None:
    before = app.engine.records().get(source.id)
    failures = (before.failures if before else 0) + 1 if look.outcome is LookOutcome.FAILED else 0
    due_at = next_due(source, look, failures=failures, jitter=random.random())  # noqa: S311 - not a secret
    app.engine.looked(look, next_due_at=due_at)
    app.due.done(source.id, next_due_at=due_at)
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
