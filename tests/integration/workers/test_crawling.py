"""Leasing sources and crawling them, with a real server, a real archive and a publisher on loopback."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from presswatch.bootstrap import now
from presswatch.configuration import Settings
from presswatch.errors import TransientError
from presswatch.sources import LinkOutcome, Look, LookOutcome
from tests.conftest import until
from tests.e2e.stage import write_config
from tests.fakes import FakeEngine
from tests.integration.crawlers.server import Publisher
from workers.crawling import AGAIN, CRAWLS_AT_ONCE, LEASE, SOURCES_A_CRAWL, crawl, lease_batches, renewed
from workers.services import Services
from workers.steps.rhythm import rhythm_from_json
from workers.tasks.periodic import sync

MINUTE = timedelta(minutes=1)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    served = Publisher()
    yield served
    served.close()


@contextmanager
def desk(folder: Path, broker_url: str, feeds: dict[str, str]) -> Iterator[Services]:
    """A worker's services, and a source for each feed, due now."""
    sources = [
        {"id": name, "name": name, "country": "KZ", "kind": "wire", "feeds": [url]} for name, url in feeds.items()
    ]
    config = write_config(folder / "config", sources={"sources": sources})
    settings = Settings.from_environ(
        {}, config=config, data=folder / "data", broker_url=broker_url, allow_networks="loopback"
    )
    with Services(settings) as services:
        sync(services, at=now())
        yield services


def look_at_all(services: Services) -> dict[str, Look]:
    services.due.make_due(services.configuration.sources, now=now())
    [leases] = lease_batches(services, at=now(), only=services.configuration.sources)
    return {look.source: look for look in crawl(services, leases)}


def test_looks_teach_the_schedule_and_lies_are_found_out(publisher: Publisher, tmp_path: Path, broker_url: str) -> None:
    pages = [publisher.page(f"/{n}") for n in range(4)]
    feeds = {
        "liar": publisher.feed("/liar", pages[:1], etag='"for ever"'),
        "patient": publisher.feed("/patient", pages[1:2], cache_control="max-age=3600"),
        "busy": publisher.serve("/busy", status=503),
        "gone": publisher.serve("/gone", status=410),
    }
    with desk(tmp_path, broker_url, feeds) as services:
        first = look_at_all(services)
        assert {name: look.links.get(LinkOutcome.NEW) for name, look in first.items() if not look.error} == {
            "liar": 1,
            "patient": 1,
        }
        records = services.engine.records()
        waits = {
            name: (record.next_due_at - record.last_fetch_at) / MINUTE
            for name, record in records.items()
            if record.next_due_at and record.last_fetch_at
        }
        assert 59.9 <= waits["patient"] <= 60
        assert 15 <= waits["liar"] <= 16.5
        assert 22.5 <= waits["busy"] <= 24.75  # soft
        assert 30 <= waits["gone"] <= 33
        assert {name: rhythm_from_json(services.rhythms.get(name)).strikes for name in feeds} == {
            "liar": 0,
            "patient": 0,
            "busy": 0.5,
            "gone": 1,
        }

        publisher.feed("/liar", pages, etag='"for ever"')
        known = services.documents.get(feeds["liar"])
        assert known
        services.documents.put(feeds["liar"], replace(known, read_at=known.read_at - 5 * 3600))
        second = look_at_all(services)
        assert (second["liar"].links[LinkOutcome.NEW], second["liar"].lying) == (3, True)
        assert "304" in second["liar"].error
        assert (second["patient"].outcome, publisher.asked["/patient"]) == (LookOutcome.UNCHANGED, 1)
        assert {name for name, record in services.engine.records().items() if record.lying} == {"liar"}


def test_there_is_room_for_as_many_crawls_as_crawlers_live_to_run(tmp_path: Path, broker_url: str) -> None:
    feeds = {f"s{n}": f"https://host{n}.example/feed" for n in range(4 * SOURCES_A_CRAWL + 10)}
    with desk(tmp_path, broker_url, feeds) as services:
        services.crawlers.here("one")
        at = now()
        sizes = [len(batch) for batch in lease_batches(services, at=at)]
        assert sizes == [SOURCES_A_CRAWL] * CRAWLS_AT_ONCE
        assert lease_batches(services, at=at) == []
        services.crawlers.here("two")
        sizes = [len(batch) for batch in lease_batches(services, at=at)]
        assert sum(sizes) == SOURCES_A_CRAWL * CRAWLS_AT_ONCE
        assert len(lease_batches(services, at=at + LEASE + MINUTE)) == 2 * CRAWLS_AT_ONCE  # both were killed


def test_a_few_sources_are_shared_among_the_crawls(tmp_path: Path, broker_url: str) -> None:
    feeds = {f"s{n}": f"https://host{n}.example/feed" for n in range(30)}
    with desk(tmp_path, broker_url, feeds) as services:
        assert [len(batch) for batch in lease_batches(services, at=now())] == [15, 15]


def test_a_living_crawl_renews_its_leases_and_a_second_message_of_it_does_nothing(
    tmp_path: Path, broker_url: str
) -> None:
    with desk(tmp_path, broker_url, {"a": "https://a.example/feed"}) as services:
        [leases] = lease_batches(services, at=now())

        def lease_until() -> datetime:
            return services.due.due_times()["a"]

        begun = lease_until()
        with renewed(services, leases, pause=0.05):
            until(lambda: lease_until() > begun)
            once = lease_until()
            until(lambda: lease_until() > once)
            assert crawl(services, leases) == []  # as when the broker sends the message again
        ended = lease_until()
        assert ended <= now() + LEASE
        assert services.due.leased(now=ended - MINUTE) == 1


class FullDisk(FakeEngine):
    """It can be read, and takes no look."""

    def looked(self, *_: object, **__: object) -> None:
        raise TransientError("the disk is full")


def test_a_look_that_cannot_be_recorded_is_soon_due_again(
    publisher: Publisher, tmp_path: Path, broker_url: str
) -> None:
    with desk(tmp_path, broker_url, {"a": publisher.feed("/a", [publisher.page("/1")])}) as services:
        [leases] = lease_batches(services, at=now())
        services.__dict__["engine"] = full = FullDisk()
        full.go_away()
        with pytest.raises(TransientError):
            crawl(services, leases)
        assert publisher.asked["/a"] == 0
        full.come_back()
        with pytest.raises(TransientError):
            crawl(services, leases)
        assert publisher.asked["/a"] == 1
        assert services.due.leased(now=now() + AGAIN + timedelta(seconds=1)) == 0
        assert services.due.leased(now=now()) == 1  # not at once: an outage is no reason to flood a publisher


def test_crawls_are_forked_from_one_process_and_when_that_dies_from_another(
    publisher: Publisher, tmp_path: Path, broker_url: str
) -> None:
    with desk(tmp_path, broker_url, {"a": publisher.feed("/a", [publisher.page("/1")])}) as services:

        def warm() -> int:
            started = services.crawl_processes._warm
            assert started
            return started._process.pid

        assert look_at_all(services)["a"].links == {LinkOutcome.NEW: 1}
        first = warm()
        assert look_at_all(services)["a"].outcome is LookOutcome.UNCHANGED
        assert warm() == first
        os.kill(first, signal.SIGKILL)
        assert look_at_all(services)["a"].outcome is LookOutcome.UNCHANGED
        assert warm() != first
    assert not Path(f"/proc/{first}").exists()
