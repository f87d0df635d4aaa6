"""Every adapter of a port, fakes included, takes the same suite. A new adapter joins here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from presswatch.engines.elasticsearch import open_engine as open_engine_of_cluster
from presswatch.engines.sqlite import open_engine
from presswatch.ports import Engine
from tests.engine import nodes
from tests.engine.archive import empty_archive
from tests.fakes import FakeEngine


@dataclass(frozen=True, slots=True)
class EngineCase:
    """An empty engine under test.

    `another()` opens a second instance on the same data, for the thread that enters it. `settle()` returns once
    searches, counts and lists see all that was written before; `get`, `versions`, `put`, `claim` and `alert` must not
    need it.
    """

    engine: Engine
    another: Callable[[], AbstractContextManager[Engine]]
    settle: Callable[[], None]


def fake(_: Path) -> Iterator[EngineCase]:
    engine = FakeEngine()

    @contextmanager
    def same() -> Iterator[Engine]:
        yield engine

    yield EngineCase(engine, same, lambda: None)


def sqlite(folder: Path) -> Iterator[EngineCase]:
    file = folder / "archive.sqlite"
    with open_engine(file) as engine:
        yield EngineCase(engine, lambda: open_engine(file), lambda: None)


def elastic(name: str) -> Callable[[Path], Iterator[EngineCase]]:
    def opened(_: Path) -> Iterator[EngineCase]:
        with empty_archive(name) as engine:
            prefix = engine.names.prefix
            yield EngineCase(engine, lambda: open_engine_of_cluster(nodes.url(name), prefix=prefix), engine.refresh)

    opened.__name__ = name
    return opened


ELASTIC = [pytest.param(elastic(name), marks=pytest.mark.engine) for name in nodes.names()]


@pytest.fixture(params=[fake, sqlite, *ELASTIC], ids=lambda adapter: adapter.__name__)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineCase]:
    yield from request.param(tmp_path)


@pytest.fixture(params=[sqlite, *ELASTIC], ids=lambda adapter: adapter.__name__)
def real(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineCase]:
    """Without the fake, whose search is the evaluator itself."""
    yield from request.param(tmp_path)


@pytest.fixture
def engine(case: EngineCase) -> Engine:
    return case.engine
