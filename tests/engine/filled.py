"""An archive with some of everything in it, and all of an archive, asked for by its everyday ports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from presswatch.alerts import Alert, Delivery, DeliveryState, Why, alert_id, delivery_id
from presswatch.articles import Article
from presswatch.ports import Engine, Quarantined
from presswatch.sources import LinkOutcome, Look, LookOutcome
from tests.generated import random_articles
from tests.make import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_BATCH = 250


def fill(engine: Engine, count: int, *, seed: int = 1, words: int = 1) -> None:
    """So many articles over three months, of a text and `words` times that; a tenth have a second version, a seventh
    are not matched; each twentieth has an alert, whose delivery waits, failed, is sent or dead."""
    chance = random.Random(seed)
    articles = []
    for number, each in enumerate(random_articles(seed, count)):
        at = NOON + 90 * DAY * chance.random()
        text = f"{number} {each.text} " + " ".join([each.text] * (words - 1))
        articles.append(replace(each, text=text, fetched_at=at, first_seen_at=at, story=f"story-{number % 997}"))
    for start in range(0, count, _BATCH):
        batch = articles[start : start + _BATCH]
        puts = engine.put(batch)
        puts += engine.put([_corrected(each) for each in batch[::10]])
        engine.matched((put.article.id, put.article.version) for at, put in enumerate(puts) if at % 7)
        alerts = [_alert(each) for each in batch[::20]]
        engine.record(alerts)
        for at, each in enumerate(alerts):
            _deliver(engine, each, at)
    for number in range(20):
        links = {LinkOutcome.NEW: number, LinkOutcome.FAILED: 1}
        for hour in range(3):
            look = Look(source=f"source-{number}", at=NOON + hour * HOUR, outcome=LookOutcome.PARTIAL, links=links)
            engine.looked(look, next_due_at=look.at + HOUR)
        engine.add(Quarantined(id=f"batch-{number}", task="presswatch.ingest", body="[]", reason="why", at=NOON))


def _corrected(article: Article) -> Article:
    return replace(article, text=f"Corrected: {article.text}", fetched_at=article.fetched_at + HOUR)


def _alert(article: Article) -> Alert:
    id_ = alert_id("sco", article.id)
    channels = ("log", "desk")
    return Alert(
        id=id_,
        rule="sco",
        story=article.story,
        articles=(article.id,),
        created_at=article.first_seen_at,
        why=Why(clause="@sco", sentence=article.title, article=article.id, marks=((0, 1),)),
        deliveries=tuple(
            Delivery(id=delivery_id(id_, channel), alert=id_, channel=channel, due_at=article.first_seen_at)
            for channel in channels
        ),
    )


def _deliver(engine: Engine, alert: Alert, number: int) -> None:
    delivery, other = alert.deliveries
    match number % 4:
        case 0:
            engine.sent(other.id, at=NOON + 100 * DAY)
        case 1:
            engine.claim(delivery.id, now=NOON + 100 * DAY, lease=HOUR)
        case 2:
            engine.claim(delivery.id, now=NOON + 100 * DAY, lease=HOUR)
            engine.failed(delivery.id, error="busy", due_at=NOON + 101 * DAY)
        case 3:
            engine.failed(delivery.id, error="gone", due_at=None)


def everything(engine: Engine) -> dict[str, Any]:
    """All that an archive answers, for comparison."""
    engine.refresh()
    newest = list(_articles(engine))
    return {
        "articles": {each.id: each for each in newest},
        "doubled": len(newest) - len({each.id for each in newest}),
        "versions": {each.id: engine.versions(each.id) for each in newest if each.version > 1},
        "unmatched": {each.id for each in engine.unmatched(before=NOON + 999 * DAY, limit=10**6)},
        "alerts": {each.id: each for each in engine.alerts(limit=10**6)},
        "due": set(engine.due(now=NOON + 999 * DAY, limit=10**6)),
        "sources": engine.records(),
        "quarantine": engine.messages(),
    }


def _articles(engine: Engine) -> Iterator[Article]:
    after = None
    while True:
        page = engine.search(None, limit=400, after=after)
        yield from page.articles
        after = page.after
        if after is None:
            return


def sent(engine: Engine) -> list[Delivery]:
    return [
        delivery
        for alert in engine.alerts(limit=10**6)
        for delivery in alert.deliveries
        if delivery.state is DeliveryState.SENT
    ]
