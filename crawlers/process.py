"""Being the process of a crawl or a survey: a line of input, lines of output, and an end with the parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, NoReturn, TypeVar

import structlog

from presswatch.errors import PermanentError
from presswatch.lifeline import end_with_parent
from presswatch.logs import log_as_json

log = structlog.get_logger("crawlers")

Job = TypeVar("Job")


class Output:
    """Writes lines to the standard output that this process was given, and keeps everything else off it."""

    def __init__(self) -> None:
        self._file: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)  # what a library prints goes to the log

    def __call__(self, line: bytes) -> None:
        self._file.write(line + b"\n")


def end_with_input(file: BinaryIO) -> None:
    """End this process when its standard input does. Nothing is lost: what was not handed over is not marked."""

    def watch() -> None:
        while file.read(4096):
            pass
        os._exit(1)

    threading.Thread(target=watch, name="end-with-input", daemon=True).start()


def run(read: Callable[[bytes], Job], work: Callable[[Job, Callable[[bytes], None]], None]) -> NoReturn:
    """Be a child that `work`s on what `read` makes of its one line of input, and prints the lines it is given.

    `read` raises `PermanentError` for a line that can't be read.
    """
    log_as_json()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a terminal sends it to parent and child alike: end without a word
    end_with_parent()
    output = Output()
    given = os.fdopen(0, "rb")
    code = 0
    try:
        job = read(given.readline())
        end_with_input(given)
        work(job, output)
    except PermanentError as error:
        log.error("input_unreadable", outcome="refused", error=str(error))  # noqa: TRY400 - the text says it all
        code = 2
    except Exception:
        log.exception("child_failed", outcome="failed")
        code = 1
    sys.stderr.flush()
    os._exit(code)  # a thread that reads a hopeless page must not keep the process
