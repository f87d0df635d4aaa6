"""How a crawl process ends: killed, orphaned, misled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from presswatch.messages import source_to_json
from presswatch.sources import LinkOutcome as L
from tests.integration.crawlers.child import ROOT, Child, source
from tests.integration.crawlers.server import Publisher

PARENT = """
import sys, time
from pathlib import Path
from presswatch.messages import source_from_json
from tests.integration.crawlers.child import Child
child = Child(Path(sys.argv[1]), [source_from_json(sys.argv[2])])
print(child.process.pid, flush=True)
time.sleep(60)
"""


def until(condition: Callable[[], bool], *, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_killed_and_started_again_loses_nothing(publisher: Publisher, tmp_path: Path) -> None:
    links = [publisher.page(f"/{n}") for n in range(60)]
    agency = source("agency", feeds=(publisher.feed("/feed", links, etag='"1"'),))
    publisher.delay = 0.1
    for enough in (1, 30):
        with Child(tmp_path, [agency]) as child:
            until(lambda child=child, enough=enough: len(child.files.handed_over()) >= enough)
            child.process.send_signal(signal.SIGKILL)
            child.process.wait(10)
            handed_over = {article.url for article in child.files.handed_over()}
            assert child.files.marked("agency") <= handed_over  # never marked before it is handed over
            assert len(handed_over) < 60
    publisher.delay = 0.0
    with Child(tmp_path, [agency]) as child:
        look = child.finish()["agency"]
        assert set(look.links) == {L.NEW, L.KNOWN}
        assert sum(look.links.values()) == 60
        assert {article.url for article in child.files.handed_over()} == set(links)
        assert child.files.kept()


def test_it_ends_with_its_parent_and_with_its_input(publisher: Publisher, tmp_path: Path) -> None:
    publisher.stream("/feed", b" ", pause=0.1)
    agency = source("agency", feeds=(f"{publisher.url}/feed",))
    with Child(tmp_path / "input", [agency]) as child:
        until(lambda: publisher.asked["/feed"] == 1)
        assert child.process.stdin
        child.process.stdin.close()
        assert child.process.wait(3) == 1

    arguments = [sys.executable, "-c", PARENT, str(tmp_path / "parent"), source_to_json(agency).decode()]
    (tmp_path / "parent").mkdir()
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout
        orphan = int(parent.stdout.readline())
        until(lambda: publisher.asked["/feed"] == 2)
        parent.kill()
        until(lambda: not is_running(orphan), seconds=5)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")  # an orphan that nobody waits for stays as a zombie
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_an_unreadable_batch_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.integration.crawlers.files", str(tmp_path), "1"]
    done = subprocess.run(command, input=b"{}\n", capture_output=True, cwd=ROOT, timeout=30, check=False)
    assert done.returncode == 2
    assert b"batch: sources: Field required" in done.stderr
    assert not done.stdout
