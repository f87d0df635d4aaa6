"""The demo: collect the newsroom, show what came of it, and hold it against what must come."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from presswatch.alerts import Alert
from presswatch.articles import Article
from presswatch.bootstrap import App
from presswatch.cli import running
from presswatch.cli.progress import progress_bar
from presswatch.configuration import Settings
from presswatch.demo.newsroom import Newsroom
from presswatch.sources import SourceRecord

_WIDEST = {
    "error": 36,
    "first": 50,
    "links": 30,
    "languages": 22,
    "adds": 30,
}  # characters; the others take what they need


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the archive holds after the demo's looks; articles by their keys in the newsroom's list."""

    articles: Mapping[str, Article]
    records: Mapping[str, SourceRecord]
    alerts: Sequence[Alert]
    new_alerts: int  # after the correction
    versions: Mapping[str, int]
    keys: Mapping[str, str]  # article id -> key
    delivered: int  # what the hook accepted
    refused: Sequence[str]  # what it refused
    looked_at_twice: str  # the source of the correction
    embedded: bool  # there are sentence embeddings, which join translations to stories


def run_demo(keep: Path | None, console: Console | None = None) -> bool:
    """Run it on a temporary data folder, or on `keep`; True when the expected came out."""
    console = console or Console()
    expected = yaml.safe_load(files("presswatch.demo").joinpath("expected.yaml").read_text("utf-8"))
    started = time.monotonic()
    with _folder(keep) as data, as_file(files("presswatch.demo").joinpath("config")) as config:
        outcome = _collect(config, data, corrected=expected["correction"]["article"])
        _show(console, outcome)
        differences = list(_differences(outcome, expected))
        where = f"\nThe data is in {data}: presswatch --data {data} search ''" if keep else ""
    seconds = time.monotonic() - started
    for difference in differences:
        console.print(f"[red]not as expected:[/] {escape(difference)}")
    if differences:
        return False
    console.print(
        f"\n[green]Exactly as expected[/]: {len(outcome.articles)} articles, {len(outcome.alerts)} alerts, "
        f"{outcome.delivered} signed webhooks, in {seconds:.0f} s. All texts are synthetic.{where}",
        highlight=False,
    )
    return True


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        yield keep
    else:
        with tempfile.TemporaryDirectory(prefix="presswatch-demo-") as folder:
            yield Path(folder)


def _collect(config: Path, data: Path, *, corrected: str) -> Outcome:
    secret = secrets.token_hex(16)
    with Newsroom(secret=secret) as newsroom:
        os.environ.update(NEWSROOM_PORT=str(newsroom.port), HOOK_SECRET=secret)
        settings = Settings.from_environ(os.environ, config=config, data=data, allow_networks="loopback")
        with App(settings) as app, running.running(settings) as stack, progress_bar() as progress:
            running.look_at(app, stack, list(app.configuration.sources), show=progress)
            keys = {article: piece.key for article, piece in _pieces(app, newsroom)}
            before = app.engine.alerts(limit=10_000)
            source = next(piece.source for piece in newsroom.pieces if piece.key == corrected)
            newsroom.correct()
            running.look_at(app, stack, [source], show=progress)
            articles = app.engine.search(None, limit=10_000).articles
            alerts = app.engine.alerts(limit=10_000)
            return Outcome(
                articles={keys.get(article.id, article.url): article for article in articles},
                records=app.engine.records(),
                alerts=alerts,
                new_alerts=len(alerts) - len(before),
                versions={keys.get(a.id, a.url): len(app.engine.versions(a.id)) for a in articles},
                keys=keys,
                delivered=len(newsroom.deliveries),
                refused=tuple(newsroom.refused),
                looked_at_twice=source,
                embedded=app.embedder is not None,
            )


def _pieces(app: App, newsroom: Newsroom) -> Iterator[tuple[str, Any]]:
    for article in app.engine.search(None, limit=10_000).articles:
        piece = newsroom.piece(article.url)
        if piece:
            yield article.id, piece


def _differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    yield from _source_differences(outcome, expected["sources"])
    yield from _unequal("languages", Counter(a.language for a in outcome.articles.values()), expected["languages"])
    yield from _story_differences(outcome, expected)
    yield from _alert_differences(outcome, expected["alerts"])
    deliveries = [each for alert in outcome.alerts for each in alert.deliveries]
    sent = Counter(each.channel for each in deliveries if each.state == "sent")
    yield from _unequal("deliveries", sent, Counter(each.channel for each in deliveries))
    yield from _unequal("channels", set(sent), set(expected["channels"]))
    yield from _unequal("deliveries that the hook accepted", outcome.delivered, sent["hook"])
    yield from (f"the hook refused a delivery: {reason}" for reason in outcome.refused)
    correction = expected["correction"]
    yield from _unequal(
        "versions of the corrected article", outcome.versions.get(correction["article"]), correction["versions"]
    )
    yield from _unequal("alerts that the correction made", outcome.new_alerts, correction["new_alerts"])


