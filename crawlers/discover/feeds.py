"""Feeds: RSS, Atom, RDF and JSON Feed, well-formed or not."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import fastfeedparser

from crawlers.discover.links import (
    MOST_LINKS,
    DocumentError,
    Link,
    absolute,
    language_code,
    newest_first,
    plain_title,
    read_time,
)
from crawlers.discover.xml import opened

# What the quick parser reads wrongly: 10.09.2020 as the 9th of October, and links without regard to xml:base.
_DAY_FIRST = re.compile(rb"<(?:pubDate|dc:date|published|updated)>(?:<!\[CDATA\[)?\s*\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_BASE = re.compile(rb"\sxml:base\s*=")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding=|^\xef\xbb\xbf", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z-]{2,10})\s*<")
_NUMERIC = re.compile(r"\s*\d{1,2}[./]\d{1,2}[./]\d{2,4}")

Entry = Any  # a dict of either parser; neither has types


def read_feed(body: bytes, *, url: str, content_type: str = "", limit: int = MOST_LINKS) -> list[Link]:
    """The newest links of the feed fetched from `url`.

    fastfeedparser is tried first, feedparser when it raises, finds nothing or would misread. A feed without entries
    is a feed. Raises `DocumentError`.
    """
    body = _in_declared_charset(opened(body), content_type)
    entries: list[tuple[datetime | None, Entry]] = []
    language = ""
    if not (_DAY_FIRST.search(body) or _BASE.search(body)):
        try:
            feed = fastfeedparser.parse(body)
            language = language_code(feed.feed.get("language")) or _channel_language(body)
            entries = [(read_time(entry.get("published") or entry.get("updated")), entry) for entry in feed.entries]
        except Exception:  # noqa: BLE001 - whatever it stumbles over, the patient parser is asked next
            entries = []
    if not entries:
        feed = _patiently(body, url)
        language = language_code(feed.feed.get("language"))
        entries = [(_time(entry), entry) for entry in feed.entries]

    def link(dated: tuple[datetime | None, Entry]) -> Link | None:
        time, entry = dated
        target = absolute(entry.get("link"), url)
        if not target:
            return None
        return Link(
            url=target,
            hint_by="feed",
            title=plain_title(entry.get("title")),
            published_at=time,
            language=language_code(entry.get("language")) or language,
            revision=_revision(entry, time),
        )

    return newest_first(((time, (time, entry)) for time, entry in entries), link, limit=limit)


def _channel_language(body: bytes) -> str:
    """RSS's own element, which fastfeedparser passes over."""
    found = _LANGUAGE.search(body, 0, 8192)
    return language_code(found[1].decode()) if found else ""


def _patiently(body: bytes, url: str) -> Any:  # noqa: ANN401 - feedparser has no types
    import feedparser  # noqa: PLC0415 - rarely needed, and slow to import

    # As a stream: feedparser would open a string that is a path, or fetch one that is an address.
    feed = feedparser.parse(
        io.BytesIO(body),
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


def _revision(entry: Entry, published: datetime | None) -> str:
    """The hour in which an entry says that it was changed after its publication: reason to fetch its page again.

    To the hour, so that a feed which dates all entries anew at every look costs one fetch an hour and not all of them.
    """
    updated = read_time(dict.get(entry, "updated"))
    if not updated or not published or updated - published < timedelta(minutes=1):
        return ""
    return updated.astimezone(UTC).strftime("%Y-%m-%dT%H")


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
