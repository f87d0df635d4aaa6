"""When an article was published, by the best word for it on the page or in the feed, and whose word that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.html import HtmlElement

from crawlers.extract.blocks import Block, squeezed
from crawlers.extract.jsonld import Described
from crawlers.extract.reading import Hints
from crawlers.extract.times import read_time
from crawlers.extract.written_times import read_written_time

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # a date without a zone may be tomorrow's
SKEW = timedelta(minutes=15)  # that clocks differ by; what is later than this after the fetch has a wrong zone or year
SAME_DAY = timedelta(hours=38)  # of a day somewhere and a time in it somewhere else

# In the order of how exactly they mean the first publication, letters and digits alone: sites put colons, points and
# low lines where they like.
_META = tuple(dict.fromkeys(squeezed(name) for name in (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "date.published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "publish-date", "publish_date", "publishdate", "pubdate", "publication_date",
    "published_date", "published_time", "article_date_original", "originalpublicationdate", "article.published",
    "citation_publication_date", "rnews:datepublished", "release_date", "displaydate", "date",
)))  # fmt: skip
_OTHER_META = ("articlemodifiedtime", "ogarticlemodifiedtime", "ogupdatedtime", "datemodified", "lastmodified")
_PUBLISHED = re.compile(r"publi|posted|created|issued|pubdate|dateline|entry-date", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edited|revis", re.IGNORECASE)
_SAYS_CHANGED = re.compile(
    "updat|modif|edited|обновл|оновл|изменен|жаңарт|жаңырт|yangilan|янгилан|güncel|yenilən|aktualis|mise? à jour|"
    "actualiz|aggiornat|更新|修正|수정|تحديث|به‌روز|بروزرسانی|अपडेट",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_DATE_LINE = 80  # characters


@dataclass(frozen=True, slots=True)
class _Said:
    """A time, whose word it is, and what was assumed of it."""

    at: datetime  # UTC
    by: str
    is_day: bool  # a day without a time of day, whose beginning in UTC `at` is
    assumed: str = ""


def read_date(
    tree: HtmlElement,
    meta: Mapping[str, Sequence[str]],
    described: Described,
    page: Sequence[Block],
    *,
    url: str,
    hints: Hints,
    language: str,
    fetched_at: datetime,
    ruled: datetime | None = None,
) -> tuple[datetime | None, str]:
    """The time in UTC and its provenance: feed, sitemap, jsonld, meta, rules or page; None and "" when nobody says.

    The feed's word comes first, then JSON-LD, `<meta>`, the source's rules (`ruled`), the page. Where the first has but
    the day, the next that has a time of that day counts, else the beginning of that day in UTC. A time without a zone
    is given that of the page's other times, else the source's, else UTC. What is after the fetch counts only where
    nobody says otherwise, and no more than a day; what is before 1990 never. The provenance goes on with what was
    assumed or distrusted, in words: `page; Asia/Almaty assumed`, `jsonld; feed said 2031-05-01, in the future`.
    """
    meta = _by_letters(meta)
    zone = _zone(meta, described)

    def placed(time: datetime, by: str) -> _Said | None:
        return _placed(time, by, zone, hints.timezone)

    said = [placed(hints.published_at, hints.published_by)] if hints.published_at and not hints.doubt else []
    said += [placed(time, "jsonld") for value in _published(described) if (time := _time(value, language))]
    said += [
        placed(time, "meta") for name in _META for value in meta.get(name, ())[:1] if (time := _time(value, language))
    ]
    said += [placed(ruled, "rules")] if ruled else []
    notes = [hints.doubt] if hints.doubt else []
    told, later = _sorted_out(said, fetched_at)
    if not told:
        written = (*_elements(tree, language), *_lines(tree, page, language), *_address(url))
        on_page, later_on_page = _sorted_out([placed(time, "page") for time in written], fetched_at)
        told, later = on_page[:1], later or later_on_page[:1]
    if not told:
        told = [one for one in later if one.at <= fetched_at + AHEAD][:1]
    notes += [f"{one.by} said {one.at:%Y-%m-%d}, in the future" for one in later[:1]]
    if not told:
        return None, "; ".join(["none", *notes]) if notes else ""
    best = _finest(told)
    return best.at, "; ".join([best.by, *([f"{best.assumed} assumed"] if best.assumed else []), *notes])


def _by_letters(meta: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    named: dict[str, Sequence[str]] = {}
    for name, values in meta.items():
        named.setdefault(squeezed(name), values)
    return named


def _placed(time: datetime, by: str, zone: tzinfo | None, timezone: str) -> _Said | None:
    """In UTC; None where the calendar ends."""
    is_day = time.minute == time.second == time.hour == 0
    assumed = ""
    if time.tzinfo is None:
        if is_day:
            time = time.replace(tzinfo=UTC)
        elif zone:
            time = time.replace(tzinfo=zone)
            assumed = time.isoformat()[19:]
        else:
            theirs = _named(timezone)
            time, assumed = time.replace(tzinfo=theirs or UTC), timezone if theirs else "UTC"
    try:
        return _Said(time.astimezone(UTC), by, is_day, assumed)
    except OverflowError:
        return None


def _named(timezone: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, OSError, ValueError):  # not a name, or a machine without the list of zones
        return None


def _sorted_out(said: Sequence[_Said | None], fetched_at: datetime) -> tuple[list[_Said], list[_Said]]:
    """Those that may be true, and those that are after the fetch."""
    possible = [one for one in said if one and one.at >= EARLIEST]

    def is_later(one: _Said) -> bool:
        return one.at > fetched_at + (AHEAD if one.is_day else SKEW)

    return [one for one in possible if not is_later(one)], [one for one in possible if is_later(one)]


def _finest(said: Sequence[_Said]) -> _Said:
    """The first, or a later one that has the time of its day."""
    best = said[0]
    finer = (one for one in said if not one.is_day and abs(one.at - best.at) < SAME_DAY)
    return next(finer, best) if best.is_day else best


def _published(described: Described) -> Iterator[str]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if value := described.text(name):
            yield value


def _time(value: str, language: str) -> datetime | None:
    """Some write for people where machines read."""
    return read_time(value) or read_written_time(value[:_DATE_LINE], language=language)


def _zone(meta: Mapping[str, Sequence[str]], described: Described) -> tzinfo | None:
    """The zone of any time of this article that names one."""
    values = [*described.other_dates, *(value for name in (*_META, *_OTHER_META) for value in meta.get(name, ()))]
    times = (read_time(value) for value in values)
    return next((time.tzinfo for time in times if time and time.tzinfo), None)


def _elements(tree: HtmlElement, language: str) -> Iterator[datetime]:
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
        time = _time(value, language)
        if time is not None:
            yield time


def _lines(tree: HtmlElement, page: Sequence[Block], language: str) -> Iterator[datetime]:
    """Short lines with a date near the headline: up to ten blocks below it, or five above; of changes last."""
    h1 = next(iter(tree.iter("h1")), None)
    at = next((n for n, block in enumerate(page) if h1 is not None and block.element is h1), 0)
    lines = [
        block.text
        for block in (*page[at : at + 11], *reversed(page[max(at - 5, 0) : at]))
        if len(block.text) <= _DATE_LINE
    ]
    for line in sorted(lines, key=lambda text: bool(_SAYS_CHANGED.search(text))):
        if time := read_written_time(line, language=language):
            yield time


def _address(url: str) -> Iterator[datetime]:
    if found := _IN_ADDRESS.search(url):
        yield datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) + timedelta(days=int(found[3]) - 1)
