"""What holds the archive together where there are no transactions, and what the engine's limits do to articles."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from presswatch.articles import Article, Stored
from presswatch.engines.elasticsearch import ElasticEngine, open_engine
from presswatch.engines.elasticsearch.store import Write
from presswatch.engines.elasticsearch.streams import LONGEST
from presswatch.errors import ConfigurationError
from presswatch.rules import Document, RuleSet, parse
from tests.contract.test_alert_log import alert
from tests.engine.archive import new_prefix, url_of
from tests.make import NOON, article

pytestmark = pytest.mark.engine

HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2020, 10, 1, tzinfo=UTC)


def test_an_article_stays_in_the_month_in_which_it_was_first_seen(engine: ElasticEngine) -> None:
    first = article(1, at=MIDNIGHT - HOUR)
    engine.put([first, article(2, at=MIDNIGHT)])
    (put,) = engine.put([replace(first, text="Corrected.", fetched_at=MIDNIGHT + HOUR, first_seen_at=MIDNIGHT + HOUR)])
    assert put.outcome is Stored.CHANGED
    engine.refresh()
    months = [engine.names.month(at) for at in (MIDNIGHT - HOUR, MIDNIGHT)]
    assert [engine.store.count(month, {"match_all": {}}) for month in months] == [1, 1]
    assert [each.text for each in engine.versions(first.id)] == [first.text, "Corrected."]


def test_an_article_that_comes_twice_at_a_months_end_is_there_once(engine: ElasticEngine) -> None:
    together = threading.Barrier(8)

    def write(writer: int) -> list[Stored]:
        at = MIDNIGHT + (writer % 2 - 1) * timedelta(seconds=1)
        with open_engine(url_of(engine), prefix=engine.names.prefix) as another:
            together.wait(30)
            return [put.outcome for put in another.put([article(number, at=at) for number in range(20)])]

    with ThreadPoolExecutor(8) as pool:
        outcomes = [outcome for outcomes in pool.map(write, range(8)) for outcome in outcomes]
    engine.refresh()
    assert outcomes.count(Stored.CREATED) == engine.search(None).total == 20


def test_a_worker_that_died_after_it_took_a_place_is_made_up_for(engine: ElasticEngine) -> None:
    first = article(1, at=MIDNIGHT)
    month = engine.names.month(MIDNIGHT - HOUR)
    engine.store.write([Write("create", (engine.names.places, first.id), {"index": month})])
    assert engine.get([first.id]) == {}
    assert engine.put([first])[0].outcome is Stored.CREATED
    assert engine.get([first.id]) == {first.id: first}
    engine.refresh()
    assert engine.store.count(month, {"match_all": {}}) == engine.search(None).total == 1


def test_a_note_of_what_was_not_written_or_is_outdated_is_passed_over(engine: ElasticEngine) -> None:
    first = article(1)
    engine.put([first])
    engine.matched([(first.id, 1)])
    for version in (0, 2):  # of one before, and of one whose writer died before the article
        note = {"id": f"{first.id}.{version}", "article": first.id, "version": version, "fetched_micros": 0}
        engine.store.write([Write("index", (engine.names.unmatched, note["id"]), note)])
    engine.refresh()
    assert engine.unmatched(before=NOON + HOUR, limit=10) == []
    engine.put([replace(first, text="Corrected.", fetched_at=NOON + HOUR)])
    engine.refresh()
    assert [each.version for each in engine.unmatched(before=NOON + 2 * HOUR, limit=10)] == [2]


def test_deliveries_that_a_dead_worker_left_out_are_made_up_for(engine: ElasticEngine) -> None:
    one = alert(channels=("log", "hook"))
    engine.record([one])
    engine.store.write([Write("delete", (engine.names.deliveries, one.deliveries[1].id))])
    assert engine.alert(one.id) == one  # as it was recorded
    assert engine.record([one]) == [False]
    engine.refresh()
    assert sorted(engine.due(now=NOON, limit=9)) == sorted(each.id for each in one.deliveries)


def test_a_very_long_article_is_indexed_whole(engine: ElasticEngine) -> None:
    words = [f"word{number % 5000}" + "syllable" * 5 for number in range(45_000)]
    long = article(1, text=" ".join([*words, "the very end"]), title="上海合作组织" * 2_000)
    assert len(long.text) > 2_000_000
    assert engine.put([long])[0].article == long
    engine.refresh()
    last = words[-1]
    for query in ('"the very end"', f'"{words[-2]} {last} the"', f'"end {last}"~4', "title:合作组织", "word17sylla*"):
        assert engine.search(parse(query)).total == 1, query
        assert RuleSet({"r": parse(query)}).match([long]) != [[]]
    assert engine.search(parse('"end the"')).total == 0
    assert engine.get([long.id]) == {long.id: long}


def test_tokens_longer_than_the_engine_takes_are_shortened_and_counted(engine: ElasticEngine) -> None:
    one, other = "界x" + "ж" * 40_000, "x" * 40_000
    long = article(1, title="t", text=f"before {one} after {other} end", url="https://news.example/" + "u" * 40_000)
    engine.put([long, article(2, text=f"before {other}y after")])
    engine.refresh()
    key = (engine.names.month(NOON), long.id)
    document = engine.store.read([key])[key].source
    assert document["cut"] == 2
    assert "match" not in document
    queries = (f"{other[:9000]}*", "xxx*", f'"after {"x" * 9000}"~2', '"before 界"', '"after end"~2')
    rules = {str(number): parse(query) for number, query in enumerate(queries)}
    assert engine.search(parse("xxx*")).total == 2
    assert engine.search(parse(f"={'x' * 15_000}")).total == 0
    assert engine.search(parse(f"{'x' * 9_000}*")).total == 2
    assert engine.search(parse('"after end"~2')).total == 1
    stored = list(engine.get([long.id, article(2).id]).values())
    assert engine.rule_index(rules).match(stored) == RuleSet(rules).match(stored)
    assert LONGEST * 4 < 32_766


def test_people_find_what_they_type(engine: ElasticEngine) -> None:
    """In Kibana, by stock analyzers."""
    engine.put(
        [article(1, text="New sanctions"), article(2, text="Министры встретились"), article(3, text="上海合作组织")]
    )
    engine.refresh()
    for field, typed in (
        ("text.en", "sanction"),
        ("text.ru", "министрам"),
        ("text.cjk", "合作"),
        ("text", "sanctions"),
    ):
        assert engine.store.count(engine.names.articles, {"match": {field: typed}}) == 1


def test_streams_of_another_tokeniser_are_made_anew(engine: ElasticEngine) -> None:
    batch = [article(number, text="alpha beta") for number in range(250)]
    engine.put(batch)
    engine.matched((each.id, 1) for each in batch)
    keys = [(engine.names.month(each.first_seen_at), each.id) for each in batch[:230]]
    found = engine.store.read(keys)
    older = {"match": {"words": ["gamma"]}, "keywords": [], "streams": "older"}
    engine.store.write([Write("index", key, {**each.source, **older}, each) for key, each in found.items()])
    engine.refresh()
    assert engine.search(parse("alpha")).total == 20
    assert engine.index_again() == 230
    engine.refresh()
    assert engine.search(parse('"alpha beta"')).total == 250
    assert engine.index_again() == 0
    assert engine.unmatched(before=NOON + HOUR, limit=9) == []


def test_many_may_make_the_indices_at_once(node_url: str) -> None:
    prefix = new_prefix()

    def write(writer: int) -> Article:
        with open_engine(node_url, prefix=prefix) as engine:
            return engine.put([article(writer)])[0].article

    with ThreadPoolExecutor(6) as pool:
        stored = list(pool.map(write, range(6)))
    with open_engine(node_url, prefix=prefix) as engine:
        engine.refresh()
        assert list(engine.search(None).articles) == stored[::-1]
        assert Document.of(stored[0]).article == article(0)


def test_an_archive_of_another_version_is_left_alone(node_url: str) -> None:
    prefix = new_prefix()
    with open_engine(node_url, prefix=prefix) as engine:
        name = engine.names.articles
        (template,) = engine.store.client.indices.get_index_template(name=name)["index_templates"]
        body = template["index_template"]
        engine.store.client.indices.put_index_template(
            name=name, index_patterns=body["index_patterns"], template=body["template"], meta={"presswatch": 99}
        )
    with pytest.raises(ConfigurationError, match=r"version 99.*install a newer one"):
        open_engine(node_url, prefix=prefix)
