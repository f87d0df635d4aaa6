"""What comes to ingest again under a known address: only a change that matters goes on to the archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.edits import SAMPLES
from tests.fakes import FakeEngine
from tests.make import article
from workers.rechecking import settled

HOUR = timedelta(hours=1)
SAMPLE = SAMPLES[0]
FIRST = article(1, title=SAMPLE.title, text=SAMPLE.wording.text)


def later(**given: str):  # type: ignore[no-untyped-def]
    return replace(FIRST, fetched_at=FIRST.fetched_at + 2 * HOUR, **given)


def test_boring_changes_swings_and_walls_give_way_to_what_stands() -> None:
    archive = FakeEngine()
    archive.put([FIRST])
    swung = replace(FIRST, text=FIRST.text.replace("14", "15"), fetched_at=FIRST.fetched_at + HOUR)
    counted = later(text=f"{FIRST.text}\n{SAMPLE.views} 12")
    (stands,) = settled([counted], archive=archive)
    assert stands == FIRST
    assert settled([swung, article(2)], archive=archive) == [swung, article(2)]
    (put,) = archive.put([swung])
    assert settled([later()], archive=archive) == [put.article]
    assert settled([later(text=SAMPLE.paragraphs[0])], archive=archive) == [put.article]


def test_what_a_person_gives_may_be_shorter_and_what_is_offered_again_may_be_all_new() -> None:
    archive = FakeEngine()
    archive.put([FIRST])
    short = later(text=SAMPLE.paragraphs[0], read_by="given")
    other = later(title="Rain", text="It rained in the mountains all day.")
    assert settled([short, other], archive=archive) == [short, other]
