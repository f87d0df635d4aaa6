"""The watchlist: people, organisations and offices, with their names in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Names = Mapping[str, tuple[str, ...]]
"""Names by ISO 639-1 language. A name that begins with "=" is matched exactly as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    id: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A person's time in an office; both days are in it, and `until` None means still."""

    person: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    id: str  # role/country: foreign-minister/CN
    title: str
    names: Names = field(default_factory=dict)
    holders: tuple[Term, ...] = ()

    def holder(self, day: date) -> str | None:
        """The id of the person who held the office on that day, or None where that isn't known."""
        return next((term.person for term in self.holders if term.holds(day)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    offices: tuple[Office, ...] = ()

    def roles(self, person: str) -> frozenset[str]:
        """The roles of the offices that a person holds or held: foreign-minister, head-of-state."""
        return frozenset(
            office.id.partition("/")[0]
            for office in self.offices
            if any(term.person == person for term in office.holders)
        )
