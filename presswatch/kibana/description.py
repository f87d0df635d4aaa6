"""What can be said of a Kibana: the words of the description, free of how any Kibana writes them down.

Queries are KQL throughout. Sizes are those of Kibana's grid: 48 columns, rows of some 20 pixels.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

COLUMNS = 48
"""The width of a dashboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A data view (index pattern). Without a `time`, the time picker leaves its documents alone."""

    name: str
    index: str
    time: str = ""
    links: tuple[str, ...] = ()  # fields that hold addresses, to be shown as links


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A saved search. `dsl` is what KQL can't say: a clause of the engine's Query DSL, shown under the name `said`."""

    name: str
    view: str
    columns: tuple[str, ...]
    sort: str  # a field; the greatest first, unless `upwards`
    upwards: bool = False
    query: str = ""
    dsl: Mapping[str, Any] | None = None
    said: str = ""
    description: str = ""
    since: str = ""  # date math; where Kibana can keep a time range with a search, this is where it begins
    key: str = ""  # of its id; made from the name when empty


class Shape(StrEnum):
    BARS = "bars"  # upright, stacked
    AREAS = "areas"  # stacked
    LINES = "lines"
    RANKING = "ranking"  # bars to the right
    RING = "ring"
    TABLE = "table"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """A bucket for each day ("d"), hour ("h"), or whatever suits the time range ("auto")."""

    field: str
    every: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """A bucket for each of the commonest values; `only` is a regular expression (Lucene's) that values must match."""

    field: str
    label: str
    size: int = 10
    only: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """A bucket for each of these queries, by label."""

    queries: Mapping[str, str]
    label: str


Bucket = OverTime | Top | Each


class Measure(StrEnum):
    COUNT = "count"
    DISTINCT = "distinct"  # approximately: HyperLogLog++
    SUM = "sum"
    MAX = "max"
    MEDIAN = "median"
    P95 = "p95"  # approximately: a t-digest; "95th percentile of" comes before its label


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    label: str
    measure: Measure = Measure.COUNT
    field: str = ""  # all but a count need one


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Buckets are nested: in a picture the first is the axis and the second, if any, the colour."""

    name: str
    view: str
    shape: Shape
    metrics: tuple[Metric, ...]
    buckets: tuple[Bucket, ...] = ()
    query: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A list of values to choose from, above a dashboard."""

    view: str
    field: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Charts and searches side by side, by their names, with their widths."""

    height: int
    panels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A dashboard. Its query and time range hold for all its panels."""

    name: str
    description: str
    since: str
    rows: tuple[Row, ...]
    query: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """All of it. Names are unique among searches and charts together, since dashboards refer to them by name."""

    views: tuple[View, ...]
    searches: tuple[Search, ...] = ()
    charts: tuple[Chart, ...] = ()
    boards: tuple[Board, ...] = ()


_PLAIN = re.compile(r"[A-Za-z0-9' -]+")


def object_id(type_: str, name: str) -> str:
    """The id of a saved object: the same for the same name, so that importing again replaces it.

    A name with other letters than the plain ones, which an id can't keep apart, gets a digest of itself.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not _PLAIN.fullmatch(name):
        digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=4).hexdigest()
        slug = f"{slug}-{digest}".lstrip("-")
    return f"presswatch-{type_}-{slug}"
