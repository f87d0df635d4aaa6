"""Loading the config: all files in, one configuration out, or every problem of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from presswatch.configuration import nouns
from presswatch.configuration.checking import check
from presswatch.configuration.configuration import Configuration, Place
from presswatch.configuration.documents import Document, Loc, Value, written
from presswatch.configuration.entries import (
    ChannelEntry,
    Entry,
    OfficeEntry,
    OrganisationEntry,
    PersonEntry,
    RuleEntry,
    SourceEntry,
    TopicEntry,
)
from presswatch.configuration.files import File, read_files
from presswatch.configuration.known import ENTRY, FOLDERS, WATCHLIST, Known
from presswatch.configuration.problems import Problem, Problems, did_you_mean, quoted
from presswatch.watchlist import Watchlist

E = TypeVar("E", bound=Entry)


def load(folder: Path, *, environ: Mapping[str, str]) -> Configuration:
    """The configuration of a folder.

    `environ` fills in each `${NAME}` of an address. Nothing is connected to.
    Raises `Problems`, a `ConfigurationError`, with everything that is wrong.
    """
    files, problems = read_files(folder)
    items = [item for file in files for item in _items(file, problems)]
    declared = _declared(items, problems)
    known = Known(environ, declared, _incomplete(files))
    entries: list[Entry] = []
    for item in items:
        checked = check(item.section, item.given, known)
        problems += [item.problem(loc, message) for loc, message in checked.findings]
        if checked.entry:
            entries.append(checked.entry)
    if problems:
        raise Problems(problems)
    return _configuration(entries, declared)


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry as it stands in a file."""

    section: str
    index: int
    given: Value
    document: Document

    def problem(self, loc: Loc, message: str) -> Problem:
        whole: Loc = (self.section, self.index, *loc)
        return Problem(self.document.file, self.document.line(whole), None, written(whole), message)

    @property
    def id(self) -> str | None:
        given = self.given.get("id") if isinstance(self.given, dict) else None
        return given if isinstance(given, str) else None

    @property
    def place(self) -> Place:
        loc: Loc = (self.section, self.index)
        return Place(self.document.file, self.document.line(loc), written(loc))


def _items(file: File, problems: list[Problem]) -> Iterator[_Item]:
    document = file.document
    if document is None:
        return

    def problem(loc: Loc, message: str) -> Problem:
        return Problem(document.file, document.line(loc), None, written(loc), message)

    sections = FOLDERS[file.folder]
    shapes = " or ".join(f'"{section}:"' for section in sections) + " with a list"
    if document.data is None:
        problems.append(problem((), f"is empty; write {shapes}, or remove the file"))
        return
    if not isinstance(document.data, dict):
        kind = "a list" if isinstance(document.data, list) else "text"
        problems.append(problem((), f"must be a mapping, not {kind}; write {shapes}"))
        return
    for section, given in document.data.items():
        if section not in sections:
            problems.append(problem((section,), _unknown(section, sections, file.folder)))
        elif isinstance(given, list):
            for index, item in enumerate(given):
                yield _Item(section, index, item, document)
        else:
            found = "is empty" if given is None else "is no list"
            problems.append(
                problem((section,), f'{found}; write a line that begins with "- " for each, or [] for none')
            )


def _unknown(section: str, sections: tuple[str, ...], folder: str) -> str:
    home = next((name for name, within in FOLDERS.items() if section in within), None)
    if home:
        return f"belongs into a file of {home}/, not of {folder}/"
    return f"is no key of a file of {folder}/{did_you_mean(section, sections) or '; it has ' + ', '.join(sections)}"


def _declared(items: list[_Item], problems: list[Problem]) -> dict[str, dict[str, Place]]:
    """Every id and where it is first; what is declared twice is a problem where it is said again.

    People, organisations and offices share their ids, since rules ask for all of them as @id.
    """
    declared: dict[str, dict[str, Place]] = {section: {} for section in ENTRY}
    for item in items:
        if item.id is None:
            continue
        rivals = WATCHLIST if item.section in WATCHLIST else (item.section,)
        first = next((declared[section][item.id] for section in rivals if item.id in declared[section]), None)
        if first:
            message = f"{quoted(item.id)} is taken by {first.key} in {first.file}:{first.line}; ids are unique"
            problems.append(item.problem(("id",), message))
        declared[item.section].setdefault(item.id, item.place)
    return declared


def _incomplete(files: list[File]) -> frozenset[str]:
    """Sections of which something is not known, because a file can't be read or has not the form of one."""
    return frozenset(
        section
        for file in files
        for section in FOLDERS[file.folder]
        if file.document is None
        or not isinstance(file.document.data, dict)
        or not isinstance(file.document.data.get(section, []), list)
    )


def _configuration(entries: list[Entry], declared: Mapping[str, Mapping[str, Place]]) -> Configuration:
    topics = _of(TopicEntry, entries)
    rules = _of(RuleEntry, entries)
    return Configuration(
        sources={entry.id: nouns.source(entry) for entry in _of(SourceEntry, entries)},
        watchlist=Watchlist(
            people=tuple(map(nouns.person, _of(PersonEntry, entries))),
            organisations=tuple(map(nouns.organisation, _of(OrganisationEntry, entries))),
            offices=tuple(map(nouns.office, _of(OfficeEntry, entries))),
        ),
        topics=tuple(map(nouns.topic, topics)),
        channels={entry.id: nouns.channel(entry) for entry in _of(ChannelEntry, entries)},
        rules=tuple(map(nouns.rule, rules)),
        queries={rule.id: rule.query for rule in rules},
        topic_queries={topic.id: topic.query for topic in topics if topic.query},
        places={(section, entry): place for section, ids in declared.items() for entry, place in ids.items()},
    )


def _of(kind: type[E], entries: list[Entry]) -> list[E]:
    return [entry for entry in entries if isinstance(entry, kind)]
