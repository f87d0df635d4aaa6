"""Every field that is written has a place in the mapping, which takes no others."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from presswatch.articles import Article, Mention, MentionKind
from presswatch.engines.elasticsearch.alert_log import _document_of
from presswatch.engines.elasticsearch.documents import article_of, document_of, searchable_of
from presswatch.engines.elasticsearch.encoding import as_stored
from presswatch.engines.elasticsearch.mapping import (
    alert_fields,
    article_fields,
    delivery_fields,
    look_fields,
    source_fields,
    version_fields,
)
from presswatch.engines.elasticsearch.source_log import _look, document_of_record
from presswatch.sources import LinkOutcome, Look, LookOutcome, Source, SourceKind, SourceRecord
from tests.contract.test_alert_log import alert
from tests.make import NOON, article


def paths(document: dict[str, Any], mapping: dict[str, Any], at: str = "") -> set[str]:
    """The fields of a document that the mapping doesn't have."""
    unknown: set[str] = set()
    for name, value in document.items():
        if name not in mapping:
            unknown.add(f"{at}{name}")
        elif isinstance(value, dict) and "properties" in mapping[name]:
            unknown |= paths(value, mapping[name]["properties"], f"{at}{name}.")
    return unknown


def test_all_that_is_written_is_mapped() -> None:
    mention = Mention(entry="sco", kind=MentionKind.ORGANISATION, field="title", start=0, end=3)
    one = article(1, mentions=(mention,), authors=("A",))
    assert paths(searchable_of(one), article_fields()) == set()
    assert paths(document_of(one), version_fields()) == set()
    recorded = _document_of(alert())
    assert paths(recorded, alert_fields()) == set()
    assert paths(recorded["deliveries"][0], delivery_fields()) == set()
    look = Look(source="s", at=NOON, outcome=LookOutcome.OK, links=dict.fromkeys(LinkOutcome, 1))
    source = Source(id="s", name="S", country="KZ", kind=SourceKind.WIRE)
    assert paths(_look(look, source), look_fields()) == set()
    assert paths(document_of_record(SourceRecord(id="s", links=look.links)), source_fields()) == set()


def test_all_of_an_article_is_kept() -> None:
    assert {field.name for field in fields(Article)} <= document_of(article(1)).keys()
    one = article(1, title="\ud800", authors=("Б",))
    assert article_of(as_stored(document_of(one))) == article(1, title="?", authors=("Б",))
