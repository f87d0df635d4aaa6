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
from workers.classifying import Classified, Classifying
from workers.placing import place
from workers.rechecking import settled
from workers.telling import Telling


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a batch: its articles by outcome, and the deliveries that are now to be made."""

    outcomes: Counter[Stored] = field(default_factory=Counter)
    articles: tuple[Article, ...] = ()  # as they now stand in the archive
    alerts: int = 0
    deliveries: tuple[str, ...] = ()
    results: tuple[Stored, ...] = ()  # of each article of the batch, in order


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
    classify: Classifying | None = None,
    tell: Telling | None = None,
) -> Ingested:
    """`classify` None leaves the topics as analysis found them, `tell` None each in the story of its original."""
    read = [analyse(article) for article in settled(batch, archive=archive)]
    placed = place(read, fingerprints=fingerprints, archive=archive)
    classified = classify(placed, archive=archive) if classify else Classified(placed)
    known = {article.id: article.story for article in read if article.story}
    told = tell(classified.articles, vectors=classified.vectors, archive=archive, known=known) if tell else None
    puts = archive.put(told or classified.articles)
    fingerprints.archived([article.id for article in placed])
    unmatched = [put.article for put in puts if not put.matched]
    matched = match(unmatched, archive=archive, rules=rules, rule_of=rule_of, alert_log=alert_log, now=now)
    results = tuple(put.outcome for put in puts)
    return replace(matched, outcomes=Counter(results), articles=tuple(put.article for put in puts), results=results)


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
