"""Feeds: RSS, Atom, RDF and JSON Feed, well-formed or not."""

from __future__ import annotations

import io
import re
from datetime import datetime
from email.message import Message
from itertools import islice
from typing import Any

import fastfeedparser

from crawlers.discover.json_feed import read_json_feed
from crawlers.discover.links import (
    MOST_LINKS,
    DocumentError,
    Link,
    absolute,
    is_zoneless,
    language_code,
    newest_first,
    plain_title,
    read_time,
    revision,
)
from crawlers.discover.xml import MOST_ELEMENTS, nth_tag, opened

# What the quick parser reads wrongly: 10.09.2020 as the 9th of October, and links without regard to xml:base.
_DAY_FIRST = re.compile(rb"<(?:pubDate|dc:date|published|updated)>(?:<!\[CDATA\[)?\s*\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_BASE = re.compile(rb"\sxml:base\s*=")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding=|^\xef\xbb\xbf", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*(?:<!\[CDATA\[)?\s*([A-Za-z-]{2,10})\s*[<\]]")
_WHOLE = re.compile(rb"<(?:\w+:)?(?:encoded|content)[\s>]")  # else what the parsers call content is a description
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_DATE = re.compile(
    rb"<(?:pubDate|dc:date|published|updated)(?:\s[^<>]{0,200})?>\s*(?:<!\[CDATA\[)?\s*([^<>\[\]]{6,60})"
)
_MOST_PATIENCE = 1 << 20, 50_000  # bytes and tags that feedparser is given: what it reads in a second or two
_MOST_ENTRIES = 4_000  # of a feed that are looked at: the first and the last, as either may be the newest
_MOST_DATES = 100  # of a feed that are looked at for their zones
_NUMERIC = re.compile(r"\s*\d{1,2}[./]\d{1,2}[./]\d{2,4}")

Entry = Any  # a dict of either parser; neither has types


def read_feed(body: bytes, *, url: str, content_type: str = "", limit: int = MOST_LINKS) -> list[Link]:
    """The newest links of the feed fetched from `url`.

    fastfeedparser is tried first, feedparser when it raises, finds nothing or would misread. A feed without entries
    is a feed. Raises `DocumentError`.
    """
    body = opened(body)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return read_json_feed(body, url=url, limit=limit)
    body = _shortened(_in_declared_charset(body, content_type))
    entries: list[tuple[datetime | None, Entry]] = []
    language = ""
    if not (_DAY_FIRST.search(body) or _BASE.search(body) or nth_tag(body, MOST_ELEMENTS) is not None):
        try:
            feed = fastfeedparser.parse(body)
            language = language_code(feed.feed.get("language")) or _channel_language(body)
            entries = [(read_time(entry.get("published") or entry.get("updated")), entry) for entry in feed.entries]
        except Exception:  # noqa: BLE001 - whatever it stumbles over, the patient parser is asked next
            entries = []
    if not all(_address(entry) and entry.get("title") for _, entry in entries):
        entries = []  # it sees no link beside another, no title that is XHTML
    if not entries:
        feed = _patiently(body, url)
        language = language_code(feed.feed.get("language"))
        entries = [(_time(entry), entry) for entry in feed.entries]

    is_whole = _WHOLE.search(body) is not None
    zoneless = _is_zoneless(body)

    def link(dated: tuple[datetime | None, Entry]) -> Link | None:
        time, entry = dated
        target = absolute(_address(entry), url)
        if not target:
            return None
        return Link(
            url=target,
            hint_by="feed",
            title=plain_title(entry.get("title")),
            published_at=time,
            zoneless=zoneless and time is not None,
            language=language_code(entry.get("language")) or language,
            revision=revision(time, read_time(dict.get(entry, "updated"))),
            content=_content(entry) if is_whole else "",
        )

    return newest_first(((time, (time, entry)) for time, entry in entries), link, limit=limit)


def _is_zoneless(body: bytes) -> bool:
    """Whether none of the feed's entries names the zone of its time: the parsers take such times for UTC."""
    first = _ENTRY.search(body)
    dates = islice(_DATE.finditer(body, first.start()), _MOST_DATES) if first else ()
    told = [is_zoneless(date[1].decode("latin-1")) for date in dates]
    return bool(told) and all(told)


def _shortened(body: bytes) -> bytes:
    """Without the entries in the middle, where there are so many that both parsers take minutes."""
    starts = [entry.start() for entry in _ENTRY.finditer(body)]
    half = _MOST_ENTRIES // 2
    return body if len(starts) <= _MOST_ENTRIES else body[: starts[half]] + body[starts[-half] :]


def _address(entry: Entry) -> str:
    """The page that an entry is about: of an Atom entry's links the alternate one (RFC 4287, section 4.2.7.2), else
    what the parser took for it, else an id that is an address: `guid` is a permalink unless it says otherwise."""
    pages = [
        link["href"] for link in entry.get("links") or () if link.get("href") and link.get("rel") in {None, "alternate"}
    ]
    if pages and entry.get("link") not in pages:
        return str(pages[0])
    name = entry.get("id") or ""
    return str(entry.get("link") or (name if name.startswith(("http://", "https://")) else ""))


def _content(entry: Entry) -> str:
    return max((each.get("value") or "" for each in entry.get("content") or ()), key=len, default="")


def _channel_language(body: bytes) -> str:
    """RSS's own element, which fastfeedparser passes over."""
    found = _LANGUAGE.search(body, 0, 8192)
    return language_code(found[1].decode()) if found else ""


def _patiently(body: bytes, url: str) -> Any:  # noqa: ANN401 - feedparser has no types
    import feedparser  # noqa: PLC0415 - rarely needed, and slow to import

    size, tags = _MOST_PATIENCE
    end = nth_tag(body, tags, size)
    # As a stream: feedparser would open a string that is a path, or fetch one that is an address.
    feed = feedparser.parse(
        io.BytesIO(body[: size if end is None else end]),
        response_headers={"content-location": url, "content-type": "application/xml"},
        sanitize_html=False,
    )
    if not feed.entries and not feed.get("version"):
        raise DocumentError("is not a feed")
    return feed


def _time(entry: Entry) -> datetime | None:
    for name in ("published", "updated"):
        written, known = dict.get(entry, name), dict.get(entry, f"{name}_parsed")  # its own get() takes one for another
        if written and not _NUMERIC.match(written):  # day or month first? The page may know.
            time = read_time(written)
            if not time and known:
                time = read_time("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*known[:6]))
            return time
    return None


def _in_declared_charset(body: bytes, content_type: str) -> bytes:
    """As UTF-8, where only the HTTP header names the encoding (RFC 7303, section 3)."""
    header = Message()
    header["content-type"] = content_type or "application/xml"
    charset = header.get_content_charset()
    if not charset or charset in {"utf-8", "utf8"} or _DECLARED.search(body[:200]):
        return body
    try:
        return body.decode(charset, "replace").encode()
    except LookupError:
        return body
