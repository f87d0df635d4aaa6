"""crawl: look at a batch of leased sources."""

from __future__ import annotations

from datetime import UTC, datetime

from celery import Celery

from presswatch.broker import CRAWL
from presswatch.ports import Lease
from workers.crawling import crawl
from workers.services import ServicesHere
from workers.tasks.policy import RETRY


def register(app: Celery, services: ServicesHere) -> None:
    @app.task(name=CRAWL, **RETRY)
    def crawl_task(leases: list[tuple[str, float]]) -> None:
        held = [
            Lease(source, datetime.fromtimestamp(until, UTC), datetime.fromtimestamp(until, UTC))
            for source, until in leases
        ]
        crawl(services(), held)
