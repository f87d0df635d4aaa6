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
    """Gives each thread its own `Services`, made when first asked for; a forked child never uses its parent's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._local = threading.local()

    def __call__(self) -> Services:
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.services = Services(self._settings)
            self._local.pid = os.getpid()
        services: Services = self._local.services
        return services
