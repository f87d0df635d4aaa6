"""Redis forgets: the stories that run are known again from the archive, and from the workers that were there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from presswatch.articles import Article, Mention, MentionKind, article_id
from presswatch.engines.sqlite import SqliteEngine, open_engine
from presswatch.state import RedisStoryLog, connect
from tests.fakes.archive import FakeArchive
from tests.fakes.story_log import FakeStoryLog
from tests.make import NOON, article
from workers import remembering
from workers.telling import Telling

SUBJECTS = ("tunnel railway builders", "embargo onions farmers", "earthquake schools houses", "pipeline valve gas")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteEngine]:
    with open_engine(tmp_path / "archive.sqlite") as engine:
        yield engine


def report(event: int, source: str, *, hours: float = 0) -> Article:
    """Of one event much alike by whoever it is, so that no vectors are needed to see it."""
    subject = SUBJECTS[event % len(SUBJECTS)]
    text = f"Ministers in Place{event}ville Capital{event}burg spoke of {subject}: {event + 110} {subject} {event}."
    return article(
        f"{source}/{event}",
        title=f"Talks on {subject}",
        text=f"{text} {source} has more.",
        at=NOON + timedelta(hours=hours),
        mentions=(Mention(entry=f"person-{event}", kind=MentionKind.PERSON, field="text", start=0, end=9),),
        people=(f"person-{event}",),
        country=source,
    )


def tell(client: redis.Redis, archive: SqliteEngine, *articles: Article) -> list[Article]:
    """As a worker does that has just started."""
    told = Telling(RedisStoryLog(client))(articles, vectors={}, archive=archive)
    archive.put(told)
    return told


def test_after_a_loss_an_article_joins_the_story_that_runs(client: redis.Redis, archive: SqliteEngine) -> None:
    before = tell(client, archive, *(report(event, "KZ") for event in range(4)))
    assert [each.story for each in before] == [each.id for each in before]
    client.flushall()
    after = tell(client, archive, *(report(event, "UZ", hours=2) for event in range(4)))
    assert [each.story for each in after] == [each.id for each in before]
    assert [each.adds for each in after] == [("country/UZ",)] * 4  # what was known of the first is known again
    [third] = tell(client, archive, report(2, "RU", hours=3))
    assert (third.story, third.adds) == (before[2].id, ("country/RU",))


def test_a_story_that_is_over_is_not_taken_up_again(client: redis.Redis, archive: SqliteEngine) -> None:
    [first] = tell(client, archive, report(1, "KZ"))
    [second] = tell(client, archive, report(1, "UZ", hours=60))
    assert second.story == first.id
    client.flushall()
    [late] = tell(client, archive, report(1, "RU", hours=73))  # the second is remembered, and when its story began
    assert late.story == late.id


def test_a_worker_that_was_there_gives_back_what_it_knows(client: redis.Redis, archive: SqliteEngine) -> None:
    there = Telling(RedisStoryLog(client))
    [first] = there([report(1, "KZ")], vectors={}, archive=archive)  # it never came into the archive
    archive.put([replace(report(2, "KZ"), story=report(2, "KZ").id)])
    client.flushall()
    there([report(3, "KZ", hours=1)], vectors={}, archive=archive)
    told = tell(client, archive, report(1, "UZ", hours=2), report(2, "UZ", hours=2))
    assert [each.story for each in told] == [first.id, report(2, "KZ").id]
    [again] = there([report(2, "RU", hours=3)], vectors={}, archive=archive)
    assert again.story == report(2, "KZ").id
    assert again.adds == ("country/RU",)


def test_many_workers_find_it_empty_at_once(broker_url: str, archive: SqliteEngine, tmp_path: Path) -> None:
    first = [report(event, "KZ") for event in range(4)]
    archive.put([replace(each, story=each.id) for each in first])
    together, told = threading.Barrier(8), dict[int, list[Article]]()

    def work(worker: int) -> None:
        client = connect(broker_url)
        telling = Telling(RedisStoryLog(client))
        with open_engine(tmp_path / "archive.sqlite") as own:
            together.wait()
            told[worker] = telling([report(at, f"S{worker}", hours=1) for at in range(4)], vectors={}, archive=own)
        client.close()

    workers = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert [[each.story for each in told[worker]] for worker in range(8)] == [[each.id for each in first]] * 8
    client = connect(broker_url)
    entries = [each.article for _, each in RedisStoryLog(client).since(0)[0]]
    client.close()
    assert len(entries) == len(set(entries)) == 4 + 8 * 4


def test_no_more_than_the_newest_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST", 30)
    archive, log = FakeArchive(), FakeStoryLog()
    old = [article(number, story=article(number).id) for number in range(100)]
    copies = [article(f"copy {n}", at=NOON + timedelta(hours=1), copy_of=old[0].id, story=old[0].id) for n in range(5)]
    archive.put([*old, *copies])
    Telling(log)([article("new", at=NOON + timedelta(hours=2))], vectors={}, archive=archive)
    assert [each.article for each in log.told] == [each.id for each in old[75:]] + [
        article_id("https://news.example/new")
    ]
