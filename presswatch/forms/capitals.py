"""Capitals in the languages of the region and of the world's press, with their forms: Tashkent said, в Ташкенте.

A capital counts as its country. CLDR has no list of capitals, but it translates the city that each time zone is named
after, which most capitals are; the others stand in `capital_names`. Left out are those that nearly always mean
something else (Victoria, Georgetown, Kingston), those that are called what their country is, and Jerusalem, which two
claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from presswatch.forms import declension, suffixes
from presswatch.forms.capital_names import rows
from presswatch.forms.countries import by_code, by_ending, georgian, identifiers
from presswatch.forms.form import Form, MadeBy
from presswatch.forms.transliteration import other_script
from presswatch.text import fold

LANGUAGES = tuple("en ru uk be kk ky uz tg mn tr az tk fa ar ur zh hi hy ka de fr es".split())
_ZONES = """
Africa/Accra Africa/Addis_Ababa Africa/Algiers Africa/Asmera Africa/Bamako Africa/Bangui Africa/Brazzaville Africa/Cairo
Africa/Conakry Africa/Dakar Africa/Freetown Africa/Gaborone Africa/Harare Africa/Juba Africa/Kampala Africa/Khartoum
Africa/Kigali Africa/Kinshasa Africa/Libreville Africa/Luanda Africa/Lusaka Africa/Maputo Africa/Mogadishu
Africa/Nairobi Africa/Ndjamena Africa/Niamey Africa/Nouakchott Africa/Ouagadougou Africa/Tripoli Africa/Tunis
Africa/Windhoek America/Asuncion America/Bogota America/Buenos_Aires America/Caracas America/Havana America/Lima
America/Managua America/Mexico_City America/Montevideo America/Paramaribo America/Port-au-Prince America/Port_of_Spain
America/Santiago America/Santo_Domingo America/Tegucigalpa Asia/Amman Asia/Ashgabat Asia/Baghdad Asia/Baku Asia/Bangkok
Asia/Beirut Asia/Bishkek Asia/Colombo Asia/Damascus Asia/Dhaka Asia/Dushanbe Asia/Jakarta Asia/Kabul Asia/Katmandu
Asia/Kuala_Lumpur Asia/Manila Asia/Muscat Asia/Nicosia Asia/Phnom_Penh Asia/Pyongyang Asia/Riyadh Asia/Seoul Asia/Taipei
Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Thimphu Asia/Tokyo Asia/Ulaanbaatar Asia/Vientiane Asia/Yerevan
Atlantic/Reykjavik Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels
Europe/Bucharest Europe/Budapest Europe/Chisinau Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Kiev
Europe/Lisbon Europe/Ljubljana Europe/London Europe/Madrid Europe/Minsk Europe/Moscow Europe/Oslo Europe/Paris
Europe/Podgorica Europe/Prague Europe/Riga Europe/Rome Europe/Sarajevo Europe/Skopje Europe/Sofia Europe/Stockholm
Europe/Tallinn Europe/Tirane Europe/Vaduz Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zagreb
Indian/Antananarivo
""".split()
_RENAMED = {"Africa/Asmera": "ER", "America/Buenos_Aires": "AR", "Asia/Katmandu": "NP", "Europe/Kiev": "UA"}
# Locales that leave a city out, since it is called there as the zone is.
_LATIN = frozenset({"en", "uz", "tr", "az", "tk", "de", "fr", "es"})
# Capitals that can't be told from a word or a name: "safety", "Rum", "until now", the Roma, Riad Salameh, deli food.
_NOT_TOLD_APART = frozenset({"امان", "امّان", "روم", "رم", "کیو", "Roma", "Riad", "Deli", "Male"})
# Folded, these are others' words: they count as written.
_AS_WRITTEN = frozenset({"Şam", "Rom", "Daca", "Rim", "Wien", "Sana"})
_SHORTEST_OF_ARABIC = 4  # letters: كيف is "how", and Kyiv in Persian
_SHORT_AND_KNOWN = frozenset({"پکن", "وین"})
_SHORTEST_WITH_ENDINGS = 4
_ARABIC = re.compile("[\u0620-\u06ff]")


def capital_forms(languages: Iterable[str]) -> Iterator[tuple[Form, str]]:
    """Forms with the ISO 3166 code of the capital's country, in these languages (empty: in all that there are) and
    English."""
    wanted = {*languages, "en"} if languages else set(LANGUAGES)
    countries = {
        fold(name.removeprefix("=")) for language in LANGUAGES for names in by_code(language).values() for name in names
    }
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    for language in LANGUAGES:
        if language not in wanted:
            continue
        for code, cities in _by_code(language).items():
            for city in cities:
                if fold(city) in countries or city in _NOT_TOLD_APART or _short(city):
                    continue
                for form in _forms(city, language):
                    key = (form.text, code, form.suffixed)
                    if key not in seen:
                        seen.add(key)
                        yield form, code


@lru_cache(maxsize=64)
def _by_code(language: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    territories = get_global("zone_territories")
    for identifier in identifiers(language):
        zones = Locale.parse(identifier).time_zones
        for zone in _ZONES:
            city = zones.get(zone, {}).get("city", "")
            if not city and identifier.removesuffix("_Latn") in _LATIN:
                city = zone.rpartition("/")[2].replace("_", " ")
            if city:
                found.setdefault(territories.get(zone) or _RENAMED[zone], {})[city] = None
    for code, names in rows().get(language, {}).items():
        found.setdefault(code, {}).update(dict.fromkeys(names))
    if language == "uz":
        for latin in found.values():
            latin.update(dict.fromkeys(filter(None, [other_script(name, language) for name in latin])))
    return {code: tuple(names) for code, names in found.items()}


def _short(city: str) -> bool:
    return bool(_ARABIC.match(city)) and len(city) < _SHORTEST_OF_ARABIC and city not in _SHORT_AND_KNOWN


def _forms(name: str, language: str) -> Iterator[Form]:
    suffixed = suffixes.CYRILLIC if language == "ru" else (language,) if language in suffixes.LANGUAGES else ()
    long_enough = len(name) >= _SHORTEST_WITH_ENDINGS
    text = "=" + name if name in _AS_WRITTEN else name
    yield Form(text=text, language=language, suffixed=suffixed if long_enough else (), proclitics=language == "ar")
    made: Iterable[str] = ()
    if language in declension.LANGUAGES:
        made = declension.phrase(name, language) if language != "be" else (name,)
        if len(made) == 1:
            before, hyphen, last = name.rpartition("-")
            made = [before + hyphen + each for each in by_ending(last, language)]
    elif language == "ka":
        made = georgian(name)
    yield from (Form(text=each, language=language, made_by=MadeBy.DECLENSION) for each in made if each != name)
