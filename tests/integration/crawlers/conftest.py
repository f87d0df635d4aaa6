from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.crawlers.server import Publisher

Publish = Callable[..., Publisher]


@pytest.fixture(scope="module")
def publish() -> Iterator[Publish]:
    """Starts publishers that end with the module."""
    publishers = []

    def start(**given: Any) -> Publisher:
        publishers.append(Publisher(**given))
        return publishers[-1]

    yield start
    for each in publishers:
        each.close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    served = Publisher()
    yield served
    served.close()
