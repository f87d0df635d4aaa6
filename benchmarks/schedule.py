"""A month of 1,000 made-up sources: the delay from publication to look, and what it costs in looks.

The clock jumps from look to look; the schedule is the real one (`workers.steps`). Nothing in the sources is what the
schedule assumes: rates are drawn from wide ranges, articles come in clumps, working hours lie in a dozen time zones
with their own weekends, two in five sources tell no dates, and some change their ways, break news or fail.

Two comparisons, each at an equal number of looks over all sources:

- `every: 15m`, as the config has it, against all sources looked at at one fixed interval, stretched to as many looks;
- the fixed interval of 15 minutes, against the schedule with the one `every` for all with which it spends as many.

Options: `--sources 1000 --days 30 --seed 1`.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import statistics
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from presswatch.sources import LinkOutcome, Look, LookOutcome, Source, SourceKind
from workers.steps.rhythm import Rhythm, learnt
from workers.steps.schedule import next_due

START = datetime(2020, 9, 7, tzinfo=UTC).timestamp() / 3600  # a Monday; all times are in hours since 1970
HISTORY = 30 * 24.0  # hours before the start that a feed may still show
FEED = 20  # items of a feed at the first look
HOST_REST = 3.0 / 3600  # hours from one look at a host to the next, as `presswatch.state.due` has it
ZONES = (-8, -5, -3, 0, 1, 2, 3, 5, 5.5, 6, 8, 9)
FIXED = 0.25  # hours


@dataclass
class Made:
    """A source, its articles, and the times in which it can't be reached."""

    kind: str
    host: str
    articles: list[float]
    dates: str  # exact, days or none
    outages: list[tuple[float, float, bool]] = field(default_factory=list)  # from, to, soft

    def outage(self, at: float) -> tuple[float, float, bool] | None:
        return next((each for each in self.outages if each[0] <= at < each[1]), None)


@dataclass
class Outcome:
    looks: Counter[str] = field(default_factory=Counter)  # by kind of source
    delays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # minutes, by kind
    most_in_a_minute: int = 0  # looks at one host

    @property
    def total(self) -> int:
        return sum(self.looks.values())

    @property
    def all(self) -> list[float]:
        return [delay for delays in self.delays.values() for delay in delays]


def drawn(chance: random.Random, rate: Callable[[float], float], most: float, start: float, end: float) -> list[float]:
    """Times of a Poisson process of that rate an hour (never above `most`), by thinning, one in four with company."""
    times, at = [], start
    while (at := at + chance.expovariate(most)) < end:
        if chance.random() * most < rate(at):
            times.append(at)
            while chance.random() < 0.25:
                times.append(min(at + chance.expovariate(20), end - 1e-6))  # some minutes later
    return sorted(times)


