from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.solar_hijri import gregorian
from crawlers.extract.written_times import read_written_time

TENTH = datetime(2020, 9, 10)  # noqa: DTZ001 - dates for people have no zone
THIRD = datetime(2025, 3, 3)  # noqa: DTZ001
AT = THIRD.replace(hour=14, minute=5)


@pytest.mark.parametrize(
    ("text", "language", "time"),
    [
        ("10 сентября 2020 года", "", TENTH),
        ("Опубликовано 10 сентября 2020, 14:05", "ru", TENTH.replace(hour=14, minute=5)),
        ("2020-yil 10-sentabr", "uz", TENTH),
        ("2020 ж. 10 қыркүйек", "kk", TENTH),
        ("2020 оны 9 сарын 10", "mn", TENTH),
        ("2020年09月10日21:45", "zh", TENTH.replace(hour=21, minute=45)),
        ("۱۰ سپتامبر ۲۰۲۰", "fa", TENTH),
        ("10 सितंबर 2020", "hi", TENTH),
        ("Sept. 10, 2020 3:48 PM", "en", TENTH.replace(hour=15, minute=48)),
        ("Thursday 10th September 2020", "", TENTH),
        ("10 de septiembre de 2020", "es", TENTH),
        ("10. september 2020", "sk", TENTH),
        ("10.09.2020 / 12:30", "", TENTH.replace(hour=12, minute=30)),
        ("10 listopada 2020", "pl", datetime(2020, 11, 10)),  # noqa: DTZ001
        ("10 listopada 2020", "hr", datetime(2020, 10, 10)),  # noqa: DTZ001
        ("10 listopada 2020", "", None),  # November or October
        ("10/09/2020", "", None),  # September or October
        ("23/09/2020", "", datetime(2020, 9, 23)),  # noqa: DTZ001
        ("09/23/2020", "", datetime(2020, 9, 23)),  # noqa: DTZ001
        ("99.99.2020", "", None),
        ("10 ministers 2020", "en", None),
    ],
)
def test_written_dates(text, language, time):
    assert read_written_time(text, language=language) == time


