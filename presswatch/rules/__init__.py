"""The rule language: parse, evaluate, explain, lint, and the index that finds the rules an article may meet."""

from presswatch.rules.document import Document
from presswatch.rules.errors import QueryError
from presswatch.rules.evaluate import matches
from presswatch.rules.explain import Highlight, Met, explain, highlights, met_clauses
from presswatch.rules.lint import Finding, lint
from presswatch.rules.matched import Matched
from presswatch.rules.parse import parse
from presswatch.rules.ruleset import RuleSet
from presswatch.rules.tree import Query

__all__ = [
    "Document",
    "Finding",
    "Highlight",
    "Matched",
    "Met",
    "Query",
    "QueryError",
    "RuleSet",
    "explain",
    "highlights",
    "lint",
    "matches",
    "met_clauses",
    "parse",
]
