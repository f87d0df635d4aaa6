"""Which fields each index has, from the engine's mapping: what holds the description and the mapping together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from presswatch.engines.elasticsearch.mapping import article_body, bodies
from presswatch.engines.elasticsearch.names import Names


def mapped_fields(names: Names | None = None) -> dict[str, dict[str, str]]:
    """By index (or alias), the type of each field, "keyword" or "long"; an object that isn't indexed has none."""
    names = names or Names()
    made = {names.articles: article_body(), **bodies(names)}
    return {index: dict(_fields(body["mappings"]["properties"])) for index, body in made.items()}


def _fields(properties: Mapping[str, Mapping[str, Any]], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, field in properties.items():
        path = f"{prefix}{name}"
        if "properties" in field:
            yield from _fields(field["properties"], f"{path}.")
        elif field.get("type") != "object":
            yield path, field["type"]
            yield from _fields(field.get("fields", {}), f"{path}.")
