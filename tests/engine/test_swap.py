"""A swap of 5,000 rules while articles are percolated, and one that dies in the middle."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from presswatch.engines.elasticsearch import ElasticEngine, ElasticRuleIndex, open_engine
from presswatch.rules import Document, RuleSet
from tests.conftest import until
from tests.engine.archive import url_of
from tests.engine.swapping import RULES, TOPICS, rules_of
from tests.make import article

pytestmark = [pytest.mark.engine, pytest.mark.slow]

SETS = [rules_of(0), rules_of(5)]
ARTICLES = [article(number, text=f"topic{number} in the news, and never{number} again") for number in range(6)]
DOCUMENTS = [Document.of(each) for each in ARTICLES]
EXPECTED = [[{met.rule for met in rules} for rules in RuleSet(given).match(ARTICLES)] for given in SETS]
READERS = 4
SWAPS = 4


def indices_of(engine: ElasticEngine) -> set[str]:
    return set(engine.store.client.indices.get_settings(index=engine.names.rules_of("*"), name="index.creation_date"))


def current(engine: ElasticEngine) -> set[str]:
    return set(engine.store.client.indices.get_alias(name=engine.names.rules))


def test_each_answer_is_of_one_set_of_rules(engine: ElasticEngine) -> None:
    """Workers go on with their rules while others start with the next ones, and start with those themselves."""
    assert [len(found) for found in EXPECTED[0]] == [RULES // TOPICS - 1] * len(ARTICLES)
    assert all(old.isdisjoint(new) for old, new in zip(*EXPECTED, strict=True))
    ready, over = threading.Barrier(READERS + 1), threading.Event()

    def reads(turns: int) -> list[int]:
        answers = [0, 0]
        with open_engine(url_of(engine), prefix=engine.names.prefix) as mine:
            number = 0
            rules = ElasticRuleIndex(mine.store, mine.names, SETS[number])
            ready.wait(120)
            while not over.is_set() or not all(answers):
                for _ in range(turns):
                    assert rules.percolate(DOCUMENTS) == EXPECTED[number]
                    answers[number] += 1
                number = 1 - number
                rules.replace(SETS[number])  # as a worker that is started again with the other config
        return answers

    swapper = engine.rule_index(SETS[0])
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(reads, turns) for turns in (1, 2, 3, 5)]
        try:
            ready.wait(120)
            for swap in range(1, SWAPS + 1):
                for index in indices_of(engine) - current(engine):  # else the set is still there from an earlier swap
                    engine.store.client.options(ignore_status=404).indices.delete(index=index)
                swapper.replace(SETS[swap % 2])
                assert swapper.percolate(DOCUMENTS) == EXPECTED[swap % 2]
        finally:
            over.set()
        assert all(all(reader.result()) for reader in readers)


def test_a_swap_that_dies_in_the_middle_leaves_the_rules_in_force(engine: ElasticEngine) -> None:
    in_force = engine.rule_index(SETS[0])
    before = current(engine)
    swap = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.swapping", url_of(engine), engine.names.prefix, "5"],
        cwd=Path(__file__).parents[2],
    )
    try:
        until(lambda: indices_of(engine) != before, seconds=120, pause=0.002)
    finally:
        swap.kill()
        swap.wait()
    (left,) = indices_of(engine) - before
    engine.refresh()
    engine.store.refresh(left)
    assert engine.store.count(left, {"match_all": {}}) < len(SETS[1])
    assert current(engine) == before
    assert in_force.percolate(DOCUMENTS) == EXPECTED[0]
    # A later setup leaves it for a day, since another process may be at it, and then removes it.
    engine.rule_index(SETS[0])
    assert indices_of(engine) == before | {left}
    ElasticRuleIndex(engine.store, engine.names, SETS[0], kept=timedelta(0))
    assert indices_of(engine) == before
    # And whoever is started with the rules of the swap completes it.
    assert engine.rule_index(SETS[1]).percolate(DOCUMENTS) == EXPECTED[1]
