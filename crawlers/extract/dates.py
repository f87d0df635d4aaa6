"""When an article was published, by the best word for it on the page or in the feed, and whose word that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone

from lxml.html import HtmlElement

from crawlers.extract.blocks import Block
from crawlers.extract.jsonld import Described
from crawlers.extract.times import read_time, read_written_time

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # clocks differ, and a date without a zone may be tomorrow's

# In the order of how exactly they mean the first publication.
_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "date.published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "publish-date", "publish_date", "publishdate", "pubdate", "publication_date",
    "published_date", "published_time", "article_date_original", "originalpublicationdate", "article.published",
    "citation_publication_date", "rnews:datepublished", "release_date", "displaydate", "date",
)  # fmt: skip
_OTHER_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "date")
_PUBLISHED = re.compile(r"publi|posted|created|issued|pubdate|dateline|entry-date", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edited|revis", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_DATE_LINE = 80  # characters


def read_date(
    tree: HtmlElement,
    meta: Mapping[str, Sequence[str]],
    described: Described,
    page: Sequence[Block],
    *,
    url: str,
    hint: datetime | None,
    hint_by: str,
    language: str,
    fetched_at: datetime,
) -> tuple[datetime | None, str]:
    """The time in UTC and its provenance: feed, sitemap, jsonld, meta or page; None and "" when nobody says.

    The feed's word comes first, then JSON-LD, `<meta>`, the page. Where the first has but the day, the next that has a
    time of that day counts. A time without a zone is given that of the page's other times, or else UTC. What is before
    1990 or more than a day after `fetched_at` is no date of publication.
    """
    zone = _zone(meta, described)
    offered: list[tuple[datetime, str]] = [(hint, hint_by)] if hint else []
    offered += [(time, "jsonld") for value in _published(described) if (time := read_time(value, zone=zone))]
    offered += [
        (time, "meta") for name in _META for value in meta.get(name, ())[:1] if (time := read_time(value, zone=zone))
    ]
    plausible = [(at, by) for time, by in offered if (at := _checked(time, fetched_at))]
    if not plausible:
        written = (*_elements(tree, zone), *_lines(tree, page, language, zone), *_address(url))
        plausible = [(at, "page") for time in written if (at := _checked(time, fetched_at))][:1]
    if not plausible:
        return None, ""
    best, by = plausible[0]
    if _is_day(best):
        finer = [(at, whose) for at, whose in plausible[1:] if not _is_day(at) and abs(at - best) < timedelta(hours=38)]
        best, by = finer[0] if finer else (best, by)
    return best, by


def _published(described: Described) -> Iterator[str]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if value := described.text(name):
            yield value


def _checked(time: datetime, fetched_at: datetime) -> datetime | None:
    try:
        at = (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
    return at if EARLIEST <= at <= fetched_at + AHEAD else None


def _is_day(at: datetime) -> bool:
    return at.minute == at.second == 0 and at.hour == 0


def _zone(meta: Mapping[str, Sequence[str]], described: Described) -> timezone | None:
    """The zone of any time of this article that names one."""
    values = [*described.other_dates, *(value for name in (*_META, *_OTHER_META) for value in meta.get(name, ()))]
    for value in values:
        time = read_time(value)
        if time is not None and time.tzinfo is not None and time.tzinfo is not UTC:
            return timezone(time.utcoffset() or timedelta())
    return None


def _elements(tree: HtmlElement, zone: timezone | None) -> Iterator[datetime]:
    """`<time>` and microdata: those that say "published" first, then the others in the order of the page."""
    ranked: list[tuple[int, str]] = []
    for element in tree.iter("time", "abbr", "span", "div", "p"):
        prop = element.get("itemprop") or ""
        if element.tag != "time" and prop not in {"datePublished", "dateCreated"}:
            continue
        value = element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
        names = f"{prop} {element.get('class', '')} {'pubdate' if 'pubdate' in element.attrib else ''}"
        rank = 2 if _CHANGED.search(names) else 0 if _PUBLISHED.search(names) else 1
        ranked.append((rank, value))
        if len(ranked) == 50:
            break
    for _, value in sorted(ranked, key=lambda pair: pair[0]):
        time = read_time(value, zone=zone)
        if time is not None:
            yield time


def _lines(tree: HtmlElement, page: Sequence[Block], language: str, zone: timezone | None) -> Iterator[datetime]:
    """Short lines with a date near the headline: up to ten blocks below it, or five above."""
    h1 = next(iter(tree.iter("h1")), None)
    at = next((n for n, block in enumerate(page) if h1 is not None and block.element is h1), 0)
    for block in (*page[at : at + 11], *reversed(page[max(at - 5, 0) : at])):
        if len(block.text) <= _DATE_LINE and (time := read_written_time(block.text, language=language)):
            yield time.replace(tzinfo=zone)


def _address(url: str) -> Iterator[datetime]:
    if found := _IN_ADDRESS.search(url):
        yield datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) + timedelta(days=int(found[3]) - 1)
