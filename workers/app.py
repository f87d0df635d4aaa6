"""The Celery application of the workers: the tasks, on the task policy of `presswatch.broker`."""

from __future__ import annotations

import gc

from celery import Celery

from presswatch.bootstrap import App
from presswatch.broker import FORGET, SWEEP, TICK, WATCH, celery_app
from presswatch.configuration import Settings
from workers.services import ServicesHere
from workers.tasks import register

TICK_SECONDS = 2.0
SWEEP_SECONDS = 15.0
WATCH_SECONDS = 900.0
FORGET_SECONDS = 900.0  # mostly there is nothing to do; and a stack that runs for an hour a day forgets as well


def worker_app(settings: Settings, *, preload: bool = False) -> Celery:
    """`preload` reads the config at once; raises `ConfigurationError` then."""
    with App(settings) as app:
        celery = celery_app(app.broker_url)
    services = ServicesHere(settings)
    if preload:
        services.preload(classify=True)
        gc.collect()
        gc.freeze()  # else collections in each fork would walk, and so copy, the watchlist's hundred megabytes of names
    register(celery, services)
    celery.conf.beat_schedule = {
        # A message that nobody took before the next one is sent would only be done twice.
        "tick": {"task": TICK, "schedule": TICK_SECONDS, "options": {"expires": TICK_SECONDS}},
        "sweep": {"task": SWEEP, "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
        "forget": {"task": FORGET, "schedule": FORGET_SECONDS, "options": {"expires": FORGET_SECONDS}},
        "watch": {"task": WATCH, "schedule": WATCH_SECONDS, "options": {"expires": WATCH_SECONDS}},
    }
    return celery
