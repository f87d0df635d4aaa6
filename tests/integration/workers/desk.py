"""A small desk with a real server and a real archive, on which batches are ingested and processes die."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from presswatch.articles import Article
from presswatch.configuration import Configuration, Settings, load
from tests.e2e.stage import write_config
from tests.make import article
from workers.services import Services
from workers.steps.analyse import Analyser
from workers.tasks.ingest import ingest_batch

CONFIG: dict[str, Any] = {
    "sources": {
        "sources": [
            {"id": "tass", "name": "TASS", "country": "RU", "kind": "state", "feeds": ["https://tass.example/feed"]}
        ]
    },
    "watchlist": {"organisations": [{"id": "sco", "names": {"en": ["=SCO", "Shanghai Cooperation Organisation"]}}]},
    "topics": {"topics": [{"id": "security", "title": "Security", "query": "security OR terrorism"}]},
    "alerts": {
        "channels": [{"id": "log", "file": "alerts.jsonl"}, {"id": "book", "file": "book.jsonl"}],
        "rules": [
            {"id": "sco", "title": "SCO", "query": "@sco", "channels": ["log", "book"]},
            {"id": "summit", "title": "Summits", "query": "title:summit", "channels": ["log"]},
        ],
    },
}
SCO = (
    "Foreign ministers of the SCO met in Moscow on Thursday, for the first time in person since the pandemic began. "
    "They spoke of security in the region, and prepared the documents that the heads of state will sign in November."
)


@cache
def configuration() -> Configuration:
    with TemporaryDirectory() as folder:
        return load(write_config(Path(folder), **CONFIG), environ=environ)


@cache
def analyser() -> Analyser:
    return Analyser(configuration())


@contextmanager
def desk(data: Path, broker_url: str) -> Iterator[Services]:
    """The services of one worker. Several may share data and server."""
    services = Services(Settings(config=data, data=data, broker_url=broker_url))
    services.__dict__.update(configuration=configuration(), analyse=analyser())  # read once for all tests
    with services:
        yield services


def batch_of_three() -> list[Article]:
    """Two stories: one that meets both rules, with a copy, and one that meets none."""
    return [
        article(1, title="Before the summit", text=SCO),
        article(2, title="Weather", text="It rained in the mountains, and the passes stayed closed until the morning."),
        article(3, title="Ministers meet", text=SCO + " This report was sent by an agency."),
    ]


class DiedError(BaseException):
    """Stands for the death of a process: nothing of ours may catch it."""


def ingest_all(services: Services, *, rounds: int = 40) -> None:
    """Work until the inbox is empty, as a worker that is started again whenever it dies."""
    for _ in range(rounds):
        batches = services.inbox.stale(seconds=0)
        if not batches:
            return
        for batch in batches:
            try:
                ingest_batch(services, batch)
            except DiedError:
                continue
    raise AssertionError("the inbox never became empty")


def facts(services: Services) -> dict[str, Any]:
    """All that is known in the end, but for the times."""
    stored = services.engine.search(None, limit=1000).articles
    return {
        "articles": sorted((each.url, each.version, each.story, each.copy_of) for each in stored),
        "alerts": sorted((each.rule, each.story, tuple(sorted(each.articles))) for each in services.engine.alerts()),
        "deliveries": sorted(
            (delivery.id, delivery.channel, delivery.attempts)
            for alert in services.engine.alerts()
            for delivery in alert.deliveries
        ),
        "inbox": services.inbox.waiting(),
        "quarantine": len(services.engine.messages()),
    }
