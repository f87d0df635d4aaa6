"""A reader of Rison, the notation of the state in Kibana's addresses, as strict as its grammar.

https://github.com/Nanonid/rison: JSON with `()` for objects, `!()` for lists, `'` around strings with `!` as the escape.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

_ID = re.compile(r"[^-0-9 '!:(),*@$][^ '!:(),*@$]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e-?\d+)?")
_CONSTANTS = {"!t": True, "!f": False, "!n": None}


def state(link: str) -> dict[str, Any]:
    """What a link tells Discover: `_g` and `_a`."""
    route, _, query = urlsplit(link).fragment.partition("?")
    assert route == "/"
    return {name: read(unquote(value)) for name, _, value in (part.partition("=") for part in query.split("&"))}


def read(text: str) -> Any:
    value, at = _value(text, 0)
    assert at == len(text), f"more after the value: {text[at:]!r}"
    return value


def _value(text: str, at: int) -> tuple[Any, int]:
    if text.startswith("'", at):
        return _string(text, at + 1)
    if text.startswith("(", at):
        return _object(text, at + 1)
    if text.startswith("!(", at):
        return _list(text, at + 2)
    if text[at : at + 2] in _CONSTANTS:
        return _CONSTANTS[text[at : at + 2]], at + 2
    if found := _NUMBER.match(text, at):
        return float(found[0]), found.end()
    found = _ID.match(text, at)
    assert found, f"no value at {text[at:]!r}"
    return found[0], found.end()


def _string(text: str, at: int) -> tuple[str, int]:
    made = ""
    while text[at] != "'":
        if text[at] == "!":
            at += 1
            assert text[at] in "!'"
        made += text[at]
        at += 1
    return made, at + 1


def _object(text: str, at: int) -> tuple[dict[str, Any], int]:
    made: dict[str, Any] = {}
    while text[at] != ")":
        if made:
            assert text[at] == ","
            at += 1
        name, at = _value(text, at)
        assert text[at] == ":"
        made[name], at = _value(text, at + 1)
    return made, at + 1


def _list(text: str, at: int) -> tuple[list[Any], int]:
    made: list[Any] = []
    while text[at] != ")":
        if made:
            assert text[at] == ","
            at += 1
        value, at = _value(text, at)
        made.append(value)
    return made, at + 1
