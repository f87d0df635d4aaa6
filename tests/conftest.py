"""What all tests share: a real server for those that need one, and the rules of the house."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from presswatch.valkey import running_valkey, socket_path, socket_url
from tests.engine import nodes

REQUIRE_ALL = os.environ.get("PRESSWATCH_REQUIRE_ALL") == "1"


_left_out = pytest.StashKey[str]()


@pytest.hookimpl(trylast=True)  # when those are gone that weren't asked for
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where no search engine can be run, leave its tests out; `pytest_terminal_summary` says so in one line."""
    need_engine = [item for item in items if item.get_closest_marker("engine")]
    if need_engine and not REQUIRE_ALL and (missing := nodes.absent()):
        items[:] = [item for item in items if not item.get_closest_marker("engine")]
        config.hook.pytest_deselected(items=need_engine)
        config.stash[_left_out] = f"{len(need_engine)} tests need a search engine and were left out: {missing}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if line := config.stash.get(_left_out, ""):
        terminalreporter.write_line(line, yellow=True)


def corpus_folder() -> Path:
    """The folder of saved pages; the test is skipped where it is absent, and fails where CI promises it."""
    default = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    folder = Path(os.environ.get("PRESSWATCH_TEST_CORPUS", default))
    if not (folder / "gold.jsonl").exists():
        if REQUIRE_ALL:
            pytest.fail("the corpus of saved pages is absent, and PRESSWATCH_REQUIRE_ALL is set")
        pytest.skip("the corpus of saved pages is absent (../shared/corpus, or PRESSWATCH_TEST_CORPUS)")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    return corpus_folder()


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real Valkey server for the whole run; answers the data folder that names its socket."""
    data = tmp_path_factory.mktemp("valkey")
    (data / "log").mkdir()
    with (data / "log" / "valkey.log").open("wb") as log, running_valkey(data, output=log):
        yield data


@pytest.fixture
def broker_url(valkey_server: Path) -> str:
    """The address of an empty server."""
    client = redis.Redis(unix_socket_path=str(socket_path(valkey_server)))
    client.flushall()
    client.close()
    return socket_url(valkey_server)


@pytest.fixture
def client(broker_url: str) -> Iterator[redis.Redis]:
    from presswatch.state import connect

    connected = connect(broker_url)
    yield connected
    connected.close()


def until(condition, *, seconds: float = 20.0, pause: float = 0.05) -> None:  # type: ignore[no-untyped-def]
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(pause)
