"""Links, and the care that everything offered by strangers needs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TypeVar
from urllib.parse import urldefrag, urljoin, urlsplit

from crawlers.discover.order import out_of_order
from presswatch.errors import PermanentError

MOST_LINKS = 500  # of one document; a feed that offers more is cut to its newest
_MOST_OFFERED = 60_000  # of which the newest are found; a sitemap may have 50,000 (sitemaps.org)
LONGEST_URL = 2048  # characters; a longer one is offered like any other, and not fetched

T = TypeVar("T")

_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")
_TAG = re.compile(r"<[^<>]{1,200}>")
_SPACES = re.compile(r"\s+")
_CLOCK_AT_END = re.compile(r"([+-]?)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?$", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?", re.DOTALL)


class DocumentError(PermanentError):
    """A discovery document could not be read. The text says why, without the document's address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that a publisher offered, with what was said of the page behind it. Every hint may be missing or wrong."""

    url: str  # absolute, http or https, without a fragment
    hint_by: str  # feed, sitemap or listing; of an article that is looked at again with the zone that was assumed
    title: str = ""  # plain text
    published_at: datetime | None = None  # aware
    zoneless: bool = False  # it was said without a zone: `published_at` takes it for UTC until the reader knows better
    doubt: str = ""  # why the publisher's word for it is not believed, in words
    language: str = ""  # ISO 639-1
    revision: str = ""  # the hour (UTC) of a change that the publisher announces; "" when there was none
    content: str = ""  # HTML: the whole text, where the publisher gives one (content:encoded and its like), unread


def absolute(href: str | None, base: str) -> str | None:
    """The address that `href` means on the page `base`; None for what can't be fetched: `javascript:`, `mailto:`, …"""
    if not href:
        return None
    try:
        url = urldefrag(urljoin(base, _CONTROLS.sub("", href))).url
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a bracket too many in the host, a port that is none
        return None
    return url if usable and parts.username is None else None


def shown(url: str) -> str:
    """An address as a message has it."""
    return url if len(url) <= 200 else f"{url[:200]}…"


def plain_title(title: str | None) -> str:
    """A title as plain text; feeds give some with markup, or escaped twice."""
    if not title:
        return ""
    if "<" in title or "&" in title:
        title = html.unescape(_TAG.sub(" ", title))
    return _SPACES.sub(" ", title).strip()[:500]


def language_code(tag: str | None) -> str:
    """`ru-RU` → `ru`; "" for anything that is not a language tag with a two-letter language (BCP 47)."""
    found = _LANGUAGE.fullmatch(tag.strip()) if tag else None
    return found[1].lower() if found else ""


def read_time(value: str | None) -> datetime | None:
    """An ISO 8601 (W3C) or RFC 5322 time. One without a zone is taken as UTC, and a day as its beginning."""
    if not value:
        return None
    value = value.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = read(value)
            return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            continue
    return None


def is_zoneless(value: str) -> bool:
    """Whether what is written is a time of day without a zone. A day alone is none, whatever its zone."""
    found = _CLOCK_AT_END.search(value.strip())
    return found is not None and not found[1]


def revision(published: datetime | None, updated: datetime | None) -> str:
    """The hour in which an entry says that it was changed after its publication: reason to fetch its page again.

    To the hour, so that a feed which dates all entries anew at every look costs one fetch an hour and not all of them.
    """
    if not updated or not published or updated - published < timedelta(minutes=1):
        return ""
    return updated.astimezone(UTC).strftime("%Y-%m-%dT%H")


def newest_first(
    offered: Iterable[tuple[datetime | None, T]], link: Callable[[T], Link | None], *, limit: int
) -> list[Link]:
    """At most `limit` distinct links, the newest first, made by `link` from what was offered.

    What has no time stays with what was offered before it, and so does what has one that the others belie.
    """
    told = list(islice(offered, _MOST_OFFERED))
    doubted = out_of_order([time for time, _ in told])
    dated = []
    last = datetime.max.replace(tzinfo=UTC)
    for n, (time, thing) in enumerate(told):
        last = last if n in doubted else time or last
        dated.append((last, n in doubted, thing))
    dated.sort(key=lambda each: each[0], reverse=True)
    distinct: dict[str, Link] = {}
    for made in (_doubting(link(thing)) if is_doubted else link(thing) for _, is_doubted, thing in dated):
        if made:
            distinct.setdefault(made.url, made)
        if len(distinct) == limit:
            break
    return list(distinct.values())


def _doubting(link: Link | None) -> Link | None:
    return doubting(link, "a year off its order") if link and link.published_at else link


def doubting(link: Link, why: str) -> Link:
    """The link without its time, which is said to be wrong."""
    return replace(link, published_at=None, doubt=f"{link.hint_by} said {link.published_at:%Y-%m-%d}, {why}")
