"""Reading dates and times as they are written for people, in the languages and calendars of the press."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from babel import Locale, UnknownLocaleError

from crawlers.extract.months import month_of, solar_month_of
from crawlers.extract.solar_hijri import gregorian
from crawlers.extract.times import ZONES, offset_of

_DIGITS = {
    ord(digit): str(n % 10)
    for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９")
}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad]")
_HAN_NUMBER = re.compile("([〇○零一二三四五六七八九十]{1,4})(?=[年月日])")
_HAN = "〇一二三四五六七八九"
_ERA = re.compile(r"(令和|平成)\s?(\d{1,2}|元)\s?年")
_ERAS = {"令和": 2018, "平成": 1988}  # the year before the first

_YEAR = r"(?P<year>(?:1[349]|2[05])\d\d)(?!\d)"  # of the Gregorian, Solar Hijri and Buddhist calendars
_WORD = r"[^\s\d.,،;:()|/–—·•-]{2,25}"
_GAP = r"[\s.,،-]{0,3}"
_ATTACHED = r"(?:[.º]|-?[^\W\d_]{1,4}(?=[\s.,]))?"  # 10th, 10-nji, 10º
# What stands behind a year that comes first: "2020-жылдын 10-сентябры", "2020-nji ýylyň 10-njy sentýabry".
_YEARS = (
    r"(?:жылғы|жылы|жылының|жылдын|жыл|ж|йилнинг|йили|йил|yilning|yili|yil|yılı|yıl|ilin|il|nji|njy|ýylyň|ýyl|соли|оны|"
    r"он|года|год|г|gada|gads|m|թ|წლის)\b"
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NUMERIC = (
    _form(rf"(?<!\d){_YEAR}\s?[年년./-]\s?(?P<month>\d{{1,2}})\s?[月월./-]\s?(?P<day>\d{{1,2}})(?!\d)"),
    _form(rf"(?<!\d){_YEAR} оны (?P<month>\d{{1,2}})(?:\s?-?\s?(?:р|дугаар|дүгээр))? сарын (?P<day>\d{{1,2}})(?!\d)"),
    _form(rf"(?<!\d)(?P<day>\d{{1,2}}),? tháng (?P<month>\d{{1,2}})(?:,| năm|/)*\s?{_YEAR}"),
    # The day first, as most of the world writes it.
    _form(rf"(?<!\d)(?P<day>\d{{1,2}})\s?[.-]\s?(?P<month>\d{{1,2}})\s?[.-]\s?{_YEAR}"),
    _form(r"(?<![\d.])(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<short>[0-4]\d)(?![\d.])"),
)
_SLASHES = _form(rf"(?<!\d)(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})/{_YEAR}")
_NAMED = (
    # 10th of September, 2020; 10. september 2020; 10 de septiembre de 2020; 10 сентябри соли 2020; 10 أيلول/سبتمبر 2020
    _form(
        rf"(?<!\d)(?P<day>\d{{1,2}}){_ATTACHED}{_GAP}(?:(?:of|de|ta)\s+)?(?P<words>{_WORD}(?:\s{_WORD})?)"
        rf"(?:\s?/\s?{_WORD}(?:\s{_WORD})?)?{_GAP}(?:(?:de|del|of)\s+)?{_YEAR}"
    ),
    # Sept. 10, 2020
    _form(rf"(?P<words>{_WORD})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[,،]?\s+{_YEAR}"),
    # 2020-yil 10-sentabr, 2020 жылғы 10 қыркүйек
    _form(
        rf"(?<!\d){_YEAR}(?:[\s.-]{{0,2}}{_YEARS}[.,]?){{0,2}}{_GAP}(?P<day>\d{{1,2}}){_ATTACHED}{_GAP}(?P<words>{_WORD})"
    ),
    # 2020. szeptember 10., 2020 оны есдүгээр сарын 10
    _form(rf"(?<!\d){_YEAR}(?:\.|\s{_YEARS})?\s+(?P<words>{_WORD}(?:\s{_WORD}){{0,2}}?)\.?\s+(?P<day>\d{{1,2}})(?!\d)"),
)

_MORNING = "上午|凌晨|早上|午前|오전"
_EVENING = "下午|晚上|午後|오후"
_TIME = r"(?<!\d)(?P<hour>[01]?\d|2[0-3])\s?(?:[{marks}]|[時时点點시])\s?(?P<minute>[0-5]\d)(?!\d)(?::[0-5]\d\b)?"
_ZONE = rf"\s?\(?(?P<zone>(?:GMT|UTC)\s?[+-]\s?\d{{1,2}}(?::?\d\d)?|\b(?:{'|'.join(ZONES)})\b)"
_HALF = r"(?:\s?(?P<half>[ap]\.?m\b))?"
_AFTER = _form(rf"\D{{1,16}}?(?:(?P<before>{_MORNING}|{_EVENING})\s?)?{_TIME.format(marks=':.h')}{_HALF}(?:{_ZONE})?")
_BEFORE = _form(rf"{_TIME.format(marks=':h')}{_HALF}(?:{_ZONE}\)?)?\D{{1,8}}$")


def read_written_time(text: str, *, language: str = "") -> datetime | None:
    """The first date in a text meant for people, with its time of day where one stands beside it; None when none.

    Naive, unless a zone is written behind the time. Month names are those of CLDR, in `language` (ISO 639-1) first. A
    date that could be read two ways is not read. Years of the Solar Hijri calendar, Thailand's and Japan's are known.
    """
    text = _with_plain_numbers(text)
    best = min(_dates(text, language), key=lambda found: found[1], default=None)
    if best is None:
        return None
    day, start, end = best
    clock = _AFTER.match(text, end) or _BEFORE.search(text[max(start - 40, 0) : start])
    return datetime.combine(day, _time(clock) if clock else time())


def _with_plain_numbers(text: str) -> str:
    text = _INVISIBLE.sub("", text.translate(_DIGITS)).replace("‑", "-")
    text = _ERA.sub(lambda era: f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", text)
    return _HAN_NUMBER.sub(lambda number: _han(number[1]), text)


def _han(number: str) -> str:
    """二〇二五 and 十五 in figures."""
    number = number.replace("零", "〇").replace("○", "〇")
    if "十" not in number:
        return "".join(str(_HAN.index(each)) for each in number)
    tens, _, ones = number.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return number
    return str((_HAN.index(tens) if tens else 1) * 10 + (_HAN.index(ones) if ones else 0))


def _dates(text: str, language: str) -> Iterator[tuple[date, int, int]]:
    """Every date in the text, and where it stands."""
    for found, parts in (*_numeric(text, language), *_named(text, language)):
        if day := _day(parts, language):
            yield day, found.start(), found.end()


def _numeric(text: str, language: str) -> Iterator[tuple[re.Match[str], Sequence[int]]]:
    for form in _NUMERIC:
        for found in form.finditer(text):
            parts = found.groupdict()
            year = int(parts.get("year") or 0) or 2000 + int(parts["short"])
            yield found, (year, int(found["month"]), int(found["day"]))
    for found in _SLASHES.finditer(text):
        one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
        if one > 12 or one == two or (two <= 12 and _is_day_first(language)):
            yield found, (year, two, one)
        elif two > 12:
            yield found, (year, one, two)


def _named(text: str, language: str) -> Iterator[tuple[re.Match[str], Sequence[int]]]:
    for form in _NAMED:
        for found in form.finditer(text):
            words = found["words"].split()
            solar = int(found["year"]) < 1500
            month = solar_month_of(words[0]) if solar else month_of(words, language)
            if month:
                yield found, (int(found["year"]), month, int(found["day"]))


def _day(parts: Sequence[int], language: str) -> date | None:
    year, month, day = parts
    try:
        if year < 1500:  # an Arab page with such a year has the lunar calendar
            return gregorian(year, month, day) if language in {"fa", "ps", ""} else None
        if year >= 2500:
            return date(year - 543, month, day) if language == "th" else None
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _is_day_first(language: str) -> bool:
    """Whether the language's own short form (CLDR) begins with the day. English and the unknown could be either."""
    try:
        return language not in {"", "en"} and Locale.parse(language).date_formats["short"].pattern.startswith("d")
    except (ValueError, UnknownLocaleError):
        return False


def _time(clock: re.Match[str]) -> time:
    hour = int(clock["hour"])
    before = clock.groupdict().get("before") or ""
    if half := (clock["half"] or "").lower():
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    elif before and before in _EVENING and hour < 12:
        hour += 12
    elif before and before in _MORNING and hour == 12:
        hour = 0
    return time(hour, int(clock["minute"]), tzinfo=_zone(clock["zone"] or ""))


def _zone(written: str) -> timezone | None:
    if written.upper() in ZONES:
        return timezone(timedelta(hours=ZONES[written.upper()]))
    return offset_of(written[3:].replace(" ", "")) if written else None
