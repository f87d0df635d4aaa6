"""The nouns as JSON: on the way between processes, into quarantine, and out of `--json`.

Times are ISO 8601 in UTC. Reading validates, so a message that is not what it should be is a `PermanentError` that
says which field is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from presswatch.articles import Article
from presswatch.errors import PermanentError
from presswatch.sources import Look, Source


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - pydantic's own signature
    return TypeAdapter(kind)


def articles_to_json(articles: Sequence[Article]) -> bytes:
    return _adapter(list[Article]).dump_json(list(articles))


def articles_from_json(body: bytes | str) -> list[Article]:
    """Raises `PermanentError` for anything but a list of articles."""
    result: list[Article] = _read(list[Article], body)
    return result


def article_from_json(body: bytes | str) -> Article:
    """Raises `PermanentError` for anything but an article."""
    result: Article = _read(Article, body)
    return result


def look_to_json(look: Look) -> bytes:
    return _adapter(Look).dump_json(look)


def look_from_json(body: bytes | str) -> Look:
    """Raises `PermanentError` for anything but a look."""
    result: Look = _read(Look, body)
    return result


def source_to_json(source: Source) -> bytes:
    return _adapter(Source).dump_json(source)


def source_from_json(body: bytes | str) -> Source:
    """Raises `PermanentError` for anything but a source."""
    result: Source = _read(Source, body)
    return result


def plain(noun: Any) -> dict[str, Any]:  # noqa: ANN401
    """Any of the nouns as JSON-ready values, for `--json`."""
    result: dict[str, Any] = _adapter(noun.__class__).dump_python(noun, mode="json")
    return result


ARTICLE_FIELDS = tuple(field.name for field in fields(Article))


def _read(kind: Any, body: bytes | str) -> Any:  # noqa: ANN401
    try:
        return _adapter(kind).validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the message"
        raise PermanentError(f"{where}: {first['msg']} ({error.error_count()} problems in all)") from error
