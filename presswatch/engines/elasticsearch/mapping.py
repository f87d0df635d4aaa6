"""The fields of every index, as functions: the article index and the rule index use the same ones.

Times stand twice where order or exactness matters: as a date, which the engine keeps to the millisecond, and as
microseconds since 1970 in a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.streams import GAP, LONGEST_UNITS
from presswatch.sources import OTHER_REFUSAL, REFUSALS, LinkOutcome

MAPPING = 4
"""The version of what is below; an archive of another version is not opened."""

Field = dict[str, Any]

_LONGEST_KEYWORD = 8_191  # characters: 32,764 bytes at most. A longer value is stored, and not searchable


def keyword() -> Field:
    return {"type": "keyword", "ignore_above": _LONGEST_KEYWORD}


def stored() -> Field:
    """Kept as it is, and never searched."""
    return {"type": "object", "enabled": False}


def date() -> Field:
    return {"type": "date", "format": "strict_date_optional_time"}


def number() -> Field:
    return {"type": "long"}


def duration() -> Field:
    """In seconds."""
    return {"type": "double"}


def links() -> Field:
    """How many links had each outcome. A count of one that this mapping doesn't know yet is kept, not searchable."""
    return {"dynamic": False, "properties": {outcome.value: number() for outcome in LinkOutcome}}


def refused() -> Field:
    """How many links were refused with each status."""
    return {"dynamic": False, "properties": {str(status): number() for status in (*REFUSALS, OTHER_REFUSAL)}}


def readable() -> Field:
    """For people who type in Kibana: stock analyzers. Rules never look here."""
    analyzers = {"en": "english", "ru": "russian", "cjk": "cjk"}
    fields = {name: {"type": "text", "analyzer": analyzer} for name, analyzer in analyzers.items()}
    return {"type": "text", "analyzer": "standard", "fields": fields}


def match() -> Field:
    """What rules ask of an article's words (`streams`)."""
    words = {"type": "keyword", "doc_values": False}
    text = {"type": "text", "analyzer": "presswatch_tokens", "norms": False, "position_increment_gap": GAP}
    return {
        "properties": {
            "words": words,
            "title_words": words,
            "folded": text,
            "title_folded": text,
            "cased": text,
            "title_cased": text,
        }
    }


def searchable() -> dict[str, Field]:
    """What rules ask of an article."""
    return {"keywords": keyword(), "match": match()}


def described() -> dict[str, Field]:
    """What an article is, all fields of the noun but its title and text."""
    keywords = (
        "id", "url", "link", "source", "kind", "country", "language", "published_by", "authors", "read_by",
        "canonical_hint", "topics", "people", "offices", "organisations", "countries", "story", "copy_of",
        "first_published_by", "adds", "also_in", "section",
    )  # fmt: skip
    return {
        **{name: keyword() for name in keywords},
        **{name: date() for name in ("fetched_at", "first_seen_at", "published_at", "removed_at")},
        "first_seen_micros": number(),
        "version": number(),
        "alerts": {"type": "boolean"},
        "mentions": stored(),
    }


def article_fields() -> dict[str, Field]:
    return {
        **described(),
        **searchable(),
        "title": readable(),
        "text": readable(),
        "streams": keyword(),  # which version of the mapping and of the tokeniser made `match` (`made_by`)
        "cut": number(),  # tokens too long for the engine, of which `match` has the beginning
    }


def version_fields() -> dict[str, Field]:
    return {**described(), "title": {"type": "text"}, "text": {"type": "text"}}


def alert_fields() -> dict[str, Field]:
    return {
        **{name: keyword() for name in ("id", "rule", "story", "articles")},
        "created_at": date(),
        "created_micros": number(),
        "seconds": duration(),  # since the article that says why was first seen
        "why": {
            "properties": {
                "clause": {"type": "text"},
                "sentence": {"type": "text"},
                "article": keyword(),
                "marks": stored(),
            }
        },
        "deliveries": stored(),  # as they were recorded; their present state is in their own index
    }


def delivery_fields() -> dict[str, Field]:
    return {
        **{name: keyword() for name in ("id", "alert", "rule", "channel", "state")},
        "created_at": date(),  # when the alert was
        "seconds": duration(),  # from then until it was sent
        "attempts": number(),
        "due_at": date(),
        "due_micros": number(),
        "sent_at": date(),
        "sent_micros": number(),
        "error": {"type": "text"},
    }


def source_fields() -> dict[str, Field]:
    times = ("last_fetch", "last_new", "next_due")
    return {
        **{name: keyword() for name in ("id", "state", "name", "kind", "country")},
        **{f"{name}_at": date() for name in times},
        **{f"{name}_micros": number() for name in times},
        "lying": {"type": "boolean"},
        "silent_since": date(),  # the last new article; where there was none yet, the first look
        "failures": number(),
        "links": links(),
        "error": {"type": "text"},
        "looks": stored(),
    }


def look_fields() -> dict[str, Field]:
    return {
        **{name: keyword() for name in ("id", "source", "name", "kind", "country", "outcome")},
        "at": date(),
        "links": links(),
        "refused": refused(),
        "error": {"type": "text"},
    }


def quarantine_fields() -> dict[str, Field]:
    return {
        "id": keyword(),
        "task": keyword(),
        "body": stored(),
        "reason": {"type": "text"},
        "at": date(),
        "at_micros": number(),
    }


def rule_fields() -> dict[str, Field]:
    return {**searchable(), "rule": keyword(), "query": {"type": "percolator"}}


def place_fields() -> dict[str, Field]:
    return {"index": keyword()}


def unmatched_fields() -> dict[str, Field]:
    return {"id": keyword(), "article": keyword(), "version": number(), "fetched_micros": number()}


def index_body(fields: Mapping[str, Field], *, excludes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Settings and mappings of an index with these fields."""
    mappings: dict[str, Any] = {"dynamic": "strict", "_meta": {"presswatch": MAPPING}, "properties": dict(fields)}
    if excludes:
        mappings["_source"] = {"excludes": list(excludes)}
    settings: dict[str, Any] = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    if "match" in fields:
        settings["analysis"] = {
            "tokenizer": {"presswatch_spaces": {"type": "whitespace", "max_token_length": LONGEST_UNITS}},
            "analyzer": {"presswatch_tokens": {"type": "custom", "tokenizer": "presswatch_spaces"}},
        }
        settings["highlight.max_analyzed_offset"] = 10_000_000
    return {"settings": {"index": settings}, "mappings": mappings}


def article_body() -> dict[str, Any]:
    """`match` is made of title and text, and takes more room than they: it is indexed and not kept."""
    return index_body(article_fields(), excludes=("match",))


def bodies(names: Names) -> dict[str, dict[str, Any]]:
    """The indices that there are one of."""
    return {
        names.places: index_body(place_fields()),
        names.unmatched: index_body(unmatched_fields()),
        names.versions: index_body(version_fields()),
        names.alerts: index_body(alert_fields()),
        names.deliveries: index_body(delivery_fields()),
        names.sources: index_body(source_fields()),
        names.looks: index_body(look_fields()),
        names.quarantine: index_body(quarantine_fields()),
    }
