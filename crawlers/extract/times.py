"""Reading one date or time as publishers write them for machines: ISO 8601, RFC 5322, Unix time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from crawlers.extract.solar_hijri import gregorian

_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[T\s]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[ap]m)\b)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?(?!\d)",
    re.IGNORECASE,
)
# What Java's Date writes: "Fri Apr 28 19:20:36 CEST 2023".
_JAVA = re.compile(
    r"\w{3} (?P<month>\w{3}) (?P<day>\d{1,2}) (?P<clock>[\d:]{5,8}) (?P<zone>[A-Z]{2,5}) (?P<year>\d{4})"
)
# Names of zones beside those of RFC 5322, hours from UTC; names that mean two zones are left out.
ZONES = {
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "МСК": 3,
    "SAST": 2,
    "JST": 9,
    "KST": 9,
}
_UNIX = re.compile(r"\d{10}(?:\d{3})?")


def read_time(text: str) -> datetime | None:
    """A time meant for machines; one that names no zone is naive. Some write years of the Solar Hijri calendar."""
    text = text.strip()[:80]
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if found := _ISO.match(text):
        return _made(found.groupdict())
    zone = None
    if found := _JAVA.fullmatch(text):
        text = "{day} {month} {year} {clock} {zone}".format(**found.groupdict())
        if found["zone"] in ZONES:
            text = text.removesuffix(found["zone"])
            zone = timezone(timedelta(hours=ZONES[found["zone"]]))
    try:
        time = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=zone)


def offset_of(written: str) -> timezone | None:
    """`Z`, `+5`, `+03`, `+0330`, `-03:30`; None for what is no offset from UTC."""
    if written.upper() in {"Z", "UTC", "GMT", ""}:
        return UTC
    hours, _, minutes = written[1:].partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > timedelta(hours=14):
        return None
    return timezone(-offset if written[0] == "-" else offset)


def _made(parts: Mapping[str, str | None]) -> datetime | None:
    def number(name: str) -> int:
        return int(parts.get(name) or 0)

    zone = offset_of(parts["zone"]) if parts["zone"] else None
    if parts["zone"] and zone is None:
        return None
    year, month, day, hour = number("year"), number("month"), number("day"), number("hour")
    if half := (parts["half"] or "").lower():
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        if 1300 <= year < 1500:
            date = gregorian(year, month, day)
            year, month, day = date.year, date.month, date.day
        # Fractions of a second tell a reader nothing.
        return datetime(year, month, day, hour, number("minute"), min(number("second"), 59), tzinfo=zone)
    except ValueError:
        return None
