"""Being a crawl process: a batch from standard input, looks to standard output, and an end with the parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, NoReturn

import structlog

from crawlers.batch import Batch, read_batch
from presswatch.errors import PermanentError
from presswatch.lifeline import end_with_parent
from presswatch.logs import log_as_json
from presswatch.messages import look_to_json
from presswatch.sources import Look

log = structlog.get_logger("crawlers")


class Reports:
    """Writes looks to the standard output that this process was given, and keeps everything else off it."""

    def __init__(self) -> None:
        self._file: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)  # what a library prints goes to the log

    def __call__(self, look: Look) -> None:
        self._file.write(look_to_json(look) + b"\n")


def end_with_input(file: BinaryIO) -> None:
    """End this process when its standard input does. Nothing is lost: what was not handed over is not marked."""

    def watch() -> None:
        while file.read(4096):
            pass
        os._exit(1)

    threading.Thread(target=watch, name="end-with-input", daemon=True).start()


def run(crawl_batch: Callable[[Batch, Callable[[Look], None]], None]) -> NoReturn:
    """Be the crawl process around `crawl_batch`, which crawls a batch and reports its looks."""
    log_as_json()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a terminal sends it to parent and child alike: end without a word
    end_with_parent()
    reports = Reports()
    given = os.fdopen(0, "rb", buffering=0)
    code = 0
    try:
        batch = read_batch(given.readline())
        end_with_input(given)
        crawl_batch(batch, reports)
    except PermanentError as error:
        log.error("batch_unreadable", outcome="refused", error=str(error))  # noqa: TRY400 - the text says it all
        code = 2
    except Exception:
        log.exception("crawl_failed", outcome="failed")
        code = 1
    sys.stderr.flush()
    os._exit(code)  # a thread that reads a hopeless page must not keep the process
