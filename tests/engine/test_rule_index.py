"""The rule index: the percolator finds what the evaluator finds, and a set of rules is met whole."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presswatch.articles import Article
from presswatch.engines.elasticsearch import ElasticEngine, ElasticRuleIndex, open_engine
from presswatch.rules import Document, Query, RuleSet, matches, parse
from presswatch.rules.tree import Node
from tests.contract.test_search_parity import articles, some_article, some_tree, trees
from tests.contract.trees import rule
from tests.engine.archive import url_of
from tests.make import article

pytestmark = pytest.mark.engine


def evaluated(rules: dict[str, Query], documents: list[Document]) -> list[set[str]]:
    return [{id_ for id_, query in rules.items() if matches(query, document)} for document in documents]


def test_200_rules_meet_200_articles_as_the_evaluator_says(engine: ElasticEngine) -> None:
    chance = random.Random(20200910)
    documents = [Document.of(some_article(number, chance)) for number in range(200)]
    rules = {f"r{number}": rule(some_tree(chance, 3)) for number in range(200)}
    expected = evaluated(rules, documents)
    assert engine.rule_index(rules).percolate(documents) == expected
    assert 2000 < sum(map(len, expected)) < 38_000  # rules that all or none meet would prove little


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=articles(), roots=st.lists(trees, min_size=1, max_size=12))
def test_any_tree_meets_any_text_as_the_evaluator_says(
    engine: ElasticEngine, batch: list[Article], roots: list[Node]
) -> None:
    documents = [Document.of(each) for each in batch]
    rules = {f"r{number}": rule(root) for number, root in enumerate(roots)}
    assert engine.rule_index(rules).percolate(documents) == evaluated(rules, documents)


def test_rules_are_explained_as_the_evaluator_explains_them(engine: ElasticEngine) -> None:
    rules = {
        "sco": parse('=SCO AND ("foreign ministers" OR minist*)'),
        "near": parse('"Lavrov Beijing"~3 NOT sport'),
        "russian": parse("lang:ru"),
    }
    batch = [
        article(1, title="At the SCO", text="Rain. The foreign ministers of the SCO met. Lavrov was in Beijing."),
        article(2, title="Саммит", text="Лавров", language="ru"),
        article(3, text="Lavrov in Beijing: sport"),
        article(4),
    ]
    found = engine.rule_index(rules).match(batch)
    assert found == RuleSet(rules).match(batch)
    assert [[each.rule for each in rules] for rules in found] == [["near", "sco"], ["russian"], [], []]
    assert engine.rule_index({}).match(batch) == [[], [], [], []]
    assert engine.rule_index(rules).match([]) == []


def test_more_rules_than_a_page_are_met(engine: ElasticEngine) -> None:
    rules = {f"r{number}": parse(f"alpha NOT omega{number}") for number in range(2300)}
    documents = [Document.of(each) for each in (article(1, text="alpha"), article(2, text="alpha omega7"), article(3))]
    assert [len(found) for found in engine.rule_index(rules).percolate(documents)] == [2300, 2299, 0]


def test_articles_of_many_terms_are_met_as_well(engine: ElasticEngine) -> None:
    """More than engines look for exactly, in one article and in several."""
    rules = {f"r{number}": parse(f"word{number} AND word{number + 1}") for number in range(3000)}
    texts = [
        " ".join(f"word{number}" for number in range(start, 3000, step)) for start, step in ((0, 1), (0, 2), (1, 3))
    ]
    documents = [Document.of(article(number, text=text)) for number, text in enumerate((*texts, "word7 word8"))]
    assert [len(found) for found in engine.rule_index(rules).percolate(documents)] == [2999, 0, 0, 1]


def test_rules_at_the_limits(engine: ElasticEngine) -> None:
    deep = "a"
    for level in range(49):
        deep = f"({deep} {'OR b' if level % 2 else 'AND c'}) {'AND' if level % 2 else 'OR'} d{level}"
    rules = {
        "deep": parse(f"({deep}) NOT e"),
        "words": parse(" OR ".join(f"w{number}" for number in range(1000))),
        "all": parse(" ".join(f"v{number}" for number in range(1000))),
        "phrases": parse(" OR ".join(f'"t{number} u"' for number in range(1000))),
        "nears": parse(" OR ".join(f'"n{number} m o"~4' for number in range(1000))),
        "most": parse(" OR ".join(f'"n{number} m o"~4' for number in range(990)) + " OR NOT lang:xx"),
    }
    batch = [
        article(1, text="b " + " ".join(f"d{level}" for level in range(49))),
        article(2, text="w999"),
        article(3, text=" ".join(f"v{number}" for number in range(1000))),
        article(4, text="t999 u"),
        article(5, text="o x m n999"),
        article(6, text="o x x m n999", language="xx"),
    ]
    rule_index = engine.rule_index(rules)
    expected = [[each.rule for each in met] for met in RuleSet(rules).match(batch)]
    assert [[each.rule for each in met] for met in rule_index.match(batch)] == expected
    assert sorted({name for met in expected for name in met}) == sorted(rules)


def test_the_next_rules_are_met_once_they_are_all_there(engine: ElasticEngine) -> None:
    """Percolated over and over while rules are replaced: the old ones or the new ones, never some of each."""
    document = [Document.of(article(1, text="alpha beta"))]
    sets = [{f"{name}{number}": parse(name) for number in range(400)} for name in ("alpha", "beta")]
    rule_index = engine.rule_index(sets[0])

    def swaps() -> None:
        with open_engine(url_of(engine), prefix=engine.names.prefix) as other:
            for turn in range(1, 7):
                ElasticRuleIndex(other.store, other.names, sets[turn % 2])

    with ThreadPoolExecutor(1) as pool:
        swapping = pool.submit(swaps)
        seen = []
        while not swapping.done() or len(seen) < 3:
            seen.append(rule_index.percolate(document)[0])
            if len(seen) == 5:
                rule_index.replace(sets[1])
        swapping.result()
    assert all(found in (set(sets[0]), set(sets[1])) for found in seen)
    assert seen[0] == set(sets[0])


def test_a_rule_index_is_whole_before_it_counts_and_filled_again_when_it_is_gone(engine: ElasticEngine) -> None:
    rules = {"a": parse("alpha"), "b": parse("alpha beta")}
    document = [Document.of(article(1, text="alpha beta"))]
    client = engine.store.client
    rule_index = engine.rule_index(rules)
    (index,) = client.indices.get_alias(name=engine.names.rules)
    # Another worker died while it filled it.
    client.indices.delete(index=index)
    client.indices.create(index=index)
    assert rule_index.percolate(document) == [{"a", "b"}]
    client.indices.delete(index=index)
    assert engine.rule_index(rules).percolate(document) == [{"a", "b"}]


def test_rules_of_former_configurations_are_removed_in_time(engine: ElasticEngine) -> None:
    client = engine.store.client
    document = [Document.of(article(1, text="alpha"))]
    indices = []
    for number, kept in enumerate((timedelta(0), timedelta(0), timedelta(days=1), timedelta(0))):
        rules = {f"r{number}": parse("alpha")}
        rule_index = ElasticRuleIndex(engine.store, engine.names, rules, kept=kept)
        assert rule_index.percolate(document) == [{f"r{number}"}]
        indices += client.indices.get_alias(name=engine.names.rules)
        there = set(client.indices.get_settings(index=engine.names.rules_of("*"), name="index.creation_date"))
        assert there == set([indices, indices, indices[-3:], indices[-2:]][number][-3 if number == 2 else -2 :])


def test_a_rule_that_the_engine_refuses_is_met_beside_it(engine: ElasticEngine) -> None:
    long = "x" * 600  # an id is 512 bytes at most
    rules = {"fine": parse("alpha"), long: parse("beta"), "other": parse("gamma")}
    batch = [article(1, text="alpha beta"), article(2, text="beta"), article(3, text="alpha"), article(4)]
    for _ in range(2):  # the second one finds the index ready
        rule_index = engine.rule_index(rules)
        assert [[met.rule for met in found] for found in rule_index.match(batch)] == [
            ["fine", long],
            [long],
            ["fine"],
            [],
        ]
        assert rule_index.match(batch) == RuleSet(rules).match(batch)
        assert rule_index.refused.keys() == {long}
        assert "400" in rule_index.refused[long]
    rule_index.replace({"fine": rules["fine"]})
    assert rule_index.refused == {}
