"""What the saved objects ask, asked of a real engine: searches find what they say, charts can be aggregated.

Kibana turns KQL and charts into the engine's requests. No Kibana runs here, so the few forms of them that the
description uses are turned by this test: KQL into the Lucene syntax of `query_string`, charts into aggregations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from presswatch.alerts import Alert, Delivery, Why
from presswatch.engines.elasticsearch import ElasticEngine
from presswatch.engines.moments import micros
from presswatch.kibana import KibanaLinks
from presswatch.kibana.description import Bucket, Chart, Description, Each, Measure, OverTime, Search, Top
from presswatch.kibana.forms import described
from presswatch.rules import Document, matches, parse
from presswatch.sources import LinkOutcome, Look, LookOutcome, Source, SourceKind
from tests.engine import nodes
from tests.engine.archive import empty_archive
from tests.make import article
from tests.unit.kibana import rison
from tests.unit.kibana.given import configuration

pytestmark = pytest.mark.engine

NOW = datetime.now(UTC)
_MEASURES = {
    Measure.DISTINCT: ("cardinality", {}),
    Measure.SUM: ("sum", {}),
    Measure.MAX: ("max", {}),
    Measure.MEDIAN: ("percentiles", {"percents": [50]}),
    Measure.P95: ("percentiles", {"percents": [95]}),
}


@pytest.fixture(params=nodes.names())
def engine(request: pytest.FixtureRequest) -> Iterator[ElasticEngine]:
    with empty_archive(request.param) as opened:
        yield opened


@pytest.fixture
def filled(engine: ElasticEngine) -> ElasticEngine:
    official = article(
        "official",
        at=NOW + timedelta(minutes=10),  # ahead, so that it is of today or later also when midnight comes meanwhile
        kind="official",
        country="CN",
        language="en",
        title="Visa rules",
        text="A travel advisory was published.",
        topics=("consular", "sanctions"),
        organisations=("sco", "un"),
        offices=("foreign-minister/CN", "head-of-state/US"),
        people=("wang-yi",),
        countries=("CN", "US"),
        story="s1",
    )
    copy = replace(official, id="c" * 32, url="https://copy.example/", kind="wire", copy_of=official.id)
    old = article("old", at=NOW - timedelta(days=3), kind="official", story="s2", language="ru", read_by="plain")
    engine.put([official, copy, old])
    why = Why(clause="@sco", sentence="A sentence.", article=official.id)
    waiting = Delivery(id="d1", alert="a1", channel="log", due_at=NOW)
    sent = Delivery(id="d2", alert="a1", channel="hook", due_at=NOW)
    engine.record(
        [
            Alert(
                id="a1",
                rule="sco",
                story="s1",
                articles=(official.id,),
                created_at=NOW,
                why=why,
                deliveries=(waiting, sent),
            )
        ]
    )
    engine.sent("d2", at=NOW + timedelta(seconds=90))
    engine.claim("d1", now=NOW, lease=timedelta(minutes=1))
    engine.failed("d1", error="refused", due_at=None)
    due = NOW - timedelta(hours=3)
    links = {LinkOutcome.NEW: 1, LinkOutcome.TIMED_OUT: 2}
    source = Source(id="lively", name="Lively", kind=SourceKind.WIRE, country="KZ")
    engine.looked(Look(source="lively", at=NOW, outcome=LookOutcome.OK, links=links), next_due_at=NOW, source=source)
    engine.looked(Look(source="silent", at=due, outcome=LookOutcome.FAILED, error="HTTP 500"), next_due_at=due)
    engine.refresh()
    return engine


def description(engine: ElasticEngine) -> Description:
    return described(configuration().rules, configuration().queries, names=engine.names)


def lucene(kql: str) -> dict[str, Any]:
    """KQL as Lucene's syntax, as far as the description uses it: fields, ranges, groups, and, or, not."""
    if not kql:
        return {"match_all": {}}
    text = re.sub(r"([\w.]+) (>=|<=|<|>) ", r"\1:\2", kql).replace('"now/d"', r"now\/d")
    text = re.sub(r"([\w.]+): ", r"\1:", text)
    text = re.sub(r"\b(and|or|not)\b(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", lambda word: word[1].upper(), text)
    return {"query_string": {"query": text}}


def asked(engine: ElasticEngine, one: Search | Chart, **more: Any) -> Any:
    (view,) = (view for view in description(engine).views if view.name == one.view)
    clauses = [lucene(one.query)]
    if isinstance(one, Search) and one.dsl is not None:
        clauses.append(dict(one.dsl))
    body = {"query": {"bool": {"filter": clauses}}, "track_total_hits": True, **more}
    return engine.store.client.search(index=view.index, **body)


def found(engine: ElasticEngine, search: Search) -> set[str]:
    order = [{search.sort: {"order": "asc" if search.upwards else "desc"}}]
    hits = asked(engine, search, sort=order)["hits"]["hits"]
    return {hit["_source"].get("url", hit["_source"]["id"]) for hit in hits}


