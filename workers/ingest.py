"""Ingest: read a batch of articles, place, index and match them, and record the alerts.

May run twice on the same batch, also at the same time: every write is idempotent by id, and an article that is known
already still goes on to be matched, since whoever indexed it may have died before that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from presswatch.alerts import Alert, Delivery, Rule, alert_id, delivery_id
from presswatch.articles import Article, Stored
from presswatch.ports import AlertLog, Archive, Fingerprints, RuleIndex
from workers.placing import place


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a batch: its articles by outcome, and the deliveries that are now to be made."""

    outcomes: Counter[Stored] = field(default_factory=Counter)
    alerts: int = 0
    deliveries: tuple[str, ...] = ()


def ingest(
    batch: Sequence[Article],
    *,
    analyse: Callable[[Article], Article],
    archive: Archive,
    fingerprints: Fingerprints,
    rules: RuleIndex,
    rule_of: Callable[[str], Rule],
    alert_log: AlertLog,
    now: datetime,
) -> Ingested:
    placed = place([analyse(article) for article in batch], fingerprints=fingerprints, archive=archive)
    puts = archive.put(placed)
    fingerprints.archived([article.id for article in placed])
    unmatched = [put.article for put in puts if not put.matched]
    matched = match(unmatched, archive=archive, rules=rules, rule_of=rule_of, alert_log=alert_log, now=now)
    return Ingested(Counter(put.outcome for put in puts), matched.alerts, matched.deliveries)


def match(
    articles: Sequence[Article],
    *,
    archive: Archive,
    rules: RuleIndex,
    rule_of: Callable[[str], Rule],
    alert_log: AlertLog,
    now: datetime,
) -> Ingested:
    """Match archived articles, record the alerts, and only then note that they are matched."""
    if not articles:
        return Ingested()
    alerts: dict[str, Alert] = {}
    for article, matches in zip(articles, rules.match(articles), strict=True):
        if not article.alerts:
            continue
        for met in matches:
            id_ = alert_id(met.rule, article.story)
            if id_ in alerts:
                known = alerts[id_]
                if article.id not in known.articles:
                    alerts[id_] = replace(known, articles=(*known.articles, article.id))
                continue
            alerts[id_] = Alert(
                id=id_,
                rule=met.rule,
                story=article.story,
                articles=(article.id,),
                created_at=now,
                why=met.why,
                deliveries=tuple(
                    Delivery(id=delivery_id(id_, channel), alert=id_, channel=channel, due_at=now)
                    for channel in rule_of(met.rule).channels
                ),
            )
    recorded = alert_log.record(list(alerts.values()))
    archive.matched([(article.id, article.version) for article in articles])
    new = [alert for alert, is_new in zip(alerts.values(), recorded, strict=True) if is_new]
    return Ingested(alerts=len(new), deliveries=tuple(delivery.id for alert in new for delivery in alert.deliveries))
