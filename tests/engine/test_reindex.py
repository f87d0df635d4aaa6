"""Moving an archive to the next version of the mapping while it is in use: nothing is lost, doubled or out of sight."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from presswatch.alerts import Alert, Delivery, DeliveryState, Why, alert_id, delivery_id
from presswatch.articles import Article, Stored
from presswatch.engines.elasticsearch import ElasticEngine, Progress, Reindexed, mapping, open_engine, reindexing
from presswatch.engines.elasticsearch.mapping import date, described
from presswatch.engines.elasticsearch.reindex import reindex
from presswatch.engines.elasticsearch.store import Write
from presswatch.errors import ConfigurationError, PermanentError, TransientError
from presswatch.rules import parse
from tests.contract.test_alert_log import alert
from tests.engine import nodes
from tests.engine.archive import new_prefix
from tests.engine.next_version import MAPPING, become_the_next_version
from tests.engine.proxy import proxy_before
from tests.make import article

pytestmark = pytest.mark.engine

ARTICLES = int(os.environ.get("PRESSWATCH_TEST_REINDEXED", "1000"))  # that are there before
SHARED = 40  # articles that all writers bring
MONTHS = [datetime(2020, month, 10, tzinfo=UTC) for month in (8, 9)]
NEXT_MONTH = datetime(2020, 10, 1, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ONE_IN_A_HURRY = [nodes.names()[0], *(pytest.param(name, marks=pytest.mark.slow) for name in nodes.names()[1:])]


def numbered(number: int | str, at: datetime, version: int = 1) -> Article:
    """Version `version` of an article first seen then."""
    text = f"alpha article{number} revision{version} " + "beta gamma delta " * 20
    first = article(f"{number}", at=at, text=text, story=f"story-{number}")
    return replace(first, fetched_at=at + version * MINUTE)


class Child:
    """`next_version` as a process."""

    def __init__(self, url: str, prefix: str) -> None:
        self.lines: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.engine.next_version", url, prefix], stdout=subprocess.PIPE, text=True
        )

    def read_until(self, enough: Callable[[dict[str, Any]], bool]) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(json.loads(line))
            if enough(self.lines[-1]):
                return

    def end(self) -> dict[str, Any]:
        """What it came to."""
        self.read_until(lambda _: False)
        with self._process:
            assert self._process.wait(60) == 0
        return self.lines[-1]

    def kill(self) -> None:
        with self._process:
            self._process.kill()


class Desk:
    """Workers of the old version: they bring articles, match them, and deliver their alerts; someone searches.

    Each has its own engine, opened before, as processes would, and waits a moment and goes on when the engine is away.
    """

    def __init__(self, url: str, prefix: str) -> None:
        self._url = url
        self._prefix = prefix
        self._ends = threading.Event()
        self._lock = threading.Lock()
        self._ready = threading.Semaphore(0)
        self._threads: list[threading.Thread] = []
        self.failures: list[BaseException] = []
        self.versions: dict[str, int] = {}  # acknowledged
        self.waited = 0
        self.listings = 0
        self.claims: dict[str, int] = {}

    def start(self, work: Callable[[ElasticEngine], object], *, times: int = 1) -> None:
        for _ in range(times):
            self._threads.append(threading.Thread(target=self._run, args=(work,)))
            self._threads[-1].start()
            self._ready.acquire(timeout=60)

    def _run(self, work: Callable[[ElasticEngine], object]) -> None:
        try:
            with open_engine(self._url, prefix=self._prefix) as engine:
                self._ready.release()
                while not self._ends.is_set():
                    self._patiently(work, engine)
        except BaseException as error:  # noqa: BLE001 - told by `end`
            self.failures.append(error)

    def _patiently(self, work: Callable[..., Any], *arguments: Any) -> Any:
        while True:
            try:
                return work(*arguments)
            except TransientError:
                self.waited += 1
                time.sleep(0.05)

    def end(self) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join(120)
        if self.failures:
            raise self.failures[0]

    def put(self, engine: ElasticEngine, batch: list[Article]) -> None:
        for put in self._patiently(engine.put, batch):
            with self._lock:
                self.versions[put.article.id] = max(put.article.version, self.versions.get(put.article.id, 0))

    def writer(self, name: str) -> Callable[[ElasticEngine], object]:
        """Brings new articles of its own, of all, and new versions of its own."""
        chance = random.Random(name)
        mine: list[tuple[str, datetime, int]] = []

        def write(engine: ElasticEngine) -> None:
            at = chance.choice([*MONTHS, NEXT_MONTH]) + chance.randrange(10_000) * timedelta(seconds=1)
            new = [(f"{name}-{len(mine) + number}", at, 1) for number in range(4)]
            changed = chance.sample(range(len(mine)), min(3, len(mine)))
            for number in changed:
                own, first_seen, version = mine[number]
                mine[number] = (own, first_seen, version + 1)
            shared = numbered(f"shared-{chance.randrange(SHARED)}", MONTHS[1])
            self.put(engine, [*(numbered(*each) for each in new), *(numbered(*mine[n]) for n in changed), shared])
            mine.extend(new)
            time.sleep(0.3)

        return write

    def match(self, engine: ElasticEngine) -> None:
        articles = self._patiently(lambda: engine.unmatched(before=FAR, limit=60))
        alerts = []
        for each in articles:
            id_ = alert_id("rule", each.story)
            delivery = Delivery(id=delivery_id(id_, "log"), alert=id_, channel="log", due_at=each.first_seen_at)
            why = Why(clause="alpha", sentence="", article=each.id)
            alerts.append(
                Alert(id=id_, rule="rule", story=each.story, articles=(each.id,), created_at=FAR, why=why, deliveries=(delivery,))
            )  # fmt: skip
        self._patiently(engine.record, alerts)
        self._patiently(engine.matched, [(each.id, each.version) for each in articles])

    def deliver(self, engine: ElasticEngine) -> None:
        for delivery in self._patiently(lambda: engine.due(now=FAR, limit=20)):
            claimed = self._patiently(lambda id_=delivery: engine.claim(id_, now=FAR, lease=timedelta(days=999)))
            if claimed is not None:
                with self._lock:
                    self.claims[delivery] = self.claims.get(delivery, 0) + 1
                self._patiently(lambda id_=delivery: engine.sent(id_, at=FAR))

    def look(self, engine: ElasticEngine) -> None:
        """All that was acknowledged is found once, and never in an older version than before."""
        with self._lock:
            known = dict(self.versions)
        engine.refresh()
        found: dict[str, int] = {}
        after: str | None = None
        while True:
            page = engine.search(None, limit=700, after=after)
            for each in page.articles:
                # One that came meanwhile may stand on two pages; at its place in the order it stands once.
                assert each.id not in found, f"{each.id} is found twice"
                found[each.id] = each.version
            after = page.after
            if after is None:
                break
        unseen = [id_ for id_, version in known.items() if found.get(id_, 0) < version]
        assert not unseen, f"{len(unseen)} of {len(known)} are not found, or older: {unseen[:3]}"
        some = random.sample(sorted(known), min(100, len(known)))
        read = engine.get(some)
        assert all(read[id_].version >= known[id_] for id_ in some)
        self.listings += 1
        time.sleep(0.1)


@contextmanager
def archive(url: str) -> Iterator[tuple[ElasticEngine, str]]:
    """A new one of the old version, removed afterwards."""
    prefix = new_prefix()
    with open_engine(url, prefix=prefix) as engine:
        try:
            yield engine, prefix
        finally:
            client = engine.store.client
            for index in client.indices.get_settings(index=f"{prefix}*", name="index.creation_date"):
                client.indices.delete(index=index)
            for template in client.indices.get_index_template(name=f"{prefix}*")["index_templates"]:
                client.indices.delete_index_template(name=template["name"])


def mappings(engine: ElasticEngine) -> dict[str, int]:
    """The version of each index of the archive, but of that in which a run says that it is at it."""
    found = engine.store.client.indices.get_mapping(index=f"{engine.names.prefix}*")
    return {
        name: each["mappings"]["_meta"]["presswatch"] for name, each in found.items() if name != engine.names.reindex
    }


def fill(engine: ElasticEngine, desk: Desk, articles: int) -> None:
    for number in range(0, articles, 100):
        at = MONTHS[number // 100 % 2] + number * timedelta(seconds=1)
        desk.put(engine, [numbered(n, at) for n in range(number, min(number + 100, articles))])
    desk.put(engine, [numbered(n, MONTHS[0], 2) for n in range(0, articles, 100)])


def old_archive(engine: ElasticEngine) -> list[Article]:
    """Three months, each of two articles of two versions, one of them not matched, and an alert of each article."""
    articles = []
    for month, at in enumerate([*MONTHS, NEXT_MONTH]):
        first = [numbered(f"{month}{number}", at) for number in range(2)]
        engine.put(first)
        engine.put([numbered(f"{month}{number}", at, 2) for number in range(2)])
        engine.matched([(first[0].id, 2), (first[0].id, 1), (first[1].id, 1)])
        articles += first
    engine.record([alert(number, at=each.first_seen_at) for number, each in enumerate(articles)])
    engine.refresh()
    return articles


def contents(engine: ElasticEngine, articles: list[Article]) -> object:
    engine.refresh()
    return (
        list(engine.search(None, limit=99).articles),
        list(engine.search(parse("alpha revision2"), limit=99).articles),
        [engine.versions(each.id) for each in articles],
        engine.unmatched(before=FAR, limit=99),
        engine.alerts(limit=99),
        sorted(engine.due(now=FAR, limit=99)),
    )


class Interrupted(BaseException):
    """As Ctrl-C does it."""


@pytest.mark.slow
def test_a_cluster_that_is_busy_for_a_while_is_waited_for(node_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with archive(node_url) as (engine, prefix), proxy_before(node_url) as proxy:
        articles = old_archive(engine)
        expected = contents(engine, articles)
        become_the_next_version(monkeypatch.setattr)
        begun = iter([True])

        def tell(_: Progress) -> None:
            if next(begun, False):
                proxy.refuse(6)  # a request that is tried again three times would have failed

        with reindexing(proxy.url, prefix=prefix) as run:
            assert run(tell).moved
        assert not next(begun, False)
        assert contents(engine, articles) == expected
        assert set(mappings(engine).values()) == {MAPPING}


@pytest.mark.slow
def test_a_move_that_is_interrupted_anywhere_goes_on(node_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with archive(node_url) as (engine, _):
        articles = old_archive(engine)
        expected = contents(engine, articles)
        become_the_next_version(monkeypatch.setattr)
        steps = 0
        done = None
        while done is None:
            steps += 2
            left = steps  # further each time

            def tell(_: Progress) -> None:
                nonlocal left
                left -= 1
                if not left:
                    raise Interrupted

            try:
                done = reindex(engine.store, engine.names, progress=tell)
            except Interrupted:
                assert contents(engine, articles) == expected
                blocks = engine.store.client.indices.get_settings(
                    index=f"{engine.names.prefix}*", name="index.blocks.*"
                )
                assert not blocks.body
        assert steps > 5
        assert contents(engine, articles) == expected
        assert set(mappings(engine).values()) == {MAPPING}
        assert reindex(engine.store, engine.names) == Reindexed(moved=(), written_again=0)


@pytest.mark.parametrize("node_url", ONE_IN_A_HURRY, indirect=True)
def test_after_a_move_nothing_is_written_over_unseen(node_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was read in the old index, changed there since, and is then written to the new one."""
    with archive(node_url) as (engine, _):
        store, names = engine.store, engine.names
        first = [numbered(f"0{number}", MONTHS[0]) for number in range(2)]
        engine.put(first)
        month = (names.month(MONTHS[0]), first[1].id)
        old = store.read([month])
        articles = old_archive(engine)
        delivery = (names.deliveries, alert(5).deliveries[0].id)
        old |= store.read([delivery])
        # Each is the last of its index, and will be copied last: to the very sequence number that it had here at first.
        assert [each.seq_no for each in old.values()] == [1, 5]
        for key in old:
            store.write([Write("index", key, store.read([key])[key].source)])
        states = {key: [each, store.read([key])[key]] for key, each in old.items()}
        # A process that was killed at the worst moment has left writers waiting.
        store.client.indices.add_block(index=month[0], block="write")
        with pytest.raises(TransientError, match="block"):
            engine.put([numbered("more", MONTHS[0])])

        matched = []

        def match_meanwhile(progress: Progress) -> None:
            if progress.index == names.unmatched and progress.copied and not matched:
                matched.append((articles[1].id, 2))
                engine.matched(matched)

        become_the_next_version(monkeypatch.setattr)
        reindex(store, names, progress=match_meanwhile)
        for key, read in states.items():
            (stands,) = store.read([key]).values()
            assert stands.source.keys() >= read[-1].source.keys()
            for each in read:
                assert store.write([Write("index", key, each.source, each)]) == [False]
        assert engine.claim(delivery[1], now=FAR, lease=MINUTE) is not None
        engine.refresh()
        assert matched
        assert articles[1].id not in {each.id for each in engine.unmatched(before=FAR, limit=9)}
        # An old worker goes on: what it writes is made anew by the next run. And months that were moved are forgotten.
        monkeypatch.undo()
        late = [numbered("more", MONTHS[0]), numbered("00", MONTHS[0], 3)]
        assert [put.article.version for put in engine.put(late)] == [1, 3]
        become_the_next_version(monkeypatch.setattr)
        assert reindex(store, names) == Reindexed(moved=(), written_again=2)
        assert engine.forget(before=datetime(2020, 9, 1, tzinfo=UTC)) == 3
        engine.refresh()
        assert engine.search(None).total == 4
        assert engine.get([articles[0].id]) == {}
        monkeypatch.undo()
        assert engine.put([articles[0]])[0].article.version == 1


