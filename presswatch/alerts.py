"""Alerts: what a desk wants to hear about, and what it was told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    id: str
    title: str
    query: str
    channels: tuple[str, ...] = ()


Sentences = Mapping[str, tuple[str, ...]]
"""By ISO 639-1 language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What articles may be about, by rules and by examples.

    Topics of one `group` tell each other apart: an example of one is none of another, unless it stands under both. A
    topic has all that its `parts` have: their examples are its own, and its near misses are theirs.
    """

    id: str
    title: str
    query: str = ""  # "": found by examples or parts alone
    description: str = ""
    group: str = "subjects"
    parts: tuple[str, ...] = ()  # ids of topics
    examples: Sentences = field(default_factory=dict)
    near_misses: Sentences = field(default_factory=dict)  # what looks like an example and is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where alerts go. Exactly one of `url` (an Apprise address), `webhook` (https) and `file` is set."""

    id: str
    url: str = field(default="", repr=False)  # may hold a password
    webhook: str = ""
    secret: str = field(default="", repr=False)
    file: str = ""
    operator: bool = False  # it is told what is amiss with sources, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an article met a rule, in the words of the rule and of the article."""

    clause: str  # the part of the query that was met, as its author wrote it
    sentence: str  # the first sentence (or the title) that meets it; "" for a clause about fields alone
    article: str  # the article's id
    marks: tuple[tuple[int, int], ...] = ()  # what to mark in `sentence`: character offsets


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"  # claimed by a worker; its claim runs out
    SENT = "sent"
    DEAD = "dead"  # given up; `error` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert to one channel. `id` is what the channel gets as its idempotency key."""

    id: str
    alert: str
    channel: str
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    due_at: datetime | None = None  # not before this
    sent_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A rule met a story. Written once: whoever comes second with the same id adds its article at most."""

    id: str
    rule: str
    story: str
    articles: tuple[str, ...]  # ids of those that met the rule, the first one first
    created_at: datetime
    why: Why
    deliveries: tuple[Delivery, ...] = ()


def alert_id(rule: str, story: str) -> str:
    return hashlib.blake2b(f"{rule}\0{story}".encode(), digest_size=16).hexdigest()


def delivery_id(alert: str, channel: str) -> str:
    return hashlib.blake2b(f"{alert}\0{channel}".encode(), digest_size=16).hexdigest()
