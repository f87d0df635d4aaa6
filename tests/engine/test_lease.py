"""One run moves an archive at a time."""

from __future__ import annotations

import itertools

import pytest

from presswatch.engines.elasticsearch import ElasticEngine
from presswatch.engines.elasticsearch.connection import connect
from presswatch.engines.elasticsearch.lease import Lease
from presswatch.engines.elasticsearch.store import Store
from presswatch.errors import TransientError
from tests.engine.archive import url_of
from tests.engine.proxy import proxy_before

pytestmark = pytest.mark.engine


def test_a_run_waits_for_another_as_long_as_that_shows_that_it_is_alive(engine: ElasticEngine) -> None:
    ticks = itertools.count()
    first = Lease(engine.store, engine.names)
    first.take()
    slept = []

    def sleep(_: float) -> None:
        slept.append(None)
        if len(slept) < 30:
            first.renew(now=True)
        elif len(slept) == 30:
            first.give_back()

    second = Lease(engine.store, engine.names, expires=10, clock=lambda: next(ticks), sleep=sleep)
    second.take()
    assert len(slept) == 30
    second.renew(now=True)
    assert not first.is_held()
    first.give_back()  # not its own any more
    assert second.is_held()


def test_a_run_that_shows_no_sign_of_life_is_taken_over_and_learns_of_it(engine: ElasticEngine) -> None:
    ticks = itertools.count()
    first = Lease(engine.store, engine.names)
    first.take()
    second = Lease(engine.store, engine.names, expires=10, clock=lambda: next(ticks), sleep=lambda _: None)
    second.take()
    assert next(ticks) > 10
    with pytest.raises(TransientError, match="another has taken over"):
        first.renew(now=True)
    assert second.is_held()


def test_giving_it_back_to_an_engine_that_is_away_hides_no_error(engine: ElasticEngine) -> None:
    lease = Lease(engine.store, engine.names)
    lease.take()
    with proxy_before(url_of(engine)) as proxy:
        away = Lease(Store(connect(proxy.url, tries_again=0)), engine.names)
    away.give_back()
    assert lease.is_held()
