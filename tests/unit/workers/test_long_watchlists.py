"""A long watchlist: it is written and read as any config is, and its names are found among all the others."""

import random
from pathlib import Path

import pytest

from presswatch.articles import MentionKind
from presswatch.configuration import load
from presswatch.watchlist import Watchlist
from tests.make import NOON, article
from tests.watchlists import made_watchlist, write_watchlist
from workers.steps.mentions import MentionStep

COUNT = 200
LANGUAGES = ["en", "ru"]


@pytest.fixture(scope="module")
def watchlist() -> Watchlist:
    return made_watchlist(COUNT)


def test_the_same_seed_makes_the_same_watchlist(watchlist: Watchlist) -> None:
    assert made_watchlist(COUNT) == watchlist
    assert made_watchlist(COUNT, seed=2) != watchlist
    assert len(watchlist.people) + len(watchlist.organisations) + len(watchlist.offices) == COUNT


def test_a_watchlist_is_read_as_it_was_written(watchlist: Watchlist, tmp_path: Path) -> None:
    (tmp_path / "watchlist").mkdir()
    write_watchlist(watchlist, tmp_path / "watchlist" / "all.yaml")
    assert load(tmp_path, environ={}).watchlist == watchlist


def test_each_full_name_is_found_among_all_the_others(watchlist: Watchlist) -> None:
    step = MentionStep(watchlist, LANGUAGES)
    chance = random.Random(1)
    for person in chance.sample(watchlist.people, 60):
        for language, (name, *_) in person.names.items():
            text = f"{name}." if language != "zh" else name
            mentions = step(article(title="", text=text, language=language), NOON.date())
            found = {each.entry for each in mentions if each.kind is MentionKind.PERSON}
            assert person.id in found, name
