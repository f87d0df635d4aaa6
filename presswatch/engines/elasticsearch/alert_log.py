"""The alert log and the outbox of its deliveries.

An alert is made by `create`, with its deliveries as they were recorded; each of those then becomes a document of its
own, also by `create`, which from then on holds its state. A worker that dies between the two leaves an alert whose
deliveries nobody will see due, so whoever records the alert again makes those that are missing: the message that it
came from is not acknowledged before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from presswatch.alerts import Alert, Delivery, DeliveryState, Why
from presswatch.engines.elasticsearch.archive import ElasticArchive
from presswatch.engines.elasticsearch.documents import iso, time_of
from presswatch.engines.elasticsearch.encoding import as_stored
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.retention import forget_alerts
from presswatch.engines.elasticsearch.store import Source, Store, Write
from presswatch.engines.moments import micros, micros_or_none, moment, moment_or_none, storable

_OPEN = (DeliveryState.WAITING.value, DeliveryState.SENDING.value)


class ElasticAlertLog:
    """Fills the port `AlertLog`. `record` checks everything it can before it writes anything."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names

    def record(self, alerts: Sequence[Alert]) -> list[bool]:
        given = [as_stored(_document_of(alert)) for alert in alerts]
        for document, seconds in zip(given, self._seconds(alerts), strict=True):
            document["seconds"] = seconds
        first: dict[str, Source] = {}
        for document in given:
            first.setdefault(document["id"], document)
        created = self._store.write(
            [Write("create", (self._names.alerts, id_), document) for id_, document in first.items()]
        )
        new = {id_ for id_, won in zip(first, created, strict=True) if won}
        stands = self._join(given, new)
        self._store.write(
            [
                Write("create", (self._names.deliveries, delivery["id"]), delivery)
                for alert in stands.values()
                for delivery in alert["deliveries"]
            ]
        )
        answers = []
        for document in given:
            answers.append(document["id"] in new)
            new.discard(document["id"])
        return answers

    def _seconds(self, alerts: Sequence[Alert]) -> list[float | None]:
        """How long it took from when the article was first seen; None where the archive doesn't have it."""
        articles = ElasticArchive(self._store, self._names).get(alert.why.article for alert in alerts)
        seen = {id_: article.first_seen_at for id_, article in articles.items()}
        return [
            (alert.created_at - seen[alert.why.article]).total_seconds() if alert.why.article in seen else None
            for alert in alerts
        ]

    def _join(self, given: Sequence[Source], new: Iterable[str]) -> dict[str, Source]:
        """Add the articles of alerts that were there already; answers the alerts as they stand."""
        ids = {document["id"] for document in given}
        known = self._store.read((self._names.alerts, id_) for id_ in ids.difference(new))
        stands = {found.key[1]: found.source for found in known.values()}
        for document in given:
            alert = stands.setdefault(document["id"], document)
            if not set(document["articles"]) <= set(alert["articles"]):
                changed = self._store.change((self._names.alerts, document["id"]), _with_articles(document["articles"]))
                stands[document["id"]] = changed or alert
        return stands

    def alerts(self, *, since: datetime | None = None, rule: str | None = None, limit: int = 100) -> list[Alert]:
        asked: list[Mapping[str, Any]] = [{"match_all": {}}]
        if since is not None:
            asked.append({"range": {"created_micros": {"gte": micros(since)}}})
        if rule is not None:
            asked.append({"term": {"rule": storable(rule)}})
        found = self._store.search(
            self._names.alerts,
            {"bool": {"filter": asked}},
            sort=[{"created_micros": "desc"}, {"id": "desc"}],
            limit=limit,
        )
        return self._present([each.source for each in found])

    def alert(self, alert: str) -> Alert | None:
        found = self._store.read([(self._names.alerts, storable(alert))])
        return next(iter(self._present([each.source for each in found.values()])), None)

    def _present(self, documents: Sequence[Source]) -> list[Alert]:
        """With the present state of their deliveries."""
        keys = ((self._names.deliveries, each["id"]) for document in documents for each in document["deliveries"])
        states = {id_: found.source for (_, id_), found in self._store.read(keys).items()}
        return [_alert_of(document, states) for document in documents]

    def due(self, *, now: datetime, limit: int) -> list[str]:
        found = self._store.search(
            self._names.deliveries,
            _due(now),
            sort=[{"due_micros": {"order": "asc", "missing": "_first"}}, {"id": "asc"}],
            limit=limit,
        )
        return [each.source["id"] for each in found]

    def claim(self, delivery: str, *, now: datetime, lease: timedelta) -> Delivery | None:
        def take(document: Source | None) -> Source | None:
            if document is None or document["state"] not in _OPEN:
                return None
            if document["due_micros"] is not None and document["due_micros"] > micros(now):
                return None
            attempts = document["attempts"] + 1
            return {**document, "state": DeliveryState.SENDING.value, "attempts": attempts, **_time("due", now + lease)}

        taken = self._store.change((self._names.deliveries, storable(delivery)), take)
        return None if taken is None else delivery_of(taken)

    def sent(self, delivery: str, *, at: datetime) -> None:
        """Also when it was given up meanwhile: it has been accepted. The first note of it stands."""

        def note(document: Source | None) -> Source | None:
            if document is None or document["state"] == DeliveryState.SENT.value:
                return None
            created_at = time_of(document.get("created_at"))
            seconds = (at - created_at).total_seconds() if created_at else None
            sent = {"state": DeliveryState.SENT.value, "error": "", "seconds": seconds, **_time("sent", at)}
            return {**document, **sent}

        self._store.change((self._names.deliveries, storable(delivery)), note)

    def failed(self, delivery: str, *, error: str, due_at: datetime | None) -> None:
        """Changes nothing when another attempt has ended it meanwhile, as sent or as dead."""
        state = DeliveryState.DEAD if due_at is None else DeliveryState.WAITING

        def note(document: Source | None) -> Source | None:
            if document is None or document["state"] not in _OPEN:
                return None
            return {**document, "state": state.value, "error": error, **_time("due", due_at)}

        self._store.change((self._names.deliveries, storable(delivery)), note)

    def forget_alerts(self, *, before: datetime) -> int:
        return forget_alerts(self._store, self._names, before=before)

    def waiting(self, *, now: datetime) -> int:
        """Sees all that was written before: whoever waits for the last delivery must not miss the one just recorded."""
        self._store.refresh(self._names.deliveries)
        either = [_due(now), {"term": {"state": DeliveryState.SENDING.value}}]
        return self._store.count(self._names.deliveries, {"bool": {"should": either, "minimum_should_match": 1}})


