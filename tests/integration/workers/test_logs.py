"""Logs: a JSON object a line, and no flood when a service is away."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog

from presswatch.errors import TransientError
from presswatch.logs import log_as_json
from presswatch.valkey import socket_url, valkey_command, wait_for_valkey
from tests.conftest import until
from tests.e2e.stage import write_config
from tests.integration.workers.desk import CONFIG


@contextmanager
def server(data: Path) -> Iterator[None]:
    process = subprocess.Popen(valkey_command(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_valkey(data)
        yield
    finally:
        process.kill()
        process.wait(10)


def test_a_server_that_is_away_is_told_once_and_not_with_every_message(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    quiet = CONFIG | {"sources": {"sources": []}}
    environ = os.environ | {
        "PRESSWATCH_CONFIG": str(write_config(tmp_path / "config", **quiet)),
        "PRESSWATCH_DATA": str(tmp_path),
        "PRESSWATCH_BROKER_URL": socket_url(tmp_path),
    }
    kinds = ("cpu", "scheduler")
    processes = []
    logs = {kind: tmp_path / f"{kind}.err" for kind in kinds}

    def lines(kind: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in logs[kind].read_text("utf-8").splitlines()]

    def swept() -> bool:
        return (tmp_path / "presswatch.sqlite").exists()

    try:
        with server(tmp_path):
            for kind in kinds:
                with logs[kind].open("wb") as err, (tmp_path / f"{kind}.out").open("wb") as out:
                    command = [sys.executable, "-m", "workers", "--kind", kind]
                    processes.append(subprocess.Popen(command, env=environ, stdout=out, stderr=err))
            until(swept, seconds=60)  # by a tick, from the scheduler through the worker
        until(lambda: all(lines(kind) for kind in kinds), seconds=30)
        time.sleep(8)  # ticks that can't be sent, and a few attempts to come back
        for kind in kinds:
            told = Counter((line["logger"], re.sub(r"\d", "", line["event"])) for line in lines(kind))
            assert max(told.values()) == 1, told
            assert "Traceback" not in logs[kind].read_text("utf-8")
        # A worker that had a task in hand may end over it (kombu, on the closed connection); the stack starts it again.
        assert processes[1].poll() is None
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
    assert all((tmp_path / f"{kind}.out").read_bytes() == b"" for kind in kinds)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged as JSON; the logging of the test run is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    log_as_json(stream)
    try:
        yield stream
    finally:
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_librarys_repeated_error_is_one_line_without_its_traceback(log: io.StringIO) -> None:
    celery = logging.getLogger("celery.worker")
    for attempt in range(50):
        try:
            raise ConnectionError("refused")
        except ConnectionError:
            celery.exception("cannot connect, trying again in %s seconds\nmore of it", attempt)
    celery.error("something else")
    first, second = read(log)
    assert first["event"] == "cannot connect, trying again in 0 seconds"
    assert first["error"] == "ConnectionError: refused"
    assert first["level"] == "error"
    assert "Traceback" not in log.getvalue()
    assert second["event"] == "something else"


def test_an_engine_that_is_away_is_one_line_whoever_says_it(log: io.StringIO) -> None:
    logging.getLogger("elastic_transport.node_pool").warning("Node http://engine:9200 has failed 1 times in a row")
    logging.getLogger("elastic_transport.transport").warning("Retrying request after failure")
    for task in ("ingest", "sweep"):
        try:
            raise TransientError("searching: the engine can't be reached")
        except TransientError:
            logging.getLogger("celery.app.trace").exception("Task presswatch.%s raised unexpected", task)
    (only,) = read(log)
    assert only["event"] == "Node http://engine:9200 has failed 1 times in a row"


def test_our_own_events_all_pass_and_a_bug_keeps_its_traceback(log: io.StringIO) -> None:
    ours = structlog.get_logger("workers.tasks.ingest")
    for number in range(3):
        ours.warning("batch_taken_apart", outcome="split", batch=str(number), title="Курс\nвалют")
    try:
        raise ValueError("no such letter")
    except ValueError:
        ours.exception("failed", outcome="failed")
    *events, bug = read(log)
    assert [event["batch"] for event in events] == ["0", "1", "2"]
    assert events[0] | {"timestamp": ""} == {
        "event": "batch_taken_apart",
        "outcome": "split",
        "batch": "0",
        "title": "Курс\nвалют",
        "level": "warning",
        "logger": "workers.tasks.ingest",
        "timestamp": "",
    }
    assert bug["traceback"].rstrip().endswith("ValueError: no such letter")


def test_warnings_of_libraries_are_events_too(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("this goes away", UserWarning, stacklevel=1)
    (event,) = read(log)
    assert "this goes away" in event["event"]
    assert event["logger"] == "py.warnings"