@pytest.mark.parametrize(
    ("text", "language", "time"),
    [
        ("Published on 3 March 2025 at 14:05", "en", AT),
        ("March 3, 2025 2:05 PM", "en", AT),
        ("Monday, 03 Mar 2025", "en", THIRD),
        ("3rd of March, 2025", "en", THIRD),
        ("3 марта 2025, 14:05", "ru", AT),
        ("03.03.2025 14:05", "ru", AT),
        ("14:05, 3 марта 2025", "ru", AT),
        ("14:05 03.03.2025", "ru", AT),
        ("3 березня 2025, 14:05", "uk", AT),
        ("3 березня 2025 р.", "uk", THIRD),
        ("2025 жылғы 3 наурыз", "kk", THIRD),
        ("3 наурыз 2025, 14:05", "kk", AT),
        ("03 наурыз, 2025 ж.", "kk", THIRD),
        ("2025 ж. 3 наурызда", "kk", THIRD),
        ("3 Наурыз 2025", "kk", THIRD),
        ("2025-жылдын 3-марты", "ky", THIRD),
        ("3-март, 2025-жыл", "ky", THIRD),
        ("3-март 2025, 14:05", "ky", AT),
        ("3 Март 2025", "ky", THIRD),
        ("2025-жыл 3-март", "ky", THIRD),
        ("2025-yil 3-mart", "uz", THIRD),
        ("3 mart 2025, 14:05", "uz", AT),
        ("2025-yil 3-mart, 14:05", "uz", AT),
        ("3-mart, 2025-yil", "uz", THIRD),
        ("2025 yil 3 mart", "uz", THIRD),
        ("2025 йил 3 март", "uz", THIRD),
        ("3 март 2025", "uz", THIRD),
        ("2025-йил 3-март, 14:05", "uz", AT),
        ("3 Март 2025 йил", "uz", THIRD),
        ("3 марти соли 2025", "tg", THIRD),
        ("3 марти 2025", "tg", THIRD),
        ("03 Март 2025", "tg", THIRD),
        ("Душанбе, 3 марти соли 2025", "tg", THIRD),
        ("2025 оны 3 сарын 3", "mn", THIRD),
        ("2025 оны 03-р сарын 03", "mn", THIRD),
        ("2025 оны гуравдугаар сарын 3", "mn", THIRD),
        ("2025-03-03 14:05", "mn", AT),
        ("2025 оны 3 дугаар сарын 3-ны өдөр", "mn", THIRD),
        ("2025年3月3日 14:05", "zh", AT),
        ("2025年03月03日14时05分", "zh", AT),
        ("2025-03-03 14:05:10", "zh", AT),
        ("二〇二五年三月三日", "zh", THIRD),
        ("發布時間：2025年3月3日 下午2:05", "zh", AT),
        ("۱۳ اسفند ۱۴۰۳ - ۱۴:۰۵", "fa", AT),
        ("دوشنبه ۱۳ اسفند ۱۴۰۳", "fa", THIRD),
        ("۱۴۰۳/۱۲/۱۳ - ۱۴:۰۵", "fa", AT),
        ("۱۴۰۳/۱۲/۱۳ ۱۴:۰۵", "fa", AT),
        ("۳ مارس ۲۰۲۵", "fa", THIRD),
        ("1403-12-13", "fa", THIRD),
        ("تاریخ انتشار: ۱۳ اسفند ۱۴۰۳ ساعت ۱۴:۰۵", "fa", AT),
        ("3 Mart 2025 14:05", "tr", AT),
        ("03.03.2025 14:05", "tr", AT),
        ("3 Mart 2025 Pazartesi", "tr", THIRD),
        ("3 mart 2025, 14:05", "az", AT),
        ("03 Mart 2025", "az", THIRD),
        ("3 mart 2025-ci il", "az", THIRD),
        ("3 مارس 2025", "ar", THIRD),
        ("٣ مارس ٢٠٢٥ - ١٤:٠٥", "ar", AT),
        ("3 آذار 2025", "ar", THIRD),
        ("الاثنين 3 آذار/مارس 2025", "ar", THIRD),
        ("3 مارس، 2025", "ar", THIRD),
        ("2025/03/03", "ar", THIRD),
        ("3 मार्च 2025", "hi", THIRD),
        ("03 मार्च 2025, 02:05 PM", "hi", AT),
        ("३ मार्च २०२५", "hi", THIRD),
        ("2025년 3월 3일 오후 2:05", "ko", AT),
        ("2025.03.03 14:05", "ko", AT),
        ("입력 2025-03-03 14:05", "ko", AT),
        ("2025. 3. 3.", "ko", THIRD),
        ("2025年3月3日 14時05分", "ja", AT),
        ("2025年3月3日（月）14:05", "ja", AT),
        ("2025/03/03 14:05", "ja", AT),
        ("令和7年3月3日", "ja", THIRD),
        ("3 mars 2025 à 14h05", "fr", AT),
        ("lundi 3 mars 2025", "fr", THIRD),
        ("3. März 2025, 14:05 Uhr", "de", AT),
        ("3 de marzo de 2025", "es", THIRD),
        ("3 de março de 2025 às 14h05", "pt", AT),
        ("3 მარტი 2025", "ka", THIRD),
        ("3 մարտի, 2025", "hy", THIRD),
        ("3-nji mart 2025", "tk", THIRD),
        ("2025-nji ýylyň 3-nji marty", "tk", THIRD),
        ("3 مارچ 2025", "ur", THIRD),
        ("۳ مارچ ۲۰۲۵", "ps", THIRD),
        ("3/3/2025", "vi", THIRD),
        ("03 tháng 3 năm 2025", "vi", THIRD),
        ("Thứ Hai, 3/3/2025", "vi", THIRD),
        ("3 มีนาคม 2568", "th", THIRD),
        ("3 сакавіка 2025", "be", THIRD),
    ],
)  # fmt: skip
def test_the_third_of_march_2025_in_the_languages_of_the_press(text, language, time):
    assert read_written_time(text, language=language) == time


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("5 killed in March 2025", "en"),
        ("12 ministers met in 2025", "en"),
        ("3/4/2025", "en"),  # March or April
        ("3/4/2025", ""),
        ("3 رمضان 1446", "ar"),  # the lunar calendar
        ("1446/09/03", "ar"),
        ("3 mars 25", "fr"),
        ("31 февраля 2025", "ru"),
        ("30 اسفند 1404", "fa"),  # not a leap year
        ("№ 03.03", "ru"),
    ],
)
def test_what_is_no_date_or_two(text, language):
    assert read_written_time(text, language=language) is None


def test_a_zone_that_is_written_is_kept():
    for text in ("3 марта 2025, 14:05 (МСК)", "March 3, 2025 2:05 PM GMT+3", "2025-03-03 14:05 UTC+03:00"):
        assert read_written_time(text) == datetime(2025, 3, 3, 11, 5, tzinfo=UTC)
    assert read_written_time("14:05 GMT, 3 March 2025") == AT.replace(tzinfo=UTC)


def test_the_solar_calendar():
    assert gregorian(1403, 12, 30) == date(2025, 3, 20)
    assert gregorian(1404, 1, 1) == date(2025, 3, 21)
    assert gregorian(1357, 11, 22) == date(1979, 2, 11)
    for wrong in ((1404, 12, 30), (1403, 13, 1), (1403, 7, 31), (1403, 1, 0), (1100, 1, 1)):
        with pytest.raises(ValueError, match="no date"):
            gregorian(*wrong)


def test_the_days_of_the_solar_calendar_follow_one_another():
    days = [gregorian(year, month, 1) for year in range(1370, 1420) for month in range(1, 13)]
    assert {(after - before).days for before, after in pairwise(days)} <= {29, 30, 31}
    assert all(
        gregorian(year, 1, 1) - date(year + 621, 3, 20) in {timedelta(0), timedelta(1)} for year in range(1370, 1420)
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "ru", "fa", "no-such-language", "x"]))
def test_no_text_breaks_the_reading(text, language):
    read_written_time(text, language=language)


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"[〇十二]{1,5}年[一十]{1,3}月[0-9十]{1,4}日? ?(下午)?[0-9]{1,2}[:時][0-9]{2}", fullmatch=True))
def test_no_number_breaks_the_reading(text):
    read_written_time(text, language="zh")
