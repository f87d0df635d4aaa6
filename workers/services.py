"""What the tasks work with: an `App`, and what only workers need. One for each thread of each worker process."""

from __future__ import annotations

import os
import threading
from functools import cached_property

from presswatch.alerts import Rule
from presswatch.bootstrap import App
from presswatch.configuration import Settings
from workers.steps.analyse import Analyser


class Services(App):
    @cached_property
    def analyse(self) -> Analyser:
        return Analyser(self.configuration)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.configuration.rules}

    def rule_of(self, rule: str) -> Rule:
        return self.rules[rule]


class ServicesHere:
    """Gives each thread its own `Services`, made when first asked for; a forked child never uses its parent's.

    The configuration and the analyser never change, so they are made once and shared by all of them.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._local = threading.local()
        self._lock = threading.Lock()
        self._shared: dict[str, object] = {}

    def preload(self) -> None:
        """Make what is shared now: before a worker forks, so that its children needn't, and to fail early.

        Raises `ConfigurationError` with every problem of the config.
        """
        with self._lock:
            if not self._shared:
                services = Services(self._settings)
                self._shared = {"configuration": services.configuration, "analyse": services.analyse}

    def __call__(self) -> Services:
        if getattr(self._local, "pid", None) != os.getpid():
            self.preload()
            self._local.services = Services(self._settings)
            self._local.services.__dict__.update(self._shared)  # as their cached properties would
            self._local.pid = os.getpid()
        services: Services = self._local.services
        return services
