"""Addresses into a running Kibana: an article, and its story, opened in Discover.

They go through a filter and not through an index and a document id: those of Kibana 7.10, Kibana 9 and OpenSearch
Dashboards differ there, and an article's month index is nobody else's business. All of them read the state of Discover
in an address, `_g` for the time and `_a` for the rest, as Rison (https://github.com/Nanonid/rison).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from presswatch.articles import Article
from presswatch.kibana.description import object_id
from presswatch.kibana.objects import VIEW, kql
from presswatch.kibana.views import ARTICLES

_AROUND = timedelta(days=4)  # a story's articles are first seen within 72 hours of each other
_COLUMNS = ("source", "language", "title", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class KibanaLinks:
    """Fills the port `ArticleLinks`. `url` is Kibana's address as a desk opens it; without a space, links go to the
    default one."""

    url: str
    space: str = ""

    def article(self, article: Article) -> str:
        return self._discover("id", article.id, article.first_seen_at)

    def story(self, article: Article) -> str:
        return self._discover("story", article.story or article.id, article.first_seen_at)

    def _discover(self, field: str, value: str, seen_at: datetime) -> str:
        view = object_id(VIEW, ARTICLES)
        meta = {
            "alias": None,
            "disabled": False,
            "index": view,
            "key": field,
            "negate": False,
            "params": {"query": value},
            "type": "phrase",
        }
        shown = {
            "columns": list(_COLUMNS),
            "filters": [
                {"$state": {"store": "appState"}, "meta": meta, "query": {"match_phrase": {field: value}}},
            ],
            "index": view,
            "query": kql(""),
        }
        time = {"from": _iso(seen_at, -_AROUND), "to": _iso(seen_at, _AROUND)}
        space = f"/s/{quote(self.space, safe='')}" if self.space else ""
        state = f"_g={_encoded({'time': time})}&_a={_encoded(shown)}"
        return f"{self.url.rstrip('/')}{space}/app/discover#/?{state}"


def _encoded(value: object) -> str:
    """Rison for the fragment of an address that stands in mails: of what may end one there, nothing stays."""
    return quote(_rison(value), safe=":,!-_.~")


def _rison(value: Any) -> str:  # noqa: ANN401 - as JSON's values
    match value:
        case bool():
            return "!t" if value else "!f"
        case None:
            return "!n"
        case Mapping():
            return f"({','.join(f'{_rison(name)}:{_rison(each)}' for name, each in value.items())})"
        case list():
            return f"!({','.join(map(_rison, value))})"
        case _:
            return "'" + str(value).replace("!", "!!").replace("'", "!'") + "'"


def _iso(time: datetime, by: timedelta) -> str:
    with suppress(OverflowError):  # in the first and the last days there are
        time = time.astimezone(UTC) + by
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
