"""The port `AlertLog`: alerts, and the outbox of their deliveries."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from presswatch.alerts import Alert, Delivery, DeliveryState, Why, alert_id, delivery_id
from presswatch.errors import PermanentError
from presswatch.ports import Engine
from tests.contract.conftest import EngineCase
from tests.make import NOON

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def alert(number: int = 1, *, rule: str = "sco", channels: tuple[str, ...] = ("log",), at: datetime = NOON) -> Alert:
    id_ = alert_id(rule, f"story-{number}")
    return Alert(
        id=id_,
        rule=rule,
        story=f"story-{number}",
        articles=(f"article-{number}",),
        created_at=at,
        why=Why(
            clause='"foreign ministers"', sentence="Встреча 外长.", article=f"article-{number}", marks=((0, 7), (8, 10))
        ),
        deliveries=tuple(
            Delivery(id=delivery_id(id_, channel), alert=id_, channel=channel, due_at=at) for channel in channels
        ),
    )


def test_an_alert_comes_back_as_it_was_recorded(engine: Engine) -> None:
    one = alert(channels=("zulip", "log", "desk-mail"))
    assert engine.record([one]) == [True]
    assert engine.alert(one.id) == one
    assert engine.alert("unknown") is None
    assert engine.record([]) == []


def test_the_second_writer_adds_its_article_and_nothing_else(engine: Engine) -> None:
    one = alert()
    engine.record([one])
    engine.sent(one.deliveries[0].id, at=NOON)
    second = replace(
        alert(channels=("log", "hook")),
        articles=("article-9", "article-1"),
        created_at=NOON + HOUR,
        why=Why(clause="other", sentence="", article="article-9"),
    )
    assert engine.record([second, alert(2)]) == [False, True]
    stands = engine.alert(one.id)
    assert stands is not None
    assert stands.articles == ("article-1", "article-9")
    assert replace(stands, articles=one.articles, deliveries=()) == replace(one, deliveries=())
    assert [(d.channel, d.state) for d in stands.deliveries] == [("log", DeliveryState.SENT)]
    assert engine.record([second]) == [False]
    assert engine.alert(one.id) == stands


def test_one_call_may_bring_an_alert_twice(engine: Engine) -> None:
    assert engine.record([alert(), replace(alert(), articles=("article-9",))]) == [True, False]
    stands = engine.alert(alert().id)
    assert stands is not None
    assert stands.articles == ("article-1", "article-9")


def test_record_stores_all_or_none(case: EngineCase) -> None:
    with pytest.raises(PermanentError, match="time zone"):
        case.engine.record([alert(1), alert(2, at=NOON.replace(tzinfo=None))])
    case.settle()
    assert case.engine.alerts() == []
    assert case.engine.waiting(now=NOON) == 0


def test_alerts_are_listed_newest_first(case: EngineCase) -> None:
    engine = case.engine
    early, late = alert(1), alert(2, at=NOON + HOUR)
    other = alert(3, rule="ministers", at=NOON + 2 * HOUR, channels=())
    engine.record([late, other, early])
    case.settle()
    assert engine.alerts() == [other, late, early]
    assert engine.alerts(limit=2) == [other, late]
    assert engine.alerts(since=NOON + HOUR) == [other, late]
    assert engine.alerts(rule="sco") == [late, early]
    assert engine.alerts(rule="sco", since=NOON + HOUR, limit=5) == [late]
    assert engine.alerts(rule="unknown") == []


def test_many_alerts_keep_their_own_deliveries(case: EngineCase) -> None:
    many = [alert(number, channels=("log", f"hook-{number}"), at=NOON + number * MINUTE) for number in range(700)]
    assert all(case.engine.record(many))
    case.settle()
    assert case.engine.alerts(limit=1000) == many[::-1]


def test_due_are_those_that_wait_oldest_first(case: EngineCase) -> None:
    engine = case.engine
    alerts = [alert(number, at=NOON + number * MINUTE) for number in (3, 1, 2)]
    engine.record(alerts)
    case.settle()
    by_time = [alerts[1].deliveries[0].id, alerts[2].deliveries[0].id, alerts[0].deliveries[0].id]
    assert engine.due(now=NOON, limit=10) == []
    assert engine.due(now=NOON + 2 * MINUTE, limit=10) == by_time[:2]
    assert engine.due(now=NOON + HOUR, limit=10) == by_time
    assert engine.due(now=NOON + HOUR, limit=1) == by_time[:1]
    assert [engine.waiting(now=NOON + minutes * MINUTE) for minutes in range(5)] == [0, 1, 2, 3, 3]


def test_a_delivery_without_a_time_is_due_at_once(case: EngineCase) -> None:
    one = alert()
    case.engine.record([replace(one, deliveries=(replace(one.deliveries[0], due_at=None),))])
    case.settle()
    assert case.engine.due(now=NOON, limit=10) == [one.deliveries[0].id]
    assert case.engine.claim(one.deliveries[0].id, now=NOON, lease=MINUTE) is not None


def test_a_claim_keeps_others_away_until_it_runs_out(case: EngineCase) -> None:
    engine = case.engine
    (waiting,) = alert().deliveries
    engine.record([alert()])
    assert engine.claim(waiting.id, now=NOON - MINUTE, lease=MINUTE) is None  # not due yet
    claimed = engine.claim(waiting.id, now=NOON, lease=MINUTE)
    assert claimed is not None
    assert (claimed.id, claimed.alert, claimed.channel) == (waiting.id, waiting.alert, "log")
    assert (claimed.state, claimed.attempts) == (DeliveryState.SENDING, 1)
    assert engine.claim(waiting.id, now=NOON + MINUTE / 2, lease=MINUTE) is None
    case.settle()
    assert engine.due(now=NOON + MINUTE / 2, limit=10) == []
    assert engine.waiting(now=NOON + MINUTE / 2) == 1  # being sent counts
    assert engine.due(now=NOON + MINUTE, limit=10) == [waiting.id]
    again = engine.claim(waiting.id, now=NOON + MINUTE, lease=MINUTE)
    assert again is not None
    assert again.attempts == 2
    assert engine.claim("unknown", now=NOON, lease=MINUTE) is None


def test_what_is_sent_stays_sent(case: EngineCase) -> None:
    engine = case.engine
    (delivery,) = alert().deliveries
    engine.record([alert()])
    engine.claim(delivery.id, now=NOON, lease=MINUTE)
    engine.sent(delivery.id, at=NOON + MINUTE)
    engine.sent(delivery.id, at=NOON + HOUR)
    engine.failed(delivery.id, error="a slow one gave up", due_at=None)
    case.settle()
    (stands,) = _deliveries(engine)
    assert (stands.state, stands.sent_at, stands.attempts, stands.error) == (
        DeliveryState.SENT, NOON + MINUTE, 1, "",
    )  # fmt: skip
    assert engine.claim(delivery.id, now=NOON + 9 * HOUR, lease=MINUTE) is None
    assert engine.due(now=NOON + 9 * HOUR, limit=10) == []
    assert engine.waiting(now=NOON + 9 * HOUR) == 0


def test_what_failed_waits_for_its_time_and_is_given_up_at_last(case: EngineCase) -> None:
    engine = case.engine
    (delivery,) = alert().deliveries
    engine.record([alert()])
    engine.claim(delivery.id, now=NOON, lease=MINUTE)
    engine.failed(delivery.id, error="503 \udc80", due_at=NOON + HOUR)
    (stands,) = _deliveries(engine)
    assert (stands.state, stands.due_at, stands.error) == (DeliveryState.WAITING, NOON + HOUR, "503 ?")
    case.settle()
    assert [engine.waiting(now=at) for at in (NOON + HOUR - MINUTE, NOON + HOUR)] == [0, 1]
    assert engine.claim(delivery.id, now=NOON + HOUR - MINUTE, lease=MINUTE) is None
    assert engine.claim(delivery.id, now=NOON + HOUR, lease=MINUTE) is not None
    engine.failed(delivery.id, error="410 Gone", due_at=None)
    case.settle()
    (stands,) = _deliveries(engine)
    assert (stands.state, stands.attempts, stands.error) == (DeliveryState.DEAD, 2, "410 Gone")
    engine.failed(delivery.id, error="late", due_at=NOON)  # of a claim that had run out
    assert engine.claim(delivery.id, now=NOON + 9 * HOUR, lease=MINUTE) is None
    assert engine.waiting(now=NOON + 9 * HOUR) == 0


def _deliveries(engine: Engine) -> tuple[Delivery, ...]:
    stands = engine.alert(alert().id)
    assert stands is not None
    return stands.deliveries


def test_one_of_twenty_claims_wins(case: EngineCase) -> None:
    alerts = [alert(number) for number in range(5)]
    case.engine.record(alerts)
    together = threading.Barrier(20)

    def claim(_: int) -> list[str]:
        with case.another() as engine:
            together.wait(60)
            claims = [engine.claim(each.deliveries[0].id, now=NOON, lease=HOUR) for each in alerts]
        return [claimed.id for claimed in claims if claimed]

    with ThreadPoolExecutor(20) as pool:
        won = [id_ for claims in pool.map(claim, range(20)) for id_ in claims]
    assert sorted(won) == sorted(each.deliveries[0].id for each in alerts)
