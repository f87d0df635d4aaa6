"""Every field that an object names exists in the mapping, with a type that can do what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from presswatch.engines.elasticsearch.names import Names
from presswatch.kibana.fields import mapped_fields
from presswatch.kibana.forms import Form
from tests.unit.kibana.given import dsl_fields, kql_fields, of_type, shipped, within

FORMS = list(Form)
BUCKETS = {"terms": {"keyword", "boolean"}, "date_histogram": {"date"}, "filters": set()}
METRICS = {
    "count": set(),
    "cardinality": {"keyword", "long", "date"},
    "unique_count": {"keyword", "long", "date"},
    "max": {"long", "date"},
    "sum": {"long"},
    "median": {"long", "double"},
    "percentile": {"long", "double"},
    "percentiles": {"long", "double"},
}


def fields_of(form: Form, one: dict) -> dict[str, str]:
    """The fields of the data view that an object searches."""
    views = {view["id"]: view["attributes"]["title"] for view in of_type(form, "index-pattern")}
    (view,) = {reference["id"] for reference in one["references"] if reference["type"] == "index-pattern"}
    return mapped_fields()[views[view]]


def columns(lens: dict) -> Iterator[dict]:
    for layer in lens["attributes"]["state"]["datasourceStates"]["formBased"]["layers"].values():
        yield from layer["columns"].values()


def test_the_mapping_is_walked_into_its_objects_and_sub_fields():
    articles = mapped_fields()["articles"]
    assert articles["match.title_words"] == "keyword"
    assert articles["title.ru"] == "text"
    assert mapped_fields()["presswatch-sources"]["links.timed_out"] == "long"
    assert "deliveries" not in mapped_fields()["presswatch-alerts"]  # stored, and not searchable
    assert "b-articles" in mapped_fields(Names("b-"))


@pytest.mark.parametrize("form", FORMS)
def test_data_views_are_of_indices_that_exist_and_their_times_are_dates(form: Form):
    views = of_type(form, "index-pattern")
    assert [view["attributes"]["title"] for view in views] == [
        "articles",
        "presswatch-alerts",
        "presswatch-deliveries",
        "presswatch-sources",
        "presswatch-looks",
    ]
    for view in views:
        fields = mapped_fields()[view["attributes"]["title"]]
        time = view["attributes"].get("timeFieldName")
        assert time is None or fields[time] == "date"
        assert set(json.loads(view["attributes"].get("fieldFormatMap", "{}"))) <= set(fields)


@pytest.mark.parametrize("form", FORMS)
def test_columns_and_sorts_of_searches_exist(form: Form):
    for search in of_type(form, "search"):
        fields = fields_of(form, search)
        attributes = search["attributes"]
        assert set(attributes["columns"]) <= set(fields), attributes["title"]
        ((sorted_by, way),) = attributes["sort"]
        assert fields[sorted_by] in {"date", "long", "keyword"}
        assert way in {"asc", "desc"}


@pytest.mark.parametrize("form", FORMS)
def test_queries_and_filters_ask_for_fields_that_exist(form: Form):
    asked = set()
    for one in shipped(form):
        sources = [held for name, held in within(one["attributes"]) if name == "searchSourceJSON"]
        if one["type"] == "lens":
            sources = [{"query": one["attributes"]["state"]["query"]}]
        for source in sources:
            fields = mapped_fields()["articles"] if one["type"] == "dashboard" else fields_of(form, one)
            named = kql_fields(source["query"]["query"])
            for each in source.get("filter", ()):
                named |= dsl_fields(each["query"])
            assert named <= set(fields), one["attributes"]["title"]
            asked |= named
    assert {
        "outcome",
        "keywords",
        "copy_of",
        "match.title_words",
        "organisations",
        "last_new_at",
        "first_seen_at",
    } <= asked


def test_aggregations_of_visualisations_are_on_fields_that_can_be_aggregated():
    for one in of_type(Form.PORTABLE, "visualization"):
        fields = fields_of(Form.PORTABLE, one)
        for agg in json.loads(one["attributes"]["visState"])["aggs"]:
            possible = (METRICS if agg["schema"] == "metric" else BUCKETS)[agg["type"]]
            if possible:
                assert fields[agg["params"]["field"]] in possible, one["attributes"]["title"]
            else:
                assert "field" not in agg["params"]
            for each in agg["params"].get("filters", ()):
                assert kql_fields(each["input"]["query"]) <= set(fields)


def test_columns_of_lens_charts_are_on_fields_that_can_be_aggregated():
    for one in of_type(Form.KIBANA_9, "lens"):
        fields = fields_of(Form.KIBANA_9, one)
        for column in columns(one):
            possible = (BUCKETS if column["isBucketed"] else METRICS)[column["operationType"]]
            if possible:
                type_ = fields[column["sourceField"]]
                assert type_ in possible, one["attributes"]["title"]
                if column["operationType"] in {"max", "date_histogram"}:
                    assert column["dataType"] == ("date" if type_ == "date" else "number")
            else:
                assert column.get("sourceField", "___records___") == "___records___"


def test_lists_to_choose_from_are_on_keywords():
    found = 0
    for board in of_type(Form.KIBANA_9, "dashboard"):
        group = board["attributes"].get("controlGroupInput")
        views = {one["id"]: one["attributes"]["title"] for one in of_type(Form.KIBANA_9, "index-pattern")}
        for id_, control in json.loads(group["panelsJSON"]).items() if group else ():
            (view,) = (r["id"] for r in board["references"] if r["name"] == f"controlGroup_{id_}:optionsListDataView")
            assert mapped_fields()[views[view]][control["explicitInput"]["fieldName"]] == "keyword"
            found += 1
    assert found >= 5
