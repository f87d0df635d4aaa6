"""Addresses into a running Kibana: an article, and its story, opened in Discover.

They go through a query and not through an index and a document id: those of Kibana 7.10, Kibana 9 and OpenSearch
Dashboards differ there, and an article's month index is nobody else's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from presswatch.articles import Article
from presswatch.kibana.description import object_id
from presswatch.kibana.objects import VIEW
from presswatch.kibana.views import ARTICLES

_AROUND = timedelta(days=4)  # a story's articles are first seen within 72 hours of each other


@dataclass(frozen=True, slots=True, kw_only=True)
class KibanaLinks:
    """`url` is Kibana's address as a desk opens it; without a space, links go to the default one."""

    url: str
    space: str = ""

    def article(self, article: Article) -> str:
        return self._discover(f'id: "{article.id}"', article.first_seen_at)

    def story(self, article: Article) -> str:
        """All articles of its story."""
        return self._discover(f'story: "{article.story or article.id}"', article.first_seen_at)

    def _discover(self, query: str, seen_at: datetime) -> str:
        since, until = (_rison(_iso(seen_at + by)) for by in (-_AROUND, _AROUND))
        view = _rison(object_id(VIEW, ARTICLES))
        columns = ",".join(map(_rison, ("source", "language", "title", "url")))
        shown = f"(columns:!({columns}),index:{view},query:(language:kuery,query:{_rison(query)}))"
        state = f"_g=(time:(from:{since},to:{until}))&_a={shown}"
        space = f"/s/{quote(self.space, safe='')}" if self.space else ""
        return f"{self.url.rstrip('/')}{space}/app/discover#/?{state}"


def _rison(text: str) -> str:
    """A quoted Rison string (the notation of state in Kibana's addresses), safe within a fragment."""
    return f"'{quote(text.replace('!', '!!').replace(chr(39), '!' + chr(39)), safe=':/@!')}'"


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