def _due(now: datetime) -> dict[str, Any]:
    timeless = {"bool": {"must_not": [{"exists": {"field": "due_micros"}}]}}
    come = {"range": {"due_micros": {"lte": micros(now)}}}
    is_open = {"terms": {"state": list(_OPEN)}}
    return {"bool": {"filter": [is_open], "should": [timeless, come], "minimum_should_match": 1}}


def _with_articles(articles: Sequence[str]) -> Any:  # noqa: ANN401 - a function for `Store.change`
    def add(document: Source | None) -> Source | None:
        if document is None or set(articles) <= set(document["articles"]):
            return None
        return {**document, "articles": list(dict.fromkeys((*document["articles"], *articles)))}

    return add


def _time(name: str, time: datetime | None) -> dict[str, Any]:
    return {f"{name}_at": iso(time), f"{name}_micros": micros_or_none(time)}


def _document_of(alert: Alert) -> Source:
    why = alert.why
    return {
        "id": alert.id,
        "rule": alert.rule,
        "story": alert.story,
        "articles": list(dict.fromkeys(alert.articles)),
        **_time("created", alert.created_at),
        "why": {
            "clause": why.clause,
            "sentence": why.sentence,
            "article": why.article,
            "marks": [{"start": start, "end": end} for start, end in why.marks],
        },
        "deliveries": [delivery_document(delivery) | _of_alert(alert, delivery) for delivery in alert.deliveries],
    }


def _of_alert(alert: Alert, delivery: Delivery) -> Source:
    """What people in Kibana ask of a delivery that only its alert knows."""
    seconds = (delivery.sent_at - alert.created_at).total_seconds() if delivery.sent_at else None
    return {"rule": alert.rule, "created_at": iso(alert.created_at), "seconds": seconds}


def delivery_document(delivery: Delivery) -> Source:
    return {
        "id": delivery.id,
        "alert": delivery.alert,
        "channel": delivery.channel,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "error": delivery.error,
        **_time("due", delivery.due_at),
        **_time("sent", delivery.sent_at),
    }


def _alert_of(document: Source, states: Mapping[str, Source]) -> Alert:
    why = document["why"]
    return Alert(
        id=document["id"],
        rule=document["rule"],
        story=document["story"],
        articles=tuple(document["articles"]),
        created_at=moment(document["created_micros"]),
        why=Why(
            clause=why["clause"],
            sentence=why["sentence"],
            article=why["article"],
            marks=tuple((mark["start"], mark["end"]) for mark in why["marks"]),
        ),
        deliveries=tuple(delivery_of(states.get(each["id"], each)) for each in document["deliveries"]),
    )


def delivery_of(document: Source) -> Delivery:
    return Delivery(
        id=document["id"],
        alert=document["alert"],
        channel=document["channel"],
        state=DeliveryState(document["state"]),
        attempts=document["attempts"],
        due_at=moment_or_none(document["due_micros"]),
        sent_at=moment_or_none(document["sent_micros"]),
        error=document["error"],
    )
