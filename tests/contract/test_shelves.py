"""The port `Transfer`: what an archive keeps, read and written whole."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from presswatch.alerts import Alert, DeliveryState
from presswatch.articles import Article, Stored
from presswatch.errors import PermanentError
from presswatch.ports import ArticleRecord, Engine, Fate, Place, Shelf, SourceHistory
from presswatch.rules import parse
from presswatch.sources import LinkOutcome, Look, LookOutcome, SourceRecord, SourceState
from tests.contract.conftest import EngineCase
from tests.contract.test_alert_log import alert
from tests.contract.test_quarantine import message
from tests.make import NOON, article

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def record(number: int = 1, *, texts: Sequence[str] = ("one",), matched: bool = True, **given: object) -> ArticleRecord:
    first = article(number, story="story-1", copy_of="article-0", **given)
    versions = (
        replace(first, text=text, version=at, fetched_at=first.fetched_at + (at - 1) * HOUR)
        for at, text in enumerate(texts, 1)
    )
    return ArticleRecord(versions=tuple(versions), matched=matched)


def ids(articles: Sequence[Article]) -> list[str]:
    return [each.id for each in articles]


def test_articles_are_restored_as_they_were(case: EngineCase) -> None:
    engine, shelf = case.engine, case.engine.shelves().articles
    changed = record(1, texts=("alpha", "beta", "gamma"), topics=("security",), alerts=False)
    waiting, late = record(2, matched=False), record(3, texts=("one", "two"), matched=False, at=NOON - 400 * 24 * HOUR)
    given = [changed, waiting, late]
    assert shelf.restore(given) == [Fate.COPIED] * 3
    assert shelf.read(["unknown", changed.id, late.id]) == {changed.id: changed, late.id: late}
    assert engine.get([changed.id]) == {changed.id: changed.newest}
    assert engine.versions(changed.id) == [*changed.versions]
    case.settle()
    assert ids(engine.unmatched(before=NOON + 99 * HOUR, limit=9)) == [late.id, waiting.id]
    assert ids(engine.search(parse("topic:security")).articles) == [changed.id]
    assert engine.search(parse("alpha OR beta")).total == 0
    assert engine.search(parse("gamma")).total == 1
    assert shelf.restore(given) == [Fate.THERE] * 3
    assert shelf.read(ids([each.newest for each in given])) == {each.id: each for each in given}
    (put,) = engine.put([replace(changed.newest, text="delta", fetched_at=NOON + 9 * HOUR)])
    assert (put.outcome, put.article.version, put.article.story) == (Stored.CHANGED, 4, "story-1")
    assert [each.text for each in engine.versions(changed.id)] == ["alpha", "beta", "gamma", "delta"]


def test_what_an_archive_lacks_of_an_article_is_added(case: EngineCase) -> None:
    engine, shelf = case.engine, case.engine.shelves().articles
    texts = ("alpha", "beta", "gamma")
    shelf.restore([record(1, texts=texts[:1]), record(2, matched=False), record(3, matched=False)])
    now = [record(1, texts=texts, matched=False), record(2), record(3, texts=("one", "two"))]
    assert shelf.restore(now) == [Fate.COPIED] * 3
    assert shelf.read(each.id for each in now) == {each.id: each for each in now}
    assert shelf.restore(now) == [Fate.THERE] * 3
    case.settle()
    assert ids(engine.unmatched(before=NOON + 99 * HOUR, limit=9)) == [now[0].id]


def test_an_archive_keeps_what_is_newer(case: EngineCase) -> None:
    shelf = case.engine.shelves().articles
    newer = [record(1, texts=("alpha", "beta")), record(2), record(3, at=NOON + HOUR)]
    shelf.restore(newer)
    older = [record(1, texts=("alpha",)), record(2, matched=False), record(3, texts=("other",), at=NOON)]
    assert shelf.restore(older) == [Fate.NEWER] * 3
    assert shelf.read(each.id for each in newer) == {each.id: each for each in newer}


def test_an_article_that_both_archives_read_gets_the_later_texts(case: EngineCase) -> None:
    """Numbered on, under the story that it has there; the mark goes with the text."""
    shelf = case.engine.shelves().articles
    here = record(1, texts=("mine",), at=NOON + MINUTE)
    shelf.restore([here])
    there = record(1, texts=("one", "two"), at=NOON)
    (other,) = (ArticleRecord(versions=tuple(replace(v, story="s") for v in there.versions), matched=True),)
    assert shelf.restore([other]) == [Fate.COPIED]
    second = replace(here.newest, text="two", version=2, fetched_at=NOON + HOUR)
    assert shelf.read([here.id]) == {here.id: ArticleRecord(versions=(here.newest, second), matched=True)}
    assert shelf.restore([other]) == [Fate.NEWER]


def test_of_the_same_version_the_given_reading_stands(case: EngineCase) -> None:
    """The source's pages were read again, and a publisher removed one of them, since the last copy."""
    shelf = case.engine.shelves().articles
    shelf.restore([record(1, texts=("alpha", "beta"), matched=False), record(2)])
    one, two = record(1, texts=("alpha", "beta")), record(2)
    versions = [replace(each, text=f"{each.text} again", topics=("trade",)) for each in one.versions]
    gone = replace(two.newest, removed_at=NOON + HOUR)
    now = [replace(one, versions=tuple(versions)), replace(two, versions=(gone,))]
    assert shelf.restore(now) == [Fate.COPIED] * 2
    assert shelf.read(each.id for each in now) == {each.id: each for each in now}
    assert shelf.restore(now) == [Fate.THERE] * 2
    case.settle()
    assert ids(case.engine.search(parse("topic:trade again")).articles) == [one.id]
    assert case.engine.unmatched(before=NOON + 99 * HOUR, limit=9) == []


