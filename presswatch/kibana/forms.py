"""From a config to a file that Kibana imports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from presswatch.alerts import Rule
from presswatch.engines.elasticsearch.names import Names
from presswatch.kibana.boards import boards
from presswatch.kibana.charts import charts
from presswatch.kibana.description import Description
from presswatch.kibana.modern import modern
from presswatch.kibana.objects import SavedObject
from presswatch.kibana.portable import portable
from presswatch.kibana.rule_searches import rule_searches
from presswatch.kibana.views import searches, views
from presswatch.rules import Query


class Form(StrEnum):
    PORTABLE = "portable"
    KIBANA_9 = "kibana-9"

    @property
    def file(self) -> str:
        return f"{self.value}.ndjson"


_WRITERS: Mapping[Form, Callable[[Description], Iterable[SavedObject]]] = {
    Form.PORTABLE: portable,
    Form.KIBANA_9: modern,
}


def described(rules: Sequence[Rule], queries: Mapping[str, Query], *, names: Names | None = None) -> Description:
    """All that Kibana gets for a config with these rules; `names` are those of the indices."""
    return Description(
        views=views(names or Names()),
        searches=(*searches(), *rule_searches(rules, queries)),
        charts=charts(),
        boards=boards(),
    )


def objects(description: Description, form: Form) -> list[SavedObject]:
    return list(_WRITERS[form](description))


def build(rules: Sequence[Rule], queries: Mapping[str, Query], form: Form, *, prefix: str = "") -> bytes:
    """The saved objects as NDJSON, one a line; byte for byte the same for the same config. `prefix` begins the names of
    the archive's indices."""
    lines = (
        json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n"
        for one in objects(described(rules, queries, names=Names(prefix)), form)
    )
    return "".join(lines).encode("utf-8", "replace")


def form_for(version: str) -> Form:
    """What suits a server of this version: OpenSearch Dashboards counts from 1, Kibana 9 from 9; "" is unknown."""
    major = version.partition(".")[0]
    return Form.KIBANA_9 if major.isascii() and major.isdigit() and int(major) >= 9 else Form.PORTABLE
