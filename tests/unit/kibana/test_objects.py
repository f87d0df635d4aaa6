"""The saved objects as Kibana reads them: shapes, references, ids, the files that are shipped."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.kibana.description import COLUMNS, Description, object_id
from presswatch.kibana.forms import Form, build, form_for, objects
from presswatch.kibana.portable import LEVELS
from tests.unit.kibana.given import CONFIG, configuration, description, of_type, shipped, within

FORMS = list(Form)

# What each type must have and may have, by its attributes: those of the saved object types in Kibana 7.10.
PORTABLE = {
    "index-pattern": ({"title", "fields"}, {"timeFieldName", "fieldFormatMap"}),
    "search": ({"title", "description", "hits", "columns", "sort", "version", "kibanaSavedObjectMeta"}, set()),
    "visualization": (
        {"title", "visState", "uiStateJSON", "description", "version", "kibanaSavedObjectMeta"},
        set(),
    ),
    "dashboard": (
        {
            "title",
            "hits",
            "description",
            "panelsJSON",
            "optionsJSON",
            "version",
            "timeRestore",
            "timeTo",
            "timeFrom",
            "refreshInterval",
            "kibanaSavedObjectMeta",
        },
        set(),
    ),
}
SCHEMAS = {
    "metric": {"metric": "metric", "group": "bucket"},
    "table": {"metric": "metric", "bucket": "bucket"},
    "pie": {"metric": "metric", "segment": "bucket"},
    "histogram": {"metric": "metric", "segment": "bucket", "group": "bucket"},
    "line": {"metric": "metric", "segment": "bucket", "group": "bucket"},
    "area": {"metric": "metric", "segment": "bucket", "group": "bucket"},
    "horizontal_bar": {"metric": "metric", "segment": "bucket", "group": "bucket"},
}


def test_portable_objects_have_the_shape_of_their_level():
    for one in shipped(Form.PORTABLE):
        assert set(one) == {"type", "id", "attributes", "references", "migrationVersion"}
        assert one["migrationVersion"] == {one["type"]: LEVELS[one["type"]]}
        must, may = PORTABLE[one["type"]]
        assert must <= set(one["attributes"]) <= must | may
    assert {"index-pattern": "7.6.0", "visualization": "7.10.0", "dashboard": "7.9.3"}.items() <= LEVELS.items()


def test_kibana_9_objects_have_levels_that_every_kibana_9_knows():
    types = Counter(one["type"] for one in shipped(Form.KIBANA_9))
    assert set(types) == {"index-pattern", "search", "lens", "dashboard"}
    for one in shipped(Form.KIBANA_9):
        assert one["coreMigrationVersion"] == "8.8.0"
        assert "migrationVersion" not in one
        assert tuple(map(int, one["typeMigrationVersion"].split("."))) < (9,)


@pytest.mark.parametrize("form", FORMS)
def test_every_reference_resolves_to_an_object_that_comes_before(form: Form):
    there = set()
    for one in shipped(form):
        for reference in one["references"]:
            assert set(reference) == {"id", "name", "type"}
            assert (reference["type"], reference["id"]) in there, one["attributes"]["title"]
        there.add((one["type"], one["id"]))
    assert len(there) == len(shipped(form)), "two objects have one id"


@pytest.mark.parametrize("form", FORMS)
def test_no_body_holds_an_id_and_every_reference_is_used(form: Form):
    for one in shipped(form):
        text = json.dumps(one["attributes"])
        assert not re.search(r"presswatch-(index-pattern|search|visualization|lens|dashboard)-", text)
        named = {held["indexRefName"] for _, held in within(one["attributes"]) if "indexRefName" in held}
        for _, held in within(one["attributes"]):
            for each in held.get("filter", ()) if isinstance(held, dict) else ():
                named.add(each["meta"]["indexRefName"])
        if one["type"] == "lens":
            layers = one["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
            named |= {f"indexpattern-datasource-layer-{layer}" for layer in layers}
        if one["type"] == "dashboard":
            for panel in json.loads(one["attributes"]["panelsJSON"]):
                modern = form is Form.KIBANA_9
                named.add(f"{panel['panelIndex']}:{panel['panelRefName']}" if modern else panel["panelRefName"])
            group = one["attributes"].get("controlGroupInput", {"panelsJSON": "{}"})
            named |= {f"controlGroup_{id_}:optionsListDataView" for id_ in json.loads(group["panelsJSON"])}
        assert named == {reference["name"] for reference in one["references"]}


@pytest.mark.parametrize("form", FORMS)
def test_panels_fill_the_grid_without_overlap_and_are_of_their_type(form: Form):
    boards = of_type(form, "dashboard")
    assert [board["attributes"]["title"] for board in boards] == ["Coverage", "Alerts", "Collection health", "SCO"]
    for board in boards:
        taken = set()
        references = {reference["name"].rpartition(":")[2]: reference for reference in board["references"]}
        for panel in json.loads(board["attributes"]["panelsJSON"]):
            grid = panel["gridData"]
            assert grid["i"] == panel["panelIndex"]
            cells = {
                (x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])
            }
            assert not cells & taken
            assert max(x for x, _ in cells) < COLUMNS
            taken |= cells
            if form is Form.KIBANA_9:
                assert panel["type"] == references[panel["panelRefName"]]["type"]
        assert len(taken) == COLUMNS * (max(y for _, y in taken) + 1), "there are holes"


def test_every_chart_stands_on_a_dashboard_and_every_panel_is_described():
    panels = {name for board in description().boards for row in board.rows for name, _ in row.panels}
    charts = {chart.name for chart in description().charts}
    searches = {search.name for search in description().searches}
    assert charts <= panels <= charts | searches
    assert not charts & searches


def test_visualisations_say_what_their_type_can_draw():
    for one in of_type(Form.PORTABLE, "visualization"):
        state = json.loads(one["attributes"]["visState"])
        assert state["title"] == one["attributes"]["title"]
        assert state["params"].get("type", state["type"]) == state["type"]
        ids = [agg["id"] for agg in state["aggs"]]
        assert len(set(ids)) == len(ids)
        kinds = SCHEMAS[state["type"]]
        for agg in state["aggs"]:
            bucket = agg["type"] in {"terms", "date_histogram", "filters"}
            assert kinds[agg["schema"]] == ("bucket" if bucket else "metric")
            if agg["type"] == "terms":
                assert agg["params"]["orderBy"] in ids
        metrics = [agg["id"] for agg in state["aggs"] if agg["schema"] == "metric"]
        for series in state["params"].get("seriesParams", ()):
            assert series["data"]["id"] in metrics
            assert series["valueAxis"] in {axis["id"] for axis in state["params"]["valueAxes"]}
        if "seriesParams" in state["params"]:
            assert [agg["schema"] for agg in state["aggs"]].count("segment") == 1


def test_the_time_to_alert_is_told_by_its_median_and_its_95th_percentile():
    (drawn,) = (one for one in of_type(Form.PORTABLE, "visualization") if one["attributes"]["title"] == "Time to alert")
    metrics = [agg for agg in json.loads(drawn["attributes"]["visState"])["aggs"] if agg["schema"] == "metric"]
    assert [(agg["type"], agg["params"].get("percents")) for agg in metrics] == [
        ("median", None),
        ("percentiles", [95]),
    ]
    (lens,) = (one for one in of_type(Form.KIBANA_9, "lens") if one["attributes"]["title"] == "Time to alert")
    (layer,) = lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"].values()
    median, percentile = (layer["columns"][name] for name in ("metric-1", "metric-2"))
    assert (median["label"], median["operationType"]) == ("Seconds, median", "median")
    assert (percentile["label"], percentile["operationType"]) == ("95th percentile of Seconds", "percentile")
    assert percentile["params"] == {"percentile": 95}


def test_lens_charts_draw_columns_that_they_have():
    def accessors(value: object) -> set[str]:
        if isinstance(value, dict):
            return set().union(*map(accessors, value.values()))
        if isinstance(value, list):
            return set().union(*map(accessors, value))
        return {value} if isinstance(value, str) and re.fullmatch(r"(metric|bucket)-\d+", value) else set()

    for one in of_type(Form.KIBANA_9, "lens"):
        state = one["attributes"]["state"]
        (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
        assert set(layer["columnOrder"]) == set(layer["columns"]) == accessors(state["visualization"])
        buckets = [column for column in layer["columnOrder"] if layer["columns"][column]["isBucketed"]]
        assert layer["columnOrder"][: len(buckets)] == buckets, "buckets come first"


def test_today_has_a_time_range_where_kibana_keeps_one():
    (search,) = (one for one in of_type(Form.KIBANA_9, "search") if one["id"].endswith("official-statements"))
    assert search["attributes"]["timeRange"] == {"from": "now/d", "to": "now"}
    assert search["attributes"]["timeRestore"] is True


@pytest.mark.parametrize("form", FORMS)
def test_the_files_that_are_shipped_are_what_build_writes(form: Form):
    built = build(configuration().rules, configuration().queries, form)
    assert (CONFIG / "kibana" / form.file).read_bytes() == built, "run `presswatch kibana build`"
    assert [json.loads(line) for line in built.splitlines()] == list(shipped(form))


def test_ids_come_from_names_and_stay_when_others_come_or_go():
    fewer = Description(views=description().views, searches=description().searches[2:])
    before = {one["id"]: one for one in shipped(Form.PORTABLE)}
    for one in objects(fewer, Form.PORTABLE):
        assert before[one["id"]] == one
    assert object_id("search", "Newest articles") == "presswatch-search-newest-articles"


@given(st.lists(st.text("aбв-_./ C", min_size=1, max_size=6), min_size=2, max_size=2, unique_by=str.lower))
@settings(max_examples=200)
def test_names_that_an_id_cannot_spell_still_have_ids_of_their_own(names: list[str]):
    strange = [name for name in names if not re.fullmatch(r"[A-Za-z0-9' -]+", name)]
    ids = {object_id("search", name) for name in strange}
    assert len(ids) == len(strange)
    assert all(re.fullmatch(r"[a-z0-9-]+[a-z0-9]", id_) for id_ in ids)


@pytest.mark.parametrize(
    ("version", "form"),
    [
        ("9.0.0", Form.KIBANA_9),
        ("10.1.2", Form.KIBANA_9),
        ("8.19.1", Form.PORTABLE),
        ("7.10.2", Form.PORTABLE),
        ("3.8.0", Form.PORTABLE),  # OpenSearch Dashboards
        ("", Form.PORTABLE),
        ("next", Form.PORTABLE),
    ],
)
def test_the_form_suits_the_version(version: str, form: Form):
    assert form_for(version) is form
