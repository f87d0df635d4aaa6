"""The broker: how one process asks the workers to do something.

Messages carry ids and nothing else, and losing one loses nothing: what is to be done stands in a ledger (leases in the
due queue, batches in the inbox, deliveries in the outbox), from which the sweep asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from celery import Celery
from kombu.exceptions import OperationalError

from presswatch.articles import Article
from presswatch.errors import TransientError
from presswatch.ports import Lease
from presswatch.state import Inbox

CRAWL = "presswatch.crawl"
INGEST = "presswatch.ingest"
DELIVER = "presswatch.deliver"
TICK = "presswatch.tick"
SWEEP = "presswatch.sweep"
FORGET = "presswatch.forget"
WATCH = "presswatch.watch"

# Ingest is work for a processor, crawl and deliver are waiting for others, so they have workers of different kinds.
QUEUES = {
    CRAWL: "crawl",
    INGEST: "ingest",
    DELIVER: "deliver",
    **dict.fromkeys((TICK, SWEEP, FORGET, WATCH), "periodic"),
}

CRAWL_LIMIT = timedelta(minutes=10)  # a crawl process lives no longer
VISIBILITY_TIMEOUT = timedelta(hours=1)  # longer than the longest task, or it would be run twice at once


def celery_app(broker_url: str) -> Celery:
    """The Celery application with the task policy; `workers.app` adds the tasks, others only send."""
    app = Celery("presswatch", broker=broker_url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_routes={task: {"queue": queue} for task, queue in QUEUES.items()},
        task_create_missing_queues=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": int(VISIBILITY_TIMEOUT.total_seconds()),
            "socket_timeout": 10,
            "socket_keepalive": True,
            "retry_on_timeout": True,
        },
        task_publish_retry=True,
        task_publish_retry_policy={"max_retries": 3, "interval_start": 0.05, "interval_step": 0.2, "interval_max": 1},
        timezone="UTC",
    )
    return app


class Broker:
    """Sends the messages. Each call raises `TransientError` when the broker is away."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def crawl(self, leases: Sequence[Lease]) -> None:
        """Look at these sources in one crawl process, as long as the leases are still the ones that they have."""
        self._send(CRAWL, leases=[[lease.source, lease.until.timestamp()] for lease in leases])

    def ingest(self, batch: str) -> None:
        self._send(INGEST, batch=batch)

    def deliver(self, delivery: str) -> None:
        self._send(DELIVER, delivery=delivery)

    def sweep(self) -> None:
        self._send(SWEEP)

    def _send(self, task: str, **arguments: object) -> None:
        try:
            self._app.send_task(task, kwargs=arguments)
        except (OperationalError, ConnectionError, TimeoutError) as error:
            raise TransientError(f"the broker is not available: {error}") from error

    def close(self) -> None:
        self._app.close()


class InboxHandOver:
    """Fills the port `HandOver`: into the inbox first, then a message that names the batch."""

    def __init__(self, inbox: Inbox, broker: Broker) -> None:
        self._inbox = inbox
        self._broker = broker

    def articles(self, batch: Sequence[Article]) -> None:
        name = self._inbox.put(batch)
        try:
            self._broker.ingest(name)
        except TransientError:
            return  # it is safe in the inbox; the sweep will name it
