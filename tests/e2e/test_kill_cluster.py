"""The spine on real clusters that have a bad day while processes are killed: every article once, every alert once,
every delivery once, and a log that can be read."""

from __future__ import annotations

import json
import os
import random
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import until
from tests.e2e.stage import Stage, corpus_config, corpus_site
from tests.e2e.test_corpus import ALERTS
from tests.e2e.test_kill import facts, kill_one, undisturbed
from tests.engine import nodes
from tests.engine.nodes import KINDS, Node
from tests.engine.proxy import Proxy
from tests.integration.delivery.receivers import Hook

__all__ = ["undisturbed"]  # a fixture, which pytest finds here by its name

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.skipif(bool(nodes.GIVEN), reason="a given engine isn't killed"),
]

BOUNDED = bool(os.environ.get("PRESSWATCH_BOUNDED"))
SECONDS = 6.0 if BOUNDED else 60.0  # of a fault
PUBLISHERS = 20 if BOUNDED else 60  # they share a host, and a crawl is polite to it
ROUNDS = 1 if BOUNDED else 3  # of each fault
ENDS_WITHIN = 400.0  # seconds: what was in hand is asked for again after two minutes, and then takes its time
LINES = 2  # a minute of one process's log, about an engine that is away

TARGETS = ("worker", "once", "io worker", "up", "valkey", "crawl")  # which the rounds take in turn


class Cluster:
    """A node of one's own behind a proxy, and what can be wrong with it. Each fault begins when its method is called,
    and ends when what that answers is called."""

    def __init__(self, node: Node, proxy: Proxy) -> None:
        self._node = node
        self._proxy = proxy
        self.url = proxy.url

    def restarts(self, _: str) -> Callable[[], None]:
        self._node.kill()
        return self._node.start_again

    def disk_is_full(self, prefix: str) -> Callable[[], None]:
        """As the flood stage of the disk watermark does it: documents may be deleted, and nothing written."""
        until(lambda: self._has(f"{prefix}articles"), seconds=60)
        self._block(prefix, block=True)
        return lambda: self._block(prefix, block=None)

    def is_busy(self, _: str) -> Callable[[], None]:
        self._proxy.refuse(10**9)
        return lambda: self._proxy.refuse(0)

    def is_silent(self, _: str) -> Callable[[], None]:
        self._proxy.be_silent()
        return self._proxy.speak

    def answers_get_lost(self, _: str) -> Callable[[], None]:
        """It does what it is asked to do, and nobody hears of it."""
        self._proxy.lose(10**9)
        return lambda: self._proxy.lose(0)

    def _block(self, prefix: str, *, block: bool | None) -> None:
        """On all indices of an archive, as soon as it has any."""
        urllib.request.urlopen(
            urllib.request.Request(
                f"{self._node.url}/{prefix}*/_settings",
                data=json.dumps({"index.blocks.read_only_allow_delete": block}).encode(),
                headers={"content-type": "application/json"},
                method="PUT",
            )
        ).close()

    def _has(self, alias: str) -> bool:
        try:
            urllib.request.urlopen(f"{self._node.url}/_alias/{alias}").close()
        except urllib.error.HTTPError:
            return False
        return True


FAULTS = (Cluster.restarts, Cluster.disk_is_full, Cluster.is_busy, Cluster.is_silent, Cluster.answers_get_lost)


@pytest.fixture(scope="module")
def site(corpus: Path) -> Iterator[tuple[str, list[str]]]:
    with corpus_site(corpus) as (base, publishers):
        yield base, publishers[:PUBLISHERS]


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def clusters() -> Iterator[Callable[[str], Cluster]]:
    """Each is started when first asked for."""
    opened: list[Any] = []

    @cache
    def cluster(name: str) -> Cluster:
        nodes.url(name)  # skips where there is no engine
        node = Node(KINDS[name])
        opened.append(node.stop)
        node.wait()
        proxy = Proxy(node.url)
        opened.append(proxy.close)
        return Cluster(node, proxy)

    try:
        yield cluster
    finally:
        for close in reversed(opened):
            close()


