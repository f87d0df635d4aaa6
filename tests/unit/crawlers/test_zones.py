from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.zones import zone_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("KG", "Asia/Bishkek"),
        ("TJ", "Asia/Dushanbe"),
        ("IR", "Asia/Tehran"),
        ("PK", "Asia/Karachi"),
        ("UZ", "Asia/Tashkent"),  # two zones that never differ
        ("CN", "Asia/Shanghai"),  # Ürümqi has a clock of its own beside it
        ("DE", "Europe/Berlin"),
        ("RU", ""),
        ("US", ""),
        ("MN", ""),
        ("XX", ""),
        ("", ""),
    ],
)
def test_a_country_with_one_clock_has_a_zone(country, zone):
    assert zone_of(country, NOW) == zone


def test_zones_that_became_one():
    assert zone_of("KZ", NOW).startswith("Asia/")
    assert zone_of("KZ", NOW.replace(year=2020)) == ""
