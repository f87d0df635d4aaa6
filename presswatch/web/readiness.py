"""Readiness: whether the services behind answer. Health, which needs none of them, is the server's own to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from presswatch.bootstrap import App
from presswatch.errors import PresswatchError

log = structlog.get_logger()


def readiness(app: App, *, at: datetime) -> Mapping[str, bool]:
    """Which services answer. Why one does not goes to the log: an error's text may hold addresses."""
    asked: Mapping[str, Callable[[], object]] = {
        "redis": app.inbox.waiting,
        "engine": lambda: app.engine.waiting(now=at),
    }
    return {service: _answers(service, ask) for service, ask in asked.items()}


def _answers(service: str, ask: Callable[[], object]) -> bool:
    try:
        ask()
    except PresswatchError as error:
        log.warning("service_away", outcome="away", service=service, error=str(error))
        return False
    return True
