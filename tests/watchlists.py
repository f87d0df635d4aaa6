"""Watchlists of any length: people, organisations and offices whose names are made of syllables, with a seed.

Names are of several languages, each written as a config writes it, so that the rules which make forms have as much to
do as on a real list: Russian and Ukrainian names to decline, Turkic ones to end, Chinese ones with titles, Arabic ones
with particles. Nobody real is meant.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

from presswatch.forms.countries import names_of
from presswatch.forms.transliteration import latin, other_script
from presswatch.watchlist import Names, Office, Organisation, Person, Term, Watchlist

_ORGANISATIONS = 0.12
_OFFICES = 0.03
_SINCE = date(2020, 1, 1)
_ROLES = ("foreign-minister", "head-of-state", "head-of-government")
_COUNTRIES = (
    "AE AF AL AM AR AT AU AZ BA BD BE BG BH BR BT BY CA CH CL CN CO CU CY CZ DE DK DZ EE EG ES ET FI FR GB GE GR HR HU "
    "ID IE IL IN IQ IR IS IT JO JP KE KG KH KP KR KW KZ LA LB LK LT LV LY MA MD ME MK MM MN MV MX MY NG NL NO NP NZ OM "
    "PE PH PK PL PT QA RO RS RU RW SA SD SE SG SI SK SN SO SY TH TJ TM TN TR TZ UA UG US UY UZ VE VN YE ZA ZM ZW"
).split()
_MEN = "Сергей Андрей Дмитрий Михаил Николай Павел Виктор Игорь Олег Юрий Антон Борис Фёдор Глеб Илья Егор".split()
_WOMEN = "Мария Ольга Анна Елена Ирина Наталья Татьяна Юлия Светлана Вера Дарья Нина".split()
_TURKIC = "Нурлан Ерлан Асхат Бахыт Серик Тимур Бакыт Азамат Улан Жаныбек Шавкат Бахтиёр Рустам Фархад Акмаль".split()
_ENGLISH = "James Mary Robert Linda Michael Susan David Karen Thomas Nancy Peter Helen Mark Laura Paul Ruth".split()
_TURKISH = "Mehmet Ayşe Mustafa Fatma Ahmet Emine Hüseyin Zeynep Murat Elif Kemal Selin".split()
_ARABIC = ("محمد", "أحمد", "خالد", "سعيد", "فاطمة", "عمر", "ياسر", "ليلى", "طارق", "حسن")
_PERSIAN = ("علی", "رضا", "حسین", "مریم", "مهدی", "زهرا", "بهرام", "کامران", "نسرین", "فرهاد")
_CHINESE = "王李张刘陈杨黄赵吴周徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
_PINYIN = "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Zhu Ma Hu Guo Lin He Gao Liang Zheng Luo Song Xie Tang"
_HAN = "毅强涛平军勇伟芳敏静丽艳杰磊刚洋超明华建国文辉志永春东海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子"
_SYLLABLES = "bin cai dong fang guo hai jian kang lei ming nan ping qi rong shan tao wei xin yan ze".split()
_WORDS = {
    "en": (
        "Regional Joint International Eurasian Central Northern United Permanent",
        "Council Agency Committee Fund Centre Institute Union Forum",
        "Transport Water Energy Trade Health Culture Migration Science",
    ),
    "ru": (
        "Региональный Объединённый Международный Евразийский Центральный Северный",
        "совет комитет фонд центр институт союз форум",
        "транспорта энергетики торговли здравоохранения культуры миграции науки",
    ),
}


def made_watchlist(count: int, *, seed: int = 1, beside: Watchlist | None = None) -> Watchlist:
    """`count` entries, those of `beside` among them: some 85 in a hundred people, 12 organisations, the rest offices."""
    chance = random.Random(seed)
    given = beside or Watchlist()
    wanted = max(0, count - len(given.people) - len(given.organisations) - len(given.offices))
    taken = {office.id for office in given.offices}
    free = [f"{role}/{country}" for country in _COUNTRIES for role in _ROLES if f"{role}/{country}" not in taken]
    offices = chance.sample(free, min(len(free), int(wanted * _OFFICES)))
    organisations = [_organisation(number, chance) for number in range(int(wanted * _ORGANISATIONS))]
    people = [
        Person(id=f"made-person-{number}", names=chance.choice(_PEOPLE)(chance))
        for number in range(wanted - len(offices) - len(organisations))
    ]
    held = [
        Office(
            id=office,
            title=office,
            names={"en": (_in_english(office),)},
            holders=(Term(person=person.id, since=_SINCE),),
        )
        for office, person in zip(offices, people, strict=False)
    ]
    return Watchlist(
        people=(*given.people, *people),
        organisations=(*given.organisations, *organisations),
        offices=(*given.offices, *held),
    )


def write_watchlist(watchlist: Watchlist, file: Path) -> None:
    """As a file of a config's `watchlist/`: strings of JSON are strings of YAML."""
    lines = []
    for section, entries in (("people", watchlist.people), ("organisations", watchlist.organisations)):
        lines.append(f"{section}:")
        lines += [line for each in entries for line in (f"  - id: {each.id}", *_names(each.names))]
    lines.append("offices:")
    for office in watchlist.offices:
        lines += [
            f"  - id: {office.id}",
            f"    title: {json.dumps(office.title, ensure_ascii=False)}",
            *_names(office.names),
            "    holders:",
        ]
        lines += [
            f"      - {{person: {term.person}, from: {term.since}{f', to: {term.until}' if term.until else ''}}}"
            for term in office.holders
        ]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _names(names: Names) -> list[str]:
    written = [f"      {language}: {json.dumps(given, ensure_ascii=False)}" for language, given in names.items()]
    return ["    names:", *written]