@pytest.mark.slow
def test_a_document_that_the_new_mapping_refuses_stops_its_index_alone(
    node_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive(node_url) as (engine, _):
        articles = old_archive(engine)
        expected = contents(engine, articles)
        become_the_next_version(monkeypatch.setattr)
        monkeypatch.setattr(mapping, "described", lambda: {**described(), "url": date()})
        with pytest.raises(PermanentError, match=r"refuses \d of \d documents: .*-v\d"):
            reindex(engine.store, engine.names)
        monkeypatch.undo()
        assert contents(engine, articles) == expected
        assert engine.put([numbered("more", MONTHS[0])])[0].outcome is Stored.CREATED


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("kills", "at_once"), [(0, 2), (2, 1)], ids=["twice_at_once", "killed"])
def test_an_archive_is_moved_while_it_is_in_use(
    node_url: str, kills: int, at_once: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with archive(node_url) as (engine, prefix):
        desk = Desk(node_url, prefix)
        fill(engine, desk, ARTICLES)
        for number in range(3):
            desk.start(desk.writer(f"writer{number}"))
        desk.start(desk.match, times=2)
        desk.start(desk.deliver, times=2)
        desk.start(desk.look)
        try:
            for kill in range(kills):
                child = Child(node_url, prefix)
                child.read_until(lambda line, least=ARTICLES // 5 * (kill + 1): "articles" in line["index"] and line["copied"] > least)  # fmt: skip
                child.kill()
            started = time.monotonic()
            children = [Child(node_url, prefix) for _ in range(at_once)]
            done = [child.end() for child in children]
            took = time.monotonic() - started
            until = time.monotonic() + 3  # the old workers go on for a while
            while time.monotonic() < until and not desk.failures:
                time.sleep(0.1)
        finally:
            desk.end()
        desk_settles(engine, desk)
        late = Child(node_url, prefix).end()
        assert not late["moved"]
        everything_is_there_once(engine, desk)
        with capsys.disabled():
            moved = [each for one in done for each in one["moved"]]
            written_again = sum(each["written_again"] for each in (*done, late))
            print(  # noqa: T201 - the figures are what the test is run for
                f"\n{node_url}: {len(desk.versions)} articles, {sum(desk.versions.values())} versions, "
                f"{sum(each['documents'] for each in moved)} documents in {len(moved)} indices moved in {took:.1f} s; "
                f"writers waited {max(each['waited'] for each in moved):.2f} s at most, {desk.waited} calls came again; "
                f"{desk.listings} listings; {written_again} articles of old workers written again"
            )


def desk_settles(engine: ElasticEngine, desk: Desk) -> None:
    engine.refresh()
    while engine.unmatched(before=FAR, limit=1):
        desk.match(engine)
        engine.refresh()
    while engine.due(now=FAR, limit=1):
        desk.deliver(engine)
        engine.refresh()
    desk.look(engine)


def everything_is_there_once(engine: ElasticEngine, desk: Desk) -> None:
    engine.refresh()
    names, store = engine.names, engine.store
    everything: dict[str, Any] = {"match_all": {}}
    assert engine.search(None, limit=1).total == len(desk.versions) == store.count(names.places, everything)
    for id_, version in random.sample(sorted(desk.versions.items()), min(300, len(desk.versions))):
        texts = [each.text for each in engine.versions(id_)]
        assert len(texts) == version
        assert [f"revision{number} " in text for number, text in enumerate(texts, 1)] == [True] * version
    assert store.count(names.versions, everything) == sum(desk.versions.values()) - len(desk.versions)
    assert store.count(names.unmatched, everything) == 0
    alerts = engine.alerts(limit=100_000)
    assert len(alerts) == len(desk.versions)
    assert {each.articles[0] for each in alerts} == desk.versions.keys()
    assert set(desk.claims.values()) == {1}
    assert {(each.state, each.attempts) for alert in alerts for each in alert.deliveries} == {(DeliveryState.SENT, 1)}
    # All of it is of the next version, what the old workers wrote afterwards as well, and nothing is left over.
    assert set(mappings(engine).values()) == {MAPPING}
    assert store.count(names.articles, {"exists": {"field": "letters"}}) == len(desk.versions)
    with pytest.raises(ConfigurationError, match="install a newer one"):
        open_engine(store.client.transport.node_pool.all()[0].base_url, prefix=names.prefix)
