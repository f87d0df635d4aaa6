"""From checked entries to the nouns that everything else speaks of."""

from __future__ import annotations

from presswatch.alerts import Channel, Rule, Topic
from presswatch.configuration.entries import (
    ChannelEntry,
    OfficeEntry,
    OrganisationEntry,
    PersonEntry,
    ReadingEntry,
    RuleEntry,
    SourceEntry,
    TopicEntry,
)
from presswatch.sources import Listing, ReadingRules, Source
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
        listings=tuple(Listing(url=listing.url, links=listing.links, next=listing.next) for listing in entry.listings),
        every=entry.every,
        reading=reading_rules(entry.reading),
        browser=entry.browser,
    )


def reading_rules(entry: ReadingEntry) -> ReadingRules:
    return ReadingRules(
        title=entry.title,
        text=entry.text,
        date=entry.date,
        author=entry.author,
        section=entry.section,
        drop=tuple(entry.drop),
        date_formats=tuple(entry.date_formats),
        language=entry.language,
        timezone=entry.timezone,
        skip=tuple(entry.skip),
        only=tuple(entry.only),
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
    return Topic(
        id=entry.id,
        title=entry.title,
        query=entry.query.text if entry.query else "",
        description=entry.description,
        group=entry.group,
        parts=tuple(dict.fromkeys(entry.parts)),
        examples=_names(entry.sentences),
        near_misses=_names(entry.near_misses),
    )


def channel(entry: ChannelEntry) -> Channel:
    return Channel(
        id=entry.id,
        url=entry.url or "",
        webhook=entry.webhook or "",
        secret=entry.secret or "",
        file=entry.file or "",
        operator=entry.operator,
    )


def rule(entry: RuleEntry) -> Rule:
    return Rule(id=entry.id, title=entry.title, query=entry.query.text, channels=tuple(dict.fromkeys(entry.channels)))


def _names(names: dict[str, list[str]]) -> Names:
    return {language: tuple(dict.fromkeys(each)) for language, each in names.items()}
