from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import numpy as np

from presswatch.articles import Article, Mention, MentionKind, article_id
from presswatch.stories import Told
from tests.make import NOON, article
from workers.steps.story_window import LIFE, StoryWindow
from workers.steps.traits import traits

SPACE = "space"


def mentions(*countries: str, field: str = "title") -> tuple[Mention, ...]:
    return tuple(Mention(entry=code, kind=MentionKind.COUNTRY, field=field, start=0, end=1) for code in countries)


def people(*entries: str) -> tuple[Mention, ...]:
    return tuple(Mention(entry=entry, kind=MentionKind.PERSON, field="text", start=0, end=1) for entry in entries)


def draft(of: Article, vector: np.ndarray | None = None) -> Told:
    packed = b"" if vector is None else (vector / np.linalg.norm(vector)).astype("<f2").tobytes()
    return Told(
        article=of.id,
        story=of.id,
        at=of.first_seen_at,
        born=of.first_seen_at,
        language=of.language,
        space=SPACE if packed else "",
        vector=packed,
        traits=np.array(traits(of), "<u4").tobytes(),
    )


def tell(window: StoryWindow, told: Told) -> str:
    first = window.story_of(told)
    placed = told if first is None else replace(told, story=first.story, born=first.born)
    window.add(window.serial + 1, placed)
    return placed.story


def direction(number: int) -> np.ndarray:
    return np.random.default_rng(number).normal(size=64)


def between(one: np.ndarray, other: np.ndarray, share: float) -> np.ndarray:
    return (1 - share) * one / np.linalg.norm(one) + share * other / np.linalg.norm(other)


def test_translations_are_one_story_and_other_events_are_not() -> None:
    window = StoryWindow(SPACE)
    one, other = direction(1), direction(2)
    english = draft(article(1, language="en", mentions=people("wang-yi")), one)
    russian = draft(article(2, language="ru", mentions=people("wang-yi")), between(one, direction(3), 0.3))
    chinese = draft(article(3, language="zh", mentions=people("wang-yi")), other)
    assert tell(window, english) == english.article
    assert tell(window, russian) == english.article
    assert tell(window, chinese) == chinese.article


def test_what_resembles_only_the_last_article_does_not_chain() -> None:
    window = StoryWindow(SPACE)
    plane = np.linalg.qr(np.stack([direction(1), direction(2)], axis=1))[0]
    steps = []
    for number, angle in enumerate(np.radians([0, 30, 60, 90, 120, 150])):
        vector = plane @ np.array([np.cos(angle), np.sin(angle)])
        steps.append(draft(article(number, language=f"l{number}"), vector))
    for one, other in itertools.pairwise(steps):  # each step would join the one before
        pair = StoryWindow(SPACE)
        tell(pair, one)
        assert tell(pair, other) == one.article
    stories = [tell(window, step) for step in steps]
    assert stories[:2] == [steps[0].article] * 2
    assert stories[3] != stories[0]
    assert stories[5] not in stories[:3]


def test_stops_of_one_journey_are_stories_of_their_own() -> None:
    window = StoryWindow(SPACE)
    visit, one, other = np.linalg.qr(np.stack([direction(n) for n in range(3)], axis=1))[0].T
    vectors = [0.6 * visit + 0.8 * own for own in (one, other)]  # both as near to the first
    named = people("wang-yi", "tour")
    almaty = draft(article(1, language="ru", mentions=(*named, *mentions("CN", "KZ"))), visit)
    bishkek = draft(article(2, language="ky", mentions=(*named, *mentions("CN", "KG"))), vectors[0])
    again = draft(article(3, language="kk", mentions=(*named, *mentions("CN", "KZ"))), vectors[1])
    assert tell(window, almaty) == almaty.article
    assert tell(window, bishkek) == bishkek.article
    assert tell(window, again) == almaty.article


