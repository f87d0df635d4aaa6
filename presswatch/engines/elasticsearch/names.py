"""What the indices are called. A prefix keeps several archives apart in one cluster."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Names:
    prefix: str = ""

    @property
    def articles(self) -> str:
        """The alias of all months."""
        return f"{self.prefix}articles"

    def month(self, first_seen_at: datetime) -> str:
        return f"{self.prefix}articles-{first_seen_at.astimezone(UTC):%Y.%m}"

    @property
    def months(self) -> str:
        return f"{self.prefix}articles-*"

    @property
    def places(self) -> str:
        """Which month an article is in."""
        return self._of("places")

    @property
    def unmatched(self) -> str:
        """Which versions have not been matched."""
        return self._of("unmatched")

    @property
    def versions(self) -> str:
        return self._of("versions")

    @property
    def alerts(self) -> str:
        return self._of("alerts")

    @property
    def deliveries(self) -> str:
        return self._of("deliveries")

    @property
    def sources(self) -> str:
        return self._of("sources")

    @property
    def looks(self) -> str:
        """The looks of the last weeks, for Kibana."""
        return self._of("looks")

    @property
    def quarantine(self) -> str:
        return self._of("quarantine")

    @property
    def rules(self) -> str:
        """The alias of the present rule index."""
        return self._of("rules")

    def rules_of(self, digest: str) -> str:
        """The rule index of one configuration."""
        return f"{self.rules}-{digest}"

    def ready(self, digest: str) -> str:
        """The alias that a rule index gets once all rules are in it."""
        return f"{self.rules_of(digest)}-ready"

    @property
    def reindex(self) -> str:
        """Which run moves the archive, while one does."""
        return self._of("reindex")

    @property
    def month_pattern(self) -> str:
        """A regular expression of all names of months."""
        return re.escape(f"{self.prefix}articles-") + "[0-9]+[.][0-9]{2}"

    def moved(self, name: str, version: int) -> str:
        """The index that takes the place of `name`, a month or one of the others, at a later version of the mapping.

        No template's pattern has it, since that of the months would have it searched before all is in it.
        """
        own = name.removeprefix(self.prefix).removeprefix("presswatch-")
        return self._of(f"{own}-v{version}")

    @property
    def moved_pattern(self) -> str:
        return self._of("*-v*")

    def _of(self, what: str) -> str:
        return f"{self.prefix}presswatch-{what}"
