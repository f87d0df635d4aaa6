"""The alert log and the outbox of its deliveries.

A delivery that waits or is being sent has one time, `due_at`, from which it may be claimed: when it is due, and after a
claim, when that runs out.
"""

# ruff: noqa: S608 - what is put into SQL here are lists of columns and conditions of this package; values are bound

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from presswatch.alerts import Alert, Delivery, DeliveryState, Why
from presswatch.engines.moments import micros, micros_or_none, moment, moment_or_none
from presswatch.engines.sqlite.database import Database
from presswatch.engines.sqlite.retention import forget_alerts
from presswatch.engines.sqlite.values import Value

ALERT = "id, rule, story, created_at, why"
DELIVERY = "id, alert, channel, state, attempts, due_at, sent_at, error"
_OPEN = "state IN ('waiting', 'sending')"


class SqliteAlertLog:
    """Fills the port `AlertLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, alerts: Sequence[Alert]) -> list[bool]:
        if not alerts:
            return []
        with self._database.writing():
            return [self._record(alert) for alert in alerts]

    def _record(self, alert: Alert) -> bool:
        new = self._database.execute(
            f"INSERT INTO alerts ({ALERT}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (alert.id, alert.rule, alert.story, micros(alert.created_at), _why_to_json(alert.why)),
        ).rowcount
        self._database.executemany(
            "INSERT INTO alert_articles (alert, article) VALUES (?, ?) ON CONFLICT DO NOTHING",
            ((alert.id, article) for article in alert.articles),
        )
        if new:
            self._database.executemany(
                f"INSERT INTO deliveries ({DELIVERY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                map(delivery_row, alert.deliveries),
            )
        return bool(new)

    def alerts(self, *, since: datetime | None = None, rule: str | None = None, limit: int = 100) -> list[Alert]:
        where: list[str] = []
        values: list[Value] = []
        if since is not None:
            where.append("created_at >= ?")
            values.append(micros(since))
        if rule is not None:
            where.append("rule = ?")
            values.append(rule)
        sql = f"SELECT {ALERT} FROM alerts WHERE {' AND '.join(where) or '1'} ORDER BY created_at DESC, id DESC LIMIT ?"
        with self._database.reading():
            return self._read(self._database.rows(sql, [*values, limit]))

    def alert(self, alert: str) -> Alert | None:
        with self._database.reading():
            found = self._read(self._database.rows(f"SELECT {ALERT} FROM alerts WHERE id = ?", (alert,)))
        return found[0] if found else None

    def _read(self, rows: Sequence[tuple[Any, ...]]) -> list[Alert]:
        articles: dict[str, list[str]] = {}
        deliveries: dict[str, list[Delivery]] = {}
        ids = [row[0] for row in rows]
        of_alerts = "SELECT alert, article FROM alert_articles WHERE alert IN ({values}) ORDER BY n"
        for alert, article in self._database.rows_in(of_alerts, ids):
            articles.setdefault(alert, []).append(article)
        of_alerts = f"SELECT {DELIVERY} FROM deliveries WHERE alert IN ({{values}}) ORDER BY n"
        for delivery in map(_delivery_of, self._database.rows_in(of_alerts, ids)):
            deliveries.setdefault(delivery.alert, []).append(delivery)
        return [_alert_of(row, articles.get(row[0], ()), deliveries.get(row[0], ())) for row in rows]

    def due(self, *, now: datetime, limit: int) -> list[str]:
        sql = f"SELECT id FROM deliveries WHERE {_OPEN} AND (due_at IS NULL OR due_at <= ?) ORDER BY due_at, n LIMIT ?"
        return [row[0] for row in self._database.rows(sql, (micros(now), limit))]

    def claim(self, delivery: str, *, now: datetime, lease: timedelta) -> Delivery | None:
        with self._database.writing():
            taken = self._database.execute(
                "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, due_at = ?"
                f" WHERE id = ? AND {_OPEN} AND (due_at IS NULL OR due_at <= ?)",
                (micros(now + lease), delivery, micros(now)),
            ).rowcount
            if not taken:
                return None
            (row,) = self._database.rows(f"SELECT {DELIVERY} FROM deliveries WHERE id = ?", (delivery,))
        return _delivery_of(row)

    def sent(self, delivery: str, *, at: datetime) -> None:
        """Also when it was given up meanwhile: it has been accepted. The first note of it stands."""
        with self._database.writing():
            self._database.execute(
                "UPDATE deliveries SET state = 'sent', sent_at = ?, error = '' WHERE id = ? AND state <> 'sent'",
                (micros(at), delivery),
            )

    def failed(self, delivery: str, *, error: str, due_at: datetime | None) -> None:
        """Changes nothing when another attempt has ended it meanwhile, as sent or as dead."""
        state = DeliveryState.DEAD if due_at is None else DeliveryState.WAITING
        with self._database.writing():
            self._database.execute(
                f"UPDATE deliveries SET state = ?, error = ?, due_at = ? WHERE id = ? AND {_OPEN}",
                (state.value, error, micros_or_none(due_at), delivery),
            )

    def forget_alerts(self, *, before: datetime) -> int:
        return forget_alerts(self._database, before=before)

    def waiting(self, *, now: datetime) -> int:
        return self._database.number(
            f"SELECT count(*) FROM deliveries WHERE {_OPEN} AND (state = 'sending' OR due_at IS NULL OR due_at <= ?)",
            (micros(now),),
        )


def _why_to_json(why: Why) -> str:
    return json.dumps([why.clause, why.sentence, why.article, why.marks], ensure_ascii=False)


def _alert_of(row: Sequence[Any], articles: Iterable[str], deliveries: Iterable[Delivery]) -> Alert:
    id_, rule, story, created_at, why = row
    clause, sentence, article, marks = json.loads(why)
    return Alert(
        id=id_,
        rule=rule,
        story=story,
        articles=tuple(articles),
        created_at=moment(created_at),
        why=Why(clause=clause, sentence=sentence, article=article, marks=tuple((start, end) for start, end in marks)),
        deliveries=tuple(deliveries),
    )


def delivery_row(delivery: Delivery) -> tuple[Value, ...]:
    return (
        delivery.id,
        delivery.alert,
        delivery.channel,
        delivery.state.value,
        delivery.attempts,
        micros_or_none(delivery.due_at),
        micros_or_none(delivery.sent_at),
        delivery.error,
    )


def _delivery_of(row: Sequence[Any]) -> Delivery:
    id_, alert, channel, state, attempts, due_at, sent_at, error = row
    return Delivery(
        id=id_,
        alert=alert,
        channel=channel,
        state=DeliveryState(state),
        attempts=attempts,
        due_at=moment_or_none(due_at),
        sent_at=moment_or_none(sent_at),
        error=error,
    )
