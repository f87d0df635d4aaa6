"""Edits that editors make to a text of others, and texts of templates: to measure what is taken for a copy.

Everything is made by chance from a seed, from the texts that are given.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from presswatch.text import sentences

Edit = Callable[[str, random.Random, Sequence[str]], str]
"""Of a text; the other texts are what it may be merged with."""

CREDITS = (" (TASS)", " — Reuters", " сообщает Казинформ.", "（新华社）", " /Anadolu/", " AFP reported.")
LEADS = {
    "latin": "There was wide interest in the news on Tuesday, and reactions came from several capitals before the evening.",
    "cyrillic": "Новость вызвала большой интерес, и ещё до вечера из нескольких столиц поступили первые отклики.",
    "han": "消息传出后引起广泛关注，多国首都当晚作出初步反应。",
}


def sentences_of(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text) if text[start:end].strip()]


def paragraphs_of(text: str) -> list[str]:
    """Three sentences each where the text has no paragraphs of its own."""
    own = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    if len(own) > 2:
        return own
    every = sentences_of(text)
    return [" ".join(every[at : at + 3]) for at in range(0, len(every), 3)]


def other_lead(text: str, chance: random.Random, others: Sequence[str]) -> str:
    return "\n".join([_lead(text), *paragraphs_of(text)[1:]])


def shortened(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """Between a third and two thirds of its sentences, from the beginning."""
    every = sentences_of(text)
    return " ".join(every[: max(2, round(len(every) * chance.uniform(0.34, 0.67)))])


def merged(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """With as much of another text in the same language after it."""
    own = sentences_of(text)
    return " ".join([*own, *sentences_of(chance.choice(others))[: len(own)]])


def retitled(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """The first sentence, which agencies write as a title, is another; and the last one is lost."""
    every = sentences_of(text)
    return " ".join([_lead(text), *(every[1:-1] if len(every) > 3 else every[1:])])


def reordered(text: str, chance: random.Random, others: Sequence[str]) -> str:
    every = sentences_of(text)
    chance.shuffle(every)
    return " ".join(every)


def credited(text: str, chance: random.Random, others: Sequence[str]) -> str:
    credit = chance.choice(CREDITS)
    return text + credit if chance.random() < 0.5 else f"{credit.strip()}\n{text}"


def typeset(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """Other quotes, dashes, spaces and accents; ё as е."""
    table = str.maketrans({"“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "—": "-", "–": "-", "ё": "е", "…": "..."})
    return text.translate(table).replace(" ", "\u00a0" if chance.random() < 0.3 else " ").replace("\n", "\n\n")


def inserted(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """A paragraph of another text, and a line of the page, somewhere in it."""
    every = paragraphs_of(text)
    foreign = " ".join(sentences_of(chance.choice(others))[:3])
    every.insert(chance.randint(0, len(every)), foreign)
    every.insert(chance.randint(0, len(every)), "Read also: what else happened today")
    return "\n".join(every)


EDITS: dict[str, Edit] = {
    "other lead": other_lead,
    "shortened": shortened,
    "merged": merged,
    "retitled": retitled,
    "reordered": reordered,
    "credited": credited,
    "typeset": typeset,
    "inserted": inserted,
}


def _lead(text: str) -> str:
    if any("\u4e00" <= letter <= "\u9fff" for letter in text[:50]):
        return LEADS["han"]
    return LEADS["cyrillic" if any("а" <= letter <= "я" for letter in text[:50].lower()) else "latin"]


def templates(seed: int) -> dict[str, list[str]]:
    """For each template texts of several days, no two of which are copies."""
    chance = random.Random(seed)
    return {name: [make(chance, day) for day in range(8, 14)] for name, make in _TEMPLATES.items()}


def _rates(chance: random.Random, day: int) -> str:
    rows = "\n".join(
        f"{chance.randint(1, 100)} {name}: {chance.uniform(1, 900):.4f} tenge, change {chance.uniform(-3, 3):+.2f}"
        for name in ("US dollar", "euro", "Russian rouble", "yuan", "Kyrgyz som", "Uzbek sum", "lira", "rupee")
    )
    return (
        f"The National Bank has set the official rates of exchange for September {day}.\n{rows}\n"
        f"The amount traded at the morning session of the stock exchange was {chance.uniform(90, 300):.1f} million "
        "dollars. The rates are used for customs, tax and accounting purposes, and do not oblige the bank to buy or sell "
        "currency at these rates on the given day."
    )


def _treasury(chance: random.Random, day: int) -> str:
    return (
        f"The ministry of finance placed treasury bills of series MEKAM-{chance.randint(100, 999)} for "
        f"{chance.uniform(10, 90):.1f} billion tenge on September {day}. Demand was {chance.uniform(90, 400):.1f} billion, "
        f"of which {chance.uniform(10, 99):.1f} percent came from pension funds and {chance.uniform(10, 99):.1f} percent "
        f"from banks. The weighted average yield was {chance.uniform(9, 15):.2f} percent a year, after "
        f"{chance.uniform(9, 15):.2f} percent at the last auction. The bills fall due in {chance.randint(90, 3600)} days. "
        "The results of the auction were published on the site of the stock exchange."
    )


def _fixtures(chance: random.Random, day: int) -> str:
    clubs = [
        "Kairat",
        "Tobol",
        "Ordabasy",
        "Aktobe",
        "Shakhter",
        "Zhetysu",
        "Okzhetpes",
        "Taraz",
        "Atyrau",
        "Kyzyl-Zhar",
    ]
    chance.shuffle(clubs)
    games = "\n".join(
        f"{one} - {other}, {chance.randint(15, 21)}:{chance.choice(('00', '15', '30'))}, "
        f"{chance.choice(('Central Stadium', 'Astana Arena', 'City Ground'))}, referee No. {chance.randint(11, 60)}"
        for one, other in zip(clubs[::2], clubs[1::2], strict=True)
    )
    return (
        f"Fixtures of round {day} of the premier league, to be played on September {day}:\n{games}\n"
        "All games are shown live by the league's channel. Tickets are sold at the grounds two hours before the start."
    )


def _obituary(chance: random.Random, day: int) -> str:
    name = (
        chance.choice(("Marat", "Aigul", "Pavel", "Rustam", "Olga", "Bakyt"))
        + " "
        + chance.choice(("Omarov", "Petrova", "Seitkali", "Nazarov", "Kim", "Dzhumabaev", "Lysenko", "Aliev"))
    )
    born, aged = chance.randint(1931, 1958), chance.randint(62, 94)
    role, place, work = (
        chance.choice(("surgeon", "conductor", "geologist", "film director", "wrestling coach", "chess master")),
        chance.choice(("Almaty", "Osh", "Semey", "Khujand", "Tashkent", "Karaganda", "Bukhara")),
        chance.choice(
            ("led a clinic for children", "taught three generations of students", "found two fields of copper")
        ),
    )
    return (
        f"{name}, {role}, has died aged {aged}. The family announced the death on September {day}. {name} was born in "
        f"{place} in {born}, went to school there and finished university in {born + 23}. As a {role} {name.split()[0]} "
        f"{work} and received the order of honour in {born + chance.randint(40, 60)}. The farewell takes place in {place} "
        f"at {chance.randint(10, 15)}:00. We offer our condolences to family and friends."
    )


def _briefing(chance: random.Random, day: int) -> str:
    topics = [
        "the visit of the deputy minister to Geneva", "consular help for citizens in Turkey", "the border with Tajikistan",
        "the vote in the General Assembly", "student visas to the European Union", "the summit of the Turkic states",
        "the transit of grain to Afghanistan", "work migrants in the Gulf", "the return of women from Syria",
        "a memorandum with the Red Cross", "flights to Delhi", "the meeting on the status of the Caspian",
    ]  # fmt: skip
    first, second, third = chance.sample(topics, 3)
    return (
        f"The spokesperson of the foreign ministry held the weekly briefing on September {day}. The first part was about "
        f"{first}. Asked about {second}, the spokesperson said that {chance.randint(11, 600)} requests were being looked "
        f"at and that an answer is expected within {chance.randint(10, 60)} days. About {third} there was no comment. The "
        "full transcript is published on the site of the ministry. Accreditation for journalists is open until Thursday."
    )


def _weather(chance: random.Random, day: int) -> str:
    rows = " ".join(
        f"In {city} {chance.choice(('rain', 'fog', 'no precipitation', 'strong wind', 'hail'))} is expected, at night "
        f"{chance.randint(2, 15)}, by day {chance.randint(16, 34)} degrees."
        for city in ("Bishkek", "Osh", "Naryn", "Talas", "Karakol", "Batken")
    )
    return (
        f"The weather service has published the forecast for September {day}. {rows} The wind blows from the "
        f"{chance.choice(('west', 'north-east', 'south'))} at {chance.randint(3, 22)} metres a second. Drivers are asked to "
        "mind the condition of mountain roads, and people with weak hearts to follow the advice of their doctors."
    )


_TEMPLATES: dict[str, Callable[[random.Random, int], str]] = {
    "rates of exchange": _rates,
    "treasury bills": _treasury,
    "fixtures": _fixtures,
    "obituaries": _obituary,
    "briefings": _briefing,
    "weather": _weather,
}
