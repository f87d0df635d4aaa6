"""The only place where things are wired together: settings and config in, an `App` out.

An `App` and all it holds belong to one thread of one process; each part is made when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypedDict

from presswatch.configuration import Configuration, Settings, load

if TYPE_CHECKING:  # these take their time to import, and `presswatch --help` needs none of them
    import redis

    from presswatch.broker import Broker, InboxHandOver
    from presswatch.engines.elasticsearch import ElasticEngine, Progress, Reindexed
    from presswatch.ports import ArticleLinks, Embedder, Engine, RuleIndex, Sender
    from presswatch.state import (
        Inbox,
        RedisCrawlers,
        RedisDocumentCache,
        RedisDueQueue,
        RedisFingerprints,
        RedisRecentPages,
        RedisRechecks,
        RedisRhythms,
        RedisSeenLinks,
        RedisStoryLog,
    )


class _ClusterAccess(TypedDict):
    prefix: str
    user: str
    password: str
    api_key: str
    ca_file: str


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
    def rechecks(self) -> RedisRechecks:
        from presswatch.state import RedisRechecks

        return RedisRechecks(self.redis)

    @cached_property
    def rhythms(self) -> RedisRhythms:
        from presswatch.state import RedisRhythms

        return RedisRhythms(self.redis)

    @cached_property
    def crawlers(self) -> RedisCrawlers:
        from presswatch.state import RedisCrawlers

        return RedisCrawlers(self.redis)

    @cached_property
    def seen(self) -> RedisSeenLinks:
        from presswatch.state import RedisSeenLinks

        return RedisSeenLinks(self.redis)

    @cached_property
    def documents(self) -> RedisDocumentCache:
        from presswatch.state import RedisDocumentCache

        return RedisDocumentCache(self.redis)

    @cached_property
    def recent_pages(self) -> RedisRecentPages:
        from presswatch.state import RedisRecentPages

        return RedisRecentPages(self.redis)

    @cached_property
    def fingerprints(self) -> RedisFingerprints:
        from presswatch.state import RedisFingerprints

        return RedisFingerprints(self.redis)

    @cached_property
    def story_log(self) -> RedisStoryLog:
        from presswatch.state import RedisStoryLog

        return RedisStoryLog(self.redis)

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

        return open_engine(self.settings.elasticsearch_url or "", **self._cluster_access)

    @property
    def _cluster_access(self) -> _ClusterAccess:
        settings = self.settings
        return {
            "prefix": settings.elasticsearch_prefix,
            "user": settings.elasticsearch_user,
            "password": settings.elasticsearch_password,
            "api_key": settings.elasticsearch_api_key,
            "ca_file": settings.elasticsearch_ca,
        }

    def reindex(self, progress: Callable[[Progress], object]) -> Reindexed | None:
        """Move the archive of the cluster that is configured to this version; `engine` opens no older one. An embedded
        file is of this version once it is open: there the index of tokens is made anew, and the answer is None.
        """
        if not self.settings.elasticsearch_url:
            from presswatch.engines.sqlite import open_engine

            self.settings.data.mkdir(parents=True, exist_ok=True)
            with open_engine(archive_file(self.settings.data)) as archive:
                archive.index_again()
            return None
        from presswatch.engines.elasticsearch import reindexing

        with reindexing(self.settings.elasticsearch_url, **self._cluster_access) as run:
            return run(progress)

    @cached_property
    def rule_index(self) -> RuleIndex:
        queries = {rule.id: self.configuration.queries[rule.id] for rule in self.configuration.rules}
        if self.settings.elasticsearch_url:
            return self._cluster.rule_index(queries)
        from presswatch.rules import RuleSet

        return RuleSet(queries)

    @cached_property
    def embedder(self) -> Embedder | None:
        """None where sentence embeddings are off or not to be had. Raises `ConfigurationError` for a wrong choice."""
        from presswatch.embeddings import embedder

        return embedder(self.settings.embeddings)

    @cached_property
    def sender(self) -> Sender:
        from presswatch.delivery import ChannelSender

        return ChannelSender(data=self.settings.data, links=self.article_links)

    @cached_property
    def article_links(self) -> ArticleLinks | None:
        """Into Kibana; None when its address is not set."""
        if not self.settings.kibana_public_url:
            return None
        from presswatch.kibana import KibanaLinks

        return KibanaLinks(url=self.settings.kibana_public_url, space=self.settings.kibana_space)

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
    recent: RedisRecentPages


@contextmanager
def crawl_ports() -> Iterator[CrawlPorts]:
    """What a crawl process needs of the outside, from its environment."""
    with App(Settings.from_environ(environ)) as app:
        yield CrawlPorts(app.seen, app.documents, app.hand_over, app.recent_pages)
