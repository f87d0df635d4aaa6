"""From checked entries to the nouns that everything else speaks of."""

from __future__ import annotations

from presswatch.alerts import Channel, Rule, Topic
from presswatch.configuration.entries import (
    ChannelEntry,
    OfficeEntry,
    OrganisationEntry,
    PersonEntry,
    RuleEntry,
    SourceEntry,
    TopicEntry,
)
from presswatch.sources import Listing, Source
from presswatch.watchlist import Names, Office, Organisation, Person, Term


def source(entry: SourceEntry) -> Source:
    return Source(
        id=entry.id,
        name=entry.name,
        country=entry.country,
        kind=entry.kind,
        languages=tuple(entry.languages),
        feeds=tuple(entry.feeds),
        sitemaps=tuple(entry.sitemaps),
        listings=tuple(Listing(url=listing.url, links=listing.links) for listing in entry.listings),
        every=entry.every,
    )


def person(entry: PersonEntry) -> Person:
    return Person(id=entry.id, names=_names(entry.names))


def organisation(entry: OrganisationEntry) -> Organisation:
    return Organisation(id=entry.id, names=_names(entry.names))


def office(entry: OfficeEntry) -> Office:
    """Terms in order of time, so that on the day of a handover the office is with the one who leaves."""
    terms = sorted(entry.holders, key=lambda holder: holder.since)
    return Office(
        id=entry.id,
        title=entry.title,
        names=_names(entry.names or {}),
        holders=tuple(Term(person=term.person, since=term.since, until=term.until) for term in terms),
    )


def topic(entry: TopicEntry) -> Topic:
    return Topic(id=entry.id, title=entry.title, query=entry.query.text)


def channel(entry: ChannelEntry) -> Channel:
    return Channel(
        id=entry.id,
        url=entry.url or "",
        webhook=entry.webhook or "",
        secret=entry.secret or "",
        file=entry.file or "",
    )


def rule(entry: RuleEntry) -> Rule:
    return Rule(id=entry.id, title=entry.title, query=entry.query.text, channels=tuple(dict.fromkeys(entry.channels)))


def _names(names: dict[str, list[str]]) -> Names:
    return {language: tuple(dict.fromkeys(each)) for language, each in names.items()}
