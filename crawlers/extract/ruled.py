"""What a source's own rules say of a page: a person wrote them where generic reading goes wrong on that source."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.authors import authors_of
from crawlers.extract.blocks import Block, blocks, columns, normalised
from crawlers.extract.choosing import is_imprint, is_pointer
from crawlers.extract.furniture import NEVER_PROSE, remove
from crawlers.extract.headings import heading_text
from crawlers.extract.section import section_of
from crawlers.extract.times import read_time
from crawlers.extract.wording import LONGEST, plain
from crawlers.extract.written_times import read_written_time
from presswatch.selectors import select
from presswatch.sources import ReadingRules

LEAST = 40  # columns of text: with less, a selector met something else
MOST = 20  # elements that are asked for a title, a date or an author
_DATE_LINE = 120  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What the rules gave, "" and () where there is none. `unmet` names the rules that gave nothing on this page."""

    title: str = ""
    blocks: Sequence[Block] = ()
    date: datetime | None = None  # naive where the page names no zone
    authors: tuple[str, ...] = ()
    section: str = ""
    unmet: tuple[str, ...] = ()


def drop(tree: HtmlElement, rules: ReadingRules) -> None:
    """Take out of the page what the rules say, before anybody reads it."""
    for selector in rules.drop:
        for element in _met(tree, selector):
            if not isinstance(element, str):
                remove(element)


def read_by_rules(tree: HtmlElement, rules: ReadingRules, *, language: str, fetched_at: datetime) -> Ruled:
    """Apply the rules to a page; scripts in it are taken for no text."""
    title = next((text for text in _texts(tree, rules.title) if text), "")[:LONGEST]
    text = _blocks(tree, rules.text)
    if sum(columns(block.text) for block in text) < LEAST:
        text = []
    dates = (_date(text, rules, language=language, fetched_at=fetched_at) for text in _dates(tree, rules.date))
    date = next((date for date in dates if date), None)
    authors = authors_of(_texts(tree, rules.author))
    section = next(filter(None, map(section_of, _texts(tree, rules.section))), "")
    unmet = [
        name
        for name, selector, found in (
            ("title", rules.title, title),
            ("text", rules.text, text),
            ("date", rules.date, date),
            ("author", rules.author, authors),
            ("section", rules.section, section),
        )
        if selector and not found
    ]
    return Ruled(title=title, blocks=text, date=date, authors=authors, section=section, unmet=tuple(unmet))


def _met(tree: HtmlElement, selector: str) -> list[etree._Element | str]:
    try:
        return select(tree, selector) if selector else []
    except ValueError:  # an XPath whose mistake shows on some pages only
        return []


def _texts(tree: HtmlElement, selector: str) -> Iterator[str]:
    for each in _met(tree, selector)[:MOST]:
        yield plain(each) if isinstance(each, str) else heading_text(each) or plain(each.get("content") or "")


def _blocks(tree: HtmlElement, selector: str) -> list[Block]:
    """All paragraphs of the elements that a selector meets, of the outermost where they stand in one another."""
    found = _met(tree, selector)
    elements = {each for each in found if not isinstance(each, str)}
    text: list[Block] = []
    for each in found:
        if isinstance(each, str):
            text += [Block(line, line, tree, 0.0) for part in each.splitlines() if (line := normalised(part))]
        elif elements.isdisjoint(each.iterancestors()):
            own = copy.deepcopy(each)
            for inner in list(own.iterdescendants(*NEVER_PROSE)):
                remove(inner)
            text += blocks(own)
    return [block for block in text if not (is_pointer(block) or is_imprint(block))]


def _dates(tree: HtmlElement, selector: str) -> Iterator[str]:
    """What the elements that are met say for machines, then what they say for people."""
    for each in _met(tree, selector)[:MOST]:
        if isinstance(each, str):
            yield normalised(each)
            continue
        for name in ("datetime", "content", "title"):
            if value := each.get(name):
                yield normalised(value)
        yield normalised(each.text_content())


def _date(text: str, rules: ReadingRules, *, language: str, fetched_at: datetime) -> datetime | None:
    """By the formats of the rules, else as any date is read, else as people put it: "2 hours ago", "вчера, 14:30"."""
    text = text[:_DATE_LINE]
    if not any(character.isalnum() for character in text):
        return None
    if rules.date_formats:
        found, _ = _by_dateparser(text, rules, language=language, base=fetched_at.replace(tzinfo=None), formats=True)
        if found:
            return found
    if time := read_time(text) or read_written_time(text, language=language):
        return time
    if not any(character.isalpha() for character in text):  # day or month first? Nobody says
        return None
    zone = ZoneInfo(rules.timezone) if rules.timezone else UTC
    base = fetched_at.astimezone(zone).replace(tzinfo=None)
    found, is_day = _by_dateparser(text, rules, language=language, base=base, formats=False)
    if found is None:
        return None
    if is_day:
        return found.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return found.replace(microsecond=0, tzinfo=found.tzinfo or zone)


def _by_dateparser(
    text: str, rules: ReadingRules, *, language: str, base: datetime, formats: bool
) -> tuple[datetime | None, bool]:
    """With formats by them alone. The second value is whether it is a day without a time."""
    from dateparser.date import DateDataParser  # noqa: PLC0415 - 0.2 s that other sources need not pay

    settings = {
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": "past",
        "PARSERS": ["custom-formats"] if formats else ["relative-time", "absolute-time"],
        "RETURN_TIME_AS_PERIOD": True,
    }
    given = list(rules.date_formats) if formats else None
    try:
        read = DateDataParser(languages=[language or "en"], settings=settings).get_date_data(text, given)
    except ValueError:  # a language that it doesn't know
        read = DateDataParser(languages=["en"], settings=settings).get_date_data(text, given)
    return read["date_obj"], read["period"] != "time"
