"""The only place where things are wired together: settings and config in, an `App` out.

An `App` and all it holds belong to one thread of one process; each part is made when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Self

from presswatch.configuration import Configuration, Settings, load

if TYPE_CHECKING:  # these take their time to import, and `presswatch --help` needs none of them
    import redis

    from presswatch.broker import Broker, InboxHandOver
    from presswatch.engines.elasticsearch import ElasticEngine
    from presswatch.ports import Engine, RuleIndex, Sender
    from presswatch.state import Inbox, RedisDocumentCache, RedisDueQueue, RedisFingerprints, RedisSeenLinks


def now() -> datetime:
    """The clock of the whole program: aware, in UTC."""
    return datetime.now(UTC)


class App:
    def __init__(self, settings: Settings, broker_url: str | None = None) -> None:
        """`broker_url` overrides the settings: the embedded stack knows its server's address."""
        self.settings = settings
        self._broker_url = broker_url or settings.broker_url

    @cached_property
    def configuration(self) -> Configuration:
        """Raises `ConfigurationError` with every problem of every file."""
        return load(self.settings.config, environ=environ)

    @property
    def broker_url(self) -> str:
        if not self._broker_url:
            from presswatch.valkey import socket_url

            self._broker_url = socket_url(self.settings.data)
        return self._broker_url

    @cached_property
    def redis(self) -> redis.Redis:
        from presswatch.state import connect

        return connect(self.broker_url)

    @cached_property
    def inbox(self) -> Inbox:
        from presswatch.state import Inbox

        return Inbox(self.redis)

    @cached_property
    def due(self) -> RedisDueQueue:
        from presswatch.state import RedisDueQueue

        return RedisDueQueue(self.redis)

    @cached_property
    def seen(self) -> RedisSeenLinks:
        from presswatch.state import RedisSeenLinks

        return RedisSeenLinks(self.redis)

    @cached_property
    def documents(self) -> RedisDocumentCache:
        from presswatch.state import RedisDocumentCache

        return RedisDocumentCache(self.redis)

    @cached_property
    def fingerprints(self) -> RedisFingerprints:
        from presswatch.state import RedisFingerprints

        return RedisFingerprints(self.redis)

    @cached_property
    def broker(self) -> Broker:
        from presswatch.broker import Broker, celery_app

        return Broker(celery_app(self.broker_url))

    @cached_property
    def hand_over(self) -> InboxHandOver:
        from presswatch.broker import InboxHandOver

        return InboxHandOver(self.inbox, self.broker)

    @cached_property
    def engine(self) -> Engine:
        """Raises `TransientError` when a cluster doesn't answer, `ConfigurationError` when it can't be used."""
        if self.settings.elasticsearch_url:
            return self._cluster
        from presswatch.engines.sqlite import open_engine

        self.settings.data.mkdir(parents=True, exist_ok=True)
        return open_engine(archive_file(self.settings.data))

    @cached_property
    def _cluster(self) -> ElasticEngine:
        from presswatch.engines.elasticsearch import open_engine

        settings = self.settings
        return open_engine(
            settings.elasticsearch_url or "",
            prefix=settings.elasticsearch_prefix,
            user=settings.elasticsearch_user,
            password=settings.elasticsearch_password,
            api_key=settings.elasticsearch_api_key,
            ca_file=settings.elasticsearch_ca,
        )

    @cached_property
    def rule_index(self) -> RuleIndex:
        queries = {rule.id: self.configuration.queries[rule.id] for rule in self.configuration.rules}
        if self.settings.elasticsearch_url:
            return self._cluster.rule_index(queries)
        from presswatch.rules import RuleSet

        return RuleSet(queries)

    @cached_property
    def sender(self) -> Sender:
        from presswatch.delivery import ChannelSender

        return ChannelSender(data=self.settings.data)

    def close(self) -> None:
        """Close what was opened. The App can't be used after it."""
        parts = self.__dict__
        for name in ("engine", "_cluster", "broker", "redis"):
            if name in parts:
                parts.pop(name).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def archive_file(data: Path) -> Path:
    return data / "presswatch.sqlite"


@dataclass(frozen=True, slots=True)
class CrawlPorts:
    seen: RedisSeenLinks
    documents: RedisDocumentCache
    hand_over: InboxHandOver


@contextmanager
def crawl_ports() -> Iterator[CrawlPorts]:
    """What a crawl process needs of the outside, from its environment."""
    with App(Settings.from_environ(environ)) as app:
        yield CrawlPorts(app.seen, app.documents, app.hand_over)
