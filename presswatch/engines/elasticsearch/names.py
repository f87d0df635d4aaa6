"""What the indices are called. A prefix keeps several archives apart in one cluster."""

from __future__ import annotations

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

    def _of(self, what: str) -> str:
        return f"{self.prefix}presswatch-{what}"
