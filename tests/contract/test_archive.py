"""The port `Archive`, searches apart."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from presswatch.articles import Mention, MentionKind, Put, Stored
from presswatch.errors import PermanentError
from presswatch.ports import Engine
from presswatch.rules import parse
from tests.contract.conftest import EngineCase
from tests.make import NOON, article

HOUR = timedelta(hours=1)


def test_an_article_comes_back_as_it_was_put(engine: Engine) -> None:
    full = article(
        1,
        title="Министры — 外长会议",
        text="First line.\n\nSecond “line” with a NUL \0 and 𝒻ancy letters.",
        fetched_at=NOON.replace(microsecond=999_999),
        first_seen_at=NOON.replace(microsecond=1),
        link="https://news.example/?from=feed",
        published_at=datetime(1969, 12, 31, 23, 59, 59, 7, tzinfo=timezone(timedelta(hours=6))),
        published_by="feed",
        authors=("A. Author", "Б. Автор"),
        read_by="consensus",
        canonical_hint="https://other.example/1",
        also_in=("ru", "uz"),
        section="Внешняя политика",
        alerts=False,
        removed_at=NOON.replace(microsecond=5),
        kind="state",
        country="KZ",
        language="ru",
        topics=("security", "trade"),
        people=("wang-yi",),
        offices=("foreign-minister/CN",),
        organisations=("sco",),
        countries=("CN", "RU"),
        mentions=(
            Mention(entry="wang-yi", kind=MentionKind.PERSON, field="text", start=3, end=10),
            Mention(entry="wang-yi", kind=MentionKind.PERSON, field="text", start=12, end=16, support="full name"),
        ),
        story="story-1",
        copy_of="article-0",
        first_published_by="TASS; credit: (TASS)",
        adds=("official", "country/KZ"),
    )
    assert engine.put([full]) == [Put(Stored.CREATED, full, matched=False)]
    assert engine.get([full.id]) == {full.id: full}
    assert engine.versions(full.id) == [full]


def test_what_no_utf8_can_hold_is_replaced_as_the_digest_does(engine: Engine) -> None:
    broken = article(1, title="a \ud800 b", text="lone \udc80.", authors=("\udfff",))
    (put,) = engine.put([broken])
    assert (put.article.title, put.article.text, put.article.authors) == ("a ? b", "lone ?.", ("?",))
    assert put.article.digest == broken.digest
    (again,) = engine.put([replace(broken, fetched_at=broken.fetched_at + HOUR)])
    assert again == Put(Stored.KNOWN, put.article, matched=False)


def test_another_text_read_later_is_the_next_version(engine: Engine) -> None:
    first = article(1, story="story-1", copy_of="article-0", topics=("trade",))
    second = replace(
        first,
        text="Corrected.",
        fetched_at=first.fetched_at + HOUR,
        first_seen_at=first.first_seen_at + HOUR,
        story="story-2",
        copy_of="",
        topics=("security",),
    )
    engine.put([first])
    engine.matched([(first.id, 1)])
    stands = replace(second, version=2, first_seen_at=first.first_seen_at, story="story-1", copy_of="article-0")
    assert engine.put([second]) == [Put(Stored.CHANGED, stands, matched=False)]
    assert engine.get([first.id]) == {first.id: stands}
    assert engine.versions(first.id) == [first, stands]


def test_a_title_alone_makes_a_version_too(engine: Engine) -> None:
    first = article(1)
    (_, put) = engine.put([first, replace(first, title="Another", fetched_at=first.fetched_at + HOUR)])
    assert put.outcome is Stored.CHANGED


def test_the_same_text_is_known_and_changes_nothing(engine: Engine) -> None:
    first = article(1)
    engine.put([first])
    later = replace(first, fetched_at=first.fetched_at + HOUR, topics=("security",), story="other")
    assert engine.put([first, later]) == [Put(Stored.KNOWN, first, matched=False)] * 2
    engine.matched([(first.id, 1)])
    assert engine.put([first]) == [Put(Stored.KNOWN, first, matched=True)]
    assert engine.versions(first.id) == [first]


def test_an_old_version_that_is_delivered_again_is_known(engine: Engine) -> None:
    first = article(1)
    second = replace(first, text="Corrected.", fetched_at=first.fetched_at + HOUR)
    engine.put([first])
    engine.put([second])
    engine.matched([(first.id, 1)])  # the newer one is not
    assert engine.put([first]) == [Put(Stored.KNOWN, replace(second, version=2), matched=False)]
    same_time = replace(first, text="Another text read at the same time.", fetched_at=second.fetched_at)
    assert engine.put([same_time])[0].outcome is Stored.KNOWN
    assert len(engine.versions(first.id)) == 2


def test_a_text_that_comes_back_is_a_version_again(engine: Engine) -> None:
    texts = ["one", "two", "one"]
    puts = [engine.put([article(1, text=text, at=NOON + at * HOUR)])[0] for at, text in enumerate(texts)]
    assert [put.outcome for put in puts] == [Stored.CREATED, Stored.CHANGED, Stored.CHANGED]
    assert [each.text for each in engine.versions(puts[0].article.id)] == texts
    assert [each.version for each in engine.versions(puts[0].article.id)] == [1, 2, 3]


def test_one_call_may_bring_an_article_several_times(case: EngineCase) -> None:
    first = article(1, text="alpha")
    second = replace(first, text="beta", fetched_at=first.fetched_at + HOUR)
    other = article(2)
    puts = case.engine.put([first, other, second, first, second])
    assert [put.outcome for put in puts] == [
        Stored.CREATED, Stored.CREATED, Stored.CHANGED, Stored.KNOWN, Stored.KNOWN,
    ]  # fmt: skip
    assert [put.article.version for put in puts] == [1, 1, 2, 2, 2]
    assert case.engine.get([first.id])[first.id].text == "beta"
    assert [each.text for each in case.engine.versions(first.id)] == ["alpha", "beta"]
    case.settle()
    assert {each.id for each in case.engine.search(None).articles} == {first.id, other.id}


def test_put_stores_all_or_none(case: EngineCase) -> None:
    broken = article(2, fetched_at=NOON.replace(tzinfo=None))
    with pytest.raises(PermanentError, match="time zone"):
        case.engine.put([article(1), broken, article(3)])
    case.settle()
    assert case.engine.search(None).total == 0
    assert case.engine.get([article(1).id]) == {}


def test_nothing_is_asked_and_nothing_answered(engine: Engine) -> None:
    assert engine.put([]) == []
    assert engine.get([]) == {}
    engine.matched([])
    engine.matched([("unknown", 1)])
    assert engine.versions("unknown") == []
    assert engine.story("unknown") == []
    assert engine.get(["unknown"]) == {}


def test_many_ids_are_asked_for_at_once(engine: Engine) -> None:
    articles = [article(number) for number in range(1200)]
    engine.put(articles)
    asked = [each.id for each in articles]
    assert engine.get(["unknown", *asked, *asked]) == {each.id: each for each in articles}


def test_unmatched_are_those_whose_newest_version_was_never_matched(case: EngineCase) -> None:
    engine = case.engine
    one, two, three, four = (article(number, at=NOON + number * HOUR) for number in range(1, 5))
    engine.put([four, two, three, one])
    engine.matched([(two.id, 1)])
    case.settle()
    assert engine.unmatched(before=NOON + 4 * HOUR, limit=10) == [one, three]
    assert engine.unmatched(before=NOON + 9 * HOUR, limit=2) == [one, three]
    assert engine.unmatched(before=NOON, limit=10) == []
    (changed,) = engine.put([replace(two, text="Corrected.", fetched_at=NOON + 8 * HOUR)])
    engine.matched([(two.id, 1), (one.id, 1), (one.id, 1)])
    case.settle()
    assert engine.unmatched(before=NOON + 9 * HOUR, limit=10) == [three, four, changed.article]


def test_a_removed_article_stays_and_says_so_until_it_comes_back(case: EngineCase) -> None:
    engine = case.engine
    engine.put([article(1, text="alpha"), article(2, text="alpha")])
    removed_at = NOON + 3 * HOUR + timedelta(microseconds=7)
    engine.removed({article(1).id: removed_at, "unknown": removed_at})
    assert engine.get([article(1).id])[article(1).id].removed_at == removed_at
    case.settle()
    found = {each.id: each.removed_at for each in engine.search(parse("alpha")).articles}
    assert found == {article(1).id: removed_at, article(2).id: None}
    (known,) = engine.put([article(1, text="alpha", fetched_at=NOON + 4 * HOUR)])
    assert (known.outcome, known.article.removed_at) == (Stored.KNOWN, removed_at)
    engine.removed({article(1).id: None, article(2).id: removed_at})
    assert [each.removed_at for each in engine.versions(article(1).id)] == [None]
    (changed,) = engine.put([article(2, text="beta", fetched_at=NOON + 4 * HOUR)])
    assert (changed.outcome, changed.article.removed_at) == (Stored.CHANGED, None)
    engine.removed({})


def test_a_story_is_its_articles_oldest_first(case: EngineCase) -> None:
    one, two, three = (article(number, at=NOON + number * HOUR, story="s") for number in range(1, 4))
    other = article(4, story="t")
    case.engine.put([three, one, other, two, replace(one, text="Corrected.", fetched_at=NOON + 9 * HOUR)])
    case.settle()
    assert [(each.id, each.version) for each in case.engine.story("s")] == [(one.id, 2), (two.id, 1), (three.id, 1)]


def test_eight_writers_of_the_same_articles_create_each_once(case: EngineCase) -> None:
    together = threading.Barrier(8)

    def write(writer: int) -> list[Put]:
        with case.another() as engine:
            together.wait(30)
            mine = [article(number, source=f"s{writer}") for number in range(40)]
            return [put for start in range(0, 40, 10) for put in engine.put(mine[start : start + 10])]

    with ThreadPoolExecutor(8) as pool:
        puts = [put for written in pool.map(write, range(8)) for put in written]
    created = [put.article for put in puts if put.outcome is Stored.CREATED]
    assert len(created) == len({each.id for each in created}) == 40
    assert {put.outcome for put in puts} == {Stored.CREATED, Stored.KNOWN}
    stands = case.engine.get(each.id for each in created)
    assert all(put.article == stands[put.article.id] for put in puts)  # all were told who won


def test_writers_of_different_versions_give_each_its_own_number(case: EngineCase) -> None:
    together = threading.Barrier(6)

    def write(writer: int) -> None:
        with case.another() as engine:
            together.wait(30)
            engine.put([article(1, text=f"text {writer}", at=NOON + writer * HOUR)])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    versions = case.engine.versions(article(1).id)
    assert [each.version for each in versions] == [*range(1, len(versions) + 1)]
    assert versions[-1].text == "text 5"
    assert len({each.first_seen_at for each in versions}) == 1