def _story_differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    copies: dict[str, set[str]] = {}
    for key, article in outcome.articles.items():
        if article.copy_of:
            copies.setdefault(article.copy_of, {outcome.keys[article.copy_of]}).add(key)
    yield from _unlike("copies", list(copies.values()), map(set, expected["copies"]))
    story = {key: article.story for key, article in outcome.articles.items()}
    together = [*expected["copies"], *(expected["stories"]["together"] if outcome.embedded else [])]
    for group in together:
        if len({story.get(key) for key in group}) > 1:
            yield f"stories: {group} should be one"
    for group in expected["stories"]["apart"] if outcome.embedded else []:
        for one, times in Counter(story.get(key) for key in group).items():
            if times > 1:
                yield f"stories: {[each for each in group if story.get(each) == one]} should be apart"


def _alert_differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    story = {article.id: article.story for article in outcome.articles.values()}
    alerts: dict[str, list[Alert]] = {rule: [] for rule in expected}
    for alert in outcome.alerts:
        alerts.setdefault(alert.rule, []).append(alert)
    for rule, found in alerts.items():
        articles = [article for alert in found for article in alert.articles]
        wanted = {key for group in expected.get(rule, []) for key in group}
        yield from _unequal(
            f"articles of {rule}", sorted(outcome.keys[article] for article in articles), sorted(wanted)
        )
        yield from _unequal(
            f"stories of {rule}",
            sorted(alert.story for alert in found),
            sorted({story[article] for article in articles}),
        )


def _source_differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    for source, wanted in expected.items():
        record = outcome.records.get(source, SourceRecord(id=source))
        links = {name.value: count for name, count in record.links.items() if count and name != "known"}
        if source == outcome.looked_at_twice:
            links["new"] = record.articles  # the corrected article was new once more
        yield from _unequal(
            f"source {source}", {"state": record.state.value, "articles": record.articles, "links": links}, wanted
        )


def _unequal(what: str, found: object, expected: object) -> Iterator[str]:
    if found != expected:
        yield f"{what}: {found}, expected {expected}"


def _unlike(what: str, found: Sequence[set[str]], expected: Any) -> Iterator[str]:  # noqa: ANN401
    wanted = list(expected)
    for one in found:
        if one not in wanted:
            yield f"{what}: {sorted(one)} was not expected"
    for one in wanted:
        if one not in found:
            yield f"{what}: {sorted(one)} is missing"


def _show(console: Console, outcome: Outcome) -> None:
    sources = _table("Sources", "source", "state", "articles", "languages", "links", "error")
    for source, record in outcome.records.items():
        languages = Counter(a.language for a in outcome.articles.values() if a.source == source)
        links = ", ".join(f"{count} {name}" for name, count in record.links.items() if count)
        spoken = " ".join(f"{language} {count}" for language, count in languages.most_common())
        sources.add_row(source, record.state, str(record.articles), spoken, links, escape(record.error))
    stories = _table("Stories of several articles", "first", "articles", "languages", "copies", "adds")
    told: dict[str, list[Article]] = {}
    for article in sorted(outcome.articles.values(), key=lambda article: (article.first_seen_at, article.id)):
        told.setdefault(article.story, []).append(article)
    for story, its in sorted(told.items(), key=lambda each: -len(each[1])):
        if len(its) > 1:
            first = next((article for article in its if article.id == story), its[0])
            stories.add_row(
                f"{escape(first.title)} [dim]{first.source}[/]",
                str(len(its)),
                " ".join(dict.fromkeys(article.language for article in its)),
                str(sum(bool(article.copy_of) for article in its)),
                " ".join(dict.fromkeys(add for article in its for add in article.adds)),
            )
    topics = Counter(topic for article in outcome.articles.values() for topic in article.topics)
    for table in (sources, stories):
        console.print(table)
        console.print()
    console.print("[bold]Topics[/]: " + ", ".join(f"{topic} {count}" for topic, count in topics.most_common()))
    console.print("\n[bold]Alerts[/]")
    by_id = {article.id: article for article in outcome.articles.values()}
    for alert in sorted(outcome.alerts, key=lambda alert: (alert.rule, alert.story)):
        names = " ".join(sorted({f"{by_id[article].source}/{by_id[article].language}" for article in alert.articles}))
        console.print(f"{alert.rule} [dim]{names}[/]", highlight=False)
        console.print(Padding(_marked(alert) or escape(alert.why.clause), (0, 0, 0, 4)), highlight=False)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, no_wrap=True, overflow="ellipsis", max_width=_WIDEST.get(column))
    return table


def _marked(alert: Alert) -> str:
    """The sentence of an alert with what was met in bold."""
    sentence, parts, at = alert.why.sentence, [], 0
    for start, end in sorted(alert.why.marks):
        if start >= at:
            parts += [escape(sentence[at:start]), f"[bold yellow]{escape(sentence[start:end])}[/]"]
            at = end
    return "".join(parts) + escape(sentence[at:])