def with_hook(hook: Hook) -> dict[str, Any]:
    """The alerts of the other tests, told to a webhook as well: a file knows what was written to it, a hook doesn't."""
    return {
        "channels": [*ALERTS["channels"], {"id": "hook", "webhook": hook.url()}],
        "rules": [{**rule, "channels": [*rule["channels"], "hook"]} for rule in ALERTS["rules"]],
    }


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("number", range(ROUNDS * len(FAULTS)))
def test_nothing_is_lost_and_nothing_doubled(  # noqa: PLR0917 - fixtures
    number: int, name: str, clusters: Callable[[str], Cluster], site, undisturbed: Any, hook: Hook, tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    cluster = clusters(name)
    chance = random.Random(f"{name} {number}")
    fault = FAULTS[number % len(FAULTS)]
    target = TARGETS[(number + list(KINDS).index(name) * 3) % len(TARGETS)]
    command = "up" if target == "up" else "once"
    prefix = f"round-{number}-"
    stage = Stage(
        corpus_config(tmp_path / "config", *site, with_hook(hook)),
        tmp_path / "data",
        {"PRESSWATCH_ELASTICSEARCH_URL": cluster.url, "PRESSWATCH_ELASTICSEARCH_PREFIX": prefix},
    )
    log = tmp_path / "up.log"
    process = stage.start(command, output=log)
    try:
        time.sleep(chance.uniform(1.0, seconds * 0.7))
        end = fault(cluster, prefix)
        try:
            ends_at = time.monotonic() + SECONDS
            time.sleep(chance.uniform(0, SECONDS / 2))
            while not kill_one(process, target) and process.poll() is None and time.monotonic() < ends_at:
                time.sleep(0.05)
            time.sleep(max(0.0, ends_at - time.monotonic()))
        finally:
            end()
        if process.poll() is None and command == "once":
            assert process.wait(ENDS_WITHIN) in (0, 1)
    finally:
        process.kill()
        process.wait()
    if target in ("once", "up"):
        again = stage.start("once", output=log)
        assert again.wait(ENDS_WITHIN) in (0, 1)

    found = facts(stage)
    assert found.articles == expected.articles
    assert found.met == expected.met
    assert sorted(("log", key) for key in found.told) == sorted(each for each in found.deliveries if each[0] == "log")
    heard = Counter(request.headers["Idempotency-Key"] for request in hook.requests)
    assert {("hook", key) for key in heard} == {each for each in found.deliveries if each[0] == "hook"}
    if target in ("once", "up", "io worker", "valkey"):  # a process may die between the acceptance and the note of it
        assert max(heard.values(), default=1) <= 2
    else:
        assert heard.total() == len(heard)
    (stands,) = stage.lines("engine", "status")
    assert (stands["unmatched"], stands["deliveries_waiting"], stands["quarantine"]) == (0, 0, 0)
    for file in (log, *(stage.data / "log").glob("*.log")):
        can_be_read(file)


def can_be_read(log: Path) -> None:
    """A log without tracebacks, and with few lines a minute of what is the matter with the engine."""
    lines = log.read_text("utf-8").splitlines()
    assert not [line for line in lines if line.startswith("Traceback") or '"traceback"' in line], log
    if log.name == "valkey.log":
        return
    events = [json.loads(line) for line in lines if line.startswith("{")]
    troubles = [
        event
        for event in events
        if event["logger"].startswith("elastic_transport") or "TransientError" in str(event.get("error"))
    ]
    times = [datetime.fromisoformat(event["timestamp"]) for event in troubles]
    busiest = max((sum(at <= other < at + timedelta(seconds=55) for other in times) for at in times), default=0)
    # All processes of a stack write to the output of `up`, three to the worker's.
    processes = {"up.log": 6, "worker.log": 3}.get(log.name, 1)
    assert busiest <= LINES * processes, [(event["timestamp"], event["event"]) for event in troubles]
