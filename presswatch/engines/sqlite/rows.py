"""Articles as rows of the table `articles`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from presswatch.articles import Article, Mention, MentionKind
from presswatch.engines.moments import micros, micros_or_none, moment, moment_or_none, storable
from presswatch.engines.sqlite.values import Value

COLUMNS = (
    "first_seen_at, fetched_at, id, version, url, source, story, copy_of, link, published_at, published_by, authors, "
    "read_by, canonical_hint, alerts, kind, country, language, topics, people, offices, organisations, countries, "
    "mentions, title, text, removed_at, first_published_by, adds, also_in, section"
)


def row_of(article: Article) -> tuple[Value, ...]:
    """The values of `COLUMNS`. Raises `PermanentError` for a time without a zone."""
    return (
        micros(article.first_seen_at),
        micros(article.fetched_at),
        storable(article.id),
        article.version,
        storable(article.url),
        storable(article.source),
        storable(article.story),
        storable(article.copy_of),
        storable(article.link),
        micros_or_none(article.published_at),
        storable(article.published_by),
        _list(article.authors),
        storable(article.read_by),
        storable(article.canonical_hint),
        int(article.alerts),
        storable(article.kind),
        storable(article.country),
        storable(article.language),
        _list(article.topics),
        _list(article.people),
        _list(article.offices),
        _list(article.organisations),
        _list(article.countries),
        _list([_mention(one) for one in article.mentions]),
        storable(article.title),
        storable(article.text),
        micros_or_none(article.removed_at),
        storable(article.first_published_by),
        _list(article.adds),
        _list(article.also_in),
        storable(article.section),
    )


def article_of(row: Sequence[Any]) -> Article:
    """The article of a row of `COLUMNS`."""
    (
        first_seen_at, fetched_at, id_, version, url, source, story, copy_of, link, published_at, published_by, authors,
        read_by, canonical_hint, alerts, kind, country, language, topics, people, offices, organisations, countries,
        mentions, title, text, removed_at, first_published_by, adds, also_in, section,
    ) = row  # fmt: skip
    return Article(
        id=id_,
        url=url,
        source=source,
        title=title,
        text=text,
        fetched_at=moment(fetched_at),
        first_seen_at=moment(first_seen_at),
        link=link,
        published_at=moment_or_none(published_at),
        published_by=published_by,
        authors=tuple(json.loads(authors)),
        read_by=read_by,
        canonical_hint=canonical_hint,
        version=version,
        alerts=bool(alerts),
        removed_at=moment_or_none(removed_at),
        kind=kind,
        country=country,
        language=language,
        topics=tuple(json.loads(topics)),
        people=tuple(json.loads(people)),
        offices=tuple(json.loads(offices)),
        organisations=tuple(json.loads(organisations)),
        countries=tuple(json.loads(countries)),
        mentions=tuple(
            Mention(entry=entry, kind=MentionKind(kind_), field=field, start=start, end=end, support="".join(support))
            for entry, kind_, field, start, end, *support in json.loads(mentions)
        ),
        story=story,
        copy_of=copy_of,
        first_published_by=first_published_by,
        adds=tuple(json.loads(adds)),
        also_in=tuple(json.loads(also_in)),
        section=section,
    )


def _mention(one: Mention) -> tuple[object, ...]:
    """Without `support` where there is none: rows of before it had one are read as well."""
    place = (one.entry, one.kind.value, one.field, one.start, one.end)
    return (*place, one.support) if one.support else place


def _list(values: Sequence[object]) -> str:
    return storable(json.dumps(values, ensure_ascii=False, separators=(",", ":"))) if values else "[]"