def _in_english(office: str) -> str:
    role, _, country = office.partition("/")
    return f"{role.replace('-', ' ')} of {names_of(country, 'en')[0].removeprefix('=')}"


def _syllables(chance: random.Random, consonants: str, vowels: str, count: int) -> str:
    return "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(count)) + chance.choice(consonants)


def _russian(chance: random.Random) -> Names:
    stem = _syllables(chance, "бвгдзклмнпрст", "аеиоу", chance.randint(1, 3)).capitalize()
    ending = chance.choice(("ов", "ин", "ский", "енко", "ев"))
    woman = chance.random() < 0.3
    if woman:
        ending = {"ов": "ова", "ин": "ина", "ский": "ская", "ев": "ева"}.get(ending, ending)
    name = f"{chance.choice(_WOMEN if woman else _MEN)} {stem}{ending}"
    return {"ru": (name,), "en": latin(name, "en") or (name,)}


def _kazakh(chance: random.Random) -> Names:
    stem = _syllables(chance, "бдзклмнрст", "аеуы", chance.randint(2, 3)).capitalize()
    name = f"{chance.choice(_TURKIC)} {stem}{chance.choice(('ев', 'ов', 'баев', 'беков'))}"
    return {"en": latin(name, "en"), "ru": (name,), "kk": (name.replace("к", "қ", 1),)}


def _uzbek(chance: random.Random) -> Names:
    stem = _syllables(chance, "бдзкмнрст", "аиоу", 2).capitalize()
    name = f"{chance.choice(_TURKIC)} {stem}{chance.choice(('ев', 'ов'))}"
    return {"en": latin(name, "en"), "ru": (name,), "uz": (other_script(name, "uz"),)}


def _chinese(chance: random.Random) -> Names:
    given = "".join(chance.choices(_HAN, k=chance.randint(1, 2)))
    romanised = "".join(chance.choices(_SYLLABLES, k=len(given))).capitalize()
    return {
        "en": (f"{chance.choice(_PINYIN.split())} {romanised}",),
        "zh": (chance.choice(_CHINESE) + given,),
    }


def _english(chance: random.Random) -> Names:
    surname = _syllables(chance, "bcdfghklmnprstw", "aeio", chance.randint(1, 3)).capitalize()
    return {"en": (f"{chance.choice(_ENGLISH)} {surname}{chance.choice(('', 'son', 'ley', 'man'))}",)}


def _turkish(chance: random.Random) -> Names:
    surname = _syllables(chance, "bdgkmnrstyz", "aeıiou", 2).capitalize()
    return {"tr": (f"{chance.choice(_TURKISH)} {surname}{chance.choice(('', 'oğlu', 'er'))}",)}


def _arabic(chance: random.Random) -> Names:
    surname = "".join(chance.choices("بتجحدرزسشصطعفقكلمن", k=chance.randint(4, 6)))
    romanised = _syllables(chance, "bdhjkmnrstz", "aiu", 2).capitalize()
    return {"ar": (f"{chance.choice(_ARABIC)} ال{surname}",), "en": (f"Khalid Al-{romanised}",)}


def _persian(chance: random.Random) -> Names:
    surname = "".join(chance.choices("بپتجچخدرزسشفقکگلمن", k=chance.randint(4, 6)))
    romanised = _syllables(chance, "bdfghkmnprst", "aei", 2).capitalize()
    return {"fa": (f"{chance.choice(_PERSIAN)} {surname}ی",), "en": (f"Reza {romanised}i",)}


_PEOPLE: tuple[Callable[[random.Random], Names], ...] = (
    _russian, _russian, _kazakh, _uzbek, _chinese, _english, _turkish, _arabic, _persian,
)  # fmt: skip


def _organisation(number: int, chance: random.Random) -> Organisation:
    names = {}
    place = _syllables(chance, "bdfgklmnprst", "aeiou", 2).capitalize()
    for language, (adjectives, heads, subjects) in _WORDS.items():
        adjective, head, subject = (chance.choice(words.split()) for words in (adjectives, heads, subjects))
        phrase = f"{adjective} {place} {head} for {subject}" if language == "en" else f"{adjective} {head} {subject}"
        names[language] = (phrase if language == "en" else f"{phrase} «{place}»",)
    acronym = "".join(chance.choices("ABCDEFGHKLMNOPRSTUVZ", k=4))
    names["en"] += (f"={acronym}",)
    return Organisation(id=f"made-organisation-{number}", names=names)
