"""The archive of pages: which there are, and reading one back.

Beside each WARC file stands an index, `<file>.index.jsonl`: one JSON object a line for each page that was described, in
the order of the file. It saves reading the file and is nothing else: what it lacks (its writer was killed, or it was
deleted) is read from the file, and `write_index` makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError
from scrapy.http import Response

from crawlers.circumstances import Circumstances, circumstances_from_json
from crawlers.fetch import Fetched
from crawlers.warc_records import Record, Span, read_record, records
from presswatch.articles import article_id
from presswatch.errors import PermanentError

SUFFIX = ".warc.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of an index: one page, as it was read once."""

    url: str  # of the page, after redirects; of the link, where there was no page
    article: str  # the id of the article that it gave, "" where it gave none
    source: str
    at: datetime
    about: Span  # the metadata record
    page: Span | None = None  # the response record; None where the page was refused
    status: int = 0
    digest: str = ""  # of the page's body


@dataclass(frozen=True, slots=True)
class Located:
    """A page, and the file that it is in."""

    file: Path
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A page as it was fetched, and what it was read in."""

    circumstances: Circumstances
    fetched: Fetched | None  # None where the page was refused, and the feed's own text was read


@cache
def _adapter() -> TypeAdapter[Entry]:
    return TypeAdapter(Entry)


def entry_to_json(entry: Entry) -> bytes:
    return _adapter().dump_json(entry, exclude_defaults=True)


def entry_of(url: str, circumstances: Circumstances, about: Span, page: tuple[Span, int, str] | None) -> Entry:
    """`page` is where the response is, its status and its digest."""
    entry = Entry(
        url=url,
        article=article_id(circumstances.url) if circumstances.url else "",
        source=circumstances.source,
        at=circumstances.at,
        about=about,
    )
    return replace(entry, page=page[0], status=page[1], digest=page[2]) if page else entry


def index_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.index.jsonl")


class PageArchive:
    """Reads what crawls wrote into a folder; they may be writing meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def files(self, *, since: datetime | None = None, until: datetime | None = None) -> list[Path]:
        """The files that may hold pages of that time, oldest first. A file is begun on the day that its folder names,
        and ended within a day of it."""
        first = f"{(since - timedelta(days=1)).astimezone(UTC):%Y-%m-%d}" if since else ""
        last = f"{until.astimezone(UTC):%Y-%m-%d}" if until else "~"
        days = sorted(day for day in self._folder.glob("????-??-??") if first <= day.name <= last)
        return [file for day in days for file in sorted(day.glob(f"*{SUFFIX}"))]

    def pages(self, *, since: datetime | None = None, until: datetime | None = None) -> list[Located]:
        """The pages that were read in that time (`until` is not in it), in the order of reading. Files that go
        meanwhile are passed over."""
        found = [Located(file, entry) for file in self.files(since=since, until=until) for entry in entries(file)]
        inside = [
            each
            for each in found
            if (since is None or each.entry.at >= since) and (until is None or each.entry.at < until)
        ]
        return sorted(inside, key=lambda each: each.entry.at)

    def of_article(self, article: str) -> list[Located]:
        """All pages that gave it, oldest first."""
        return [each for each in self.pages() if each.entry.article == article]


def read_page_at(located: Located) -> Archived:
    """Raises `PermanentError` when its records can't be read."""
    entry = located.entry
    try:
        with located.file.open("rb") as file:
            circumstances = circumstances_from_json(read_record(file, entry.about).payload)
            return Archived(
                circumstances=circumstances, fetched=_fetched(read_record(file, entry.page)) if entry.page else None
            )
    except OSError as error:
        raise PermanentError(f"{located.file} can't be read: {error.strerror}") from error
    except PermanentError as error:
        raise PermanentError(f"{located.file}: {error}") from error


def _fetched(record: Record) -> Fetched:
    headers: dict[str, list[str]] = {}
    for name, value in record.headers:
        headers.setdefault(name, []).append(value)
    return Fetched(record.url, Response(record.url, status=record.status, headers=headers, body=record.payload))


def entries(file: Path) -> list[Entry]:
    """The entries of a WARC file: those of its index, and what the file holds beyond them. Nothing where it is gone."""
    try:
        size = file.stat().st_size
        known = [entry for entry in _indexed(index_file(file)) if entry.about.end <= size]
        if known and known[-1].about.end == size:
            return known
        return [*known, *_scanned(file, known)]
    except FileNotFoundError:
        return []


def write_index(file: Path) -> int:
    """Make the index of a WARC file anew from the file alone; answers how many pages it has."""
    found = list(_scanned(file))
    index = index_file(file)
    new = index.with_name(f"{index.name}.new")
    new.write_bytes(b"".join(entry_to_json(entry) + b"\n" for entry in found))
    new.replace(index)
    return len(found)


def _indexed(index: Path) -> list[Entry]:
    """The entries up to the first line that is none: the last one may be torn."""
    found: list[Entry] = []
    try:
        lines = index.read_bytes().split(b"\n")
    except FileNotFoundError:
        return found
    for line in lines[:-1]:
        try:
            found.append(_adapter().validate_json(line))
        except ValidationError:
            break
    return found


def _scanned(file: Path, known: Sequence[Entry] = ()) -> Iterator[Entry]:
    """What stands behind the known entries."""
    with file.open("rb") as stream:
        yield from _behind(file, stream, known)


def _behind(file: Path, stream: BinaryIO, known: Sequence[Entry]) -> Iterator[Entry]:
    last = known[-1].about.end if known else 0
    pages: dict[str, tuple[Span, int, str]] = {}
    looked_back = not last
    for span, record in records(stream, after=last):
        if record.kind == "response":
            pages[record.id] = span, record.status, record.digest
        if record.kind != "metadata":
            continue
        if record.refers_to and record.refers_to not in pages and not looked_back:
            looked_back = True  # its page stands before the last known entry
            pages |= _answers(file, before=last)
        try:
            circumstances = circumstances_from_json(record.payload)
        except PermanentError:
            continue  # not one of ours
        page = pages.get(record.refers_to)
        if page or not record.refers_to:
            yield entry_of(record.url, circumstances, span, page)


def _answers(file: Path, *, before: int) -> dict[str, tuple[Span, int, str]]:
    found = {}
    with file.open("rb") as stream:
        for span, record in records(stream):
            if span.offset >= before:
                break
            if record.kind == "response":
                found[record.id] = span, record.status, record.digest
    return found