def local(at: float, zone: float) -> tuple[float, int]:
    """Hour of the day and day of the week there, Monday 0."""
    there = at + zone
    return there % 24, (int(there // 24) + 3) % 7


def wire(chance: random.Random, start: float, end: float) -> list[float]:
    rate, zone, swing = chance.uniform(3, 15), chance.choice(ZONES), chance.uniform(0.2, 0.7)
    return drawn(
        chance,
        lambda at: rate * (1 - swing * math.cos((local(at, zone)[0] - 3) / 24 * 2 * math.pi)) / 2,
        rate,
        start,
        end,
    )


def newspaper(chance: random.Random, start: float, end: float) -> list[float]:
    a_day, zone, weekend = chance.lognormvariate(3.2, 0.6), chance.choice(ZONES), chance.uniform(0.2, 0.9)
    opens, closes = chance.uniform(5, 9), chance.uniform(18, 23)
    busy = a_day / (closes - opens)

    def rate(at: float) -> float:
        hour, day = local(at, zone)
        return (busy if opens <= hour < closes else busy / 15) * (weekend if day >= 5 else 1)

    return drawn(chance, rate, busy, start, end)


def office(chance: random.Random, start: float, end: float, *, a_day: float = 0.0) -> list[float]:
    a_day, zone = a_day or chance.lognormvariate(0.9, 0.7), chance.choice(ZONES)
    opens, closes = chance.uniform(8, 10), chance.uniform(16, 19)
    off = chance.choice(((5, 6), (5, 6), (4, 5), (6,)))
    busy = a_day / (closes - opens)

    def rate(at: float) -> float:
        hour, day = local(at, zone)
        return busy if opens <= hour < closes and day not in off else busy / 50

    return drawn(chance, rate, busy, start, end)


def weekly(chance: random.Random, start: float, end: float) -> list[float]:
    day, hour, zone, items = chance.randrange(5), chance.uniform(8, 17), chance.choice(ZONES), chance.randint(1, 8)
    monday = START - (START - start) // 168 * 168 - 168
    times = []
    while monday < end:
        issue = monday + day * 24 + hour - zone + chance.gauss(0, 0.7)
        times += [issue + chance.expovariate(6) for _ in range(items) if chance.random() < 0.9]
        monday += 168
    return sorted(at for at in times if start <= at < end)


def rare(chance: random.Random, start: float, end: float) -> list[float]:
    return office(chance, start, end, a_day=chance.uniform(0.03, 0.2))


def bursts(chance: random.Random, start: float, end: float) -> list[float]:
    times = office(chance, start, end)
    at = start
    while (at := at + chance.expovariate(1 / 90)) < end:
        rate, until = chance.uniform(3, 10), at + chance.uniform(2, 8)
        times += drawn(chance, lambda _, rate=rate: rate, rate, at, min(until, end))
    return sorted(times)


def changing(chance: random.Random, start: float, end: float) -> list[float]:
    turn = START + chance.uniform(0.2, 0.8) * (end - START)
    first, second = chance.sample((wire, newspaper, office, weekly, rare), 2)
    return first(chance, start, turn) + second(chance, turn, end)


KINDS: dict[str, tuple[float, Callable[[random.Random, float, float], list[float]]]] = {
    "wire, day and night": (0.12, wire),
    "newspaper": (0.25, newspaper),
    "office hours": (0.28, office),
    "weekly": (0.08, weekly),
    "a few a month": (0.10, rare),
    "bursts": (0.07, bursts),
    "changes its ways": (0.05, changing),
    "fails at times": (0.05, newspaper),
}


def made(number: int, *, days: float, seed: int) -> list[Made]:
    chance = random.Random(seed)
    hosts = [f"host-{n}" for n in range(max(1, number // 4))]
    weights = [1 / (rank + 1) for rank in range(len(hosts))]  # some hosts have many sources, most have few
    end = START + days * 24
    sources = []
    for kind, (share, make) in KINDS.items():
        for _ in range(round(share * number)):
            source = Made(
                kind,
                chance.choices(hosts, weights)[0],
                make(chance, START - HISTORY, end),
                chance.choices(("exact", "days", "none"), (0.5, 0.1, 0.4))[0],
            )
            at = START
            while kind == "fails at times" and (at := at + chance.expovariate(1 / 100)) < end:
                source.outages.append((at, at := at + chance.expovariate(1 / 8), chance.random() < 0.8))
            sources.append(source)
    return sources


def look_at(source: Made, at: float, seen_to: float | None) -> tuple[Look, list[float]]:
    """What a look finds, and the articles that it is the first to see."""
    moment = datetime.fromtimestamp(at * 3600, UTC)
    outage = source.outage(at)
    if outage:
        return Look(source="", at=moment, outcome=LookOutcome.FAILED, soft=outage[2]), []
    stop = bisect_right(source.articles, at)
    first = stop - FEED if seen_to is None else bisect_right(source.articles, seen_to)
    new = source.articles[max(0, first) : stop]
    told = [article // 24 * 24 if source.dates == "days" else article for article in new]
    look = Look(
        source="",
        at=moment,
        outcome=LookOutcome.OK if new else LookOutcome.UNCHANGED,
        links={LinkOutcome.NEW: len(new)},
        published=() if source.dates == "none" else tuple(datetime.fromtimestamp(t * 3600, UTC) for t in told),
    )
    return look, [article for article in new if article >= START]


Next = Callable[[int, Look], float]  # when (in hours) to look at a source of that number again


def run(sources: Sequence[Made], next_at: Next, *, days: float) -> Outcome:
    """All looks of the month, in the order of time; a host is looked at no more often than its rest allows."""
    outcome, end = Outcome(), START + days * 24
    queue = [(START + 0.0, number) for number in range(len(sources))]
    seen_to: list[float | None] = [None] * len(sources)
    free: dict[str, float] = {}
    minutes: dict[str, tuple[int, int]] = {}  # of each host, the minute of its last look and the looks in it
    while queue and queue[0][0] < end:
        due, number = heapq.heappop(queue)
        source = sources[number]
        if free.get(source.host, 0) > due:
            heapq.heappush(queue, (free[source.host], number))
            continue
        free[source.host] = due + HOST_REST
        look, new = look_at(source, due, seen_to[number])
        outcome.looks[source.kind] += 1
        minute, count = minutes.get(source.host, (0, 0))
        minutes[source.host] = (int(due * 60), count + 1 if minute == int(due * 60) else 1)
        outcome.most_in_a_minute = max(outcome.most_in_a_minute, minutes[source.host][1])
        outcome.delays[source.kind] += [(due - article) * 60 for article in new]
        if look.outcome is not LookOutcome.FAILED:
            seen_to[number] = due
        heapq.heappush(queue, (next_at(number, look), number))
    return outcome


def adaptive(number: int, *, every: float, seed: int = 0) -> Next:
    source = Source(id="", name="", country="KZ", kind=SourceKind.WIRE, every=timedelta(hours=every))
    rhythms = [Rhythm() for _ in range(number)]
    chance = random.Random(seed)

    def next_at(number: int, look: Look) -> float:
        rhythms[number] = learnt(rhythms[number], look, source=source)
        due = next_due(source, look, rhythm=rhythms[number], jitter=chance.random())
        return due.timestamp() / 3600

    return next_at


def fixed(number: int, *, interval: float, seed: int = 0) -> Next:
    """At one interval, whatever happens; each source begins within the first one at a time of its own."""
    chance = random.Random(seed)
    begun = [False] * number

    def next_at(number: int, look: Look) -> float:
        at = look.at.timestamp() / 3600
        if not begun[number]:
            begun[number] = True
            return at + chance.random() * interval
        return at + interval

    return next_at


def equal_every(sources: Sequence[Made], *, looks: float, days: float) -> float:
    """The `every` (hours) with which the schedule spends so many looks a source, found on a sample of the sources."""
    sample = sources[::10]
    low, high = 0.01, FIXED
    for _ in range(6):
        every = math.sqrt(low * high)
        spent = run(sample, adaptive(len(sample), every=every), days=days).total / len(sample)
        low, high = (every, high) if spent > looks else (low, every)
    return math.sqrt(low * high)


def compare(title: str, ours: Outcome, theirs: Outcome) -> None:
    print(f"\n{title}; ours first, delays in minutes")
    print(
        f"{'':20} {'articles':>8} {'looks':>19} {'an article':>13} {'median delay':>15} {'mean delay':>15} {'p90':>15}"
    )
    for kind in (*KINDS, "all"):
        delays = [each.all if kind == "all" else each.delays[kind] for each in (ours, theirs)]
        looks = [each.total if kind == "all" else each.looks[kind] for each in (ours, theirs)]
        articles = len(delays[0])
        if min(map(len, delays)) < 2:
            continue
        figures = [
            (
                spent / max(1, len(each)),
                statistics.median(each),
                statistics.fmean(each),
                statistics.quantiles(each, n=10)[8],
            )
            for spent, each in zip(looks, delays, strict=True)
        ]
        mine, other = figures
        print(
            f"{kind:20} {articles:8} {looks[0]:9} {looks[1]:9} {mine[0]:6.1f} {other[0]:6.1f}"
            + "".join(f" {a:7.1f} {b:7.1f}" for a, b in zip(mine[1:], other[1:], strict=True))
        )
    median, mean = (of(ours.all) / of(theirs.all) for of in (statistics.median, statistics.fmean))
    print(
        f"median delay {median:.2f} of the fixed interval's, mean {mean:.2f}, at {ours.total / theirs.total:.3f} of its"
        f" looks; most looks at a host in a minute: {ours.most_in_a_minute} and {theirs.most_in_a_minute}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sources = made(given.sources, days=given.days, seed=given.seed)
    number, days = len(sources), given.days
    print(f"{number} sources on {len({each.host for each in sources})} hosts, {days:g} days")

    began = time.perf_counter()
    ours = run(sources, adaptive(number, every=FIXED), days=days)
    took = (time.perf_counter() - began) / ours.total
    interval = days * 24 * number / ours.total
    theirs = run(sources, fixed(number, interval=interval), days=days)
    compare(f"every 15 minutes, against a fixed interval of {interval * 60:.1f} minutes", ours, theirs)
    print(f"a decision takes {took * 1e6:.0f} µs, with all that the simulation does around it")

    every = equal_every(sources, looks=days * 24 / FIXED, days=days)
    ours = run(sources, adaptive(number, every=every), days=days)
    interval = days * 24 * number / ours.total
    theirs = run(sources, fixed(number, interval=interval), days=days)
    compare(
        f"a fixed interval of {interval * 60:.1f} minutes, against every {every * 60:.1f} minutes for all", ours, theirs
    )


if __name__ == "__main__":
    main()
