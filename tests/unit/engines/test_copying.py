"""A copy from one archive to another: what it does at each turn, on archives in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from presswatch.engines.copying import COPY, Copying, Progress
from presswatch.errors import TransientError
from presswatch.ports import Fate
from tests.engine.filled import everything, fill
from tests.fakes import FakeEngine
from tests.make import NOON, article

HOUR = timedelta(hours=1)


def filled(count: int = 60) -> FakeEngine:
    engine = FakeEngine()
    fill(engine, count)
    return engine


class Patience:
    """A sleep that passes at once and does something meanwhile."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.slept: list[float] = []
        self._meanwhile = meanwhile

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._meanwhile()


def copying(source: FakeEngine, target: FakeEngine, **given: object) -> Copying:
    return Copying(source, target, now=lambda: NOON, **given)  # type: ignore[arg-type]


def test_everything_goes_over_and_a_second_copy_changes_nothing() -> None:
    source, target = filled(450), FakeEngine()
    accounts = {account.kind: account for account in copying(source, target).run()}
    assert everything(target) == everything(source)
    assert {kind: dict(account.fates) for kind, account in accounts.items()} == {
        "articles": {Fate.COPIED: 450},
        "alerts": {Fate.COPIED: 23},
        "sources": {Fate.COPIED: 20},
        "quarantine": {Fate.COPIED: 20},
    }
    months = accounts["articles"].months
    assert sorted(months) == ["2020-09", "2020-10", "2020-11", "2020-12"]
    assert sum(month.source for month in months.values()) == 450
    assert all(
        month.equal and not month.otherwise for account in accounts.values() for month in account.months.values()
    )
    again = copying(source, target).run()
    assert everything(target) == everything(source)
    assert [dict(account.fates) for account in again] == [{Fate.THERE: number} for number in (450, 23, 20, 20)]
    assert [account.months for account in again] == [account.months for account in accounts.values()]


def test_what_the_target_has_otherwise_is_told_and_stays() -> None:
    source, target = filled(), FakeEngine()
    copying(source, target).run()
    mine = next(iter(source.search(None, limit=1).articles))
    target.put([replace(mine, text="later", fetched_at=NOON + 999 * 24 * HOUR)])
    before = everything(target)
    (account, *_) = copying(source, target).run()
    assert everything(target) == before
    assert dict(account.fates) == {Fate.THERE: 59, Fate.NEWER: 1}
    month = account.months[f"{mine.first_seen_at:%Y-%m}"]
    assert (month.equal, month.otherwise, month.missing) == (False, 1, 0)
    assert account.complete


def test_what_comes_meanwhile_is_caught_up() -> None:
    source, target = filled(), FakeEngine()
    late = article(999, at=NOON - 99 * HOUR)  # before what was read already
    known = next(iter(source.search(None, limit=1).articles))

    def come(progress: Progress) -> None:
        if progress.kind == "articles" and progress.done == 60 and not progress.comparing:
            source.put([late, replace(known, text="corrected", fetched_at=NOON + 999 * 24 * HOUR)])

    (account, *_) = copying(source, target, show=come).run()
    assert everything(target) == everything(source)
    assert (account.fates.total(), account.caught_up) == (60, 2)
    assert all(month.equal for month in account.months.values())


def test_what_the_target_refuses_is_quarantined_alone_and_tried_again() -> None:
    source, target = filled(), FakeEngine()
    broken = article(999)
    source.put([broken])
    good = source._versions[broken.id]
    source._versions[broken.id] = [replace(broken, fetched_at=NOON.replace(tzinfo=None))]
    for _ in range(2):
        (account, *_) = copying(source, target).run()
        assert (account.fates.total(), list(account.refused), account.complete) == (60, [broken.id], False)
        assert sum(month.missing for month in account.months.values()) == 1
        (note,) = (each for each in target.messages() if each.task == COPY)
        assert broken.id in note.body
        assert "time zone" in note.reason
    source._versions[broken.id] = good
    (account, *_) = copying(source, target).run()
    assert (account.fates[Fate.COPIED], account.complete) == (1, True)
    assert everything(target) == everything(source)


def test_a_service_that_is_away_is_waited_for() -> None:
    source, target = filled(), FakeEngine()
    target.go_away(3)
    shown: list[Progress] = []
    patience = Patience()
    copying(source, target, sleep=patience, show=shown.append).run()
    assert everything(target) == everything(source)
    assert patience.slept == [0.5, 1.0, 2.0]
    assert [each.waiting for each in shown if each.waiting] == ["the fake is away"] * 3
    source.go_away()
    patience = Patience()
    with pytest.raises(TransientError):
        copying(source, target, sleep=patience).run()
    assert 300 <= sum(patience.slept) < 400


@pytest.mark.parametrize("calls", range(0, 20, 6))
def test_a_copy_that_was_stopped_anywhere_is_taken_up_by_the_next(calls: int) -> None:
    source, target = filled(450), FakeEngine()
    left = calls

    def stop(_: Progress) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copying(source, target, show=stop).run()
    accounts = copying(source, target).run()
    assert everything(target) == everything(source)
    assert [account.fates.total() for account in accounts] == [450, 23, 20, 20]
    assert all(account.complete for account in accounts)
