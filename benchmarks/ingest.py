"""Articles a second, from a batch in the inbox to recorded alerts, with one rule and with 1,000.

    python benchmarks/ingest.py

In one process, on a real Valkey and a real SQLite file: analysis, story, archive, rules, alerts, by the functions that
the workers call. Texts are made of random words with the frequencies of a language (Zipf), a tenth of them copies. What
doesn't move, and the rate with 1,000 rules is to be compared with, is the rate with one rule; a rule each for a word,
a phrase, a prefix and an entry of the watchlist, over and over.
"""

from __future__ import annotations

import itertools
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from presswatch.alerts import Rule
from presswatch.articles import Article, article_id
from presswatch.configuration import Configuration, Settings, load
from presswatch.engines.sqlite import SqliteEngine, open_engine
from presswatch.rules import RuleSet, parse
from presswatch.state import RedisFingerprints, connect
from presswatch.valkey import running_valkey
from workers import ingest as service
from workers.steps.analyse import Analyser

ARTICLES = 600
WARM = 60  # before the clock starts
BATCH = 20
WORDS = 400
NOON = datetime(2020, 9, 10, 12, tzinfo=UTC)
CONFIG = Path(__file__).parents[1] / "config"


def vocabulary(chance: random.Random, size: int = 30_000) -> list[str]:
    return ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 11))) for _ in range(size)]


def made(words: list[str], chance: random.Random) -> Iterator[Article]:
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))
    texts: list[str] = []
    for number in itertools.count():
        if texts and chance.random() < 0.1:
            text = chance.choice(texts) + " This report was sent by an agency."
        else:
            drawn = chance.choices(words, cum_weights=weights, k=WORDS)
            text = " ".join(word + ("." if at % 15 == 14 else "") for at, word in enumerate(drawn))
            text = f"{text} The SCO and Wang Yi." if number % 20 == 0 else text
        texts.append(text)
        url = f"https://news.example/{number}"
        at = NOON + timedelta(seconds=number)
        yield Article(
            id=article_id(url),
            url=url,
            source="tass",
            title=" ".join(chance.choices(words, cum_weights=weights, k=9)),
            text=text,
            fetched_at=at,
            first_seen_at=at,
        )


def queries(words: list[str], count: int) -> dict[str, str]:
    """Rules as desks write them: most meet next to nothing."""
    chance = random.Random(2)
    kinds: list[Callable[[], str]] = [
        lambda: f"{chance.choice(words[2000:])} AND {chance.choice(words[:200])}",
        lambda: f'"{chance.choice(words[500:])} {chance.choice(words[500:])}" OR {chance.choice(words[20_000:])}',
        lambda: f"{max(chance.choices(words, k=5), key=len)}* AND lang:en",
        lambda: f"@sco AND {chance.choice(words[:500])}",
    ]
    return {f"rule-{number}": kinds[number % 4]() for number in range(count)}


class Timed:
    """A part whose calls are timed, under the name of a step."""

    def __init__(self, part: Any, steps: dict[str, str], spent: Counter[str]) -> None:  # noqa: ANN401 - any part
        self._part, self._steps, self._spent = part, steps, spent

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        attribute = getattr(self._part, name)
        return timed(attribute, self._steps[name], self._spent) if name in self._steps else attribute


def timed(call: Callable[..., Any], step: str, spent: Counter[str]) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        begun = time.perf_counter()
        try:
            return call(*given, **named)
        finally:
            spent[step] += time.perf_counter() - begun

    return run


def measure(
    articles: list[Article], configuration: Configuration, rules: dict[str, str], engine: SqliteEngine, url: str
) -> tuple[float, Counter[str], int]:
    """Articles a second, seconds by step, and alerts."""
    client = connect(url)
    client.flushall()
    spent: Counter[str] = Counter()
    index = RuleSet({rule: parse(query) for rule, query in rules.items()})
    archive = Timed(engine, {"put": "archive", "get": "story", "matched": "alerts", "record": "alerts"}, spent)
    parts: dict[str, Any] = {
        "analyse": timed(Analyser(configuration), "analysis", spent),
        "archive": archive,
        "alert_log": archive,
        "fingerprints": RedisFingerprints(client),
        "rules": Timed(index, {"match": "rules"}, spent),
        "rule_of": lambda rule: Rule(id=rule, title=rule, query=rules[rule], channels=("log",)),
        "now": NOON,
    }
    service.ingest(articles[:WARM], **parts)
    spent.clear()
    alerts = 0
    begun = time.perf_counter()
    for start in range(WARM, len(articles), BATCH):
        alerts += service.ingest(articles[start : start + BATCH], **parts).alerts
    taken = time.perf_counter() - begun
    spent["story"] += taken - spent.total()
    client.close()
    return (len(articles) - WARM) / taken, spent, alerts


def main() -> None:
    chance = random.Random(1)
    words = vocabulary(chance)
    articles = list(itertools.islice(made(words, chance), WARM + ARTICLES))
    settings = Settings(config=CONFIG)
    configuration = load(settings.config, environ={})
    rates = {}
    with tempfile.TemporaryDirectory() as folder, running_valkey(Path(folder)) as url:
        for count in (1, 1000):
            with open_engine(Path(folder) / f"{count}.sqlite") as engine:
                rate, spent, alerts = measure(articles, configuration, queries(words, count), engine, url)
            rates[count] = rate
            print(f"{count:5} rules  {rate:6.0f} articles/s in one process, {alerts} alerts from {ARTICLES} articles")
            for step, seconds in spent.most_common():
                share = seconds / spent.total()
                print(f"    {step:9} {share:4.0%}  {1e6 * seconds / ARTICLES:6.0f} µs an article")
    print(f"1,000 rules go {rates[1000] / rates[1]:.2f} as fast as one")


if __name__ == "__main__":
    main()
