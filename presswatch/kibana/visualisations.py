"""Charts as aggregation-based visualisations: the `visState` that Kibana 7.10 and OpenSearch Dashboards draw from."""

from __future__ import annotations

from typing import Any

from presswatch.kibana.description import Bucket, Chart, Each, Measure, Metric, OverTime, Shape, Top
from presswatch.kibana.objects import kql

_TYPES = {
    Shape.BARS: "histogram",
    Shape.AREAS: "area",
    Shape.LINES: "line",
    Shape.RANKING: "horizontal_bar",
    Shape.RING: "pie",
    Shape.TABLE: "table",
    Shape.NUMBER: "metric",
}
_MEASURES = {
    Measure.COUNT: "count",
    Measure.DISTINCT: "cardinality",
    Measure.SUM: "sum",
    Measure.MAX: "max",
    Measure.MEDIAN: "median",
    Measure.P95: "percentiles",
}


def vis_state(chart: Chart) -> dict[str, Any]:
    metrics = [_metric(str(number), metric) for number, metric in enumerate(chart.metrics, 1)]
    buckets = [
        {"id": str(len(metrics) + at + 1), "enabled": True, "schema": _schema(chart.shape, at), **_bucket(bucket)}
        for at, bucket in enumerate(chart.buckets)
    ]
    return {
        "title": chart.name,
        "type": _TYPES[chart.shape],
        "aggs": [*metrics, *buckets],
        "params": _params(chart),
    }


def _metric(id_: str, metric: Metric) -> dict[str, Any]:
    params: dict[str, Any] = {"customLabel": metric.label} | ({"field": metric.field} if metric.field else {})
    if metric.measure is Measure.P95:
        params["percents"] = [95]
    return {"id": id_, "enabled": True, "schema": "metric", "type": _MEASURES[metric.measure], "params": params}


def _schema(shape: Shape, at: int) -> str:
    match shape:
        case Shape.TABLE:
            return "bucket"
        case Shape.NUMBER:
            return "group"
        case Shape.RING:
            return "segment"
        case _:
            return "segment" if at == 0 else "group"


def _bucket(bucket: Bucket) -> dict[str, Any]:
    match bucket:
        case OverTime(field=field, every=every):
            params: dict[str, Any] = {
                "field": field,
                "interval": every,
                "drop_partials": False,
                "min_doc_count": 1,
                "extended_bounds": {},
            }
            return {"type": "date_histogram", "params": params}
        case Top(field=field, label=label, size=size, only=only):
            params = {
                "field": field,
                "customLabel": label,
                "size": size,
                "order": "desc",
                "orderBy": "1",
                "otherBucket": False,
                "otherBucketLabel": "Other",
                "missingBucket": False,
                "missingBucketLabel": "Missing",
            }
            return {"type": "terms", "params": params | ({"include": only} if only else {})}
        case Each(queries=queries, label=label):
            filters = [{"input": kql(query), "label": name} for name, query in queries.items()]
            return {"type": "filters", "params": {"filters": filters, "customLabel": label}}


def _params(chart: Chart) -> dict[str, Any]:
    match chart.shape:
        case Shape.NUMBER:
            return _number()
        case Shape.TABLE:
            return {
                "perPage": 10,
                "showPartialRows": False,
                "showMetricsAtAllLevels": False,
                "sort": {"columnIndex": None, "direction": None},
                "showTotal": False,
                "totalFunc": "sum",
                "percentageCol": "",
            }
        case Shape.RING:
            return {
                "type": "pie",
                "addTooltip": True,
                "addLegend": True,
                "legendPosition": "right",
                "isDonut": True,
                "labels": {"show": True, "values": True, "last_level": True, "truncate": 100},
            }
        case _:
            return _axes(chart)


def _number() -> dict[str, Any]:
    return {
        "type": "metric",
        "addTooltip": True,
        "addLegend": False,
        "metric": {
            "percentageMode": False,
            "useRanges": False,
            "colorSchema": "Green to Red",
            "metricColorMode": "None",
            "colorsRange": [{"from": 0, "to": 10_000}],
            "labels": {"show": True},
            "invertColors": False,
            "style": {"bgFill": "#000", "bgColor": False, "labelColor": False, "subText": "", "fontSize": 40},
        },
    }


def _axes(chart: Chart) -> dict[str, Any]:
    ranking = chart.shape is Shape.RANKING
    series = "histogram" if chart.shape in {Shape.BARS, Shape.RANKING} else _TYPES[chart.shape]
    scale = {"type": "linear"}
    labels = {"show": True, "truncate": 100, "rotate": 0, "filter": not ranking}
    return {
        "type": _TYPES[chart.shape],
        "grid": {"categoryLines": False},
        "categoryAxes": [
            {
                "id": "CategoryAxis-1",
                "type": "category",
                "position": "left" if ranking else "bottom",
                "show": True,
                "style": {},
                "scale": scale,
                "labels": labels,
                "title": {},
            }
        ],
        "valueAxes": [
            {
                "id": "ValueAxis-1",
                "name": "BottomAxis-1" if ranking else "LeftAxis-1",
                "type": "value",
                "position": "bottom" if ranking else "left",
                "show": True,
                "style": {},
                "scale": scale | {"mode": "normal"},
                "labels": {"show": True, "rotate": 0, "filter": ranking, "truncate": 100},
                "title": {"text": chart.metrics[0].label},
            }
        ],
        "seriesParams": [
            {
                "show": True,
                "type": series,
                "mode": "normal" if chart.shape is Shape.LINES else "stacked",
                "data": {"id": str(number), "label": metric.label},
                "valueAxis": "ValueAxis-1",
                "drawLinesBetweenPoints": True,
                "showCircles": True,
                "lineWidth": 2,
                "interpolate": "linear",
            }
            for number, metric in enumerate(chart.metrics, 1)
        ],
        "addTooltip": True,
        "addLegend": len(chart.buckets) > 1,
        "legendPosition": "right",
        "times": [],
        "addTimeMarker": False,
        "labels": {"show": False},
        "thresholdLine": {"show": False, "value": 10, "width": 1, "style": "full", "color": "#E7664C"},
    }
