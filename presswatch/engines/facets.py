"""Facets from counted keywords: what every engine makes of its own counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from presswatch.articles import Facets

KEYWORDS = {"sources": "source:", "countries": "country:", "topics": "topic:", "languages": "lang:"}
"""How the keywords of each facet begin (`Article.keywords`)."""


def facets_of(days: Iterable[tuple[date, int]], keywords: Iterable[tuple[str, int]]) -> Facets:
    """From numbers of articles by day and by keyword, in any order; each keyword is one of a facet."""
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in KEYWORDS}
    names = {prefix: name for name, prefix in KEYWORDS.items()}
    for keyword, count in keywords:
        prefix, colon, value = keyword.partition(":")
        if value:
            found[names[prefix + colon]].append((value, count))
    return Facets(
        days=tuple(sorted(days)),
        **{name: tuple(sorted(counts, key=lambda each: (-each[1], each[0]))) for name, counts in found.items()},
    )
