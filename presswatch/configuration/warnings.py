"""What is allowed in the config and yet can hardly be meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import regex

from presswatch.configuration.configuration import Configuration, Place
from presswatch.configuration.problems import Problem, in_order, quoted
from presswatch.rules import lint
from presswatch.text import tokens
from presswatch.topics import LEAST_EXAMPLES, examples_of
from presswatch.watchlist import Office, Organisation, Person, Watchlist

_ACRONYM = regex.compile(r"\p{Lu}{2,6}")

_Finding = tuple[str, str, str, str]
"""Section, id, key and message."""


def warnings(configuration: Configuration, *, on: date) -> list[Problem]:
    """Everything worth a second look, sorted by file and line. Offices are looked at as of the day `on`."""
    findings = [
        *_sources(configuration),
        *_names(configuration),
        *_offices(configuration, on),
        *_channels(configuration),
        *_queries(configuration),
        *_examples(configuration),
    ]
    if not configuration.sources:
        findings.append(("sources", "", "", "there are no sources, so nothing is collected"))
    if not configuration.rules:
        findings.append(("rules", "", "", "there are no rules, so nobody is told of anything"))
    return list(in_order(_problem(configuration, *finding) for finding in findings))


def _problem(configuration: Configuration, section: str, entry: str, key: str, message: str) -> Problem:
    place = configuration.places.get((section, entry), Place("", 0, f"{section} {entry}".strip()))
    return Problem(place.file, place.line, None, f"{place.key}.{key}" if key else place.key, message)


def _sources(configuration: Configuration) -> Iterator[_Finding]:
    offered: dict[str, str] = {}
    for source in configuration.sources.values():
        if not (source.feeds or source.sitemaps or source.listings):
            yield "sources", source.id, "", "has no feeds, sitemaps or listings, so nothing of it is collected"
        if configuration.languages and not source.languages:
            languages = ", ".join(configuration.languages)
            yield "sources", source.id, "", f"names no languages, so its articles are taken for one of {languages}"
        addresses = (*source.feeds, *source.sitemaps, *(listing.url for listing in source.listings))
        for address in dict.fromkeys(addresses):
            other = offered.setdefault(address, source.id)
            if other != source.id:
                yield "sources", source.id, "", f"shares an address with {other}: its articles will be of either source"


def _names(configuration: Configuration) -> Iterator[_Finding]:
    bearers: dict[tuple[str, ...], str] = {}
    for section, entry, language, name in _all_names(configuration.watchlist):
        key = f"names.{language}"
        if _ACRONYM.fullmatch(name):
            yield section, entry, key, f"{quoted(name)} also finds {quoted(name.lower())}; write {quoted('=' + name)}"
        read = tokens(name.removeprefix("="))
        other = bearers.setdefault(tuple(read.cased if name.startswith("=") else read.folded), entry)
        if other != entry:
            yield section, entry, key, f"{quoted(name)} is also a name of {other}: texts will mean both"


def _all_names(watchlist: Watchlist) -> Iterator[tuple[str, str, str, str]]:
    """Section, id, language and name."""
    groups: tuple[tuple[str, tuple[Person | Organisation | Office, ...]], ...] = (
        ("people", watchlist.people),
        ("organisations", watchlist.organisations),
        ("offices", watchlist.offices),
    )
    for section, entries in groups:
        for entry in entries:
            for language, names in entry.names.items():
                for name in names:
                    yield section, entry.id, language, name


def _offices(configuration: Configuration, on: date) -> Iterator[_Finding]:
    for office in configuration.watchlist.offices:
        if office.holder(on) is None:
            yield "offices", office.id, "", f"has no holder on {on}"


def _channels(configuration: Configuration) -> Iterator[_Finding]:
    for channel in configuration.channels.values():
        if channel.webhook and not channel.secret:
            yield "channels", channel.id, "", "has no secret, so its receiver can't tell our alerts from forged ones"
    for rule in configuration.rules:
        if not rule.channels:
            yield "rules", rule.id, "", "has no channels, so its alerts are sent to nobody"


def _queries(configuration: Configuration) -> Iterator[_Finding]:
    acronyms = _acronyms(configuration)
    for rule in configuration.rules:
        if query := configuration.queries.get(rule.id):
            for finding in lint(query, acronyms=acronyms):
                yield "rules", rule.id, "query", str(finding)
    for topic in configuration.topics:
        if query := configuration.topic_queries.get(topic.id):
            for finding in lint(query, acronyms=acronyms):
                yield "topics", topic.id, "query", str(finding)


def _examples(configuration: Configuration) -> Iterator[_Finding]:
    examples = examples_of(configuration.topics)
    for topic in configuration.topics:
        if not topic.examples:
            continue
        without = "only its query finds it" if topic.query else "nothing finds it"
        positive = sum(topic.id in each.topics for each in examples)
        negative = sum(topic.id in each.others for each in examples)
        if positive < LEAST_EXAMPLES:
            yield "topics", topic.id, "examples", f"are {positive}; with fewer than {LEAST_EXAMPLES}, {without}"
        elif negative < LEAST_EXAMPLES:
            few = f"are told apart from {negative} others; with fewer than {LEAST_EXAMPLES}, {without}"
            yield "topics", topic.id, "examples", f"{few}: write some under not"


def _acronyms(configuration: Configuration) -> frozenset[str]:
    """Those of the watchlist that are matched as written."""
    names = (name for *_, name in _all_names(configuration.watchlist) if name.startswith("="))
    return frozenset(name[1:] for name in names if _ACRONYM.fullmatch(name[1:]))
