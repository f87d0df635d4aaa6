"""Reading one date or time as publishers write them: ISO 8601, RFC 5322, and the forms that people read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[T\s]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?(?!\d)",
    re.IGNORECASE,
)
# What Java's Date writes: "Fri Apr 28 19:20:36 CEST 2023".
_JAVA = re.compile(
    r"\w{3} (?P<month>\w{3}) (?P<day>\d{1,2}) (?P<clock>[\d:]{5,8}) (?P<zone>[A-Z]{2,5}) (?P<year>\d{4})"
)
# Names of zones beside those of RFC 5322, hours from UTC; names that mean two zones are left out.
_ZONES = {
    "UTC": 0,
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "SAST": 2,
    "JST": 9,
    "KST": 9,
}
_UNIX = re.compile(r"\d{10}(?:\d{3})?")
_CLOCK = r"(?:\D{1,12}?(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?!\d)(?:\s?(?P<half>[ap]m)\b)?)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NUMERIC = (
    _form(
        rf"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[年년./-]\s?(?P<month>\d{{1,2}})\s?[月월./-]\s?(?P<day>\d{{1,2}})(?!\d){_CLOCK}"
    ),
    _form(rf"(?P<year>(?:19|20)\d\d) оны (?P<month>\d{{1,2}}) сарын (?P<day>\d{{1,2}}){_CLOCK}"),
    # The day first, as most of the world writes it. With slashes it may be either, unless one can't be a month.
    _form(rf"(?<!\d)(?P<day>\d{{1,2}})\s?[.-]\s?(?P<month>\d{{1,2}})\s?[.-]\s?(?P<year>(?:19|20)\d\d)(?!\d){_CLOCK}"),
    _form(rf"(?<!\d)(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<short>[0-4]\d)(?![\d.]){_CLOCK}"),
    _form(rf"(?<!\d)(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{{1,2}})/(?P<year>(?:19|20)\d\d)(?!\d){_CLOCK}"),
    _form(rf"(?<!\d)(?P<month>\d{{1,2}})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>(?:19|20)\d\d)(?!\d){_CLOCK}"),
)
_WORD = r"(?P<word>[^\s\d.,:;/()|]{2,25})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NAMED = (
    # 10th September 2020, 10. september 2020, 10 de septiembre de 2020, 10 сентября 2020
    _form(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|º|-?\w{{1,2}})?\s*(?:de\s+|ta\s+)?{_WORD}\.?,?\s+(?:de\s+|del\s+)?"
        rf"{_YEAR}(?!\d){_CLOCK}"
    ),
    # Sept. 10, 2020
    _form(rf"{_WORD}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d){_CLOCK}"),
    # 2020-yil 10-sentabr, 2020 ж. 10 қыркүйек
    _form(rf"(?<!\d){_YEAR}[\s.]*(?:-?\w{{1,4}}\.?\s+)?(?P<day>\d{{1,2}})[\s.-]*{_WORD}{_CLOCK}"),
    # 2020. szeptember 10.
    _form(rf"(?<!\d){_YEAR}\.?\s+{_WORD}\.?\s+(?P<day>\d{{1,2}})(?!\d){_CLOCK}"),
)
_LANGUAGES = (
    "ar az be bg bn cs da de el es et fa fi fr he hi hr hu hy id it ka kk ky lt lv mn ms nb nl pl ps pt ro ru sk sl sr "
    "sv sw tg tk tr uk ur uz uz_Cyrl vi"
).split()
_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯")}


def read_time(text: str, *, zone: timezone | None = None) -> datetime | None:
    """A time meant for machines. One without a zone is taken to be in `zone`, and stays naive without it."""
    text = text.strip()[:80]
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    found = _ISO.match(text)
    if found:
        return _made(found.groupdict(), zone)
    if found := _JAVA.fullmatch(text):
        text = "{day} {month} {year} {clock} {zone}".format(**found.groupdict())
        if found["zone"] in _ZONES:
            text = text.removesuffix(found["zone"])
            zone = timezone(timedelta(hours=_ZONES[found["zone"]]))
    try:
        time = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=zone)


def read_written_time(text: str, *, language: str = "") -> datetime | None:
    """The first date in a text meant for people, with its time of day where one follows; naive, None when none.

    Month names are those of CLDR, in `language` first. A date that could be read two ways is not read.
    """
    text = text.translate(_DIGITS)
    for form in _NUMERIC:
        if found := form.search(text):
            return _made(found.groupdict(), None)
    for form in _NAMED:
        for found in form.finditer(text):
            if month := _months(language).get(_month_key(found["word"])):
                return _made({**found.groupdict(), "month": str(month)}, None)
    return None


def _made(parts: Mapping[str, str | None], zone: timezone | None) -> datetime | None:
    def number(name: str) -> int:
        return int(parts.get(name) or 0)

    tz: timezone | None = zone
    written = (parts.get("zone") or "").upper()
    if written in {"Z", "UTC", "GMT"}:
        tz = UTC
    elif written:
        sign = -1 if written[0] == "-" else 1
        digits = written[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if offset > timedelta(hours=14):
            return None
        tz = timezone(sign * offset)
    hour = number("hour")
    if half := (parts.get("half") or "").lower():
        hour = hour % 12 + (12 if half == "pm" else 0)
    year = number("year") or 2000 + number("short")
    try:
        return datetime(
            year, number("month"), number("day"), hour, number("minute"), min(number("second"), 59), tzinfo=tz
        )  # fractions of a second tell a reader nothing
    except ValueError:
        return None


@cache
def _months(language: str) -> Mapping[str, int]:
    """Month names in lower case: the language's own, English, then those that all other languages agree on."""
    names = dict(_names_of(language)) if language else {}
    for name, number in _names_of("en").items():
        names.setdefault(name, number)
    for name, number in _common_months().items():
        names.setdefault(name, number)
    return names


@cache
def _common_months() -> Mapping[str, int]:
    """Month names of many languages, without those that are another month elsewhere (listopad)."""
    readings: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for name, number in _names_of(language).items():
            readings.setdefault(name, set()).add(number)
    return {name: numbers.pop() for name, numbers in readings.items() if len(numbers) == 1}


@cache
def _names_of(language: str) -> Mapping[str, int]:
    """From CLDR: full and short, as one writes them in dates and alone."""
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return {}
    return {
        _month_key(name): number
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }


def _month_key(name: str) -> str:
    return name.casefold().strip(". ")
