"""How long a document asks to be left alone: by HTTP (RFC 9111, section 4.2), and by a feed's own word.

A feed says it with `ttl` (RSS 2.0) or with `updatePeriod` and `updateFrequency` (RSS 1.0 module Syndication).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http.headers import Headers

LONGEST = timedelta(days=1)  # a longer wish is cut to this

_NONE = timedelta(0)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_FORBIDS = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}")
_HEAD = 16 * 1024  # bytes in which a feed has said what it says of itself
_FIRST_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(rb"<\w+:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</")
_FREQUENCY = re.compile(rb"<\w+:updateFrequency>\s*([1-9]\d{0,4})\s*</")
_PERIODS = {b"hourly": 1, b"daily": 24, b"weekly": 168, b"monthly": 730, b"yearly": 8766}  # hours


def fresh_by_headers(headers: Headers) -> timedelta:
    """What is left of the lifetime that an answer has by its headers, a day at most; 0 where they say nothing."""
    cache_control = b",".join(headers.getlist("Cache-Control")).decode("latin-1")
    if _FORBIDS.search(cache_control):
        return _NONE
    max_age = _MAX_AGE.search(cache_control)
    if max_age:
        lifetime = timedelta(seconds=int(max_age[1]))
    else:
        expires, date = _date(headers.get("Expires")), _date(headers.get("Date"))
        lifetime = expires - date if expires and date else _NONE
    age = _SECONDS.fullmatch((headers.get("Age") or b"").decode("latin-1").strip())
    return _within(lifetime - timedelta(seconds=int(age[0]) if age else 0))


def fresh_by_feed(body: bytes) -> timedelta:
    """What a feed asks for, a day at most; 0 where it asks nothing, or is not written in an encoding like ASCII."""
    head = body[:_HEAD]
    item = _FIRST_ITEM.search(head)
    head = head[: item.start()] if item else head
    wish = _NONE
    if ttl := _TTL.search(head):
        wish = timedelta(minutes=int(ttl[1]))
    if period := _PERIOD.search(head):
        frequency = _FREQUENCY.search(head)
        wish = max(wish, timedelta(hours=_PERIODS[period[1]]) / (int(frequency[1]) if frequency else 1))
    return _within(wish)


def _date(value: bytes | None) -> datetime | None:
    """Anything that is no date, `0` above all, says that the answer is stale already (RFC 9111, section 5.3)."""
    try:
        date = parsedate_to_datetime((value or b"").decode("latin-1").strip())
    except (ValueError, TypeError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _within(wish: timedelta) -> timedelta:
    return min(max(wish, _NONE), LONGEST)
