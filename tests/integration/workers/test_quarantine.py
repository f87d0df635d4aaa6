"""What can't be processed: it alone is kept, with the reason, and everything else goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from presswatch.articles import Article
from presswatch.bootstrap import now
from presswatch.errors import TransientError
from presswatch.messages import articles_from_json
from presswatch.ports import RuleIndex
from presswatch.rules import Matched
from presswatch.state import Inbox
from tests.integration.workers.desk import DiedError, analyser, batch_of_three, desk, facts, ingest_all
from tests.make import article
from workers.services import Services
from workers.tasks.ingest import TRIES, ingest_batch, retry
from workers.tasks.periodic import STALE_BATCH, sweep


@pytest.fixture
def services(broker_url: str, tmp_path: Path):
    with desk(tmp_path, broker_url) as made:
        yield made


class Poisoned:
    """An analysis that one article is too much for."""

    def __init__(self, poison: str, failure: Callable[[], BaseException]) -> None:
        self._poison, self._failure = poison, failure
        self.failures = 0

    def __call__(self, article: Article) -> Article:
        if article.id == self._poison:
            self.failures += 1
            raise self._failure()
        return analyser()(article)


def test_a_batch_that_kills_its_workers_is_taken_apart_and_only_the_poison_is_kept(services: Services) -> None:
    batch = [*batch_of_three(), article(4, title="Poison")]
    poisoned = services.__dict__["analyse"] = Poisoned(batch[3].id, DiedError)
    services.hand_over.articles(batch)
    ingest_all(services)
    assert poisoned.failures == 2 * TRIES  # in company, then alone
    assert {each[0] for each in facts(services)["articles"]} == {each.url for each in batch[:3]}
    assert len(services.engine.alerts()) == 2
    (message,) = services.engine.messages()
    assert f"begun {TRIES} times" in message.reason
    assert [each.id for each in articles_from_json(message.body)] == [batch[3].id]


def test_a_bug_over_one_article_keeps_that_one_with_its_traceback_until_it_is_mended(services: Services) -> None:
    batch = batch_of_three()
    services.__dict__["analyse"] = Poisoned(batch[0].id, lambda: ValueError("no such letter"))
    services.hand_over.articles(batch)
    ingest_all(services)
    assert {each[0] for each in facts(services)["articles"]} == {batch[1].url, batch[2].url}
    (message,) = services.engine.messages()
    assert message.task == "presswatch.ingest"
    assert "Traceback" in message.reason
    assert message.reason.rstrip().endswith("ValueError: no such letter")

    services.__dict__["analyse"] = analyser()
    retry(services, message)
    ingest_all(services)
    known = facts(services)
    assert len(known["articles"]) == 3
    assert known["quarantine"] == 0
    assert [(rule, len(articles)) for rule, _, articles in known["alerts"]] == [("sco", 2), ("summit", 1)]


def test_a_message_that_is_no_list_of_articles_is_kept_with_the_reason(services: Services, client: redis.Redis) -> None:
    batch = services.inbox.put([article(1)])
    client.hset("presswatch:inbox", batch, b'[{"id": 5}]')
    ingest_all(services)
    (message,) = services.engine.messages()
    assert message.body == '[{"id": 5}]'
    assert "0.id" in message.reason
    assert services.inbox.waiting() == 0


def test_a_batch_waits_in_the_inbox_while_a_service_is_away_and_is_named_again(
    services: Services, client: redis.Redis
) -> None:
    at = [1_600_000_000.0]
    services.__dict__["inbox"] = Inbox(services.redis, clock=lambda: at[0])
    batch = services.inbox.put(batch_of_three())
    services.__dict__["analyse"] = Poisoned(article(1).id, lambda: TransientError("the archive is away"))
    for _ in range(2 * TRIES):  # an absence is nobody's fault, and is not counted
        with pytest.raises(TransientError):
            ingest_batch(services, batch)
    assert facts(services) == {"articles": [], "alerts": [], "deliveries": [], "inbox": 1, "quarantine": 0}
    sweep(services, at=now())
    assert client.llen("ingest") == 0
    at[0] += STALE_BATCH.total_seconds() + 1
    sweep(services, at=now())
    assert client.llen("ingest") == 1
    services.__dict__["analyse"] = analyser()
    ingest_batch(services, batch)
    assert len(facts(services)["articles"]) == 3


class Stumbling:
    """A rule index that fails over one article."""

    def __init__(self, index: RuleIndex, over: str) -> None:
        self._index, self._over = index, over

    def match(self, articles: Sequence[Article]) -> list[list[Matched]]:
        if any(article.id == self._over for article in articles):
            raise ValueError("a bug in a rule")
        return self._index.match(articles)


def test_the_sweep_goes_on_past_an_article_that_can_not_be_matched(services: Services, client: redis.Redis) -> None:
    first, other, copy = batch_of_three()
    copy = replace(copy, title="A summit of its own", text="Nothing of the kind was ever heard of in that valley.")
    index = services.rule_index
    services.__dict__["rule_index"] = Stumbling(index, first.id)
    services.hand_over.articles([first])
    ingest_all(services)
    assert "a bug in a rule" in services.engine.messages()[0].reason
    services.engine.put([analyser()(replace(each, story=each.id)) for each in (other, copy)])
    client.delete("deliver")
    sweep(services, at=now() + timedelta(hours=1))
    assert [alert.articles for alert in services.engine.alerts()] == [(copy.id,)]
    assert client.llen("deliver") == 1
    services.__dict__["rule_index"] = index
    sweep(services, at=now() + timedelta(hours=1))
    assert {alert.rule for alert in services.engine.alerts() if first.id in alert.articles} == {"sco", "summit"}
