"""A saved search for each rule: the articles that meet it, by the same parsed query that alerts are made by.

A rule that asks for keywords alone (`@sco kind:official`) is said in KQL, which a person can read and go on from in
Kibana. Any other one is compiled as a search of the archive would be, and stands as a filter of Query DSL: KQL knows
nothing of the token streams, and a search that only resembles the rule would say something else than its alerts.
A rule too large for the engine's clause limit gets a search of its alerts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from presswatch.alerts import Rule
from presswatch.engines.elasticsearch.compile import compiled
from presswatch.errors import PermanentError
from presswatch.kibana.description import Search
from presswatch.kibana.views import ALERTS, ARTICLE_COLUMNS, ARTICLES
from presswatch.rules import Query
from presswatch.rules.tree import And, Keyword, Node, Not, Or


def rule_searches(rules: Sequence[Rule], queries: Mapping[str, Query]) -> tuple[Search, ...]:
    return tuple(_search(rule, queries[rule.id]) for rule in rules)


def kql(node: Node) -> str | None:
    """The query in KQL, None when it asks for more than keywords."""
    match node:
        case Keyword(keyword):
            return f"keywords: {_quoted(keyword)}"
        case Not(child):
            said = kql(child)
            return said and f"not {_grouped(child, said)}"
        case And(children) | Or(children):
            parts = [(child, kql(child)) for child in children]
            word = " and " if isinstance(node, And) else " or "
            said_parts = [_grouped(child, said) for child, said in parts if said is not None]
            return word.join(said_parts) if len(said_parts) == len(parts) else None
        case _:
            return None


def _search(rule: Rule, query: Query) -> Search:
    name, key = f"Rule: {rule.title}", f"rule-{rule.id}"
    said = kql(query.root)
    if said is not None:
        return _articles(name, key, description=query.text, query=said)
    try:
        return _articles(name, key, description=query.text, dsl=compiled(query), said=f"rule {rule.id}")
    except PermanentError:
        return Search(
            name=name,
            key=key,
            view=ALERTS,
            columns=("rule", "why.sentence", "articles"),
            sort="created_at",
            query=f"rule: {_quoted(rule.id)}",
            description=f"Its alerts: the rule is too large to search articles by. {query.text}",
        )


def _articles(
    name: str, key: str, *, description: str, query: str = "", dsl: Mapping[str, object] | None = None, said: str = ""
) -> Search:
    return Search(
        name=name,
        key=key,
        view=ARTICLES,
        columns=ARTICLE_COLUMNS,
        sort="first_seen_at",
        query=query,
        dsl=dsl,
        said=said,
        description=description,
    )


def _grouped(node: Node, said: str) -> str:
    return f"({said})" if isinstance(node, And | Or) else said


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
