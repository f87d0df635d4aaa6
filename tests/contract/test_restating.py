"""The part of the port `Archive` that replaces a reading: `restate`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from presswatch.ports import Engine
from presswatch.rules import parse
from tests.make import NOON, article

HOUR = timedelta(hours=1)


def test_a_version_is_restated_in_its_place(engine: Engine) -> None:
    first = article(1, text="An old reading.", at=NOON, story="story", copy_of="other", alerts=False, topics=("trade",))
    engine.put([first])
    engine.matched([(first.id, 1)])
    better = replace(
        first,
        text="A better wording.",
        topics=("security",),
        first_seen_at=NOON + HOUR,
        story="x",
        copy_of="",
        alerts=True,
    )
    assert engine.restate([better]) == [True]
    stands = replace(first, text=better.text, topics=("security",))
    assert engine.versions(first.id) == [stands]
    assert engine.restate([better]) == [False]
    assert not engine.unmatched(before=NOON + HOUR, limit=9)
    engine.refresh()
    found = {
        query: engine.search(parse(query)).total for query in ("reading", "wording", "topic:trade", "topic:security")
    }
    assert found == {"reading": 0, "wording": 1, "topic:trade": 0, "topic:security": 1}


def test_an_earlier_version_is_restated_and_the_newest_stays(engine: Engine) -> None:
    first, second = article(1, text="One.", at=NOON), article(1, text="Two.", at=NOON + HOUR)
    engine.put([first])
    engine.put([second])
    assert engine.restate([replace(first, text="One, better.")]) == [True]
    assert [each.text for each in engine.versions(first.id)] == ["One, better.", "Two."]
    assert engine.get([first.id])[first.id].text == "Two."
    engine.refresh()
    assert engine.search(parse("better")).total == 0


def test_what_is_not_stored_is_not_restated(engine: Engine) -> None:
    known = article(1, at=NOON)
    engine.put([known])
    assert engine.restate([replace(known, fetched_at=NOON + HOUR, text="Later."), article(2)]) == [False, False]
    assert engine.versions(known.id) == [known]
    assert not engine.get([article(2).id])


def test_a_removed_article_stays_removed(engine: Engine) -> None:
    known = article(1, at=NOON)
    engine.put([known])
    engine.removed({known.id: NOON + HOUR})
    engine.restate([replace(known, title="Better")])
    stands = engine.get([known.id])[known.id]
    assert (stands.title, stands.removed_at) == ("Better", NOON + HOUR)
