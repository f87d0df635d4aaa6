"""Charts as Lens saved objects at the level of Kibana 8.9, which Kibana 9 brings up to its own."""

from __future__ import annotations

from typing import Any

from presswatch.kibana.description import Bucket, Chart, Each, Measure, Metric, OverTime, Shape, Top
from presswatch.kibana.objects import VIEW, Reference, kql, to

_LAYER = "layer"
_EVERY = {"auto": "auto", "d": "1d", "h": "1h"}
_OPERATIONS = {
    Measure.COUNT: "count",
    Measure.DISTINCT: "unique_count",
    Measure.SUM: "sum",
    Measure.MAX: "max",
    Measure.MEDIAN: "median",
    Measure.P95: "percentile",
}
_SERIES = {
    Shape.BARS: "bar_stacked",
    Shape.AREAS: "area_stacked",
    Shape.LINES: "line",
    Shape.RANKING: "bar_horizontal",
}


def lens_attributes(chart: Chart) -> dict[str, Any]:
    metrics = {f"metric-{number}": _metric(metric) for number, metric in enumerate(chart.metrics, 1)}
    buckets = {f"bucket-{number}": _bucket(bucket) for number, bucket in enumerate(chart.buckets, 1)}
    type_, drawn = _drawn(chart.shape, list(buckets), list(metrics))
    return {
        "title": chart.name,
        "description": chart.description,
        "visualizationType": type_,
        "state": {
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        _LAYER: {
                            "columns": buckets | metrics,
                            "columnOrder": [*buckets, *metrics],
                            "incompleteColumns": {},
                        }
                    }
                }
            },
            "visualization": drawn,
            "query": kql(chart.query),
            "filters": [],
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def lens_references(chart: Chart) -> list[Reference]:
    return [to(VIEW, chart.view, as_=f"indexpattern-datasource-layer-{_LAYER}")]


def _metric(metric: Metric) -> dict[str, Any]:
    dated = metric.measure is Measure.MAX and metric.field.endswith("_at")
    label = metric.label
    params: dict[str, Any] = {}
    if metric.measure is Measure.P95:
        label, params = f"95th percentile of {label}", {"percentile": 95}  # as visualisations have it by themselves
    elif metric.measure in {Measure.COUNT, Measure.DISTINCT, Measure.SUM}:
        params = {"emptyAsNull": False}
    return {
        "label": label,
        "customLabel": True,
        "dataType": "date" if dated else "number",
        "operationType": _OPERATIONS[metric.measure],
        "sourceField": metric.field or "___records___",  # Lens' name for the documents themselves
        "isBucketed": False,
        "scale": "ratio",
        "params": params,
    }


def _bucket(bucket: Bucket) -> dict[str, Any]:
    match bucket:
        case OverTime(field=field, every=every):
            return {
                "label": field,
                "dataType": "date",
                "operationType": "date_histogram",
                "sourceField": field,
                "isBucketed": True,
                "scale": "interval",
                "params": {"interval": _EVERY[every], "includeEmptyRows": True, "dropPartials": False},
            }
        case Top(field=field, label=label, size=size, only=only):
            params: dict[str, Any] = {
                "size": size,
                "orderBy": {"type": "column", "columnId": "metric-1"},
                "orderDirection": "desc",
                "otherBucket": False,
                "missingBucket": False,
                "parentFormat": {"id": "terms"},
                "include": [only] if only else [],
                "exclude": [],
                "includeIsRegex": bool(only),
                "excludeIsRegex": False,
            }
            return {
                "label": label,
                "customLabel": True,
                "dataType": "string",
                "operationType": "terms",
                "sourceField": field,
                "isBucketed": True,
                "scale": "ordinal",
                "params": params,
            }
        case Each(queries=queries, label=label):
            filters = [{"input": kql(query), "label": name} for name, query in queries.items()]
            return {
                "label": label,
                "customLabel": True,
                "dataType": "string",
                "operationType": "filters",
                "isBucketed": True,
                "scale": "ordinal",
                "params": {"filters": filters},
            }


def _drawn(shape: Shape, buckets: list[str], metrics: list[str]) -> tuple[str, dict[str, Any]]:
    layer: dict[str, Any] = {"layerId": _LAYER, "layerType": "data"}
    match shape:
        case Shape.NUMBER:
            return "lnsMetric", layer | {"metricAccessor": metrics[0]}
        case Shape.TABLE:
            return "lnsDatatable", layer | {"columns": [{"columnId": column} for column in (*buckets, *metrics)]}
        case Shape.RING:
            groups: dict[str, Any] = {
                "primaryGroups": buckets,
                "metrics": metrics,
                "numberDisplay": "percent",
                "categoryDisplay": "default",
                "legendDisplay": "default",
                "nestedLegend": False,
            }
            return "lnsPie", {"shape": "donut", "layers": [layer | groups]}
        case _:
            series: dict[str, Any] = {"seriesType": _SERIES[shape], "accessors": metrics, "xAccessor": buckets[0]}
            if len(buckets) > 1:
                series["splitAccessor"] = buckets[1]
            return "lnsXY", {
                "preferredSeriesType": _SERIES[shape],
                "legend": {"isVisible": len(buckets) > 1, "position": "right"},
                "valueLabels": "hide",
                "fittingFunction": "None",
                "axisTitlesVisibilitySettings": {"x": False, "yLeft": True, "yRight": True},
                "layers": [layer | series],
            }
