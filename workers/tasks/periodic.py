"""tick: what is due. sweep: what a crash left unfinished. Both may run as often and as many at once as they like."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from celery import Celery

from presswatch.bootstrap import App, now
from presswatch.broker import SWEEP, TICK
from workers.crawling import lease_batches
from workers.ingest import match
from workers.services import Services, ServicesHere
from workers.tasks.policy import RETRY

STALE_BATCH = timedelta(minutes=2)  # longer than a batch takes
UNMATCHED = timedelta(minutes=5)
LIMIT = 200

log = structlog.get_logger()


def register(app: Celery, services: ServicesHere) -> None:
    @app.task(name=TICK, **RETRY)
    def tick_task() -> None:
        tick(services(), at=now())

    @app.task(name=SWEEP, soft_time_limit=240, time_limit=300, **RETRY)
    def sweep_task() -> None:
        sweep(services(), at=now())


def sync(app: App, *, at: datetime) -> None:
    """Tell the due queue of the configured sources; a new one is due at once."""
    records = app.engine.records()
    app.due.sync(
        {
            source: (records[source].next_due_at if source in records else None) or at
            for source in app.configuration.sources
        }
    )


def tick(app: App, *, at: datetime) -> None:
    """Ask for crawls of the sources that are due."""
    for leases in lease_batches(app, at=at):
        app.broker.crawl(leases)


def sweep(services: Services, *, at: datetime) -> None:
    """Ask again for what was not finished: batches, deliveries, and articles that were indexed and never matched."""
    sync(services, at=at)
    batches = services.inbox.stale(seconds=STALE_BATCH.total_seconds())
    for batch in batches:
        services.broker.ingest(batch)
    unmatched = services.engine.unmatched(before=at - UNMATCHED, limit=LIMIT)
    matched = match(
        unmatched,
        archive=services.engine,
        rules=services.rule_index,
        rule_of=services.rule_of,
        alert_log=services.engine,
        now=at,
    )
    deliveries = services.engine.due(now=at, limit=LIMIT)
    for delivery in dict.fromkeys((*matched.deliveries, *deliveries)):
        services.broker.deliver(delivery)
    if batches or unmatched or deliveries:
        log.info("swept", outcome="swept", batches=len(batches), unmatched=len(unmatched), deliveries=len(deliveries))
