"""What goes wrong between us and the engine: nothing is lost, nothing is there twice, and the error says what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from presswatch.alerts import DeliveryState
from presswatch.articles import Stored
from presswatch.engines.elasticsearch import ElasticEngine, open_engine
from presswatch.engines.elasticsearch.store import Store
from presswatch.errors import ConfigurationError, PermanentError, TransientError
from tests.contract.test_alert_log import alert
from tests.engine import nodes
from tests.engine.archive import url_of
from tests.engine.nodes import KINDS, Node
from tests.engine.proxy import Proxy, proxy_before
from tests.make import NOON, article

pytestmark = pytest.mark.engine

HOUR = timedelta(hours=1)


@pytest.fixture
def proxy(engine: ElasticEngine) -> Iterator[Proxy]:
    with proxy_before(url_of(engine)) as opened:
        yield opened


@pytest.fixture
def through(proxy: Proxy, engine: ElasticEngine) -> Iterator[ElasticEngine]:
    """The same archive, through the proxy."""
    with open_engine(proxy.url, prefix=engine.names.prefix, request_timeout=1) as opened:
        yield opened


def test_a_busy_engine_is_asked_again_soon(proxy: Proxy, through: ElasticEngine) -> None:
    articles = [article(number) for number in range(20)]
    proxy.refuse(3)
    assert {put.outcome for put in through.put(articles)} == {Stored.CREATED}
    through.refresh()
    assert through.search(None).total == 20


def test_an_engine_that_stays_busy_is_the_callers_to_wait_for(proxy: Proxy, through: ElasticEngine) -> None:
    proxy.refuse(1000)
    before = proxy.requests
    with pytest.raises(TransientError, match="429 es_rejected_execution_exception full"):
        through.put([article(1)])
    assert 2 <= proxy.requests - before <= 6  # it is not flooded
    proxy.refuse(0)
    assert through.put([article(1)])[0].outcome is Stored.CREATED


def test_an_index_whose_shards_have_not_started_is_waited_for(engine: ElasticEngine) -> None:
    """As one that another worker is just making: here nowhere may hold it, until the first pause ends."""
    client, index = engine.store.client, f"{engine.names.prefix}presswatch-just-made"
    nowhere = {"index.routing.allocation.require._name": "nowhere"}
    client.indices.create(index=index, settings=nowhere, wait_for_active_shards=0)
    pauses = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            client.indices.put_settings(index=index, settings=dict.fromkeys(nowhere))
            client.cluster.health(index=index, wait_for_status="yellow")

    assert Store(client, sleep=sleep).count(index, {"match_all": {}}) == 0
    assert len(pauses) == 2


def test_an_engine_that_says_nothing(proxy: Proxy, through: ElasticEngine) -> None:
    proxy.be_silent()
    started = time.monotonic()
    with pytest.raises(TransientError, match="can't be reached"):
        through.get(["some"])
    assert time.monotonic() - started < 10
    proxy.speak()
    assert through.get(["some"]) == {}


def test_an_engine_that_is_away(node_url: str) -> None:
    with proxy_before(node_url) as proxy:
        url = proxy.url
    with pytest.raises(TransientError, match="can't be reached"):
        open_engine(url, request_timeout=1)


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_answers_that_are_lost_make_nothing_twice(proxy: Proxy, through: ElasticEngine, lost: int) -> None:
    """The client asks again, and finds its own write there."""
    articles = [article(number) for number in range(5)]
    later = [replace(each, text="Corrected.", fetched_at=each.fetched_at + HOUR) for each in articles]
    for batch in (articles, later):
        proxy.lose(lost)
        through.put(batch)
    assert all(not put.matched for put in through.put(later))
    through.refresh()
    assert through.search(None).total == 5
    assert [each.version for each in through.versions(articles[0].id)] == [1, 2]
    assert len(through.unmatched(before=NOON + 9 * HOUR, limit=99)) == 5
    one = alert()
    proxy.lose(lost)
    through.record([one])
    through.refresh()
    assert through.alerts() == [one]
    assert through.due(now=NOON, limit=9) == [one.deliveries[0].id]


def test_a_claim_whose_answer_is_lost_runs_out(proxy: Proxy, through: ElasticEngine) -> None:
    (delivery,) = alert().deliveries
    through.record([alert()])
    proxy.lose(2)
    claimed = through.claim(delivery.id, now=NOON, lease=HOUR)
    assert claimed is None or claimed.attempts == 1
    assert through.claim(delivery.id, now=NOON, lease=HOUR) is None
    again = through.claim(delivery.id, now=NOON + HOUR, lease=HOUR)
    assert again is not None
    assert again.state is DeliveryState.SENDING


def test_what_the_engine_refuses_is_refused_alone(engine: ElasticEngine) -> None:
    broken = article(2, id="x" * 600)  # an id is 512 bytes at most
    with pytest.raises(PermanentError, match=r"x{600}"):
        engine.put([article(1), broken, article(3)])
    # As ingest does: each by itself.
    for good in (article(1), article(3)):
        assert engine.put([good])[0].outcome in (Stored.CREATED, Stored.KNOWN)
    with pytest.raises(PermanentError, match=r"x{600}"):
        engine.put([broken])
    engine.refresh()
    assert {each.id for each in engine.search(None).articles} == {article(1).id, article(3).id}


@pytest.mark.parametrize("block", ["index.blocks.write", "index.blocks.read_only_allow_delete"])
def test_a_full_disk_is_waited_for(engine: ElasticEngine, block: str) -> None:
    """The engine blocks writes when its disk is nearly full, and an operator may do it."""
    engine.put([article(1)])
    client = engine.store.client
    client.indices.put_settings(index=engine.names.articles, settings={block: True})
    try:
        with pytest.raises(TransientError, match="block"):
            engine.put([article(2)])
        assert engine.put([article(1)])[0].outcome is Stored.KNOWN
    finally:
        client.indices.put_settings(index=engine.names.articles, settings={block: None})
    assert engine.put([article(2)])[0].outcome is Stored.CREATED


def test_a_wrong_address_is_the_configs_mistake() -> None:
    with pytest.raises(ConfigurationError, match="like http://localhost:9200"):
        open_engine("localhost")


@pytest.mark.slow
@pytest.mark.skipif(bool(nodes.GIVEN), reason="a given engine isn't killed")
@pytest.mark.parametrize("name", KINDS)
def test_what_was_acknowledged_outlives_the_node(name: str) -> None:
    nodes.url(name)  # skips where there is no engine
    node = Node(KINDS[name])
    try:
        node.wait()
        with open_engine(node.url, request_timeout=5) as engine:
            rules = engine.rule_index({})
            stored = []
            for number in range(10):
                stored += engine.put([article(each) for each in range(number * 10, number * 10 + 10)])
            engine.record([alert()])
            node.kill()
            with pytest.raises(TransientError):
                engine.put([article(1000)])
            node.start_again()
            assert engine.get(put.article.id for put in stored) == {put.article.id: put.article for put in stored}
            assert engine.alert(alert().id) == alert()
            engine.refresh()
            assert engine.search(None).total == 100
            assert len(engine.unmatched(before=NOON + HOUR, limit=1000)) == 100
            assert rules.match([article(1)]) == [[]]
    finally:
        node.stop()