def pages(shelf: Shelf[ArticleRecord], limit: int) -> list[list[str]]:
    found, after = [], None
    while True:
        page = shelf.page(after=after, limit=limit)
        found.append([each.id for each in page.items])
        after = page.after
        if after is None:
            return found


def test_articles_are_paged_in_the_order_of_their_coming(case: EngineCase) -> None:
    shelf = case.engine.shelves().articles
    assert (shelf.count(), pages(shelf, 2)) == (0, [[]])
    records = [
        record(number, texts=("one", "two")[: 1 + number % 2], at=NOON + number % 3 * HOUR) for number in range(7)
    ]
    shelf.restore(records)
    case.settle()
    expected = [each.id for each in sorted(records, key=lambda each: (each.newest.first_seen_at, each.id))]
    assert pages(shelf, 3) == [expected[:3], expected[3:6], expected[6:]]
    assert [id_ for page in pages(shelf, 7) for id_ in page] == expected
    assert shelf.count() == 7
    found = {each.id: each for each in shelf.page(limit=99).items}
    assert found == {each.id: each for each in records}


def test_a_time_without_a_zone_is_refused_and_nothing_written(case: EngineCase) -> None:
    shelf = case.engine.shelves().articles
    broken = record(2)
    broken = replace(broken, versions=(replace(broken.newest, fetched_at=NOON.replace(tzinfo=None)),))
    with pytest.raises(PermanentError, match="time zone"):
        shelf.restore([broken])
    assert shelf.read([broken.id]) == {}


def test_many_may_restore_the_same_while_others_put(case: EngineCase) -> None:
    records = [record(number, texts=("alpha", "beta")) for number in range(20)]
    together = threading.Barrier(4)

    def work(worker: int) -> None:
        with case.another() as engine:
            together.wait(30)
            if worker:
                engine.shelves().articles.restore(records)
            else:
                engine.put([replace(each.versions[0], story="") for each in records])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert set(case.engine.shelves().articles.restore(records)) <= {Fate.THERE, Fate.NEWER}
    for each in records:
        assert [version.text for version in case.engine.versions(each.id)] == ["alpha", "beta"]


def in_state(one: Alert, state: DeliveryState, **given: object) -> Alert:
    return replace(one, deliveries=tuple(replace(each, state=state, **given) for each in one.deliveries))  # type: ignore[arg-type]


def test_alerts_are_restored_with_their_deliveries_as_they_stand(case: EngineCase) -> None:
    engine, shelf = case.engine, case.engine.shelves().alerts
    waiting = in_state(
        alert(1, channels=("a", "b")), DeliveryState.WAITING, attempts=2, due_at=NOON + HOUR, error="busy"
    )
    sending = in_state(alert(2), DeliveryState.SENDING, attempts=1, due_at=NOON + MINUTE)
    sent = in_state(alert(3), DeliveryState.SENT, attempts=1, sent_at=NOON + MINUTE)
    dead = in_state(alert(4), DeliveryState.DEAD, attempts=9, due_at=None, error="gone")
    given = [waiting, sending, sent, dead]
    assert shelf.restore(given) == [Fate.COPIED] * 4
    assert shelf.restore(given) == [Fate.THERE] * 4
    assert shelf.read(["unknown", *(each.id for each in given)]) == {each.id: each for each in given}
    assert engine.alert(waiting.id) == waiting
    case.settle()
    assert shelf.count() == 4
    first = shelf.page(limit=3)
    rest = shelf.page(after=first.after, limit=3)
    assert sorted([*first.items, *rest.items], key=lambda each: each.id) == sorted(given, key=lambda each: each.id)
    assert rest.after is None
    assert engine.due(now=NOON, limit=9) == []
    assert engine.due(now=NOON + MINUTE, limit=9) == [sending.deliveries[0].id]
    assert set(engine.due(now=NOON + 99 * HOUR, limit=9)) == {
        each.id for each in (*waiting.deliveries, *sending.deliveries)
    }
    assert engine.claim(sent.deliveries[0].id, now=NOON + 99 * HOUR, lease=HOUR) is None


