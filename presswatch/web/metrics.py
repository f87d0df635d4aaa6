"""Figures of the whole newsroom in the text format of Prometheus (exposition format 0.0.4).

All are read from where the truth is, so every instance of the service tells the same, whatever was restarted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from presswatch import __version__
from presswatch.bootstrap import App
from presswatch.errors import TransientError
from presswatch.sources import LinkOutcome, SourceRecord, SourceState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

RECENT = timedelta(days=7)  # a delivery is tried for a day and some hours: one that died is still counted then
MOST_ALERTS = 10_000  # that are read for one answer

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """A gauge: its samples are labels with a value."""

    name: str
    text: str
    samples: tuple[tuple[Labels, float], ...]


def metrics(app: App, *, at: datetime) -> str:
    """What can be told at this time. A service that is away is told as such, and its figures are left out."""
    parts: dict[str, Callable[[App, datetime], Iterator[Metric]]] = {"redis": _of_redis, "engine": _of_engine}
    told: list[Metric] = [_one("info", "The version that answers.", 1, version=__version__)]
    up: list[tuple[Labels, float]] = []
    for service, figures in parts.items():
        try:
            found = list(figures(app, at))
        except TransientError:
            up.append(({"service": service}, 0))
        else:
            up.append(({"service": service}, 1))
            told += found
    told.append(Metric("service_up", "Whether a service answers.", tuple(up)))
    return rendered(told)


def _of_redis(app: App, at: datetime) -> Iterator[Metric]:
    yield _one("inbox_batches", "Batches of articles that were handed over and not yet ingested.", app.inbox.waiting())
    overdue = [(at - due_at).total_seconds() for due_at in app.due.due_times().values()]
    yield _one(
        "oldest_overdue_source_seconds",
        "For how long the longest overdue source has waited for a crawl; 0 when none is overdue.",
        max(0.0, *overdue, 0.0),
    )
    yield _one("leased_sources", "Sources that a crawl has taken.", app.due.leased(now=at))


def _of_engine(app: App, at: datetime) -> Iterator[Metric]:
    known = app.engine.records()
    records = [known.get(source) or SourceRecord(id=source) for source in app.configuration.sources]
    yield _counted("sources", "Configured sources by state.", "state", (r.state for r in records), SourceState)
    yield _one("articles", "Articles in the archive.", sum(record.articles for record in known.values()))
    links: Counter[LinkOutcome] = Counter()
    for record in records:
        links.update(record.links)
    samples = tuple(({"outcome": outcome.value}, float(links[outcome])) for outcome in LinkOutcome)
    yield Metric("links", "Links that the configured sources offered, by outcome, over all looks.", samples)
    yield from _by_source(records)
    yield _one("deliveries_waiting", "Deliveries that are due or being sent.", app.engine.waiting(now=at))
    alerts = app.engine.alerts(since=at - RECENT, limit=MOST_ALERTS)
    rules = [rule.id for rule in app.configuration.rules]
    yield _counted("recent_alerts", "Alerts of the last 7 days by rule.", "rule", (a.rule for a in alerts), rules)
    deliveries = Counter((each.channel, each.state.value) for alert in alerts for each in alert.deliveries)
    yield Metric(
        "recent_deliveries",
        "Deliveries of the alerts of the last 7 days by channel and state.",
        tuple(({"channel": channel, "state": state}, float(count)) for (channel, state), count in deliveries.items()),
    )
    yield _one(
        "recent_complete",
        f"1 while those are all of the last 7 days; 0 when only the newest {MOST_ALERTS} were counted.",
        len(alerts) < MOST_ALERTS,
    )
    yield _counted(
        "quarantined_messages",
        "Messages that could not be processed, by task.",
        "task",
        (message.task for message in app.engine.messages()),
    )


def _by_source(records: Iterable[SourceRecord]) -> Iterator[Metric]:
    """Of each source, so that one that is silent can be named by an alerting rule."""
    each = [({"source": record.id}, record) for record in records]
    yield Metric(
        "source_failures",
        "Looks at the source that failed in a row.",
        tuple((labels, float(record.failures)) for labels, record in each),
    )
    yield Metric(
        "source_last_look_timestamp_seconds",
        "When the source was last looked at; absent before the first look.",
        tuple((labels, r.last_fetch_at.timestamp()) for labels, r in each if r.last_fetch_at),
    )
    yield Metric(
        "source_last_new_timestamp_seconds",
        "When the source last gave a new article; absent while it has given none.",
        tuple((labels, r.last_new_at.timestamp()) for labels, r in each if r.last_new_at),
    )


def _one(name: str, text: str, value: float, **labels: str) -> Metric:
    return Metric(name, text, ((labels, float(value)),))


def _counted(name: str, text: str, label: str, values: Iterable[str], at_least: Iterable[str] = ()) -> Metric:
    """How often each value comes; those of `at_least` also when they don't, so that a series doesn't begin at one."""
    counts = Counter({str(value): 0 for value in at_least})
    counts.update(str(value) for value in values)
    return Metric(name, text, tuple(({label: value}, float(count)) for value, count in counts.items()))


def rendered(told: Iterable[Metric]) -> str:
    lines = []
    for metric in told:
        lines.append(f"# HELP presswatch_{metric.name} {_escaped(metric.text, quotes=False)}")
        lines.append(f"# TYPE presswatch_{metric.name} gauge")
        for labels, value in metric.samples:
            inner = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
            lines.append(f"presswatch_{metric.name}{'{' + inner + '}' if inner else ''} {value:.15g}")
    return "\n".join(lines) + "\n"


def _escaped(text: str, *, quotes: bool = True) -> str:
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n")
    return escaped.replace('"', '\\"') if quotes else escaped
