"""tick: what is due. sweep: what a crash left unfinished. Both may run as often and as many at once as they like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from celery import Celery

from presswatch.articles import Article
from presswatch.bootstrap import App, now
from presswatch.broker import SWEEP, TICK
from presswatch.errors import TransientError
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
    failed = _match(services, unmatched, at)
    deliveries = services.engine.due(now=at, limit=LIMIT)  # those of the articles that were just matched among them
    for delivery in deliveries:
        services.broker.deliver(delivery)
    if batches or unmatched or deliveries:
        log.info(
            "swept",
            outcome="swept",
            batches=len(batches),
            unmatched=len(unmatched),
            failed=failed,
            deliveries=len(deliveries),
        )


def _match(services: Services, articles: Sequence[Article], at: datetime) -> int:
    """Match these, and each by itself when one of them can't be: it is in quarantine already, with the reason, and
    waits here for mended code or rules. Answers how many can't be matched."""
    try:
        match(
            articles,
            archive=services.engine,
            rules=services.rule_index,
            rule_of=services.rule_of,
            alert_log=services.engine,
            now=at,
        )
    except TransientError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other articles and the deliveries go on
        if len(articles) > 1:
            return sum(_match(services, [article], at) for article in articles)
        log.warning(
            "article_unmatched", outcome="failed", article=articles[0].id, error=f"{type(error).__name__}: {error}"
        )
        return 1
    return 0
