"""docker-compose.yml as data: interpolated as Docker Compose would, merged as YAML says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "docker-compose.yml"

# $$, ${NAME}, ${NAME:-default}, ${NAME:?why}: what of the Compose specification's interpolation this project uses.
VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Z_]+)(?::([-?])([^}]*))?\})")


class MissingVariableError(Exception):
    """A variable that must be set is not."""


def variables() -> dict[str, str | None]:
    """Every variable that the file asks for, with its default."""
    return {
        found[2]: found[4] if found[3] == "-" else None
        for found in VARIABLE.finditer(json.dumps(yaml.safe_load(FILE.read_text("utf-8"))))  # without the comments
        if found[2]
    }


def interpolated(text: str, environ: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        given = environ.get(found[2])
        if given:
            return given
        if found[3] == "?":
            raise MissingVariableError(found[2])
        return found[4] or ""

    return VARIABLE.sub(value, text)


def services(environ: Mapping[str, str]) -> dict[str, Any]:
    """The services as Docker Compose would start them with this environment."""
    found: dict[str, Any] = _interpolate(yaml.safe_load(FILE.read_text("utf-8"))["services"], environ)
    return found


def _interpolate(node: Any, environ: Mapping[str, str]) -> Any:
    match node:
        case dict():
            return {key: _interpolate(value, environ) for key, value in node.items()}
        case list():
            return [_interpolate(each, environ) for each in node]
        case str():
            return interpolated(node, environ)
        case _:
            return node


def example() -> dict[str, str]:
    """.env.example as it is shipped."""
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def filled_in() -> dict[str, str]:
    """.env.example with its secrets made up."""
    return {
        name: value or (f"{name.lower().replace('_', '')}0123456789abcdef0123456789abcdef" if is_secret(name) else "")
        for name, value in example().items()
    }


def is_secret(name: str) -> bool:
    return name.endswith(("_PASSWORD", "_KEY", "_TOKEN"))
