"""The tasks: each a thin call of a service, with its retry policy."""

from celery import Celery

from workers.services import ServicesHere
from workers.tasks import crawl, deliver, ingest, periodic


def register(app: Celery, services: ServicesHere) -> None:
    """Add all tasks to the application."""
    for module in (crawl, ingest, deliver, periodic):
        module.register(app, services)


__all__ = ["register"]
