"""The demo: collect the newsroom, show what came of it, and hold it against what must come."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape

from presswatch.bootstrap import App
from presswatch.cli import running
from presswatch.cli.demonstration_view import show
from presswatch.cli.progress import progress_bar
from presswatch.configuration import Settings
from presswatch.demo.differences import differences
from presswatch.demo.newsroom import Newsroom
from presswatch.demo.outcome import Outcome
from presswatch.sources import Source, SourceKind

# In the order in which news travels, so that whoever repeats an article is read after it.
_WAVES = ({SourceKind.OFFICIAL}, {SourceKind.WIRE, SourceKind.STATE}, {SourceKind.INDEPENDENT})


def run_demo(keep: Path | None, console: Console | None = None) -> bool:
    """Run it on a temporary data folder, or on `keep`; True when the expected came out."""
    console = console or Console()
    expected = yaml.safe_load(files("presswatch.demo").joinpath("expected.yaml").read_text("utf-8"))
    started = time.monotonic()
    with _folder(keep) as data, as_file(files("presswatch.demo").joinpath("config")) as config:
        outcome = _collect(config, data, corrected=expected["correction"]["article"])
        show(console, outcome)
        found = list(differences(outcome, expected))
        where = f"\nThe data is in {data}: presswatch --data {data} search ''" if keep else ""
    seconds = time.monotonic() - started
    for difference in found:
        console.print(f"[red]not as expected:[/] {escape(difference)}")
    if found:
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
            for wave in _waves(app.configuration.sources):
                running.look_at(app, stack, wave, show=progress)
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
                rules={rule.id: rule.title for rule in app.configuration.rules},
                delivered=len(newsroom.deliveries),
                refused=tuple(newsroom.refused),
                looked_at_twice=source,
                embedder=app.embedder.name if app.embedder else "",
            )


def _waves(sources: Mapping[str, Source]) -> list[list[str]]:
    return [[source.id for source in sources.values() if source.kind in kinds] for kinds in _WAVES]


def _pieces(app: App, newsroom: Newsroom) -> Iterator[tuple[str, Any]]:
    for article in app.engine.search(None, limit=10_000).articles:
        piece = newsroom.piece(article.url)
        if piece:
            yield article.id, piece
