"""Which indices stand behind the names that everybody uses: one of that name, or one that it is an alias of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from presswatch.engines.elasticsearch.errors import ours
from presswatch.engines.elasticsearch.names import Names


@dataclass(frozen=True, slots=True)
class Index:
    name: str  # by which all know it
    concrete: str  # the index behind the name
    uuid: str
    version: int  # of its mapping

    @classmethod
    def found(cls, client: Elasticsearch, name: str) -> Index | None:
        with ours(f"looking for {name}"):
            try:
                found = client.indices.get(index=name).body
            except NotFoundError:
                return None
        ((concrete, each),) = found.items()
        return cls.of(name, concrete, each)

    @classmethod
    def of(cls, name: str, concrete: str, found: Mapping[str, Any]) -> Index:
        version = found["mappings"].get("_meta", {}).get("presswatch", 0)
        return cls(name, concrete, found["settings"]["index"]["uuid"], int(version))


def months(client: Elasticsearch, names: Names) -> list[Index]:
    """Those of the articles, oldest first."""
    with ours("looking for the months"):
        found = client.indices.get(index=names.months).body
    indices = [
        Index.of(name, concrete, each)
        for concrete, each in found.items()
        for name in (concrete, *each["aliases"])
        if re.fullmatch(names.month_pattern, name)
    ]
    return sorted((index for index in indices if index.version), key=lambda index: index.name)  # others aren't ours
