"""What the whole config declares, known before any entry is checked, so that each can be checked on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from presswatch.configuration.configuration import Place
from presswatch.configuration.problems import did_you_mean, quoted

# Which sections stand in which folder of the config, and what one of their entries is called.
FOLDERS: Mapping[str, tuple[str, ...]] = {
    "sources": ("sources",),
    "watchlist": ("people", "organisations", "offices"),
    "topics": ("topics",),
    "alerts": ("channels", "rules"),
}
ENTRY = {
    "sources": "source",
    "people": "person",
    "organisations": "organisation",
    "offices": "office",
    "topics": "topic",
    "channels": "channel",
    "rules": "rule",
}
WATCHLIST = FOLDERS["watchlist"]


@dataclass(frozen=True, slots=True)
class Known:
    """`declared` has the ids of every section, those of entries with other mistakes included, and where they stand.

    `incomplete` names the sections that a file which can't be read may have belonged to: what is missing there may
    well be in that file, and telling so would only hide the one real problem among many.
    """

    environ: Mapping[str, str]
    declared: Mapping[str, Mapping[str, Place]]
    incomplete: frozenset[str]

    def missing(self, entry: str, *sections: str) -> str | None:
        """What to say of a reference to `entry`, which one of `sections` should declare; None where one does."""
        if any(entry in self.declared[section] or section in self.incomplete for section in sections):
            return None
        kinds = " or ".join(ENTRY[section] for section in sections) if len(sections) == 1 else "watchlist entry"
        ids = [each for section in sections for each in self.declared[section]]
        folder = next(folder for folder, within in FOLDERS.items() if sections[0] in within)
        hint = did_you_mean(entry, ids) or f"; it would stand in {folder}/"
        return f"there is no {kinds} {quoted(entry)}{hint}"
