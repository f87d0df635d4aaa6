"""Checking one entry: pydantic's findings, and ours, in words for the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from presswatch.configuration.documents import Loc, Value
from presswatch.configuration.entries import ENTRIES, Entry, OfficeEntry
from presswatch.configuration.known import ENTRY, Known
from presswatch.configuration.problems import did_you_mean

_PLAIN = re.compile(r"[\w.][\w ./:-]*")  # what can stand in [ ] without quotes, as far as we know

Findings = Sequence[tuple[Loc, str]]
"""Where within the entry, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Checked:
    entry: Entry | None  # None: it can't be used
    findings: Findings


def check(section: str, given: Value, known: Known) -> Checked:
    """Read one entry of a section. All that is wrong with it is found at once."""
    model = ENTRIES[section]
    if given is None:
        return Checked(None, [((), "is empty; write something after the hyphen, or remove it")])
    if not isinstance(given, dict):
        return Checked(None, [((), f"must be a {ENTRY[section]} with keys, like {_example(model)}, {_not(given)}")])
    between = model.amiss(given)
    try:
        entry = model.model_validate(given, context=known)
    except ValidationError as error:
        return Checked(None, [*between, *_told(error, section)])
    if isinstance(entry, OfficeEntry):
        between = [*between, *entry.overlaps()]
    return Checked(None if between else entry, between)


def _told(error: ValidationError, section: str) -> Iterator[tuple[Loc, str]]:
    for each in error.errors(include_url=False, include_context=True):
        if each["type"] == "presswatch":
            yield from ((_loc(each), message) for message in each["ctx"]["messages"])
        else:
            yield _loc(each), _message(each, section)


def _loc(error: ErrorDetails) -> Loc:
    return tuple(step for step in error["loc"] if step != "[key]")


def _message(error: ErrorDetails, section: str) -> str:
    loc = _loc(error)
    model = ENTRIES[section]
    called = f"every {ENTRY[section]}"
    if loc and loc[0] in model.nested and (len(loc) > 1 or error["type"] == "model_type"):
        called = f"each of the {loc[0]}"
        model = model.nested[str(loc[0])]
    given = error["input"]
    if given is None and error["type"] != "extra_forbidden":
        return _valueless(loc[-1], model)
    match error["type"]:
        case "missing":
            key = str(loc[-1])
            return f"is missing; {called} has one, like {key}: {model.examples[key]}"
        case "extra_forbidden":
            keys = [field.alias or name for name, field in model.model_fields.items()]
            return f"is no key here{did_you_mean(str(loc[-1]), keys) or '; there are ' + ', '.join(keys)}"
        case kind:
            return f"must be {_form(kind, model, given)}, {_not(given)}"


def _form(kind: str, model: type[Entry], given: object) -> str:
    """What a value should have been, by pydantic's type of the error."""
    shown = given if isinstance(given, str) and _PLAIN.fullmatch(given) else "one, another"
    forms = {
        "list_type": f"a list, like [{shown}]",
        "dict_type": "a mapping by language, like {en: [Wang Yi]}",
        "model_type": f"a mapping, like {_example(model)}",
    }
    return forms.get(kind, "text")  # as scalars are read as text, every one of them is of the right type


def _example(model: type[Entry]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in model.examples.items()) + "}"


def _valueless(key: str | int, model: type[Entry]) -> str:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if isinstance(key, int):
        return "is empty; write something, or remove the item"
    if key in fields and fields[key].is_required():
        return f"has no value; write one, like {key}: {model.examples[key]}"
    return "has no value; write one, or remove the key"


def _not(given: object) -> str:
    match given:
        case str():
            return "not text"
        case list():
            return "not a list"
        case _:
            return "not a mapping"
