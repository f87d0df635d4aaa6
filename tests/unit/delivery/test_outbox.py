"""The outbox: claimed once, sent once, tried again, given up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from presswatch.alerts import Channel, Delivery, DeliveryState
from presswatch.articles import Article
from presswatch.delivery import AskedToWaitError, Outcome, deliver
from presswatch.delivery.outbox import LEASE
from presswatch.delivery.retry import ATTEMPTS
from presswatch.errors import PermanentError, TransientError
from tests.fakes import FakeAlertLog, FakeArchive
from tests.make import NOON
from tests.unit.delivery.given import RULE, SOURCES, FakeSender, alert, story

HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """One alert whose delivery waits, and all that `deliver` works with."""

    articles: list[Article] = field(default_factory=story)
    log: FakeAlertLog = field(default_factory=FakeAlertLog)
    archive: FakeArchive = field(default_factory=FakeArchive)
    sender: FakeSender = field(default_factory=FakeSender)
    channels: dict[str, Channel] = field(
        default_factory=lambda: {"log": Channel(id="log", webhook="https://hook.example/t0ken", secret="hush")}
    )

    def __post_init__(self) -> None:
        self.alert = alert(self.articles)
        self.log.record([self.alert])
        self.archive.put(self.articles)

    @property
    def id(self) -> str:
        return self.alert.deliveries[0].id

    @property
    def delivery(self) -> Delivery:
        stands = self.log.alert(self.alert.id)
        assert stands is not None
        return stands.deliveries[0]

    def deliver(self, now: datetime = NOON, sleep: Callable[[float], None] = time.sleep) -> Outcome:
        return deliver(
            self.id,
            log=self.log,
            archive=self.archive,
            channels=self.channels,
            sources=SOURCES,
            rules={RULE.id: RULE},
            sender=self.sender,
            now=now,
            sleep=sleep,
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_delivery_is_sent_with_all_that_belongs_to_it(desk: Desk) -> None:
    assert desk.deliver() is Outcome.SENT

    ((channel, delivery, sent, articles, rule),) = desk.sender.sent
    assert channel == desk.channels["log"]
    assert (delivery.id, delivery.attempts) == (desk.id, 1)
    assert sent.id == desk.alert.id
    assert rule == RULE
    assert desk.sender.sources == SOURCES
    assert [article.id for article in articles] == [article.id for article in desk.articles]
    assert (desk.delivery.state, desk.delivery.sent_at) == (DeliveryState.SENT, NOON)


def test_those_that_met_the_rule_come_before_earlier_ones_of_the_story() -> None:
    desk = Desk()
    desk.log.record([replace(desk.alert, articles=(desk.articles[2].id,))])

    desk.deliver()

    order = [article.id for article in desk.sender.sent[0][3]]
    assert order == [desk.articles[0].id, desk.articles[2].id, desk.articles[1].id]


def test_twenty_claims_send_once(desk: Desk) -> None:
    with ThreadPoolExecutor(20) as workers:
        outcomes = Counter(workers.map(lambda _: desk.deliver(), range(20)))

    assert outcomes == {Outcome.SENT: 1, Outcome.NOT_MINE: 19}
    assert len(desk.sender.sent) == 1


def test_what_is_unknown_sent_or_not_due_is_not_mine(desk: Desk) -> None:
    assert desk.deliver(NOON - HOUR) is Outcome.NOT_MINE
    assert desk.deliver() is Outcome.SENT
    assert desk.deliver(NOON + HOUR) is Outcome.NOT_MINE
    assert len(desk.sender.sent) == 1


def test_a_claim_whose_worker_died_runs_out(desk: Desk) -> None:
    desk.log.claim(desk.id, now=NOON, lease=LEASE)

    assert desk.deliver(NOON + LEASE / 2) is Outcome.NOT_MINE
    assert desk.deliver(NOON + LEASE) is Outcome.SENT
    assert desk.sender.sent[0][1].attempts == 2


class LastSender(FakeSender):
    """The log goes away as soon as it has sent, for so many calls."""

    def __init__(self, log: FakeAlertLog, calls: float) -> None:
        super().__init__()
        self._log = log
        self._calls = calls

    def send(self, *given: Any) -> None:
        super().send(*given)
        self._log.go_away(self._calls)


def test_the_note_of_what_was_accepted_waits_for_the_log() -> None:
    log = FakeAlertLog()
    desk = Desk(log=log, sender=LastSender(log, 3))
    pauses: list[float] = []
    assert desk.deliver(sleep=pauses.append) is Outcome.SENT
    assert pauses == [0.5, 1, 2]
    assert desk.delivery.state is DeliveryState.SENT
    assert len(desk.sender.sent) == 1


def test_a_log_that_stays_away_is_not_waited_for_for_ever() -> None:
    log = FakeAlertLog()
    desk = Desk(log=log, sender=LastSender(log, float("inf")))
    pauses: list[float] = []
    with pytest.raises(TransientError):
        desk.deliver(sleep=pauses.append)
    assert 3600 <= sum(pauses) < 3610


def test_a_failure_is_tried_again_later(desk: Desk) -> None:
    desk.sender.raise_exc(TransientError("hook.example answered 500"))

    assert desk.deliver() is Outcome.RETRY

    stands = desk.delivery
    assert (stands.state, stands.error) == (DeliveryState.WAITING, "hook.example answered 500")
    assert stands.due_at is not None
    assert timedelta(seconds=20) < stands.due_at - NOON < timedelta(seconds=40)
    desk.sender.raise_exc(None)
    assert desk.deliver(stands.due_at) is Outcome.SENT
    assert desk.delivery.error == ""


def test_the_receivers_wish_to_wait_is_heard(desk: Desk) -> None:
    desk.sender.raise_exc(AskedToWaitError("429", timedelta(minutes=20)))

    desk.deliver()

    assert desk.delivery.due_at == NOON + timedelta(minutes=20)


def test_what_never_can_succeed_is_given_up_at_once(desk: Desk) -> None:
    desk.sender.raise_exc(PermanentError("hook.example answered 404\r\n\x1b[31m"))

    assert desk.deliver() is Outcome.DEAD
    assert (desk.delivery.state, desk.delivery.error) == (DeliveryState.DEAD, "hook.example answered 404 [31m")
    assert desk.deliver(NOON + HOUR) is Outcome.NOT_MINE


def test_a_day_of_failures_ends_as_a_dead_letter(desk: Desk) -> None:
    desk.sender.raise_exc(TransientError("hook.example can't be reached"))
    now, outcomes = NOON, []

    while desk.delivery.state is DeliveryState.WAITING:
        outcomes.append(desk.deliver(now))
        now = desk.delivery.due_at or now

    assert outcomes == [Outcome.RETRY] * (ATTEMPTS - 1) + [Outcome.DEAD]
    assert 18 * HOUR < now - NOON < 30 * HOUR
    assert (
        desk.delivery.error == f"given up after {ATTEMPTS} attempts; the last error was: hook.example can't be reached"
    )


def test_a_bug_in_a_channel_counts_as_a_failed_attempt_and_tells_no_secret(desk: Desk) -> None:
    desk.sender.raise_exc(ValueError("bad address https://hook.example/t0ken, hush"))

    assert desk.deliver() is Outcome.RETRY
    assert desk.delivery.error == "ValueError: bad address ***, ***"


def test_a_delivery_that_kills_its_workers_is_given_up_in_the_end(desk: Desk) -> None:
    now = NOON
    for _ in range(ATTEMPTS):
        assert desk.log.claim(desk.id, now=now, lease=LEASE)
        now += LEASE

    assert desk.deliver(now) is Outcome.DEAD
    assert "cut off" in desk.delivery.error
    assert desk.sender.sent == []


def _without_channel(desk: Desk) -> None:
    desk.channels.clear()


def _without_articles(desk: Desk) -> None:
    desk.archive = FakeArchive()


@pytest.mark.parametrize(
    ("loss", "reason"),
    [(_without_channel, "the config has no channel 'log' any more"), (_without_articles, "none of the articles")],
)
def test_what_has_nowhere_to_go_or_nothing_to_say_is_dead_with_its_reason(
    desk: Desk, loss: Callable[[Desk], None], reason: str
) -> None:
    loss(desk)

    assert desk.deliver() is Outcome.DEAD
    assert reason in desk.delivery.error
    assert desk.sender.sent == []


def test_an_alert_of_a_rule_that_is_gone_is_still_told(desk: Desk) -> None:
    outcome = deliver(
        desk.id,
        log=desk.log,
        archive=desk.archive,
        channels=desk.channels,
        sources={},
        rules={},
        sender=desk.sender,
        now=NOON,
    )

    assert outcome is Outcome.SENT
    assert desk.sender.sent[0][4] is None


def test_while_the_archive_is_away_nothing_is_lost(desk: Desk) -> None:
    desk.archive.go_away()

    with pytest.raises(TransientError):
        desk.deliver()

    desk.archive.come_back()
    assert desk.deliver(NOON + LEASE) is Outcome.SENT
