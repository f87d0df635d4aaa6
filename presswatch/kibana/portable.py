"""The portable form: Kibana 7.10, later Kibana, and OpenSearch Dashboards, which began as Kibana 7.10.

Objects say that they are at the level of 7.9 and 7.10, so that each importer brings them up to its own: index patterns
and aggregation-based visualisations only, no Lens, no controls, no maps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from presswatch.kibana.description import Board, Chart, Description
from presswatch.kibana.objects import (
    SEARCH_SOURCE,
    VIEW,
    SavedObject,
    board_attributes,
    kql,
    placed,
    saved,
    search_attributes,
    search_references,
    text,
    to,
    view_attributes,
)
from presswatch.kibana.visualisations import vis_state

LEVELS = {VIEW: "7.6.0", "search": "7.9.3", "visualization": "7.10.0", "dashboard": "7.9.3"}


def portable(description: Description) -> Iterator[SavedObject]:
    """Those that others refer to come first."""
    for view in description.views:
        yield _at_level(saved(VIEW, view.name, view_attributes(view)))
    for search in description.searches:
        attributes = search_attributes(search) | {"hits": 0, "version": 1}
        yield _at_level(saved("search", search.key or search.name, attributes, search_references(search)))
    for chart in description.charts:
        yield _at_level(_visualisation(chart))
    types = {search.name: ("search", search.key or search.name) for search in description.searches}
    for board in description.boards:
        yield _at_level(_dashboard(board, types))


def _at_level(saved_object: SavedObject) -> SavedObject:
    type_ = saved_object["type"]
    return saved_object | {"migrationVersion": {type_: LEVELS[type_]}}


def _visualisation(chart: Chart) -> SavedObject:
    source = {"filter": [], "indexRefName": f"{SEARCH_SOURCE}.index", "query": kql(chart.query)}
    attributes = {
        "title": chart.name,
        "description": chart.description,
        "kibanaSavedObjectMeta": {"searchSourceJSON": text(source)},
        "uiStateJSON": "{}",
        "version": 1,
        "visState": text(vis_state(chart)),
    }
    return saved("visualization", chart.name, attributes, [to(VIEW, chart.view, as_=f"{SEARCH_SOURCE}.index")])


def _dashboard(board: Board, searches: dict[str, tuple[str, str]]) -> SavedObject:
    panels: list[dict[str, Any]] = []
    references = []
    for number, panel in enumerate(placed(board)):
        type_, key = searches.get(panel.name, ("visualization", panel.name))
        as_ = f"panel_{number}"
        panels.append(
            {
                "version": "7.9.3",
                "gridData": panel.grid,
                "panelIndex": panel.index,
                "embeddableConfig": {},
                "panelRefName": as_,
            }
        )
        references.append(to(type_, key, as_=as_))
    attributes = board_attributes(board, panels) | {"hits": 0, "version": 1}
    return saved("dashboard", board.name, attributes, references)
