"""JSON as it goes to the engine: UTF-8, a lone surrogate as "?" (`moments.storable`), nothing escaped."""

from __future__ import annotations

import json
from typing import Any

from elastic_transport import JsonSerializer


def encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def as_stored(document: dict[str, Any]) -> dict[str, Any]:
    """A document as it will come back."""
    read: dict[str, Any] = json.loads(encoded(document))
    return read


class PlainSerializer(JsonSerializer):
    mimetype = "application/json"

    def dumps(self, data: Any) -> bytes:  # noqa: ANN401 - the client's own signature
        return data.encode("utf-8", "replace") if isinstance(data, str) else encoded(data)


class CompatibleSerializer(PlainSerializer):
    mimetype = "application/vnd.elasticsearch+json"
