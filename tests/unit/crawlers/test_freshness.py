"""How long publishers ask to be left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scrapy.http.headers import Headers

from crawlers.freshness import fresh_by_feed, fresh_by_headers

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DATE, LATER = "Thu, 10 Sep 2020 12:00:00 GMT", "Thu, 10 Sep 2020 12:20:00 GMT"


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, 0 * MINUTE),
        ({"Cache-Control": "public, max-age=600"}, 10 * MINUTE),
        ({"Cache-Control": ["public", 'MAX-AGE="600"']}, 10 * MINUTE),
        ({"Cache-Control": "s-maxage=600"}, 0 * MINUTE),  # for shared caches
        ({"Cache-Control": "max-age=600", "Age": "540"}, MINUTE),
        ({"Cache-Control": "max-age=600", "Age": "9000"}, 0 * MINUTE),
        ({"Cache-Control": "max-age=600, no-cache"}, 0 * MINUTE),
        ({"Cache-Control": "max-age=31536000"}, DAY),
        ({"Cache-Control": "max-age=99999999999999999999"}, DAY),
        ({"Cache-Control": "max-age=-5"}, 0 * MINUTE),
        ({"Date": DATE, "Expires": LATER}, 20 * MINUTE),
        ({"Date": LATER, "Expires": DATE}, 0 * MINUTE),
        ({"Date": DATE, "Expires": "0"}, 0 * MINUTE),
        ({"Date": DATE, "Expires": LATER, "Cache-Control": "max-age=60"}, MINUTE),
        ({"Expires": LATER}, 0 * MINUTE),  # by whose clock?
        ({"Cache-Control": "\u0661=\ufffd, max-age=\u0661"}, 0 * MINUTE),
    ],
)
def test_by_headers(headers: dict[str, str], fresh: timedelta) -> None:
    assert fresh_by_headers(Headers(headers)) == fresh


def rss(head: str) -> bytes:
    return f"<rss xmlns:sy='x'><channel><title>x</title>{head}<item><ttl>5</ttl></item></channel></rss>".encode()


@pytest.mark.parametrize(
    ("head", "fresh"),
    [
        ("", 0 * MINUTE),
        ("<ttl> 60 </ttl>", HOUR),
        ("<ttl>soon</ttl>", 0 * MINUTE),
        ("<ttl>999999</ttl>", DAY),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", HOUR),
        ("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>", HOUR),
        ("<syn:updatePeriod>daily</syn:updatePeriod><syn:updateFrequency>4</syn:updateFrequency>", 6 * HOUR),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", HOUR),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", DAY),
        ("<sy:updateFrequency>4</sy:updateFrequency>", 0 * MINUTE),
        ("<ttl>90</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 90 * MINUTE),
    ],
)
def test_by_a_feeds_own_word(head: str, fresh: timedelta) -> None:
    assert fresh_by_feed(rss(head)) == fresh


def test_an_endless_feed_is_not_searched_to_its_end() -> None:
    assert fresh_by_feed(b"<rss>" + b" " * 5_000_000 + b"<ttl>60</ttl>") == timedelta(0)
