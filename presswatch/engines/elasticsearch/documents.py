"""Articles as documents, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from presswatch.articles import Article, Mention, MentionKind
from presswatch.engines.elasticsearch import mapping
from presswatch.engines.elasticsearch.streams import fingerprint, streams
from presswatch.engines.moments import micros, moment

_TEXTS = (
    "id", "url", "source", "title", "text", "link", "published_by", "read_by", "canonical_hint", "kind", "country",
    "language", "story", "copy_of", "first_published_by", "section",
)  # fmt: skip
_LISTS = ("authors", "topics", "people", "offices", "organisations", "countries", "adds", "also_in")


def iso(time: datetime | None) -> str | None:
    """A time as the engine reads it, with all its microseconds. Raises `PermanentError` for one without a zone."""
    return None if time is None else moment(micros(time)).isoformat(timespec="microseconds")


def time_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def document_of(article: Article) -> dict[str, Any]:
    """What is kept of an article. Raises `PermanentError` for a time without a zone."""
    return {
        **{name: getattr(article, name) for name in _TEXTS},
        **{name: list(getattr(article, name)) for name in _LISTS},
        "fetched_at": iso(article.fetched_at),
        "first_seen_at": iso(article.first_seen_at),
        "first_seen_micros": micros(article.first_seen_at),
        "published_at": iso(article.published_at),
        "removed_at": iso(article.removed_at),
        "version": article.version,
        "alerts": article.alerts,
        "mentions": [
            {"entry": one.entry, "kind": one.kind.value, "field": one.field, "start": one.start, "end": one.end}
            | ({"support": one.support} if one.support else {})
            for one in article.mentions
        ],
    }


def made_by() -> str:
    """What made an article's document: this version of the mapping, and of the tokeniser."""
    return f"{mapping.MAPPING}-{fingerprint()}"


def searchable_of(article: Article) -> dict[str, Any]:
    """The same, with what rules look for."""
    found = streams(article)
    return {
        **document_of(article),
        "keywords": sorted(article.keywords),
        "match": found.fields(),
        "streams": made_by(),
        "cut": found.cut,
    }


def article_of(document: dict[str, Any]) -> Article:
    plain: dict[str, Any] = {name: document.get(name, "") for name in _TEXTS}
    plain |= {name: tuple(document.get(name, ())) for name in _LISTS}
    return Article(
        **plain,
        fetched_at=datetime.fromisoformat(document["fetched_at"]),
        first_seen_at=datetime.fromisoformat(document["first_seen_at"]),
        published_at=time_of(document["published_at"]),
        removed_at=time_of(document.get("removed_at")),
        version=document["version"],
        alerts=document["alerts"],
        mentions=tuple(
            Mention(**{**mention, "kind": MentionKind(mention["kind"])}) for mention in document["mentions"]
        ),
    )
