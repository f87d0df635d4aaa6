"""The configuration: what all config files together say, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from presswatch.alerts import Channel, Rule, Topic
from presswatch.rules import Query
from presswatch.sources import Source
from presswatch.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the config an entry stands."""

    file: str
    line: int
    key: str  # sources[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Made by `load`, where every reference in it was checked; in tests by hand."""

    sources: Mapping[str, Source] = field(default_factory=dict)  # by id, like all mappings here
    watchlist: Watchlist = field(default_factory=Watchlist)
    topics: tuple[Topic, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    queries: Mapping[str, Query] = field(default_factory=dict)  # of the rules
    topic_queries: Mapping[str, Query] = field(default_factory=dict)  # a topic may have the id of a rule
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict, repr=False, compare=False)
    """By section ("rules") and id."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the sources are said to write in; empty is unrestricted."""
        return tuple(sorted({language for source in self.sources.values() for language in source.languages}))
