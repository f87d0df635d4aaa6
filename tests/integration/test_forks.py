"""Processes that are forked from a warm one: each is its own, and none outlives those that it needs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from presswatch.errors import TransientError
from presswatch.forks import Forked, Forks
from tests.conftest import until

MODULE = "tests.integration.forkable"


@pytest.fixture
def forks() -> Iterator[Forks]:
    started = Forks(MODULE)
    yield started
    started.close()


def start(forks: Forks, word: str = "any") -> tuple[Forked, dict[str, Any]]:
    process = forks.start(os.environ | {"WORD": word})
    return process, json.loads(process.stdout.readline())


def tell(process: Forked, line: str) -> int:
    process.stdin.write(line.encode() + b"\n")
    process.stdin.flush()
    return end(process)


def end(process: Forked) -> int:
    assert process.stdout.read() == b""
    code = process.wait()
    process.close()
    return code


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_default_timeout_that_a_library_sets_for_a_while_does_not_end_it(forks: Forks) -> None:
    """As kombu does while it connects, in another thread."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(5)
    try:
        one, first = start(forks)
    finally:
        socket.setdefaulttimeout(before)
    two, second = start(forks)
    assert first["parent"] == second["parent"]
    assert (tell(one, "exit 0"), tell(two, "exit 0")) == (0, 0)


def test_each_has_its_own_environment_files_and_end(forks: Forks) -> None:
    one, said_one = start(forks, "öne")
    two, said_two = start(forks, "two")
    assert (said_one["word"], said_two["word"]) == ("öne", "two")
    assert said_one["pid"] != said_two["pid"]
    assert said_one["parent"] == said_two["parent"] != os.getpid()
    assert tell(two, "exit 3") == 3
    assert tell(one, "die") == -signal.SIGKILL
    three, said_three = start(forks)
    assert said_three["parent"] == said_one["parent"]
    three.stdin.close()
    assert end(three) == 7


def test_one_that_hangs_is_killed_and_one_that_has_ended_is_not_killed_again(forks: Forks) -> None:
    process, _ = start(forks)
    process.stdin.write(b"stay\n")
    process.stdin.flush()
    process.kill()
    assert end(process) == -signal.SIGKILL
    process.kill()  # its id may be another's by now
    assert process.wait() == -signal.SIGKILL


def test_threads_share_one_warm_process(forks: Forks) -> None:
    def run(number: int) -> tuple[int, int]:
        process, said = start(forks)
        return said["parent"], tell(process, f"exit {number}")

    with ThreadPoolExecutor(4) as pool:
        parents, codes = zip(*pool.map(run, range(12)), strict=True)
    assert len(set(parents)) == 1
    assert codes == tuple(range(12))


def test_when_the_warm_process_dies_its_forks_end_and_the_next_one_is_another(forks: Forks) -> None:
    process, said = start(forks)
    os.kill(said["parent"], signal.SIGKILL)
    assert end(process) == -signal.SIGKILL
    until(lambda: not lives(said["pid"]))
    other, said_other = start(forks)
    assert said_other["parent"] != said["parent"]
    assert tell(other, "exit 0") == 0


def test_one_that_can_not_be_warmed_is_said_to_be_so() -> None:
    forks = Forks("tests.integration.there_is_no_such_module")
    with pytest.raises(TransientError, match="died"):
        forks.start(os.environ)
    forks.close()


def test_nothing_outlives_the_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(
                f"""
                import os
                from presswatch.forks import Forks
                process = Forks({MODULE!r}).start(os.environ | {{"WORD": "any"}})
                print(process.stdout.readline().decode(), flush=True)
                process.stdout.read()
                """
            ),
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert parent.stdout
        said = json.loads(parent.stdout.readline())
        assert lives(said["pid"])
        assert lives(said["parent"])
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    until(lambda: not lives(said["pid"]) and not lives(said["parent"]), seconds=10)
