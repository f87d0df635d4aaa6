"""A story as deliveries meet it, and a sender that does as it is told."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from presswatch.alerts import Alert, Channel, Delivery, Rule, Why, alert_id, delivery_id
from presswatch.articles import Article, article_id
from presswatch.sources import Source, SourceKind
from tests.make import NOON, article

SOURCES = {
    "mfa-kz": Source(id="mfa-kz", name="Ministry of Foreign Affairs", country="KZ", kind=SourceKind.OFFICIAL),
    "tass": Source(id="tass", name="TASS <wire>", country="RU", kind=SourceKind.STATE),
}
QUERY = '@sco AND "very secret phrase"'
RULE = Rule(id="sco", title="Shanghai Cooperation Organization", query=QUERY, channels=("log",))
SENTENCE = "The SCO ministers met in Moscow."


def story(number: int = 3) -> list[Article]:
    """The articles of one story: one of a ministry, then its copies."""
    url = "https://mfa.example/lead"
    first = article_id(url)
    lead = article(url=url, source="mfa-kz", title="Ministers meet", text=f"{SENTENCE} More.", story=first, at=NOON)
    return [lead, *(article(each, story=first, copy_of=first, title=f"Copy {each}") for each in range(1, number))]


def alert(articles: Sequence[Article], **given: Any) -> Alert:
    """An alert of the first article, with one delivery, to the channel "log"."""
    id_ = alert_id(RULE.id, articles[0].story or articles[0].id)
    why = {"clause": "very secret phrase", "sentence": SENTENCE, "article": articles[0].id, "marks": ((4, 7), (25, 31))}
    values: dict[str, Any] = {
        "id": id_,
        "rule": RULE.id,
        "story": articles[0].story or articles[0].id,
        "articles": (articles[0].id,),
        "created_at": NOON + timedelta(minutes=3),
        "why": Why(**(why | given.pop("why", {}))),
        "deliveries": (Delivery(id=delivery_id(id_, "log"), alert=id_, channel="log", due_at=NOON),),
    }
    return Alert(**(values | given))


class FakeSender:
    """Fills the port `Sender`: keeps what was sent; after `raise_exc`, raises that instead."""

    def __init__(self) -> None:
        self.sent: list[tuple[Channel, Delivery, Alert, list[Article], Rule | None]] = []
        self.sources: Mapping[str, Source] = {}  # what it was given last
        self._error: Exception | None = None
        self._lock = threading.Lock()

    def raise_exc(self, error: Exception | None) -> None:
        self._error = error

    def send(
        self,
        channel: Channel,
        delivery: Delivery,
        alert: Alert,
        articles: Sequence[Article],
        sources: Mapping[str, Source],
        rule: Rule | None,
    ) -> None:
        if self._error is not None:
            raise self._error
        with self._lock:
            self.sources = sources
            self.sent.append((channel, delivery, alert, list(articles), rule))
