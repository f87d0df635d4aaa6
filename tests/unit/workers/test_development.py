from __future__ import annotations

from typing import Any

import pytest

from presswatch.articles import Article
from presswatch.stories import Told
from tests.make import article
from workers.steps.development import additions, facts, tells_of_a_denial


def told(of: Article) -> Told:
    own: Any = facts(of)
    at = of.first_seen_at
    return Told(article=of.id, story=of.id, at=at, born=at, language=of.language, **own)


def adds(now: Article, *before: Article) -> tuple[str, ...]:
    return additions(told(now), [told(each) for each in before])


FIRST = article(1, kind="wire", country="RU", people=("wang-yi",), offices=("foreign-minister/CN",), language="en")


def test_the_first_article_of_a_story_adds_nothing() -> None:
    assert adds(FIRST) == ()


def test_who_says_it_and_of_whom() -> None:
    second = article(
        2, kind="official", country="KZ", people=("wang-yi", "sergei-lavrov"), offices=("foreign-minister/RU",)
    )
    assert adds(second, FIRST) == ("official", "country/KZ", "person/sergei-lavrov", "office/foreign-minister/RU")
    assert adds(second, FIRST, second) == ()


@pytest.mark.parametrize(
    ("language", "before", "now", "added"),
    [
        ("en", "The quake killed 120 people.", "The quake has killed 310 people, officials say.", ("number/310",)),
        ("ru", "Погибли 120 человек.", "Число жертв достигло 310 человек.", ("number/310",)),
        ("zh", "地震造成120人死亡。", "地震造成310人死亡。", ("number/310",)),
        ("en", "It killed 120 people.", "It killed 120 people.", ()),
        ("en", "It killed 120 people.", "It destroyed 310 houses.", ()),
        ("en", "They met on 10 September.", "They meet again on 12 September.", ()),
        ("en", "They met in 2020 and 2021.", "They met in 2022 here.", ()),
        ("en", "It killed 120 people.", "Of 500 people 310 people died.", ()),  # which of them compares?
    ],
)
def test_a_number_that_changed(language: str, before: str, now: str, added: tuple[str, ...]) -> None:
    one = article(1, title="Quake", text=before, language=language)
    assert adds(article(2, title="Quake", text=now, language=language), one) == added


def test_numbers_are_not_compared_across_languages() -> None:
    english = article(1, text="It killed 120 people.", language="en")
    assert adds(article(2, text="Погибли 310 people.", language="ru"), english) == ()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Ministry denies talks with rebels"),
        ("ru", "МИД опроверг сообщения о переговорах"),
        ("uk", "МЗС спростувало повідомлення"),
        ("kk", "Министрлік бұл хабарды жоққа шығарды"),
        ("ky", "Министрлик кабарды төгүндөдү"),
        ("uz", "Vazirlik xabarni inkor etdi"),
        ("fa", "وزارت خارجه این خبر را تکذیب کرد"),
        ("ar", "نفت الوزارة صحة الخبر"),
        ("zh", "外交部否认有关报道"),
        ("tr", "Bakanlık haberi yalanladı"),
        ("de", "Ministerium dementiert Bericht"),
    ],
)
def test_a_denial_is_told_once(language: str, title: str) -> None:
    denial = article(2, title=title, language=language)
    assert adds(denial, FIRST) == ("denial",)
    assert adds(denial, FIRST, denial) == ()


def test_what_means_something_else_in_another_language_is_no_denial() -> None:
    assert not tells_of_a_denial(article(1, title="صادرات نفت ایران", language="fa"))  # oil, and "she denied" in Arabic
    assert not tells_of_a_denial(article(1, title="Dementia care", language="en"))


def test_rules_can_ask_for_it() -> None:
    words = article(1, adds=("official", "country/KZ", "number/310")).keywords
    assert {"adds:official", "adds:country", "adds:country/KZ", "adds:number", "adds:number/310"} <= words
