from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.articles import Mention, MentionKind
from tests.make import article
from workers.steps.traits import BITS, Kind, plain_number, sound, traits


@pytest.mark.parametrize(
    "names",
    [
        ("Kairakkum", "Кайраккумское", "Qayroqqum", "Қайроққум"),
        ("Kashgar", "Кашгара", "Qashqar"),
        ("Andijan", "Андижан", "Andijon"),
        ("Tashkent", "Ташкент", "Toshkent", "تاشکند"),
        ("Dushanbe", "Душанбе", "دوشنبه"),
        ("Tsagaan", "Цагаан"),
        ("Georgia", "Gruzia", "Gorizia")[:1],
    ],
)
def test_names_sound_alike_in_all_scripts(names: tuple[str, ...]) -> None:
    assert len({sound(name) for name in names}) == 1
    assert len(sound(names[0])) >= 3


def test_other_names_sound_otherwise() -> None:
    places = ["Astana", "Tashkent", "Bishkek", "Dushanbe", "Ashgabat", "Ulaanbaatar", "Moscow", "Beijing", "Baku"]
    assert len({sound(place) for place in places}) == len(places)
    assert sound("北京") == ""


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("310", 310),
        ("1,200", 1200),
        ("1.200.000", 1200000),
        ("2.35", 2.35),
        ("2,35", 2.35),
        ("٣١٠", 310),
        ("12:30", 12.3),
        ("75th", None),
        ("1,2,3", None),
    ],
)
def test_numbers_are_read_with_any_separator(word: str, value: float | None) -> None:
    assert plain_number(word) == value


def of_kind(given: tuple[int, ...], kind: Kind) -> set[int]:
    return {trait for trait in given if trait >> BITS == kind}


def test_one_event_in_two_languages_shares_names_and_numbers() -> None:
    english = article(
        1,
        language="en",
        title="Work starts at Kairakkum",
        text="The builders at Kairakkum need 1,250 tons, the plant said.",
        mentions=(Mention(entry="TJ", kind=MentionKind.COUNTRY, field="title", start=0, end=4),),
    )
    russian = article(
        2,
        language="ru",
        title="Стройка на Кайраккуме",
        text="Строителям в Кайраккуме нужно 1250 тонн.",
        mentions=(Mention(entry="TJ", kind=MentionKind.COUNTRY, field="text", start=0, end=4),),
    )
    one, other = traits(english), traits(russian)
    shared = set(one) & set(other)
    assert {trait >> BITS for trait in shared} == {Kind.COUNTRY, Kind.NUMBER, Kind.SOUND}
    assert of_kind(one, Kind.TITLE_COUNTRY)
    assert not of_kind(other, Kind.TITLE_COUNTRY)


def test_years_and_small_numbers_tell_nothing() -> None:
    assert not of_kind(traits(article(1, title="In 2026", text="Two of 7 met on May 9, 1945.")), Kind.NUMBER)


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(max_size=1500), st.sampled_from(["en", "ru", "zh", "fa", "", "xx"]))
def test_any_text_has_traits_each_once(title: str, text: str, language: str) -> None:
    found = traits(article(1, title=title, text=text, language=language))
    assert len(found) == len(set(found))
    assert all(0 <= trait < 1 << 32 and trait >> BITS in set(Kind) for trait in found)
