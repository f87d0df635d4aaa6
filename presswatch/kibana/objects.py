"""What saved objects of all forms have in common: their shape, their references, searches and grids.

A saved object never holds another's id in its body. It names an entry of its `references`, so that Kibana can check
them on import and change ids when it must.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presswatch.kibana.description import Board, Search, View, object_id

SavedObject = dict[str, Any]
Reference = dict[str, str]

SEARCH_SOURCE = "kibanaSavedObjectMeta.searchSourceJSON"
VIEW = "index-pattern"
"""The type of a data view."""


def text(value: object) -> str:
    """A value as JSON within JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to(type_: str, name: str, *, as_: str) -> Reference:
    return {"id": object_id(type_, name), "name": as_, "type": type_}


def saved(type_: str, name: str, attributes: Mapping[str, Any], references: Sequence[Reference] = ()) -> SavedObject:
    return {
        "type": type_,
        "id": object_id(type_, name),
        "attributes": dict(attributes),
        "references": sorted(references, key=lambda one: one["name"]),
    }


def view_attributes(view: View) -> dict[str, Any]:
    """Kibana 7.10 fetches the fields when there are none; later ones always do."""
    attributes: dict[str, Any] = {"title": view.index, "fields": "[]"}
    if view.time:
        attributes["timeFieldName"] = view.time
    if view.links:
        attributes["fieldFormatMap"] = text({field: {"id": "url", "params": {}} for field in view.links})
    return attributes


def kql(query: str) -> dict[str, str]:
    return {"query": query, "language": "kuery"}


def search_attributes(search: Search) -> dict[str, Any]:
    return {
        "title": search.name,
        "description": search.description,
        "columns": list(search.columns),
        "sort": [[search.sort, "asc" if search.upwards else "desc"]],
        "kibanaSavedObjectMeta": {"searchSourceJSON": text(_source(search))},
    }


def search_references(search: Search) -> list[Reference]:
    references = [to(VIEW, search.view, as_=f"{SEARCH_SOURCE}.index")]
    if search.dsl is not None:
        references.append(to(VIEW, search.view, as_=_FILTER))
    return references


_FILTER = f"{SEARCH_SOURCE}.filter[0].meta.index"


def _source(search: Search) -> dict[str, Any]:
    filters = []
    if search.dsl is not None:
        meta = {
            "alias": search.said,
            "disabled": False,
            "indexRefName": _FILTER,
            "key": "query",
            "negate": False,
            "type": "custom",
            "value": text(search.dsl),
        }
        filters.append({"$state": {"store": "appState"}, "meta": meta, "query": dict(search.dsl)})
    return {
        "filter": filters,
        "highlightAll": True,
        "indexRefName": f"{SEARCH_SOURCE}.index",
        "query": kql(search.query),
        "version": True,
    }


@dataclass(frozen=True, slots=True)
class Placed:
    """A panel in the grid of its dashboard. `index` is its own within it, and stays when others are added after it."""

    name: str
    index: str
    grid: dict[str, Any]


def placed(board: Board) -> Iterator[Placed]:
    y = 0
    for row in board.rows:
        x = 0
        for name, width in row.panels:
            index = object_id("panel", name)
            yield Placed(name, index, {"x": x, "y": y, "w": width, "h": row.height, "i": index})
            x += width
        y += row.height


def board_attributes(board: Board, panels: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "title": board.name,
        "description": board.description,
        "kibanaSavedObjectMeta": {"searchSourceJSON": text({"filter": [], "query": kql(board.query)})},
        "optionsJSON": text({"hidePanelTitles": False, "useMargins": True}),
        "panelsJSON": text(panels),
        "refreshInterval": {"pause": False, "value": 60_000},  # milliseconds
        "timeFrom": board.since,
        "timeRestore": True,
        "timeTo": "now",
    }
