"""The rule language: parse, evaluate, explain, lint, and the index that finds the rules an article may meet."""

from presswatch.rules.tree import Query

__all__ = ["Query"]