def test_a_story_takes_articles_for_three_days() -> None:
    window = StoryWindow(SPACE)
    same, named = direction(1), people("wang-yi", "lavrov")
    stories = []
    for hours in (0, 20, 40, 60, 71, 73):
        at = NOON + timedelta(hours=hours)
        stories.append(tell(window, draft(article(f"{hours}", at=at, language=f"l{hours}", mentions=named), same)))
    assert len(set(stories[:5])) == 1
    assert stories[5] == article_id("https://news.example/73")
    assert timedelta(hours=72) == LIFE


def test_without_vectors_names_and_words_tell() -> None:
    text = (
        "The Toktogul reservoir will keep {0} million cubic metres for the farmers of Fergana, ministers said in Osh."
    )
    window = StoryWindow()
    bishkek = draft(article(1, language="en", title="Toktogul quota settled", text=text.format("210")))
    dushanbe = draft(
        article(
            2, language="en", title="Ministers settle Toktogul quota", text=text.format("210").replace("keep", "save")
        )
    )
    other = draft(
        article(3, language="en", title="Cotton prices fall", text="Prices of cotton fell in Fergana and Osh.")
    )
    assert tell(window, bishkek) == bishkek.article
    assert tell(window, dushanbe) == bishkek.article
    assert tell(window, other) == other.article


def test_yesterdays_table_is_no_story_with_todays() -> None:
    rates = "The bank has set the official rates of exchange. A dollar costs {0} tenge, a euro {1} tenge, a rouble {2}."
    same = direction(1)
    window = StoryWindow(SPACE)
    days = [("421.5", "498.1", "55.7"), ("423.9", "500.6", "56.1")]
    tables = [
        draft(article(n, language="en", title="Rates", text=rates.format(*day)), same) for n, day in enumerate(days)
    ]
    assert [tell(window, table) for table in tables] == [table.article for table in tables]


def test_a_window_that_forgot_answers_as_a_new_one() -> None:
    """Rows are laid out anew every thousand articles, once a quarter of them is too old."""
    long, late = StoryWindow(SPACE), NOON + timedelta(hours=100)
    for number in range(1000):
        told = draft(article(f"old {number}", language="en", text=f"Old w{number}"), direction(number))
        long.add(number + 1, told)
    new = [
        draft(article(f"new {n}", at=late, language="ru", mentions=people(f"p{n}")), direction(5000 + n))
        for n in range(3)
    ]
    for at, told in enumerate(new, 1001):
        long.add(at, told)
    assert len(long) == 3
    assert long.serial == 1003
    asked = draft(article("asked", at=late, language="en", mentions=people("p1")), direction(5001))
    assert long.story_of(asked) == new[1]
    assert long.told_before(new[1].story, 1002) == []
    assert long.told_before(new[1].story, 1003) == [new[1]]


def test_vectors_of_another_embedder_are_not_compared() -> None:
    window = StoryWindow("another")
    one = draft(article(1, language="en", text="Nothing in common here"), direction(1))
    assert tell(window, one) == one.article
    assert tell(window, draft(article(2, language="ru", text="Совсем другое"), direction(1))) != one.article


def test_between_languages_the_story_that_stands_out_is_joined() -> None:
    """Vectors of a language that the embedder knows less well are less alike to all others; near is 0.46 here."""
    axes = np.eye(8)
    window = StoryWindow(SPACE)
    near = draft(article("near", language="en", text="one", title=""), axes[0])
    tell(window, near)
    tell(window, draft(article("far", language="en", text="two", title=""), axes[1]))

    def joins(vector: np.ndarray, **given: object) -> bool:
        told = window.story_of(draft(article("new", **({"language": "ko", "text": "ko", "title": ""} | given)), vector))
        return told == near

    alone = 0.46 * axes[0] + np.sqrt(1 - 0.46**2) * axes[2]
    assert joins(alone)
    assert not joins(alone, language="en")
    assert not joins(0.40 * axes[0] + np.sqrt(1 - 0.40**2) * axes[2])
    beside = 0.46 * axes[0] + 0.35 * axes[1] + np.sqrt(1 - 0.46**2 - 0.35**2) * axes[2]
    assert not joins(beside)
