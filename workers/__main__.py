"""A worker process: `python -m workers --kind cpu|io|scheduler`.

`cpu` ingests, in as many processes as asked for; `io` crawls and delivers, in threads that wait for others;
`scheduler` sends the periodic messages.
"""

from __future__ import annotations

import argparse
import logging
import os
import socket
import warnings
from os import environ

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging, worker_process_init

from presswatch.configuration import Settings
from presswatch.lifeline import end_with_parent
from presswatch.logs import log_as_json
from workers.app import worker_app
from workers.presence import say_here

_THREADS = 8


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    parser.add_argument("--kind", choices=("cpu", "io", "scheduler"), required=True)
    parser.add_argument("--processes", type=int, default=2, help="of a cpu worker (default: 2)")
    parser.add_argument("--lone", action="store_true", help="go on when the parent process ends")
    arguments = parser.parse_args()
    if not arguments.lone:
        end_with_parent()
        worker_process_init.connect(lambda **_: end_with_parent(), weak=False)
    log_as_json()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Celery greets a terminal there; logs go to standard error
    warnings.filterwarnings("ignore", category=SecurityWarning)  # of root and pickle: our messages are JSON only
    setup_logging.connect(lambda **_: logging.getLogger(), weak=False)  # Celery leaves logging alone
    app = worker_app(Settings.from_environ(environ), preload=arguments.kind == "cpu")
    if arguments.kind == "scheduler":
        app.Beat(scheduler_cls="celery.beat:Scheduler", quiet=True, loglevel=logging.WARNING).run()
        return
    if arguments.kind == "io":
        say_here(app.conf.broker_url)
    _work(app, arguments.kind, arguments.processes)


def _work(app: Celery, kind: str, processes: int) -> None:
    options = {
        "cpu": {"pool": "prefork", "concurrency": processes, "queues": "ingest,periodic", "max_tasks_per_child": 2000},
        "io": {"pool": "threads", "concurrency": _THREADS, "queues": "crawl,deliver"},
    }[kind]
    worker = app.Worker(
        hostname=f"{kind}@{socket.gethostname()}",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
        loglevel=logging.INFO,
        redirect_stdouts=False,
        **options,
    )
    worker.start()
    raise SystemExit(worker.exitcode)


if __name__ == "__main__":
    main()
