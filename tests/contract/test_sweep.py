"""Twenty workers sweep at once: one of them tells of each article that was left unmatched, the others notice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from presswatch.alerts import Rule
from presswatch.rules import RuleSet, parse
from tests.contract.conftest import EngineCase
from tests.make import NOON, article
from workers.ingest import match

WORKERS = 20
HOUR = timedelta(hours=1)
RULE = Rule(id="minister", title="A minister", query="minister", channels=("log",))


def test_of_twenty_sweeps_one_tells_of_an_article(case: EngineCase) -> None:
    articles = [article(number, text="The minister spoke.", story=article(number).id) for number in range(12)]
    case.engine.put(articles)
    case.settle()
    together = threading.Barrier(WORKERS, timeout=60)

    def sweep(_: int) -> tuple[str, ...]:
        """The deliveries that this worker would ask for."""
        with case.another() as engine:
            left = engine.unmatched(before=NOON + HOUR, limit=100)
            together.wait()
            return match(
                left,
                archive=engine,
                rules=RuleSet({RULE.id: parse(RULE.query)}),
                rule_of=lambda _: RULE,
                alert_log=engine,
                now=NOON,
            ).deliveries

    with ThreadPoolExecutor(WORKERS) as pool:
        told = [delivery for deliveries in pool.map(sweep, range(WORKERS)) for delivery in deliveries]
    case.settle()
    assert len(told) == len(set(told)) == len(articles)
    assert sorted(told) == sorted(case.engine.due(now=NOON + HOUR, limit=100))
    assert sorted(alert.story for alert in case.engine.alerts()) == sorted(each.id for each in articles)
    assert case.engine.unmatched(before=NOON + HOUR, limit=100) == []
