"""Forgetting what is older than a desk wants to keep. May be interrupted anywhere: the next call goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from presswatch.engines.elasticsearch.errors import ours
from presswatch.engines.elasticsearch.indices import months
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.store import Store, Write
from presswatch.engines.moments import micros

_AT_ONCE = 1_000  # documents of one request
_ALL: Mapping[str, Any] = {"match_all": {}}


def forget_articles(store: Store, names: Names, *, before: datetime) -> int:
    """Delete whole months, then what is kept of their articles elsewhere.

    In this order, so that no article is without its place while it is there. Should one be put once more between the
    two, it goes back to its month, which is deleted again at the end.
    """
    forgotten = _delete_months(store, names, before)
    _delete(store, names.versions, {"range": {"first_seen_micros": {"lt": micros(before)}}})
    _delete(store, names.unmatched, {"range": {"fetched_micros": {"lt": micros(before)}}})
    _delete(store, names.places, {"range": {"index": {"lt": names.month(before)}}})
    return forgotten + _delete_months(store, names, before)


def forget_alerts(store: Store, names: Names, *, before: datetime) -> int:
    """Delete alerts with their deliveries: these first, since only the alert knows which they are."""
    forgotten = 0
    store.refresh(names.alerts)
    while True:
        old = {"range": {"created_micros": {"lt": micros(before)}}}
        sort = [{"created_micros": "asc"}, {"id": "asc"}]
        alerts = [found.source for found in store.search(names.alerts, old, sort=sort, limit=_AT_ONCE)]
        if not alerts:
            return forgotten
        store.write(
            [Write("delete", (names.deliveries, each["id"])) for alert in alerts for each in alert["deliveries"]]
        )
        store.write([Write("delete", (names.alerts, alert["id"])) for alert in alerts])
        store.refresh(names.alerts)
        forgotten += len(alerts)


def _delete_months(store: Store, names: Names, before: datetime) -> int:
    """Answers how many articles were in them."""
    forgotten = 0
    for index in months(store.client, names):
        if index.name < names.month(before):
            store.refresh(index.concrete)
            forgotten += store.count(index.concrete, _ALL)
            with ours(f"deleting {index.concrete}"):
                store.client.options(ignore_status=404).indices.delete(index=index.concrete)
    return forgotten


def _delete(store: Store, index: str, query: Mapping[str, Any]) -> None:
    """Delete all documents that match, few enough in each request for it to end in time."""
    store.refresh(index)
    with ours(f"deleting from {index}"):
        while store.client.delete_by_query(
            index=index, query=query, max_docs=_AT_ONCE, conflicts="proceed", refresh=True
        )["total"]:
            pass
