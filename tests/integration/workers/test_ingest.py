"""Ingest: nothing lost, nothing twice, whatever comes twice, at once, or dies where."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from presswatch.bootstrap import now
from presswatch.delivery import deliver
from tests.integration.workers.desk import SCO, DiedError, batch_of_three, desk, facts, ingest_all
from tests.make import article
from workers.services import Services
from workers.tasks.ingest import ingest_batch
from workers.tasks.periodic import UNMATCHED, sweep

WRITES = {
    "engine": {"put", "record", "matched", "add", "remove"},
    "fingerprints": {"add", "place", "archived"},
    "inbox": {"done", "not_begun"},
    "broker": {"deliver", "ingest"},
}


@pytest.fixture
def services(broker_url: str, tmp_path: Path):
    with desk(tmp_path, broker_url) as made:
        yield made


def test_a_batch_is_stored_matched_and_told_of(services: Services, client: redis.Redis) -> None:
    services.hand_over.articles(batch_of_three())
    ingest_all(services)
    known = facts(services)
    first, other, copy = batch_of_three()
    assert known["articles"] == sorted(
        [(first.url, 1, first.id, ""), (other.url, 1, other.id, ""), (copy.url, 1, first.id, first.id)]
    )
    assert known["alerts"] == [("sco", first.id, tuple(sorted((first.id, copy.id)))), ("summit", first.id, (first.id,))]
    assert len(known["deliveries"]) == 3
    assert known["inbox"] == known["quarantine"] == 0
    assert client.llen("deliver") == 3
    stored = services.engine.get([first.id])[first.id]
    assert (stored.language, stored.kind, stored.country) == ("en", "state", "RU")
    assert (stored.organisations, stored.topics) == (("sco",), ("security",))


def test_the_same_batch_twice_is_as_once(services: Services) -> None:
    services.hand_over.articles(batch_of_three())
    ingest_all(services)
    before = facts(services)
    services.hand_over.articles(batch_of_three())
    ingest_all(services)
    assert facts(services) == before


def test_the_same_batch_by_four_workers_at_once_is_as_once(broker_url: str, tmp_path: Path) -> None:
    with desk(tmp_path, broker_url) as services:
        services.engine.records()  # the file is there before they all want it
        batches = [services.inbox.put(batch_of_three()) for _ in range(4)]
        barrier = threading.Barrier(4)
        failures: list[Exception] = []

        def work(batch: str) -> None:
            with desk(tmp_path, broker_url) as own:
                barrier.wait(10)
                try:
                    ingest_batch(own, batch)
                except Exception as error:  # noqa: BLE001 - told by the test
                    failures.append(error)

        workers = [threading.Thread(target=work, args=(batch,)) for batch in batches]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert not failures
        known = facts(services)
        assert [(rule, len(articles)) for rule, _, articles in known["alerts"]] == [("sco", 2), ("summit", 1)]
        assert len(known["articles"]) == 3
        assert len(known["deliveries"]) == 3
        assert sum(not copy_of for *_, copy_of in known["articles"]) == 2


def test_a_copy_of_a_story_that_was_told_adds_its_article_and_tells_nobody(
    services: Services, client: redis.Redis
) -> None:
    services.hand_over.articles(batch_of_three())
    ingest_all(services)
    client.delete("deliver")
    copy = article(9, source="other", title="Again", text=SCO)
    services.hand_over.articles([copy])
    ingest_all(services)
    (alert,) = services.engine.alerts(rule="sco")
    assert copy.id in alert.articles
    assert len(services.engine.alerts()) == 2
    assert client.llen("deliver") == 0


def test_a_backfill_is_found_and_tells_nobody(services: Services) -> None:
    services.hand_over.articles([article(1, text=SCO, alerts=False)])
    ingest_all(services)
    sweep(services, at=now() + timedelta(hours=1))
    assert len(services.engine.search(None).articles) == 1
    assert services.engine.alerts() == []


class Mortal:
    """An object whose process dies after the given number of writes, counted over all parts that share `writes`."""

    def __init__(self, part: Any, names: set[str], writes: list[str], last: int) -> None:
        self._part, self._names, self._writes, self._last = part, names, writes, last

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._part, name)
        if name not in self._names:
            return attribute

        def write(*given: Any, **named: Any) -> Any:
            answer = attribute(*given, **named)
            self._writes.append(name)
            if len(self._writes) == self._last:
                raise DiedError
            return answer

        return write


def test_after_a_death_at_any_write_the_end_is_the_same(broker_url: str, tmp_path: Path, client: redis.Redis) -> None:
    with desk(tmp_path / "undisturbed", broker_url) as services:
        services.hand_over.articles(batch_of_three())
        ingest_all(services)
        expected = facts(services)
    last = 0
    while True:
        last += 1
        client.flushall()
        data = tmp_path / str(last)
        writes: list[str] = []
        with desk(data, broker_url) as services:
            batch = services.inbox.put(batch_of_three())
            for part, names in WRITES.items():
                services.__dict__[part] = Mortal(getattr(services, part), names, writes, last)
            try:
                ingest_batch(services, batch)
                died = False
            except DiedError:
                died = True
        if not died:
            break
        with desk(data, broker_url) as services:
            ingest_all(services)  # by the next worker
            assert facts(services) == expected, f"after a death at write {last}: {writes}"
            sweep(services, at=now() + timedelta(hours=1))
            assert facts(services) == expected
            waiting = {each[0] for each in expected["deliveries"]}
            assert set(services.engine.due(now=now() + timedelta(hours=1), limit=100)) == waiting
    assert {"put", "record", "matched", "add", "place", "archived", "deliver"} <= set(writes)
    assert last > 12


def test_what_was_stored_and_never_matched_is_matched_by_the_sweep(services: Services, client: redis.Redis) -> None:
    batch = services.inbox.put(batch_of_three())
    services.__dict__["engine"] = Mortal(services.engine, {"put"}, [], 1)
    with pytest.raises(DiedError):
        ingest_batch(services, batch)
    services.inbox.done(batch)  # the worst case: its batch is forgotten
    sweep(services, at=batch_of_three()[0].fetched_at + UNMATCHED - timedelta(minutes=1))
    assert services.engine.alerts() == []  # somebody may be at it
    sweep(services, at=now())
    assert {alert.rule for alert in services.engine.alerts()} == {"sco", "summit"}
    assert client.llen("deliver") == 3


def test_a_rule_that_left_the_config_meanwhile_is_still_delivered(services: Services) -> None:
    services.hand_over.articles(batch_of_three())
    ingest_all(services)
    outcomes = [
        deliver(
            delivery.id,
            log=services.engine,
            archive=services.engine,
            channels={"log": services.configuration.channels["log"]},  # a channel left it too
            sources={},
            rules={},
            sender=services.sender,
            now=now(),
        )
        for alert in services.engine.alerts()
        for delivery in alert.deliveries
    ]
    assert sorted(outcomes) == ["dead", "sent", "sent"]
    assert len((services.settings.data / "alerts.jsonl").read_text("utf-8").splitlines()) == 2
