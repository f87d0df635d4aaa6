"""The nouns as JSON: on the way between processes, into quarantine, and out of `--json`.

Times are ISO 8601 in UTC. Reading validates, so a message that is not what it should be is a `PermanentError` that
says which field is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from presswatch.articles import Article
from presswatch.errors import PermanentError
from presswatch.sources import Look, Source


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - pydantic's own signature
    return TypeAdapter(kind)


def articles_to_json(articles: Sequence[Article]) -> bytes:
    return _write(list[Article], list(articles))


def articles_from_json(body: bytes | str) -> list[Article]:
    """Raises `PermanentError` for anything but a list of articles."""
    result: list[Article] = _read(list[Article], body)
    return result


def look_to_json(look: Look) -> bytes:
    return _write(Look, look)


def look_from_json(body: bytes | str) -> Look:
    """Raises `PermanentError` for anything but a look."""
    result: Look = _read(Look, body)
    return result


def source_to_json(source: Source) -> bytes:
    return _write(Source, source)


def source_from_json(body: bytes | str) -> Source:
    """Raises `PermanentError` for anything but a source."""
    result: Source = _read(Source, body)
    return result


def plain(noun: Any) -> dict[str, Any]:  # noqa: ANN401
    """Any of the nouns as JSON-ready values, for `--json`."""
    result: dict[str, Any] = _adapter(noun.__class__).dump_python(noun, mode="json")
    return result


def _read(kind: Any, body: bytes | str) -> Any:  # noqa: ANN401
    try:
        return _adapter(kind).validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the message"
        raise PermanentError(f"{where}: {first['msg']} ({error.error_count()} problems in all)") from error


def _write(kind: Any, value: Any) -> bytes:  # noqa: ANN401
    """Any value: halves of surrogate pairs, which JSON in a page may hold and UTF-8 can't, become question marks."""
    adapter = _adapter(kind)
    try:
        return adapter.dump_json(value)
    except PydanticSerializationError:
        return adapter.dump_json(adapter.validate_python(_writable(adapter.dump_python(value))))


def _writable(value: Any) -> Any:  # noqa: ANN401
    match value:
        case str() if type(value) is str:  # an enumeration's member stays one
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {key: _writable(each) for key, each in value.items()}
        case list() | tuple():
            return [_writable(each) for each in value]
        case _:
            return value
