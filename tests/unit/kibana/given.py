"""The description of the shipped config, its objects, and what they say within their JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from presswatch.configuration import Configuration, load
from presswatch.kibana.description import Description
from presswatch.kibana.forms import Form, described, objects

CONFIG = Path(__file__).resolve().parents[3] / "config"

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ASKED = re.compile(r"([\w.]+)\s*(?::|>=|<=|<|>)")


@cache
def configuration() -> Configuration:
    return load(CONFIG, environ={})


@cache
def description() -> Description:
    return described(configuration().rules, configuration().queries)


@cache
def shipped(form: Form) -> tuple[dict[str, Any], ...]:
    return tuple(objects(description(), form))


def of_type(form: Form, *types: str) -> list[dict[str, Any]]:
    return [one for one in shipped(form) if one["type"] in types]


def within(value: object) -> Iterator[tuple[str, Any]]:
    """Each string that holds JSON by its name (…JSON, visState, fields, fieldFormatMap), and what it holds."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str) and (name.endswith("JSON") or name in {"visState", "fieldFormatMap"}):
                held = json.loads(inner)
                yield name, held
                yield from within(held)
            else:
                yield from within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner)


def kql_fields(query: str) -> set[str]:
    return set(_ASKED.findall(_QUOTED.sub('""', query)))


def dsl_fields(clause: Any) -> set[str]:
    """The fields that a clause of Query DSL asks for, as the rule compiler writes them."""
    found: set[str] = set()
    for name, said in clause.items():
        match name:
            case "bool":
                for part in ("filter", "should", "must_not"):
                    found.update(*(dsl_fields(inner) for inner in said.get(part, ())), set())
            case "span_near":
                found.update(*(dsl_fields(inner) for inner in said["clauses"]))
            case "term" | "terms" | "match_phrase" | "prefix" | "span_term" | "range":
                found.update(said)
            case _:
                raise AssertionError(f"what does {name} ask for?")
    return found
