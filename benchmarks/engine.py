"""The production engine: articles put a second, and articles percolated a second at 1,000, 10,000 and 50,000 rules.

    python benchmarks/engine.py [opensearch | elasticsearch7 | http://localhost:9200]

What doesn't move, and the adapter is to be compared with, is a bare client loop that sends the very same requests: they
are recorded from the adapter's own calls, and sent again by `client.bulk` and `client.search` alone. Beside it stand
the embedded engine's rates: SQLite's `put`, and `RuleSet.match`. All of them take turns within rounds of some articles,
so that whatever else the machine does meets all alike; ratios are medians over the rounds.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests know how to start an engine

from rules import Language, rule
from rules import articles as matched_articles
from sqlite_engine import BATCH, LETTERS, batches, made, vocabulary

from presswatch.articles import Article
from presswatch.engines.elasticsearch import ElasticEngine, open_engine
from presswatch.engines.elasticsearch.compile import percolated
from presswatch.engines.elasticsearch.documents import searchable_of
from presswatch.engines.elasticsearch.encoding import encoded
from presswatch.engines.elasticsearch.rule_index import ElasticRuleIndex
from presswatch.engines.elasticsearch.vocabulary import Vocabulary
from presswatch.engines.sqlite import open_engine as open_file
from presswatch.rules import Document, Query, QueryError, RuleSet, parse
from tests.engine.nodes import KINDS, Absent, Node

PUT = 1_000  # articles
ROUND = 5 * BATCH
MATCHED = 200  # articles that are percolated, in batches like those that are ingested
RULES = (1_000, 10_000, 50_000)
LEAST, MOST_SECONDS = 6, 40.0  # rounds, and how long they may take when there are more


@contextmanager
def engine_at(name: str) -> Iterator[ElasticEngine]:
    """An archive of its own, removed in the end."""
    node = None if "://" in name else Node(KINDS[name])
    try:
        if node:
            node.wait()
        with open_engine(node.url if node else name, prefix=f"bench-{uuid.uuid4().hex[:8]}-") as engine:
            yield engine
            client = engine.store.client
            for index in client.indices.get_settings(index=f"{engine.names.prefix}*", name="index.creation_date"):
                client.indices.delete(index=index)
            for template in client.indices.get_index_template(name=f"{engine.names.prefix}*")["index_templates"]:
                client.indices.delete_index_template(name=template["name"])
    finally:
        if node:
            node.stop()


@contextmanager
def recorded(client: Any, method: str) -> Iterator[list[dict[str, Any]]]:  # noqa: ANN401 - the library's client
    """The arguments of each call of a method of the client."""
    calls: list[dict[str, Any]] = []
    real = getattr(client, method)

    def call(**given: Any) -> Any:  # noqa: ANN401
        calls.append(given)
        return real(**given)

    setattr(client, method, call)
    try:
        yield calls
    finally:
        delattr(client, method)


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def in_turn(chance: random.Random, works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """How long each takes, in an order by chance."""
    names = list(works)
    chance.shuffle(names)
    return {name: seconds(works[name]) for name in names}


def ratio(rounds: Sequence[Mapping[str, float]], one: str, other: str) -> float:
    return statistics.median(taken[one] / taken[other] for taken in rounds)


def rate(rounds: Sequence[Mapping[str, float]], name: str, articles: int) -> float:
    return articles / statistics.median(taken[name] for taken in rounds)


def putting(engine: ElasticEngine, folder: Path, chance: random.Random) -> None:
    """The bare loop sends what the adapter sent in the round before, to an archive beside it."""
    words = {language: vocabulary(letters, chance) for language, letters in LETTERS.items()}
    articles = list(made(PUT + ROUND, words, chance))
    rounds = []
    sent: list[list[bytes]] = []
    before: list[Article] = []
    prefix = f"{engine.names.prefix}bare-"
    with open_engine(url(engine), prefix=prefix) as other, open_file(folder / "archive.sqlite") as file:
        other.put(made_up := [replace(articles[0], id="first")])  # makes the month
        engine.put(made_up)
        client = other.store.client

        def send() -> None:
            for operations in sent:
                if client.bulk(operations=operations)["errors"]:
                    raise RuntimeError("the bare loop's requests were not taken")

        for part in batches(articles, ROUND):
            with recorded(engine.store.client, "bulk") as calls:
                works = {
                    "adapter": lambda part=part: [engine.put(batch) for batch in batches(part, BATCH)],
                    "sent": send,
                    "made": lambda before=before: [encoded(searchable_of(article)) for article in before],
                    "sqlite": lambda part=part: [file.put(batch) for batch in batches(part, BATCH)],
                }
                taken = in_turn(chance, works)
            if before:
                rounds.append(taken | {"bare": taken["sent"] + taken["made"]})
            mine, its = engine.names.prefix.encode(), prefix.encode()
            sent = [[line.replace(mine, its) for line in call["operations"]] for call in calls]
            before = part
    print(f"put, in batches of {BATCH}, {len(rounds)} rounds of {ROUND} articles:")
    print(f"  adapter     {rate(rounds, 'adapter', ROUND):7.0f} articles/s")
    for name, what in (("bare", "makes the documents as well"), ("sent", "has them ready")):
        print(
            f"  bare loop   {rate(rounds, name, ROUND):7.0f} articles/s, {what}:"
            f" the adapter takes {ratio(rounds, 'adapter', name):.2f} of its time"
        )
    print(
        f"  SQLite      {rate(rounds, 'sqlite', ROUND):7.0f} articles/s:"
        f" the adapter takes {ratio(rounds, 'adapter', 'sqlite'):.2f} of its time"
    )


def url(engine: ElasticEngine) -> str:
    (node,) = engine.store.client.transport.node_pool.all()
    return str(node.base_url)


def percolating(engine: ElasticEngine, chance: random.Random) -> None:
    """The bare loop sends what the adapter sent in the round before."""
    language = Language(chance)
    articles = matched_articles(language, chance)[:MATCHED]
    queries: dict[str, Query] = {}
    index = engine.rule_index({})
    print(f"match, in batches of {BATCH}:")
    for count in RULES:
        for number in range(len(queries), count):
            queries[f"rule-{number}"] = parsed(language, chance, number)
        filled = seconds(lambda: index.replace(queries))
        rounds = list(matching(engine, index, queries, articles, chance))
        adapter, bare, sent, embedded = (rate(rounds, name, BATCH) for name in ("adapter", "bare", "sent", "embedded"))
        print(f"  {count} rules, filled in {filled:.0f} s, {len(rounds)} rounds:")
        print(f"    adapter    {adapter:6.0f} articles/s")
        for name, each, what in (
            ("bare", bare, "a bare loop that makes the documents as well"),
            ("sent", sent, "a bare loop that has them ready"),
            ("embedded", embedded, "RuleSet"),
        ):
            print(f"    {each:6.0f}     {what}: the adapter takes {ratio(rounds, 'adapter', name):.2f} of its time")


def parsed(language: Language, chance: random.Random, number: int) -> Query:
    while True:
        with suppress(QueryError):  # of a near of twice the same word
            return parse(rule(language, chance, number))


def matching(
    engine: ElasticEngine,
    index: ElasticRuleIndex,
    queries: Mapping[str, Query],
    articles: list[Article],
    chance: random.Random,
) -> Iterator[dict[str, float]]:
    embedded = RuleSet(dict(queries))
    vocabulary = Vocabulary.of(map(percolated, queries.values()))
    bare = engine.store.client.options()  # whose calls are not recorded
    sent: list[dict[str, Any]] = []
    before: list[Article] = []
    begun = time.monotonic()
    for number, batch in enumerate(batches([*articles, *articles], BATCH)):  # the first time around warms caches up
        found: dict[str, object] = {}
        with recorded(engine.store.client, "search") as calls:
            works: dict[str, Callable[[], object]] = {
                "adapter": lambda batch=batch, found=found: found.update(adapter=index.match(batch)),
                "embedded": lambda batch=batch, found=found: found.update(embedded=embedded.match(batch)),
                "sent": lambda sent=sent: [bare.search(**call) for call in sent],
                "made": lambda before=before: [vocabulary.cut_down(Document.of(each)) for each in before],
            }
            taken = in_turn(chance, works)
        if found["adapter"] != found["embedded"]:
            raise RuntimeError("both engines should find the same")
        if number > 1:
            yield taken | {"bare": taken["sent"] + taken["made"]}
        sent, before = list(calls), batch
        if number > LEAST and time.monotonic() - begun > MOST_SECONDS:
            return


def main(name: str) -> None:
    chance = random.Random(7)
    try:
        with engine_at(name) as engine, tempfile.TemporaryDirectory() as folder:
            print(f"{name}; load {os.getloadavg()[0]:.1f} of {os.cpu_count()} processors")
            putting(engine, Path(folder), chance)
            percolating(engine, chance)
            print(f"load {os.getloadavg()[0]:.1f} at the end")
    except Absent as absent:
        print(f"no engine to measure: {absent}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "opensearch")
