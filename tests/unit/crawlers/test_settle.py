from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from crawlers.settle import Settled, Settler
from crawlers.state import State
from presswatch.articles import Article
from tests.make import article
from tests.unit.crawlers.workers import Workers


def settled(
    workers: Workers,
    run: Callable[[Settler], Coroutine[Any, Any, list[Settled]]],
    *,
    patience: float = 5.0,
    batch: int = 20,
) -> list[Settled]:
    async def main() -> list[Settled]:
        state = State(seen=workers, documents=workers, hand_over=workers, patience=patience)
        try:
            return await run(Settler(state, batch=batch, pause=0.02))
        finally:
            state.close()

    return asyncio.run(main())


def settle_all(articles: Sequence[Article]) -> Callable[[Settler], Coroutine[Any, Any, list[Settled]]]:
    async def run(settler: Settler) -> list[Settled]:
        return await asyncio.gather(*(settler.settle(each.source, each.url, each) for each in articles))

    return run


def test_marked_only_after_the_hand_over_and_in_batches() -> None:
    workers = Workers()
    articles = [article(n) for n in range(25)]
    assert settled(workers, settle_all(articles), batch=10) == [Settled(handed_over=True, marked=True)] * 25
    assert [len(batch) for batch in workers.batches] == [10, 10, 5]
    for each in articles:
        assert workers.events.index(f"hand over {each.url}") < workers.events.index(f"mark tass {each.url}")


def test_a_short_absence_is_waited_out() -> None:
    workers = Workers()
    workers.be_away("articles", 2)
    workers.be_away("mark", 1)
    assert settled(workers, settle_all([article(1)])) == [Settled(handed_over=True, marked=True)]


def test_a_long_absence_marks_nothing() -> None:
    workers = Workers()
    workers.be_away("articles", 1000)
    assert (
        settled(workers, settle_all([article(1), article(2)]), patience=0.05)
        == [Settled(handed_over=False, marked=False)] * 2
    )
    assert workers.events == []


def test_handed_over_and_not_marked_is_said() -> None:
    workers = Workers()
    workers.be_away("mark", 1000)
    assert settled(workers, settle_all([article(1)]), patience=0.05) == [Settled(handed_over=True, marked=False)]


def test_one_impossible_article_does_not_hold_up_its_batch() -> None:
    workers = Workers()
    workers.choke_on(article(2).url)
    good, bad = Settled(handed_over=True, marked=True), Settled(handed_over=False, marked=False)
    assert settled(workers, settle_all([article(1), article(2), article(3)])) == [good, bad, good]
    assert not any(article(2).url in event for event in workers.events)


def test_a_link_without_an_article_is_only_marked() -> None:
    workers = Workers()

    async def run(settler: Settler) -> list[Settled]:
        return [await settler.settle("tass", "https://news.example/gone")]

    assert settled(workers, run) == [Settled(handed_over=False, marked=True)]
    assert workers.events == ["mark tass https://news.example/gone"]
