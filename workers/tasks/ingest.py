"""ingest: a batch of articles, from the inbox to recorded alerts."""

from __future__ import annotations

import traceback

import structlog
from celery import Celery

from presswatch.articles import Article
from presswatch.bootstrap import now
from presswatch.broker import INGEST
from presswatch.errors import PermanentError, PresswatchError, TransientError
from presswatch.messages import articles_from_json
from presswatch.ports import Quarantined
from workers.ingest import Ingested
from workers.rechecking import plan
from workers.services import Services, ServicesHere
from workers.tasks.policy import RETRY

TRIES = 5  # a batch that was begun so often and never ended has killed its workers

log = structlog.get_logger()


def register(app: Celery, services: ServicesHere) -> None:
    @app.task(name=INGEST, soft_time_limit=240, time_limit=300, **RETRY)
    def ingest_task(batch: str) -> None:
        ingest_batch(services(), batch)


def ingest_batch(services: Services, batch: str) -> None:
    """Ingest a batch of the inbox. A batch that can't be ingested is taken apart, so that only what can't be read of
    it ends in quarantine. Raises `TransientError` when a service is away; the batch then stays in the inbox."""
    body, tries = services.inbox.begin(batch)
    if body is None:
        return  # done, by an earlier message
    try:
        _settle(services, batch, body, tries)
    except TransientError:
        services.inbox.not_begun(batch)
        raise


def _settle(services: Services, batch: str, body: bytes, tries: int) -> None:
    """Ingest the batch, take it apart, or put it into quarantine; then it is done."""
    articles: list[Article] = []
    try:
        articles = articles_from_json(body)
        if tries > TRIES:
            raise PermanentError(f"ingest was begun {tries - 1} times and never ended: does it kill its process?")
        result = _ingest(services, articles)
    except TransientError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the message is kept and the rest goes on
        if len(articles) > 1:
            for article in articles:
                services.hand_over.articles([article])
            log.warning("batch_taken_apart", outcome="split", batch=batch, articles=len(articles), error=str(error))
        else:
            _quarantine(services, batch, body, _reason(error))
        services.inbox.done(batch)
        return
    for delivery in result.deliveries:
        services.broker.deliver(delivery)
    services.inbox.done(batch)
    log.info(
        "batch_ingested",
        outcome="ingested",
        batch=batch,
        articles={outcome.value: count for outcome, count in result.outcomes.items()},
        alerts=result.alerts,
    )


def _ingest(services: Services, articles: list[Article]) -> Ingested:
    at = now()
    result = services.ingest(articles, now=at)
    plan(services, result.articles, at=at)
    return result


def _quarantine(services: Services, batch: str, body: bytes, reason: str) -> None:
    services.engine.add(
        Quarantined(id=batch, task=INGEST, body=body.decode("utf-8", "replace"), reason=reason, at=now())
    )
    log.error("message_quarantined", outcome="quarantined", batch=batch, reason=reason.splitlines()[-1])


def _reason(error: Exception) -> str:
    if isinstance(error, PresswatchError):
        return str(error)
    return "".join(traceback.format_exception(error))


def retry(services: Services, message: Quarantined) -> None:
    """Put a quarantined message back into the inbox. Raises `PermanentError` when it still can't be read."""
    articles = articles_from_json(message.body)
    services.hand_over.articles(articles)
    services.engine.remove(message.id)
