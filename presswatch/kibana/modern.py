"""The form for Kibana 9: Lens charts, lists to choose from above the dashboards, searches with a time range.

Ids of views, searches and dashboards are those of the portable form, so that one replaces the other and links stay
good. The levels are the last ones before Kibana began to number model versions: any Kibana 9 reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from presswatch.kibana.description import Board, Description, object_id
from presswatch.kibana.lens import lens_attributes, lens_references
from presswatch.kibana.objects import (
    VIEW,
    Reference,
    SavedObject,
    board_attributes,
    placed,
    saved,
    search_attributes,
    search_references,
    text,
    to,
    view_attributes,
)

LEVELS = {VIEW: "8.0.0", "search": "8.0.0", "lens": "8.9.0", "dashboard": "8.7.0"}
CORE_LEVEL = "8.8.0"


def modern(description: Description) -> Iterator[SavedObject]:
    """Those that others refer to come first."""
    for view in description.views:
        attributes = view_attributes(view) | {"name": f"presswatch {view.name.lower()}", "allowNoIndex": True}
        yield _at_level(saved(VIEW, view.name, attributes))
    for search in description.searches:
        attributes = search_attributes(search) | {"grid": {}, "hideChart": False, "isTextBasedQuery": False}
        if search.since:
            attributes |= {"timeRestore": True, "timeRange": {"from": search.since, "to": "now"}}
        yield _at_level(saved("search", search.key or search.name, attributes, search_references(search)))
    for chart in description.charts:
        yield _at_level(saved("lens", chart.name, lens_attributes(chart), lens_references(chart)))
    types = {search.name: ("search", search.key or search.name) for search in description.searches}
    for board in description.boards:
        yield _at_level(_dashboard(board, types))


def _at_level(saved_object: SavedObject) -> SavedObject:
    return saved_object | {
        "coreMigrationVersion": CORE_LEVEL,
        "typeMigrationVersion": LEVELS[saved_object["type"]],
        "managed": False,
    }


def _dashboard(board: Board, searches: dict[str, tuple[str, str]]) -> SavedObject:
    panels: list[dict[str, Any]] = []
    references: list[Reference] = []
    for panel in placed(board):
        type_, key = searches.get(panel.name, ("lens", panel.name))
        as_ = f"panel_{panel.index}"
        panels.append(
            {
                "version": "8.8.0",
                "type": type_,
                "gridData": panel.grid,
                "panelIndex": panel.index,
                "embeddableConfig": {"enhancements": {}},
                "panelRefName": as_,
            }
        )
        references.append(to(type_, key, as_=f"{panel.index}:{as_}"))
    attributes = board_attributes(board, panels) | {"version": 1}
    if board.choices:
        controls, more = _controls(board)
        attributes["controlGroupInput"] = controls
        references += more
    return saved("dashboard", board.name, attributes, references)


def _controls(board: Board) -> tuple[dict[str, Any], list[Reference]]:
    panels: dict[str, Any] = {}
    references = []
    for order, choice in enumerate(board.choices):
        id_ = object_id("choice", choice.field)
        given = {"id": id_, "fieldName": choice.field, "title": choice.label, "enhancements": {}}
        panels[id_] = {
            "order": order,
            "width": "small",
            "grow": True,
            "type": "optionsListControl",
            "explicitInput": given,
        }
        references.append(to(VIEW, choice.view, as_=f"controlGroup_{id_}:optionsListDataView"))
    ignored = {f"ignore{what}": False for what in ("Filters", "Query", "Timerange", "Validations")}
    controls = {
        "controlStyle": "oneLine",
        "chainingSystem": "HIERARCHICAL",
        "panelsJSON": text(panels),
        "ignoreParentSettingsJSON": text(ignored),
    }
    return controls, references
