"""The verbs of retention in the ports `Archive` and `AlertLog`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from presswatch.articles import Stored
from presswatch.rules import parse
from tests.contract.conftest import EngineCase
from tests.contract.test_alert_log import alert
from tests.make import article

AUGUST, SEPTEMBER = datetime(2019, 8, 1, tzinfo=UTC), datetime(2019, 9, 1, tzinfo=UTC)
LATER = SEPTEMBER + timedelta(days=9)
MICROSECOND = timedelta(microseconds=1)


def test_articles_of_months_that_are_over_are_forgotten_with_all_that_is_noted_of_them(case: EngineCase) -> None:
    engine = case.engine
    old = [article("july", at=AUGUST - MICROSECOND), article("august", at=SEPTEMBER - MICROSECOND, story="s")]
    kept = [article("september", at=SEPTEMBER, story="s"), article("later", at=LATER)]
    engine.put([*old, *kept])
    changed = [replace(each, text="changed", fetched_at=LATER) for each in (old[1], kept[0])]
    engine.put(changed)
    engine.matched([(kept[1].id, 1)])
    case.settle()
    assert engine.forget(before=SEPTEMBER) == 2
    case.settle()
    stands = [kept[1], replace(changed[1], version=2)]
    assert engine.get([each.id for each in (*old, *kept)]) == {each.id: each for each in stands}
    assert list(engine.search(None).articles) == stands
    assert list(engine.search(parse("changed")).articles) == engine.story("s") == [stands[1]]
    assert [engine.versions(each.id) for each in old] == [[], []]
    assert engine.versions(kept[0].id) == [kept[0], stands[1]]
    assert engine.unmatched(before=LATER + timedelta(days=1), limit=9) == [stands[1]]
    assert engine.records()["tass"].articles == 2
    assert engine.forget(before=SEPTEMBER) == 0


def test_what_is_forgotten_may_come_as_if_it_were_new(case: EngineCase) -> None:
    engine = case.engine
    old = article("old", at=AUGUST, text="alpha")
    engine.put([old, replace(old, text="beta", fetched_at=LATER)])
    engine.matched([(old.id, 1), (old.id, 2)])
    case.settle()
    assert engine.forget(before=SEPTEMBER) == 1
    again = article("old", at=LATER, text="gamma", topics=("trade",))
    (put,) = engine.put([again])
    assert (put.outcome, put.article, put.matched) == (Stored.CREATED, again, False)
    case.settle()
    assert [engine.search(parse(word)).total for word in ("alpha", "beta", "gamma", "topic:trade")] == [0, 0, 1, 1]
    assert engine.versions(old.id) == [again]


def test_old_alerts_are_forgotten_with_their_deliveries(case: EngineCase) -> None:
    engine = case.engine
    old = [alert(number, channels=("log", "hook"), at=SEPTEMBER - MICROSECOND) for number in range(3)]
    kept = alert(9, at=SEPTEMBER)
    engine.record([*old, kept])
    case.settle()
    assert engine.forget_alerts(before=SEPTEMBER) == 3
    case.settle()
    assert engine.alerts() == [kept]
    assert engine.alert(old[0].id) is None
    assert engine.due(now=LATER, limit=99) == [kept.deliveries[0].id]
    assert engine.claim(old[0].deliveries[0].id, now=LATER, lease=timedelta(hours=1)) is None
    assert engine.forget_alerts(before=SEPTEMBER) == 0
    assert engine.record([old[0]]) == [True]
