"""What a source's looks teach of when it publishes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.sources import LinkOutcome, Look, LookOutcome, Source, SourceKind
from workers.steps.rhythm import Rates, Rhythm, day_of, hour_of, in_hours, learnt, rhythm_from_json
from workers.steps.schedule import next_due, rhythmic

MONDAY = datetime(2020, 9, 7, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
SOURCE = Source(id="a", name="A", country="KZ", kind=SourceKind.WIRE, every=timedelta(minutes=15))


def look(at: datetime, new: int = 0, *dates: datetime, **given: object) -> Look:
    outcome = LookOutcome.OK if new else LookOutcome.UNCHANGED
    values = {"source": "a", "at": at, "outcome": outcome, "links": {LinkOutcome.NEW: new}, "published": dates}
    return Look(**(values | given))  # type: ignore[arg-type]


def watched(articles: list[datetime], *, until: datetime, dated: bool) -> Rhythm:
    """What is known after looks at the times that the schedule itself asks for, from Monday on."""
    rhythm, at, seen_to = Rhythm(), MONDAY, MONDAY
    while at < until:
        new = [article for article in articles if seen_to < article <= at]
        found = look(at, len(new), *(new if dated else ()))
        rhythm = learnt(rhythm, found, source=SOURCE)
        seen_to, at = at, next_due(SOURCE, found, rhythm=rhythm, jitter=0.0)
    return rhythm


def wait(rhythm: Rhythm, at: datetime) -> timedelta:
    return rhythmic(SOURCE, rhythm, after=at)


def test_hours_and_days_are_those_of_utc() -> None:
    sunday = in_hours(datetime(2020, 9, 13, 23, 30, tzinfo=UTC))
    assert (hour_of(sunday), day_of(sunday)) == (23, 6)
    assert (hour_of(in_hours(MONDAY)), day_of(in_hours(MONDAY))) == (0, 0)


@pytest.mark.parametrize("dated", [True, False])
def test_office_hours_are_learnt(dated: bool) -> None:
    articles = [
        MONDAY + day * DAY + 9 * HOUR + n * HOUR / 2 for day in range(21) if day % 7 < 5 for n in range(16)
    ]  # Monday to Friday, 9 to 17, two an hour
    rhythm = watched(articles, until=MONDAY + 3 * WEEK, dated=dated)
    noon, night, sunday = (wait(rhythm, MONDAY + 3 * WEEK + hours * HOUR) for hours in (12, 18, 6 * 24 + 12))
    assert noon < 26 * timedelta(minutes=1)  # sqrt(15 · 30 minutes) = 21
    assert night > 3 * noon
    assert sunday > 3 * noon
    before_work = MONDAY + 3 * WEEK + 7 * HOUR
    assert before_work + wait(rhythm, before_work) < MONDAY + 3 * WEEK + 10 * HOUR  # it waits for the morning


def test_a_silent_source_is_looked_at_ever_less_and_a_busy_one_at_every() -> None:
    silent, busy = Rhythm(), Rhythm()
    waits = [SOURCE.every]
    at = MONDAY
    for _ in range(200):
        at += timedelta(minutes=15)
        silent = learnt(silent, look(at), source=SOURCE)
        busy = learnt(busy, look(at, 3), source=SOURCE)
        waits.append(wait(silent, at))
        assert waits[-1] > 0.95 * waits[-2]  # hours and weekdays of which less is known are tried a little sooner
    assert waits[1] < timedelta(minutes=25)
    assert waits[-1] > 3 * HOUR
    assert next_due(SOURCE, look(at, 3), rhythm=busy, jitter=0.0) - at == SOURCE.every


def test_an_even_rate_gives_the_square_root_of_every_over_the_rate() -> None:
    at, rhythm = MONDAY, Rhythm()
    for _ in range(24 * 28):
        at += HOUR
        rhythm = learnt(rhythm, look(at, 1), source=SOURCE)
    assert wait(rhythm, at) / HOUR == pytest.approx((0.25 / 1) ** 0.5, rel=0.03)


def test_the_dates_of_the_first_feed_tell_the_rhythm_at_once() -> None:
    dates = [MONDAY - DAY + n * HOUR / 4 for n in range(90)]
    daily = [MONDAY - n * DAY + (12 + n % 3) * HOUR for n in range(1, 15)]
    busy, slow = (learnt(Rhythm(), look(MONDAY, len(given), *given), source=SOURCE) for given in (dates, daily))
    assert wait(busy, MONDAY) < timedelta(minutes=20)
    assert wait(slow, MONDAY) > 1.5 * HOUR
    days_alone = [MONDAY - n * DAY - 5 * HOUR for n in range(1, 15)]  # midnight, there
    for dated in ((), days_alone):
        unknown = learnt(Rhythm(), look(MONDAY, 90, *dated), source=SOURCE)
        assert wait(unknown, MONDAY) / SOURCE.every == pytest.approx(1)  # ninety links, of whenever


def test_news_that_breaks_is_followed_and_then_left() -> None:
    calm = watched([MONDAY + n * 3 * HOUR for n in range(56 * 2)], until=MONDAY + 2 * WEEK, dated=True)
    at = MONDAY + 2 * WEEK + HOUR
    stirred = learnt(calm, look(at, 12), source=SOURCE)
    assert wait(stirred, at) < wait(calm, at) / 1.5
    quiet = stirred
    for hours in range(1, 13):
        quiet = learnt(quiet, look(at + hours * HOUR), source=SOURCE)
    assert wait(quiet, at + 12 * HOUR) > wait(stirred, at)


def test_a_rhythm_that_changes_is_learnt_anew() -> None:
    mornings = [MONDAY + day * DAY + 6 * HOUR + n * HOUR / 4 for day in range(28) for n in range(8)]
    evenings = [article + 28 * DAY + 12 * HOUR for article in mornings]
    rhythm = watched(mornings + evenings, until=MONDAY + 8 * WEEK, dated=True)
    morning, evening = (wait(rhythm, MONDAY + 8 * WEEK + hours * HOUR) for hours in (6, 18))
    assert evening < morning


def test_links_that_were_left_over_are_not_what_was_published_since() -> None:
    full = learnt(Rhythm(), look(MONDAY, 200, links={LinkOutcome.NEW: 200, LinkOutcome.LATER: 300}), source=SOURCE)
    rest = learnt(full, look(MONDAY + HOUR, 200), source=SOURCE)
    assert sum(rest.by_hour) == 0
    assert sum(learnt(rest, look(MONDAY + 2 * HOUR, 4), source=SOURCE).by_hour) == pytest.approx(4)


def test_old_articles_offered_anew_are_no_part_of_the_rhythm() -> None:
    rhythm = learnt(Rhythm(), look(MONDAY), source=SOURCE)
    old = learnt(rhythm, look(MONDAY + HOUR, 3, *(MONDAY - n * 100 * DAY for n in (1, 2, 3))), source=SOURCE)
    assert sum(old.by_hour) == 0
    of_today = learnt(rhythm, look(MONDAY + HOUR, 1, MONDAY - 9 * HOUR), source=SOURCE)  # "7 September", no hour
    assert sum(of_today.by_hour) == pytest.approx(1)


def test_a_clock_that_jumps_forgets_two_days_at_most() -> None:
    articles = [MONDAY + n * HOUR for n in range(24 * 14)]
    known = watched(articles, until=MONDAY + 2 * WEEK, dated=True)
    far = MONDAY + 3650 * DAY
    jumped = learnt(known, look(far, 20), source=SOURCE)
    assert sum(jumped.by_hour) > 0.8 * sum(known.by_hour)
    back = learnt(jumped, look(MONDAY + 2 * WEEK, 1), source=SOURCE)
    assert replace(back, seen_to=None) == replace(jumped, seen_to=None)
    assert Rates(back, SOURCE).usual(in_hours(far)) == pytest.approx(1, rel=0.35)


def test_a_failed_look_teaches_nothing_and_a_good_one_forgives() -> None:
    rhythm = learnt(Rhythm(), look(MONDAY), source=SOURCE)
    soft = learnt(rhythm, look(MONDAY + HOUR, outcome=LookOutcome.FAILED, soft=True), source=SOURCE)
    assert soft == replace(rhythm, strikes=0.5)
    hard = learnt(soft, look(MONDAY + 2 * HOUR, outcome=LookOutcome.FAILED), source=SOURCE)
    assert hard.strikes == 1.5
    well = learnt(hard, look(MONDAY + 3 * HOUR, 6), source=SOURCE)
    assert (well.strikes, sum(well.by_hour), sum(well.hours)) == (0, pytest.approx(6), pytest.approx(3))


def test_it_is_kept_in_less_than_a_kilobyte() -> None:
    chance = random.Random(1)
    articles = [MONDAY + chance.random() * 4 * WEEK for _ in range(20_000)]
    rhythm = watched(sorted(articles), until=MONDAY + WEEK, dated=True)
    text = rhythm.to_json()
    assert len(text) < 1000
    read = rhythm_from_json(text)
    assert wait(read, MONDAY + WEEK) / HOUR == pytest.approx(wait(rhythm, MONDAY + WEEK) / HOUR, rel=1e-3)


@given(st.text() | st.sampled_from(["[]", "{}", "[1,true,0,[],[],[],[],[0,0]]", "null", '"x"', "[1,2,3,4,5,6,7,[8]]"]))
def test_what_can_not_be_read_is_a_new_rhythm(text: str) -> None:
    assert rhythm_from_json(text) == Rhythm()
