"""The file channel, on a real disk, with real processes."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from presswatch.alerts import Channel
from presswatch.bootstrap import App
from presswatch.configuration import Settings
from presswatch.delivery import ChannelSender, file_channel
from presswatch.delivery.file_channel import append
from presswatch.delivery.payload import key_prefix
from presswatch.errors import TransientError
from tests.unit.delivery.given import RULE, SOURCES, alert, story


def line(key: str, size: int = 0) -> bytes:
    return key_prefix(key) + b' "pad": "' + b"x" * size + b'"}'


def keys(path: Path) -> list[str]:
    return [json.loads(each)["key"] for each in path.read_text("utf-8").splitlines()]


def test_a_delivery_is_a_line_below_the_data_folder(tmp_path: Path) -> None:
    sender = ChannelSender(data=tmp_path / "var")
    told = alert(story())

    for _ in range(2):  # the second time as after a crash between the line and the note of it
        sender.send(Channel(id="log", file="out/alerts.jsonl"), told.deliveries[0], told, story(), SOURCES, RULE)

    (written,) = (tmp_path / "var/out/alerts.jsonl").read_text("utf-8").splitlines()
    assert json.loads(written)["key"] == told.deliveries[0].id
    assert json.loads(written)["alert"]["rule_title"] == RULE.title


def test_with_kibanas_address_in_the_environment_a_line_leads_there(tmp_path: Path) -> None:
    environ = {
        "PRESSWATCH_DATA": str(tmp_path),
        "PRESSWATCH_KIBANA_PUBLIC_URL": "https://kibana.example/",
        "PRESSWATCH_KIBANA_SPACE": "desk",
    }
    told = alert(story())
    for number, given in enumerate((environ, {"PRESSWATCH_DATA": str(tmp_path)})):
        with App(Settings.from_environ(given)) as app:
            channel = Channel(id="log", file=f"{number}.jsonl")
            app.sender.send(channel, told.deliveries[0], told, story(), SOURCES, RULE)

    with_links, without = (json.loads((tmp_path / f"{number}.jsonl").read_text("utf-8")) for number in range(2))
    assert with_links["kibana"]["article"].startswith("https://kibana.example/s/desk/app/discover#/?_g=")
    assert "kibana" not in without


_WRITERS = """
import os, sys
from pathlib import Path
from presswatch.delivery.file_channel import append
from presswatch.delivery.payload import key_prefix

waiting, begin = os.pipe()

def write(number):
    os.close(begin)
    os.read(waiting, 1)  # until all are there
    for i in range(10):
        for key in (f"own-{number}-{i}", f"shared-{i}"):
            append(Path(sys.argv[1]), key_prefix(key) + b' "pad": "' + b"x" * 4500 + b'"}', key=key)

writers = []
for number in range(20):
    writer = os.fork()
    if not writer:
        write(number)
        os._exit(0)
    writers.append(writer)
os.close(begin)
sys.exit(any(os.waitpid(writer, 0)[1] for writer in writers))
"""


def test_twenty_processes_write_whole_lines_each_key_once(tmp_path: Path) -> None:
    """Each writes keys of its own and keys that all write; a line is larger than a page."""
    path = tmp_path / "alerts.jsonl"

    subprocess.run([sys.executable, "-c", _WRITERS, str(path)], check=True, timeout=120)

    expected = {f"own-{number}-{i}" for number in range(20) for i in range(10)} | {f"shared-{i}" for i in range(10)}
    assert len(keys(path)) == len(expected)
    assert set(keys(path)) == expected


def test_a_torn_line_stays_apart_and_its_delivery_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    append(path, line("one"), key="one")
    with path.open("ab") as file:
        file.write(line("two")[:-3])  # the machine stopped here

    append(path, line("two"), key="two")
    append(path, line("one"), key="one")

    assert path.read_bytes() == line("one") + b"\n" + line("two")[:-3] + b"\n" + line("two") + b"\n"


def test_a_key_within_another_line_is_none(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    append(path, key_prefix("one") + b' "of": [' + line("two") + b"]}", key="one")

    append(path, line("two"), key="two")

    assert keys(path) == ["one", "two"]


def test_only_the_tail_is_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_channel, "_TAIL", 500)
    path = tmp_path / "alerts.jsonl"

    for key in ("one", "two", "one", "two"):
        append(path, line(key, size=200), key=key)
    append(path, line("three", size=900), key="three")
    append(path, line("one"), key="one")

    assert keys(path) == ["one", "two", "three", "one"]


def test_a_full_disk_leaves_nothing_of_the_line(tmp_path: Path) -> None:
    """The limit on a file's size stands in for the disk's: the write is cut short in the same way."""
    path = tmp_path / "alerts.jsonl"
    append(path, line("one"), key="one")
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, hard))
    try:
        with pytest.raises(TransientError, match=r"^alerts.jsonl can't be written: only 20 of"):
            append(path, line("two"), key="two")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert path.read_bytes() == before
    append(path, line("two"), key="two")
    assert keys(path) == ["one", "two"]


def test_a_file_that_can_not_be_written_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(TransientError, match="folder can't be written: Is a directory"):
        append(tmp_path / "folder", line("one"), key="one")


def test_a_lock_that_is_never_given_back_ends_the_attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_channel, "_PATIENCE", 0.05)
    path = tmp_path / "alerts.jsonl"
    other = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        with pytest.raises(TransientError, match="locked by another process"):
            append(path, line("one"), key="one")
    finally:
        os.close(other)

    assert path.read_bytes() == b""
