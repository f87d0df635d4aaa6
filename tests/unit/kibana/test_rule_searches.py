"""A rule's saved search finds the articles that the rule alerts on."""

from __future__ import annotations

import re
from itertools import product

import pytest

from presswatch.alerts import Rule
from presswatch.engines.elasticsearch.compile import compiled
from presswatch.kibana.rule_searches import kql, rule_searches
from presswatch.rules import parse
from tests.unit.kibana.given import configuration, description


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("@sco", 'keywords: "@sco"'),
        ("@sco kind:official", 'keywords: "@sco" and keywords: "kind:official"'),
        ("@a OR (@b topic:x)", 'keywords: "@a" or (keywords: "@b" and keywords: "topic:x")'),
        ("(@a OR @b) -lang:ru", '(keywords: "@a" or keywords: "@b") and not keywords: "lang:ru"'),
        ("@foreign-minister/CN", 'keywords: "@foreign-minister/CN"'),
        ("@a -(@b OR @c)", 'keywords: "@a" and not (keywords: "@b" or keywords: "@c")'),
    ],
)
def test_keywords_are_said_in_kql(query: str, said: str):
    assert kql(parse(query).root) == said


@pytest.mark.parametrize("query", ["summit", "@sco summit", "@a OR title:visa", "@a -sanction*", '@a ("x y" OR @b)'])
def test_words_are_not(query: str):
    assert kql(parse(query).root) is None


@pytest.mark.parametrize("query", ["@a", "@a @b", "@a OR @b @c", "(@a OR @b) -@c", "@a -(@b OR @c)", "@a @b OR @c -@d"])
def test_kql_means_what_the_rule_means(query: str):
    """Both read as Python's booleans, on every combination of keywords: KQL has the same words, and `not` binds first."""
    said = re.sub(r'keywords: "@(\w)"', r"\1", kql(parse(query).root) or "")
    names = sorted(set(re.findall(r"@(\w)", query)))
    for values in product((False, True), repeat=len(names)):
        here = {f"@{name}" for name, value in zip(names, values, strict=True) if value}
        expected = _met(parse(query).root, here)
        assert eval(said, {"__builtins__": {}}, dict(zip(names, values, strict=True))) is expected  # noqa: S307


def _met(node, here) -> bool:  # type: ignore[no-untyped-def]
    from presswatch.rules.tree import And, Keyword, Not, Or

    match node:
        case Keyword(keyword):
            return keyword in here
        case And(children):
            return all(_met(child, here) for child in children)
        case Or(children):
            return any(_met(child, here) for child in children)
        case Not(child):
            return not _met(child, here)
    raise AssertionError(node)


def test_any_other_rule_is_the_very_query_that_the_archive_is_searched_by():
    query = parse('@sco "foreign ministers" sanction*')
    (search,) = rule_searches([Rule(id="r", title="R", query=query.text)], {"r": query})
    assert search.dsl == compiled(query)
    assert search.query == ""
    assert search.description == query.text


def test_a_rule_too_large_for_the_engine_gets_a_search_of_its_alerts():
    query = parse(" OR ".join(f'"w{n} x y"~8' for n in range(400)))  # three clauses each
    (search,) = rule_searches([Rule(id="big", title="Big", query=query.text)], {"big": query})
    assert search.view == "Alerts"
    assert search.query == 'rule: "big"'


def test_each_shipped_rule_has_one_by_its_id():
    keys = [search.key for search in description().searches if search.key]
    assert keys == [f"rule-{rule.id}" for rule in configuration().rules]
    assert len(keys) > 5
