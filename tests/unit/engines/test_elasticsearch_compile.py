"""Rules in the engine's Query DSL: within the limits that engines have."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from presswatch.engines.elasticsearch.compile import EVERYTHING, NOTHING, compiled, percolated, wrapped
from presswatch.engines.elasticsearch.streams import LONGEST, indexed
from presswatch.errors import PermanentError
from presswatch.rules.tree import Node
from tests.contract.trees import all_of, any_of, exact, keyword, near, none_of, phrase, prefix, rule, word


def booleans_within_each_other(clause: Any) -> int:
    """As an engine counts them: what is wrapped is parsed by itself."""
    if isinstance(clause, dict):
        return ("bool" in clause) + max(map(booleans_within_each_other, clause.values()), default=0)
    return max(map(booleans_within_each_other, clause), default=0) if isinstance(clause, list) else 0


def unwrapped(clause: Any) -> Any:
    if isinstance(clause, dict):
        if "wrapper" in clause:
            return unwrapped(json.loads(base64.b64decode(clause["wrapper"]["query"])))
        return {name: unwrapped(said) for name, said in clause.items()}
    return [unwrapped(each) for each in clause] if isinstance(clause, list) else clause


def test_a_word_is_one_clause_whatever_its_forms() -> None:
    words = {"terms": {"match.words": ["sanction", "en:sanction", "fr:sanction"]}}
    assert compiled(rule(word("sanction", "fr:sanction", "en:sanction"))) == words
    many = any_of(word("a"), any_of(exact("SCO"), word("b")), phrase("c"), near(3, "d"))
    assert compiled(rule(many)) == {"terms": {"match.words": ["a", "=SCO", "b", "c", "d"]}}


def test_a_thousand_denials_are_one_clause() -> None:
    denied = [none_of(keyword(f"topic:{number}")) for number in range(3000)]
    clause = compiled(rule(all_of(word("a"), *denied)))
    assert clause["bool"]["filter"] == [{"terms": {"match.words": ["a"]}}]
    assert [len(each["terms"]["keywords"]) for each in clause["bool"]["must_not"]] == [3000]


def test_a_rule_names_the_terms_of_its_prefixes_and_a_search_looks_for_them() -> None:
    query = rule(prefix("sanct"))
    assert percolated(query) == {"terms": {"match.words": ["sanct*"]}}
    assert compiled(query) == {"prefix": {"match.folded": {"value": "sanct"}}}


def test_near_gives_the_words_between() -> None:
    assert compiled(rule(near(3, "a", "b", "c")))["span_near"]["slop"] == 1
    assert compiled(rule(near(1, "a", "b", "c"))) == NOTHING


def test_empty_choices_and_conditions() -> None:
    assert compiled(rule(any_of())) == NOTHING
    assert compiled(rule(all_of())) == EVERYTHING
    assert compiled(rule(none_of(any_of()))) == EVERYTHING


@pytest.mark.parametrize("height", [10, 30, 150])
def test_booleans_are_not_nested_deeper_than_engines_read(height: int) -> None:
    node: Node = word("a")
    for level in range(height):
        node = any_of(phrase("b", "c"), node) if level % 2 else all_of(node, phrase("d", str(level)))
    clause = compiled(rule(node))
    assert booleans_within_each_other(clause) <= 12
    assert booleans_within_each_other(unwrapped(clause)) == height
    assert unwrapped(wrapped(percolated(rule(node)))) == unwrapped(clause)


def test_a_query_that_is_too_large_is_refused_and_such_a_rule_asks_for_less() -> None:
    choices = any_of(*(phrase("the", f"summit-{number}") for number in range(1001)))
    query = rule(all_of(choices, keyword("lang:en"), none_of(word("x"))))
    with pytest.raises(PermanentError, match=r"needs 1003 clauses, and the engine takes 1000"):
        compiled(query)
    assert percolated(query) == {"terms": {"keywords": ["lang:en"]}}
    loose = percolated(rule(all_of(choices, none_of(word("x")))))
    assert loose == {"terms": {"match.folded": [f"summit-{number}" for number in range(1001)]}}
    assert percolated(rule(any_of(choices, none_of(word("x"))))) == EVERYTHING


def test_long_tokens_stay_different_and_keep_their_beginning() -> None:
    one, other = "a" * LONGEST + "b", "a" * LONGEST + "c"
    assert indexed("a" * LONGEST) == "a" * LONGEST
    assert indexed(one) != indexed(other)
    assert indexed(one).startswith("a" * LONGEST)
    assert len(indexed("界" * 40_000).encode()) < 32_766
