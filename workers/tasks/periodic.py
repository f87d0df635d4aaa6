"""tick: what is due. sweep: what a crash left unfinished. forget: what is older than the desk wants to keep.
watch: what is amiss with sources.

All may run as often and as many at once as they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from celery import Celery

from presswatch.articles import Article
from presswatch.bootstrap import App, now
from presswatch.broker import FORGET, SWEEP, TICK, WATCH
from presswatch.errors import TransientError
from workers.crawling import lease_batches
from workers.ingest import match
from workers.rechecking import rebuild
from workers.services import Services, ServicesHere
from workers.tasks.policy import RETRY
from workers.watching import watch

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

    @app.task(name=FORGET, soft_time_limit=1500, time_limit=1800, **RETRY)
    def forget_task() -> None:
        forget(services(), at=now())

    @app.task(name=WATCH, soft_time_limit=540, time_limit=590, **RETRY)
    def watch_task() -> None:
        watch(services(), at=now())


def sync(app: App, *, at: datetime) -> None:
    """Tell the due queue of the configured sources; a new one is due at once."""
    records = app.engine.records()
    sources = app.configuration.sources
    app.due.sync(
        {source: (records[source].next_due_at if source in records else None) or at for source in sources},
        hosts={name: source.hosts for name, source in sources.items()},
    )


def tick(app: App, *, at: datetime) -> None:
    """Ask for crawls of the sources that are due."""
    for leases in lease_batches(app, at=at):
        app.broker.crawl(leases)


def sweep(services: Services, *, at: datetime) -> None:
    """Ask again for what was not finished: batches, deliveries, and articles that were indexed and never matched. Where
    the plan of rechecks is lost, make it again."""
    sync(services, at=at)
    rebuild(services, at=at)
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


def forget(app: App, *, at: datetime) -> None:
    """Delete what the setting for retention says is too old. A link that a feed still offers stays marked as seen."""
    before = app.settings.kept_since(at)
    if before is None:
        return
    articles = app.engine.forget(before=before)
    alerts = app.engine.forget_alerts(before=before)
    if articles or alerts:
        log.info("forgotten", outcome="forgotten", before=before.isoformat(), articles=articles, alerts=alerts)


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
