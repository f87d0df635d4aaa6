"""Deliver one entry of the outbox: claim it, send it, note what came of it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from presswatch.alerts import Alert, Channel, Delivery, Rule
from presswatch.articles import Article
from presswatch.delivery.press_text import one_line
from presswatch.delivery.redaction import redacted
from presswatch.delivery.retry import ATTEMPTS, AskedToWaitError, next_attempt
from presswatch.errors import PermanentError, PresswatchError, TransientError
from presswatch.ports import AlertLog, Archive, Sender
from presswatch.sources import Source

LEASE = timedelta(minutes=2)  # longer than any channel takes to send; how long a crash delays a delivery
_LONGEST_ERROR = 600  # characters
_NOTED_WITHIN = 3600.0  # seconds; what can't be noted for so long is sent once more
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0


class Outcome(StrEnum):
    SENT = "sent"
    RETRY = "retry"  # failed, and waits for its next attempt
    DEAD = "dead"  # given up; the delivery's error says why
    NOT_MINE = "not_mine"  # another worker has it, it is not due yet, or it is sent or dead


def deliver(
    delivery_id: str,
    *,
    log: AlertLog,
    archive: Archive,
    channels: Mapping[str, Channel],
    sources: Mapping[str, Source],
    rules: Mapping[str, Rule],
    sender: Sender,
    now: datetime,
    sleep: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Send one delivery, once however many workers ask for it at the same time.

    `channels`, `sources` and `rules` are the present config's, by id. Whatever the sender raises counts as a failed
    attempt. Raises `TransientError` when the log or the archive is away; then the claim runs out, and the delivery is
    due again. Once a channel has accepted it, the log is waited for instead, up to an hour: nobody is to be told twice.
    """
    claimed = log.claim(delivery_id, now=now, lease=LEASE)
    if claimed is None:
        return Outcome.NOT_MINE
    try:
        channel, alert, articles = _to_send(claimed, log=log, archive=archive, channels=channels)
    except _UndeliverableError as error:
        return _dead(claimed, str(error), log)
    try:
        sender.send(channel, claimed, alert, articles, sources, rules.get(alert.rule))
    except PermanentError as error:
        return _dead(claimed, str(error), log)
    except Exception as error:  # noqa: BLE001 - a channel's library may raise anything, and the alert must not stall
        return _failed(claimed, error, channel, log, now)
    _note_sent(claimed, log, now, sleep)
    return Outcome.SENT


def _note_sent(delivery: Delivery, log: AlertLog, now: datetime, sleep: Callable[[float], None]) -> None:
    waited, pause = 0.0, _FIRST_PAUSE
    while True:
        try:
            log.sent(delivery.id, at=now)
            return
        except TransientError:
            if waited >= _NOTED_WITHIN:
                raise
        sleep(pause)
        waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE)


class _UndeliverableError(PermanentError):
    """There is nothing to send, or nowhere to send it."""


def _to_send(
    delivery: Delivery, *, log: AlertLog, archive: Archive, channels: Mapping[str, Channel]
) -> tuple[Channel, Alert, list[Article]]:
    channel = channels.get(delivery.channel)
    if channel is None:
        raise _UndeliverableError(f"the config has no channel {delivery.channel!r} any more")
    if delivery.attempts > ATTEMPTS:  # some of them began and never came to an end, or this one would not have begun
        last = f"; the last error was: {delivery.error}" if delivery.error else ""
        raise _UndeliverableError(f"given up after {ATTEMPTS} attempts, the last of which was cut off{last}")
    alert = log.alert(delivery.alert)
    if alert is None:
        raise _UndeliverableError(f"its alert can't be found: {delivery.alert}")
    articles = _articles(alert, archive)
    if not articles:
        raise _UndeliverableError(f"none of the articles of its alert can be found: {', '.join(alert.articles)}")
    return channel, alert, articles


def _articles(alert: Alert, archive: Archive) -> list[Article]:
    """Those that met the rule, in the alert's order, then the rest of the story, oldest first."""
    found = archive.get(alert.articles)
    matched = [found[article] for article in alert.articles if article in found]
    return matched + [article for article in archive.story(alert.story) if article.id not in found]


def _failed(delivery: Delivery, error: Exception, channel: Channel, log: AlertLog, now: datetime) -> Outcome:
    ours = isinstance(error, PresswatchError)  # then its text was written for the operator, and with care
    reason = str(error) if ours else redacted(f"{type(error).__name__}: {error}", channel)
    asked = error.retry_after if isinstance(error, AskedToWaitError) else None
    due_at = next_attempt(delivery.attempts, now, retry_after=asked, jitter=_jitter(delivery))
    if due_at is None:
        return _dead(delivery, f"given up after {delivery.attempts} attempts; the last error was: {reason}", log)
    log.failed(delivery.id, error=one_line(reason, limit=_LONGEST_ERROR), due_at=due_at)
    return Outcome.RETRY


def _dead(delivery: Delivery, reason: str, log: AlertLog) -> Outcome:
    log.failed(delivery.id, error=one_line(reason, limit=_LONGEST_ERROR), due_at=None)
    return Outcome.DEAD


def _jitter(delivery: Delivery) -> float:
    """Spread by what is sent rather than by chance, so that a run can be repeated."""
    digest = hashlib.blake2b(f"{delivery.id}\0{delivery.attempts}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32
