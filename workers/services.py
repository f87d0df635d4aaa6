"""What the tasks work with: an `App`, and what only workers need. One for each thread of each worker process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

import structlog

from presswatch.alerts import Rule
from presswatch.articles import Article
from presswatch.bootstrap import App
from presswatch.configuration import Configuration, Settings
from presswatch.forks import Forks
from presswatch.lifeline import killed_with_parent
from presswatch.ports import RuleIndex
from workers.classifying import Classifying
from workers.ingest import Ingested, ingest
from workers.learning import model_file, read_model
from workers.steps.analyse import Analyser
from workers.steps.topics import TopicClassifier
from workers.telling import Telling

log = structlog.get_logger()


class Services(App):
    @cached_property
    def analyse(self) -> Analyser:
        return Analyser(self.configuration)

    @cached_property
    def classify(self) -> Classifying:
        """With the model of `presswatch topics train`, if it was trained for this config; else by queries alone."""
        topics, queries = self.configuration.topics, self.configuration.topic_queries
        if not has_examples(self.configuration) or self.embedder is None:
            return Classifying(TopicClassifier(topics, queries, None), self.embedder)
        model = read_model(model_file(self.configuration, self.embedder, self.settings.data))
        return Classifying(TopicClassifier(topics, queries, model), self.embedder)

    @cached_property
    def tell(self) -> Telling:
        return Telling(self.story_log, embedder=self.classify.made_by)  # which was loaded before the worker forked

    @cached_property
    def crawl_processes(self) -> Forks:
        return Forks("crawlers.warm")

    def read(self, article: Article) -> Article:
        """An article as ingest would read it, were it no copy; nothing is stored."""
        return self.classify.one(self.analyse(article))

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.configuration.rules}

    @cached_property
    def rule_index(self) -> RuleIndex:
        index = super().rule_index
        for rule, reason in index.refused.items():
            log.warning("rule_refused", outcome="degraded", rule=rule, reason=reason)
        return index

    def rule_of(self, rule: str) -> Rule:
        return self.rules[rule]

    def ingest(self, batch: Sequence[Article], *, rules: RuleIndex | None = None, now: datetime) -> Ingested:
        """`workers.ingest.ingest` with these services; `rules` stand in for those of the config."""
        return ingest(
            batch,
            analyse=self.analyse,
            classify=self.classify,
            tell=self.tell,
            archive=self.engine,
            fingerprints=self.fingerprints,
            rules=self.rule_index if rules is None else rules,
            rule_of=self.rule_of,
            alert_log=self.engine,
            now=now,
        )

    def close(self) -> None:
        if "crawl_processes" in self.__dict__:
            self.crawl_processes.close()
        super().close()


def has_examples(configuration: Configuration) -> bool:
    return any(topic.examples for topic in configuration.topics)


def learn_topics(services: Services) -> None:
    """Have the topic model trained if it wasn't yet, and say once when topics are found by their queries alone.

    It is trained in a process of its own: what it does with all cores must not have happened in one that forks.
    """
    if not has_examples(services.configuration):
        return
    embedder = services.embedder
    if embedder is None:
        log.warning("topics_by_queries_alone", outcome="degraded", embeddings=services.settings.embeddings)
        return
    if model_file(services.configuration, embedder, services.settings.data).exists():
        return
    log.info("topics_training", outcome="started")
    trained = subprocess.run(
        [sys.executable, "-m", "presswatch", "topics", "train"],
        env=services.settings.to_environ(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        preexec_fn=killed_with_parent,
    )
    if trained.returncode:
        reason = trained.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        log.error("topics_by_queries_alone", outcome="degraded", reason="".join(reason))


class ServicesHere:
    """Gives each thread its own `Services`, made when first asked for; a forked child never uses its parent's.

    The configuration and the analyser never change, so they are made once and shared by all of them, as is the process
    that crawls are forked from.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._local = threading.local()
        self._lock = threading.Lock()
        self._shared: dict[str, object] = {}

    def preload(self, *, classify: bool = False) -> None:
        """Make what is shared now: before a worker forks, so that its children needn't, and to fail early. `classify`
        is for workers that ingest: it loads the topic model, and has it trained first where that wasn't done.

        Raises `ConfigurationError` with every problem of the config.
        """
        with self._lock:
            if not self._shared:
                services = Services(self._settings)
                self._shared = {
                    "configuration": services.configuration,
                    "analyse": services.analyse,
                    "crawl_processes": services.crawl_processes,
                }
                if classify:
                    learn_topics(services)
                    self._shared["classify"] = services.classify

    def __call__(self) -> Services:
        if getattr(self._local, "pid", None) != os.getpid():
            self.preload()
            self._local.services = Services(self._settings)
            self._local.services.__dict__.update(self._shared)  # as their cached properties would
            self._local.pid = os.getpid()
        services: Services = self._local.services
        return services
