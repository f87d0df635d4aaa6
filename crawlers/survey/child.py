"""What the processes of surveys and of trials share: a line that asks, lines that answer, the settings of a crawl."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from crawlers.batch import Batch, Limits
from crawlers.settings import crawl_settings
from presswatch.errors import PermanentError

Say = Callable[[dict[str, Any]], None]
"""Prints an object on a line."""

Asked = TypeVar("Asked")


def asked_as(kind: type[Asked]) -> Callable[[bytes], Asked]:
    """What reads a line as one of these. Raises `PermanentError` for a line that isn't one."""

    def read(line: bytes) -> Asked:
        try:
            return TypeAdapter(kind).validate_json(line)
        except ValidationError as error:
            raise PermanentError(str(error)) from error

    return read


def written(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace")


def settings_for(*, allow_networks: Sequence[str], request_seconds: float) -> dict[str, Any]:
    """Those of a crawl, but for what is its own."""
    limits = Limits(request_seconds=request_seconds)
    return crawl_settings(Batch(sources=(), data=Path(), allow_networks=tuple(allow_networks), limits=limits))
