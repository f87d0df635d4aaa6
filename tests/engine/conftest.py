"""Tests of what only the production engine has, on each real node."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from presswatch.engines.elasticsearch import ElasticEngine
from tests.engine import nodes
from tests.engine.archive import empty_archive


@pytest.fixture(params=nodes.names())
def node_url(request: pytest.FixtureRequest) -> str:
    return nodes.url(request.param)


@pytest.fixture(params=nodes.names())
def engine(request: pytest.FixtureRequest) -> Iterator[ElasticEngine]:
    """An empty archive."""
    with empty_archive(request.param) as opened:
        yield opened
