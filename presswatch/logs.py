"""Logs: one event a line as JSON, with a static name. Log identifiers, not objects."""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from typing import TYPE_CHECKING

import structlog

from presswatch.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any, TextIO

_ONCE_A = 60.0  # seconds
_OURS = ("presswatch", "workers", "crawlers")
_CHANGING = re.compile(r"\b[0-9a-f]{4,}\b|\d+")  # ids and figures, in which the same message differs


def _is_ours(logger: str) -> bool:
    return logger.partition(".")[0] in _OURS


class OncePerMinute(logging.Filter):
    """Lets a library's warning pass once a minute: an hour without Redis is sixty lines, not a hundred thousand.

    Our own events pass, each of them is about one thing that happened.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or _is_ours(record.name):
            return True
        key = _subject(record)
        now = time.monotonic()
        if now - self._last.get(key, -_ONCE_A) < _ONCE_A:
            return False
        self._last[key] = now
        return True


def _subject(record: logging.LogRecord) -> tuple[str, str]:
    """What a library's line is about. That the engine is away is said by its client, in several ways for each request,
    and by Celery for each task that gives up: all of it is one subject."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, TransientError) or record.name.startswith("elastic_transport"):
        return ("service", "away")
    return (record.name, _CHANGING.sub("", _first_line(record.getMessage()))[:200])


def log_as_json(stream: TextIO | None = None) -> None:
    """Send events of structlog, of the standard library and its warnings to standard error, or to `stream`: a JSON
    object a line."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(OncePerMinute())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _last_line_of_exception,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)


def _last_line_of_exception(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's traceback is for its authors: keep what went wrong, in one line. Ours is kept whole."""
    info = event.pop("exc_info", None)
    if _is_ours(str(event.get("logger", ""))):
        if info:
            event["traceback"] = "".join(traceback.format_exception(*sys.exc_info() if info is True else info))
        return event
    if isinstance(info, tuple) and info[1] is not None:
        event["error"] = f"{type(info[1]).__name__}: {info[1]}"
    event["event"] = _first_line(str(event["event"]))
    return event


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
