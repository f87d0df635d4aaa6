"""An alert log in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from presswatch.alerts import Alert, Delivery, DeliveryState, Why
from tests.fakes.service import FakeService, as_stored, moment

_OPEN = (DeliveryState.WAITING, DeliveryState.SENDING)


class FakeAlertLog(FakeService):
    def __init__(self) -> None:
        super().__init__()
        self._alerts: dict[str, Alert] = {}
        self._deliveries: dict[str, Delivery] = {}

    def record(self, alerts: Sequence[Alert]) -> list[bool]:
        with self._call():
            return [self._record(alert) for alert in [*map(_stored, alerts)]]

    def _record(self, alert: Alert) -> bool:
        known = self._alerts.get(alert.id)
        if known is None:
            articles = tuple(dict.fromkeys(alert.articles))
            self._alerts[alert.id] = replace(alert, articles=articles, deliveries=())
            self._deliveries.update((delivery.id, delivery) for delivery in alert.deliveries)
            return True
        articles = tuple(dict.fromkeys((*known.articles, *alert.articles)))
        self._alerts[alert.id] = replace(known, articles=articles)
        return False

    def alerts(self, *, since: datetime | None = None, rule: str | None = None, limit: int = 100) -> list[Alert]:
        with self._call():
            found = [
                self._present(alert)
                for alert in self._alerts.values()
                if (since is None or alert.created_at >= since) and (rule is None or alert.rule == rule)
            ]
            return sorted(found, key=lambda alert: (alert.created_at, alert.id), reverse=True)[:limit]

    def alert(self, alert: str) -> Alert | None:
        with self._call():
            return self._present(self._alerts[alert]) if alert in self._alerts else None

    def _present(self, alert: Alert) -> Alert:
        return replace(alert, deliveries=tuple(d for d in self._deliveries.values() if d.alert == alert.id))

    def due(self, *, now: datetime, limit: int) -> list[str]:
        with self._call():
            due = [delivery for delivery in self._deliveries.values() if _is_due(delivery, now)]
            never = datetime.min.replace(tzinfo=now.tzinfo)
            return [delivery.id for delivery in sorted(due, key=lambda d: d.due_at or never)][:limit]

    def claim(self, delivery: str, *, now: datetime, lease: timedelta) -> Delivery | None:
        with self._call():
            known = self._deliveries.get(delivery)
            if known is None or not _is_due(known, now):
                return None
            claimed = replace(known, state=DeliveryState.SENDING, attempts=known.attempts + 1, due_at=now + lease)
            self._deliveries[delivery] = claimed
            return claimed

    def sent(self, delivery: str, *, at: datetime) -> None:
        with self._call():
            known = self._deliveries.get(delivery)
            if known is not None and known.state is not DeliveryState.SENT:
                self._deliveries[delivery] = replace(known, state=DeliveryState.SENT, sent_at=at, error="")

    def failed(self, delivery: str, *, error: str, due_at: datetime | None) -> None:
        with self._call():
            known = self._deliveries.get(delivery)
            if known is not None and known.state in _OPEN:
                state = DeliveryState.DEAD if due_at is None else DeliveryState.WAITING
                self._deliveries[delivery] = replace(known, state=state, error=as_stored(error), due_at=due_at)

    def forget_alerts(self, *, before: datetime) -> int:
        with self._call():
            old = {alert.id for alert in self._alerts.values() if alert.created_at < before}
            self._alerts = {id_: alert for id_, alert in self._alerts.items() if id_ not in old}
            self._deliveries = {id_: each for id_, each in self._deliveries.items() if each.alert not in old}
            return len(old)

    def waiting(self, *, now: datetime) -> int:
        with self._call():
            return sum(
                delivery.state is DeliveryState.SENDING or _is_due(delivery, now)
                for delivery in self._deliveries.values()
            )


def _is_due(delivery: Delivery, now: datetime) -> bool:
    return delivery.state in _OPEN and (delivery.due_at is None or delivery.due_at <= now)


def _stored(alert: Alert) -> Alert:
    moment(alert.created_at)
    why = Why(
        clause=as_stored(alert.why.clause),
        sentence=as_stored(alert.why.sentence),
        article=alert.why.article,
        marks=alert.why.marks,
    )
    return replace(alert, why=why)
