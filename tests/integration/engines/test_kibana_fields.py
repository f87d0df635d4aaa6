"""What the engine writes for people in Kibana alone: times to alert and to delivery, whose a source is, single looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from presswatch.engines.elasticsearch import ElasticEngine
from presswatch.ports import LOOKS_KEPT
from presswatch.sources import LinkOutcome, Look, LookOutcome, Source, SourceKind
from tests.contract.test_alert_log import alert
from tests.engine import nodes
from tests.engine.archive import empty_archive
from tests.make import NOON, article

pytestmark = pytest.mark.engine

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
MINISTRY = Source(id="mfa-kz", name="Ministry of Foreign Affairs", country="KZ", kind=SourceKind.OFFICIAL)


@pytest.fixture(params=nodes.names())
def engine(request: pytest.FixtureRequest) -> Iterator[ElasticEngine]:
    with empty_archive(request.param) as opened:
        yield opened


def documents(engine: ElasticEngine, index: str) -> dict[str, dict[str, Any]]:
    engine.refresh()
    found = engine.store.search(index, {"match_all": {}}, sort=[{"id": "asc"}])
    return {each.key[1]: each.source for each in found}


def shares(engine: ElasticEngine, index: str, field: str) -> float | None:
    """The median, as a chart asks for it."""
    engine.refresh()
    asked = {"m": {"percentiles": {"field": field, "percents": [50]}}}
    answer = engine.store.page(index, {"match_all": {}}, aggregations=asked)
    value: float | None = answer["aggregations"]["m"]["values"]["50.0"]
    return value


def test_an_alert_knows_how_long_it_took_and_its_deliveries_when_they_were_sent(engine: ElasticEngine) -> None:
    one = alert(1, channels=("log", "hook"), at=NOON + 2.5 * SECOND)
    engine.put([article(1, id="article-1", at=NOON)])
    engine.record([one, alert(2)])  # of an article that the archive doesn't have
    log, hook = one.deliveries
    engine.claim(log.id, now=NOON + 3 * SECOND, lease=HOUR)
    engine.sent(log.id, at=NOON + 4 * SECOND)
    engine.failed(hook.id, error="refused", due_at=NOON + HOUR)
    alerts = documents(engine, engine.names.alerts)
    assert alerts[one.id]["seconds"] == 2.5
    assert alerts[alert(2).id]["seconds"] is None
    deliveries = documents(engine, engine.names.deliveries)
    assert (deliveries[log.id]["seconds"], deliveries[log.id]["attempts"]) == (1.5, 1)
    assert deliveries[hook.id]["seconds"] is None
    for each in (log, hook):
        assert deliveries[each.id]["rule"] == "sco"
        assert deliveries[each.id]["created_at"] == "2020-09-10T12:00:02.500000+00:00"
    assert (shares(engine, engine.names.alerts, "seconds"), shares(engine, engine.names.deliveries, "seconds")) == (
        2.5,
        1.5,
    )
    assert engine.alert(one.id) is not None  # and reads back as it was recorded, `tests/contract`


def test_a_delivery_of_an_older_mapping_is_sent_without_its_time(engine: ElasticEngine) -> None:
    one = alert()
    engine.record([one])
    key = (engine.names.deliveries, one.deliveries[0].id)
    engine.store.change(
        key, lambda known: {k: v for k, v in (known or {}).items() if k not in {"rule", "created_at", "seconds"}}
    )
    engine.sent(one.deliveries[0].id, at=NOON)
    assert documents(engine, engine.names.deliveries)[one.deliveries[0].id]["state"] == "sent"


def test_a_source_stands_there_with_what_the_config_says_of_it(engine: ElasticEngine) -> None:
    engine.looked(Look(source="mfa-kz", at=NOON, outcome=LookOutcome.OK), next_due_at=NOON, source=MINISTRY)
    engine.looked(Look(source="mfa-kz", at=NOON + HOUR, outcome=LookOutcome.OK), next_due_at=NOON)
    engine.looked(Look(source="gone", at=NOON, outcome=LookOutcome.OK), next_due_at=NOON)
    sources = documents(engine, engine.names.sources)
    told = {name: sources["mfa-kz"][name] for name in ("name", "kind", "country")}
    assert told == {"name": "Ministry of Foreign Affairs", "kind": "official", "country": "KZ"}
    assert "name" not in sources["gone"]


def test_a_source_is_silent_since_its_last_new_article_or_its_first_look(engine: ElasticEngine) -> None:
    def silent_since(hours: int, new: int) -> str:
        look = Look(source="s", at=NOON + hours * HOUR, outcome=LookOutcome.OK, links={LinkOutcome.NEW: new})
        engine.looked(look, next_due_at=NOON)
        since: str = documents(engine, engine.names.sources)["s"]["silent_since"]
        return since[11:16]

    assert [silent_since(0, 0), silent_since(1, 0), silent_since(2, 3), silent_since(3, 0)] == [
        "12:00", "12:00", "14:00", "14:00",
    ]  # fmt: skip


def test_each_look_stands_there_once_for_a_month(engine: ElasticEngine) -> None:
    links = {LinkOutcome.NEW: 2, LinkOutcome.TIMED_OUT: 1}
    first = Look(source="mfa-kz", at=NOON, outcome=LookOutcome.PARTIAL, links=links, error="a feed: 500 \udc80")
    for look in (first, first, Look(source="other", at=NOON, outcome=LookOutcome.OK)):
        engine.looked(look, next_due_at=NOON, source=MINISTRY if look is first else None)
    looks = documents(engine, engine.names.looks)
    assert len(looks) == 2
    (told,) = (each for each in looks.values() if each["source"] == "mfa-kz")
    assert (told["outcome"], told["links"], told["error"]) == ("partial", {"new": 2, "timed_out": 1}, "a feed: 500 ?")
    assert (told["at"], told["kind"]) == ("2020-09-10T12:00:00.000000+00:00", "official")
    query = {"range": {"links.timed_out": {"gt": 0}}}
    assert engine.store.count(engine.names.looks, query) == engine.store.count(engine.names.sources, query) == 1
    later = NOON + LOOKS_KEPT + HOUR
    engine.looked(Look(source="mfa-kz", at=later, outcome=LookOutcome.OK), next_due_at=later)
    left = documents(engine, engine.names.looks).values()
    assert {(each["source"], each["at"][:10]) for each in left} == {("mfa-kz", "2020-10-11"), ("other", "2020-09-10")}
