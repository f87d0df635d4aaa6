"""Queries that a person types: a rule's id or a query, with what is wrong or doubtful about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer

from presswatch.errors import ConfigurationError

if TYPE_CHECKING:
    from presswatch.configuration import Configuration
    from presswatch.rules import Query

_LIKE_AN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def rule_or_query(configuration: Configuration, given: str) -> Query:
    """The query of the rule with that id, or what was given, read as a query. Doubts are told on standard error.

    Raises `ConfigurationError` when it can't be read, or refers to what the config doesn't have.
    """
    from presswatch.rules import lint, parse

    if given in configuration.queries:
        return configuration.queries[given]
    query = parse(given)
    if wrong := wrong_references(configuration, given):
        raise ConfigurationError("\n".join(wrong))
    if _LIKE_AN_ID.fullmatch(given):
        typer.echo(f"presswatch: there is no rule {given}, so it is read as a query", err=True)
    for finding in lint(query):
        typer.echo(f"warning: {finding}", err=True)
    return query


def wrong_references(configuration: Configuration, text: str) -> tuple[str, ...]:
    """What to say of the entries, topics, sources and codes that a query names and nobody knows."""
    from presswatch.configuration import Place
    from presswatch.configuration.known import FOLDERS, Known
    from presswatch.configuration.queries import query
    from presswatch.configuration.values import WrongValueError

    declared: dict[str, dict[str, Place]] = {section: {} for sections in FOLDERS.values() for section in sections}
    for (section, entry), place in configuration.places.items():
        declared[section][entry] = place
    try:
        query(text, Known({}, declared, frozenset()))
    except WrongValueError as error:
        return tuple(map(str, error.args))
    return ()
