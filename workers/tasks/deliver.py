"""deliver: one alert to one channel."""

from __future__ import annotations

import structlog
from celery import Celery

from presswatch.bootstrap import now
from presswatch.broker import DELIVER
from presswatch.delivery import deliver
from workers.services import ServicesHere
from workers.tasks.policy import RETRY

log = structlog.get_logger()


def register(app: Celery, services: ServicesHere) -> None:
    @app.task(name=DELIVER, **RETRY)
    def deliver_task(delivery: str) -> None:
        here = services()
        outcome = deliver(
            delivery,
            log=here.engine,
            archive=here.engine,
            channels=here.configuration.channels,
            sources=here.configuration.sources,
            rules=here.rules,
            sender=here.sender,
            now=now(),
        )
        log.info("delivery_tried", outcome=outcome, delivery=delivery)