def aggregation(buckets: tuple[Bucket, ...], chart: Chart) -> dict[str, Any]:
    if not buckets:
        return {
            f"m{at}": {_MEASURES[metric.measure][0]: {"field": metric.field, **_MEASURES[metric.measure][1]}}
            for at, metric in enumerate(chart.metrics)
            if metric.measure is not Measure.COUNT
        }
    match buckets[0]:
        case OverTime(field=field, every=every):
            here = {"date_histogram": {"field": field, "fixed_interval": "1h" if every == "h" else "1d"}}
        case Top(field=field, size=size, only=only):
            here = {"terms": {"field": field, "size": size} | ({"include": only} if only else {})}
        case Each(queries=queries):
            here = {"filters": {"filters": {name: lucene(query) for name, query in queries.items()}}}
    inner = aggregation(buckets[1:], chart)
    return {"b": here | ({"aggs": inner} if inner else {})}


def test_a_link_finds_its_article_and_its_story(filled: ElasticEngine) -> None:
    links = KibanaLinks(url="https://kibana.example")
    (first,) = filled.get([article("official").id]).values()

    def shown(link: str) -> set[str]:
        state = rison.state(link)
        times = {"gte": state["_g"]["time"]["from"], "lte": state["_g"]["time"]["to"]}
        clauses = [each["query"] for each in state["_a"]["filters"]]
        query = {"bool": {"filter": [*clauses, {"range": {"first_seen_at": times}}]}}
        hits = filled.store.client.search(index=filled.names.articles, query=query)["hits"]["hits"]
        return {hit["_source"]["url"] for hit in hits}

    assert shown(links.article(first)) == {first.url}
    assert shown(links.story(first)) == {first.url, "https://copy.example/"}


def test_searches_find_what_they_say(filled: ElasticEngine) -> None:
    by_name = {search.name: found(filled, search) for search in description(filled).searches}
    official, copy, old = "https://news.example/official", "https://copy.example/", "https://news.example/old"
    assert by_name["Newest articles"] == {official, copy, old}
    assert by_name["Copies collapsed"] == {official, old}
    assert official in by_name["Today's official statements"]
    assert old not in by_name["Today's official statements"]
    assert by_name["Newest alerts"] == {"a1"}
    assert by_name["Failed deliveries"] == {"d1"}
    assert by_name["Silent sources"] == {"silent"}
    assert by_name["Failing sources"] == {"silent"}
    assert by_name["Looks that failed"] == {f"silent.{micros(NOW - timedelta(hours=3))}"}


def test_a_rules_search_finds_the_articles_that_meet_the_rule(filled: ElasticEngine) -> None:
    documents = [Document.of(one) for one in filled.search(None, limit=10).articles]
    met = 0
    for search in description(filled).searches:
        if search.key:
            query = parse(search.description)
            expected = {document.article.url for document in documents if matches(query, document)}
            assert found(filled, search) == expected, search.name
            met += len(expected)
    assert met >= 6


def test_charts_can_be_aggregated(filled: ElasticEngine) -> None:
    answers = {
        chart.name: asked(filled, chart, size=0, aggregations=aggregation(chart.buckets, chart))
        for chart in description(filled).charts
    }

    def buckets(name: str) -> dict[str, int]:
        found = answers[name]["aggregations"]["b"]["buckets"]
        if isinstance(found, dict):
            return {key: bucket["doc_count"] for key, bucket in found.items() if bucket["doc_count"]}
        return {bucket["key"]: bucket["doc_count"] for bucket in found}

    assert buckets("Articles by source kind") == {"official": 2, "wire": 1}
    assert buckets("Articles by topic") == {"consular": 2, "sanctions": 2}
    assert buckets("Members in SCO coverage") == {"CN": 2}
    assert buckets("Offices in SCO coverage") == {"foreign-minister/CN": 2}
    assert buckets("Sources by kind of error") == {"Timed out": 1}
    assert buckets("Sources by state") == {"ok": 1, "failing": 1}
    assert buckets("Deliveries by state") == {"dead": 1, "sent": 1}
    assert buckets("Deliveries given up by rule and channel") == {"sco": 1}
    assert buckets("Sources by kind and state") == {"wire": 1}
    (alerted,) = answers["Time to alert"]["aggregations"]["b"]["buckets"]
    assert (alerted["m0"]["values"]["50.0"], alerted["m1"]["values"]["95.0"]) == (-600, -600)  # it is ahead
    (sent,) = answers["Time from alert to delivery"]["aggregations"]["b"]["buckets"]
    assert sent["m0"]["values"]["50.0"] == 90
    assert sum(each["doc_count"] for each in answers["Looks by outcome over time"]["aggregations"]["b"]["buckets"]) == 2
    sums = [each["m7"]["value"] for each in answers["Links by outcome over time"]["aggregations"]["b"]["buckets"]]
    assert sum(sums) == 2  # timed out
    assert answers["Number of stories"]["aggregations"]["m0"]["value"] == 2
    assert answers["Number of silent sources"]["hits"]["total"]["value"] == 1
    assert answers["Number of overdue sources"]["hits"]["total"]["value"] == 1
