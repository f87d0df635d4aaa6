"""The Solar Hijri calendar, which Iran and Afghanistan date their press by."""

from __future__ import annotations

from datetime import date, timedelta

FIRST, LAST = 1244, 1472  # years in which the rule of 33 years is exact

_NEW_YEAR = date(1979, 3, 21)  # 1 Farvardin 1358
_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # years of the 33, counted from 0

# Iran's names, Afghanistan's in Dari and in Pashto; spellings are folded by whoever compares.
_MONTHS = (
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
    "وری غویی غبرگولی چنگاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",
)
MONTHS = {name: number for names in _MONTHS for number, name in enumerate(names.split(), 1)}


def gregorian(year: int, month: int, day: int) -> date:
    """The day in the Gregorian calendar. Raises `ValueError` for what is no date, or outside 1244 to 1472.

    Leap years go by the rule of 33 years, as in M. Heydari-Malayeri, "A concise review of the Iranian calendar"
    (arXiv:astro-ph/0409620).
    """
    if not (FIRST <= year <= LAST and 1 <= month <= 12 and 1 <= day <= _length(year, month)):
        raise ValueError(f"{year}-{month}-{day} is no date of the Solar Hijri calendar")
    step = 1 if year >= 1358 else -1
    years = range(1358, year) if step == 1 else range(year, 1358)
    days = step * sum(366 if _is_leap(each) else 365 for each in years)
    return _NEW_YEAR + timedelta(days=days + min(month - 1, 6) * 31 + max(month - 7, 0) * 30 + day - 1)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP


def _length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29
