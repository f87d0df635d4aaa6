"""What matching answers."""

from __future__ import annotations

from dataclasses import dataclass

from presswatch.alerts import Why


@dataclass(frozen=True, slots=True)
class Matched:
    """A rule that an article met."""

    rule: str
    why: Why