def test_a_delivery_goes_forward_only(case: EngineCase) -> None:
    engine, shelf = case.engine, case.engine.shelves().alerts
    new = alert(1)
    states = [
        new,
        in_state(new, DeliveryState.SENDING, attempts=1, due_at=NOON + MINUTE),
        in_state(new, DeliveryState.WAITING, attempts=1, due_at=NOON + HOUR, error="busy"),
        in_state(new, DeliveryState.SENDING, attempts=2, due_at=NOON + 2 * HOUR, error="busy"),
        in_state(new, DeliveryState.DEAD, attempts=2, due_at=None, error="gone"),
        in_state(new, DeliveryState.SENT, attempts=2, sent_at=NOON + HOUR),
    ]
    for at, state in enumerate(states):
        assert shelf.restore([state]) == [Fate.COPIED]
        for earlier in states[:at]:
            assert shelf.restore([earlier]) == [Fate.NEWER]
        assert engine.alert(new.id) == state
    case.settle()
    assert engine.due(now=NOON + 99 * HOUR, limit=9) == []


def test_articles_and_channels_of_both_archives_are_in_an_alert(case: EngineCase) -> None:
    engine, shelf = case.engine, case.engine.shelves().alerts
    engine.record([alert(1, channels=("a",))])
    engine.sent(alert(1, channels=("a",)).deliveries[0].id, at=NOON)
    given = replace(alert(1, channels=("a", "b")), articles=("article-9", "article-1"), created_at=NOON + HOUR)
    assert shelf.restore([given]) == [Fate.COPIED]
    stands = engine.alert(given.id)
    assert stands is not None
    assert stands.articles == ("article-1", "article-9")
    assert stands.created_at == NOON
    assert [(each.channel, each.state) for each in stands.deliveries] == [
        ("a", DeliveryState.SENT), ("b", DeliveryState.WAITING),
    ]  # fmt: skip
    case.settle()
    assert engine.due(now=NOON + HOUR, limit=9) == [given.deliveries[1].id]
    assert shelf.restore([given]) == [Fate.NEWER]


def look(at: int, new: int = 1) -> Look:
    return Look(source="tass", at=NOON + at * HOUR, outcome=LookOutcome.OK, links={LinkOutcome.NEW: new})


def history(*hours: int, links: int) -> SourceHistory:
    at = [NOON + hour * HOUR for hour in hours]
    made = SourceRecord(
        id="tass",
        state=SourceState.FAILING,
        last_fetch_at=at[-1],
        last_new_at=at[0],
        next_due_at=at[-1] + HOUR,
        failures=2,
        links={LinkOutcome.NEW: links, LinkOutcome.FAILED: 1},
        error="feed: 500",
        lying=True,
    )
    return SourceHistory(record=made, looks=tuple(at))


def test_sources_are_restored_with_the_looks_that_they_remember(case: EngineCase) -> None:
    engine, shelf = case.engine, case.engine.shelves().sources
    other = replace(history(1, links=1), record=replace(history(1, links=1).record, id="xinhua"))
    given = [history(1, 2, links=7), other]
    assert shelf.restore(given) == [Fate.COPIED] * 2
    assert shelf.restore(given) == [Fate.THERE] * 2
    assert shelf.read(["tass", "unknown"]) == {"tass": given[0]}
    engine.looked(look(2), next_due_at=NOON)  # is known
    case.settle()
    assert engine.records() == {each.id: each.record for each in given}
    assert shelf.count() == 2
    after: Place | None = shelf.page(limit=1).after
    assert [*shelf.page(limit=1).items, *shelf.page(after=after, limit=2).items] == given
    engine.looked(look(3), next_due_at=NOON + 9 * HOUR)
    case.settle()
    assert engine.records()["tass"].links == {LinkOutcome.NEW: 8, LinkOutcome.FAILED: 1}
    assert shelf.restore(given) == [Fate.NEWER, Fate.THERE]


def test_a_record_of_a_later_look_replaces(engine: Engine) -> None:
    shelf = engine.shelves().sources
    shelf.restore([history(1, links=3)])
    assert shelf.restore([history(1, 2, links=5)]) == [Fate.COPIED]
    late = replace(history(2, links=6), looks=(NOON, NOON + HOUR, NOON + 2 * HOUR))  # a look that was reported late
    assert shelf.restore([late]) == [Fate.COPIED]
    assert shelf.restore([history(1, 2, links=5)]) == [Fate.NEWER]
    assert shelf.read(["tass"]) == {"tass": late}


def test_quarantine_is_restored_and_the_later_message_stays(case: EngineCase) -> None:
    shelf = case.engine.shelves().quarantine
    given = [message("a"), message("b", at=NOON + HOUR)]
    assert shelf.restore(given) == [Fate.COPIED] * 2
    assert shelf.restore(given) == [Fate.THERE] * 2
    assert shelf.restore([message("b", reason="older")]) == [Fate.NEWER]
    case.settle()
    assert case.engine.messages() == given
    assert shelf.restore([message("a", at=NOON + HOUR, reason="later")]) == [Fate.COPIED]
    assert shelf.count() == 2
    assert [*shelf.page(limit=2).items] == [message("a", at=NOON + HOUR, reason="later"), given[1]]
