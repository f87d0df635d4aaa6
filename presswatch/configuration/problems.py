"""What is wrong in the config, told so that it can be mended: where, which key, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from presswatch.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or one warning.

    `line` and `column` count from 1; `line` 0 is the file as a whole. The column is known where YAML itself broke.
    `file` is "" for a problem of the environment, whose `key` then names the variable.
    """

    file: str
    line: int
    column: int | None
    key: str  # the way to the value: sources[3].country
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        return ": ".join(part for part in (place, self.key, self.message) if part)


class Problems(ConfigurationError):  # noqa: N818 - what it carries
    """Every problem of every file, sorted by file and line. The text has one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once, by file, line and column."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.file, each.line, each.column or 0, each.key)))


def did_you_mean(written: str, right: Iterable[str]) -> str:
    """ "; did you mean feeds?", or "" where nothing is near enough to be meant."""
    near = get_close_matches(written.casefold(), list(right), n=1, cutoff=0.65)
    return f"; did you mean {near[0]}?" if near else ""


def quoted(text: str, *, most: int = 80) -> str:
    """A value as it can stand in a message: on one line, in quotes, not endless."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= most else f'"{line[:most]}…"'
