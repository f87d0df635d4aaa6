"""The time zone of a country, where it has but one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

# Countries whose clocks all but a few people set by one zone: "primaryZone" in CLDR's metaZones.xml.
_PRIMARY = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}


def zone_of(country: str, at: datetime) -> str:
    """IANA's name of the zone of a country (ISO 3166 alpha-2), "" where there are several clocks in it.

    Several zones that show the same time in that year are one: Kazakhstan's, since 2024.
    """
    if country in _PRIMARY:
        return _PRIMARY[country]
    zones = _zones().get(country, ())
    return zones[0] if zones and len({_clock(zone, at.year) for zone in zones}) == 1 else ""


@cache
def _zones() -> Mapping[str, tuple[str, ...]]:
    """By country, from CLDR."""
    found: dict[str, list[str]] = {}
    territories: Mapping[str, str] = get_global("zone_territories")
    for zone, country in sorted(territories.items()):
        found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


@cache
def _clock(zone: str, year: int) -> tuple[str, ...]:
    """What the clocks say in winter and summer; the zone's own name where this machine has no list of zones."""
    try:
        return tuple(str(datetime(year, month, 1, tzinfo=ZoneInfo(zone)).utcoffset()) for month in (1, 4, 7, 11))
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return (zone,)
