"""A stage for whole-program tests: sites on loopback, a config that watches them, and the command line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import yaml

from tests.conftest import until


@dataclass(frozen=True)
class Stage:
    """A config folder and a data folder, and `presswatch` run on them."""

    config: Path
    data: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        return os.environ | {
            "PRESSWATCH_CONFIG": str(self.config),
            "PRESSWATCH_DATA": str(self.data),
            "PRESSWATCH_ALLOW_NETWORKS": "loopback",
            **self.extra,
        }

    def start(self, *arguments: str, output: Path | None = None) -> subprocess.Popen[bytes]:
        """Run a command beside the test; what it prints is appended to `output`."""
        with (output or Path(os.devnull)).open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "presswatch", *arguments],
                env=self.environ,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def run(self, *arguments: str, code: int = 0, text: str | None = None) -> str:
        """Run a command to its end; its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", "presswatch", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            encoding="utf-8",
            input=text,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, f"exit {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def lines(self, *arguments: str, code: int = 0, text: str | None = None) -> list[dict[str, Any]]:
        """Run a command with --json; the objects that it prints."""
        return [json.loads(line) for line in self.run(*arguments, "--json", code=code, text=text).splitlines()]

    def articles(self) -> list[dict[str, Any]]:
        return self.lines("search", "", "--limit", "100000")

    def alerts(self) -> list[dict[str, Any]]:
        return self.lines("alerts", "--limit", "100000")


def write_config(folder: Path, **parts: Any) -> Path:
    """A config of one file a part: sources=…, watchlist=…, topics=…, alerts=…."""
    for name, content in parts.items():
        file = folder / name / "all.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return folder


@contextmanager
def corpus_site(corpus: Path) -> Iterator[tuple[str, list[str]]]:
    """The corpus served on loopback: its address and its publishers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, str(corpus / "serve.py"), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            with urlopen(f"{base}/publishers.txt") as answer:
                return bool(answer.status == 200)
        except URLError:
            return False

    try:
        until(answers)
        with urlopen(f"{base}/publishers.txt") as answer:
            yield base, answer.read().decode().split()
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait(10)


def corpus_config(
    folder: Path, base: str, publishers: Sequence[str], alerts: dict[str, Any], every: str = "15m"
) -> Path:
    """All publishers as sources, by feed and by sitemap both."""
    return write_config(
        folder,
        sources={
            "sources": [
                {
                    "id": f"publisher-{number}",
                    "name": name,
                    "country": "DE",
                    "kind": "independent",
                    "feeds": [f"{base}/{name}/feed.xml"],
                    "sitemaps": [f"{base}/{name}/sitemap.xml"],
                    "every": every,
                }
                for number, name in enumerate(publishers)
            ]
        },
        alerts=alerts,
    )


def children_of(pid: int) -> dict[int, str]:
    """All descendants of a process with their command lines. Linux."""
    parents: dict[int, int] = {}
    commands: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
            commands[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found: dict[int, str] = {}
    frontier = [pid]
    while frontier:
        parent = frontier.pop()
        for child, its_parent in parents.items():
            if its_parent == parent and child not in found:
                found[child] = commands[child]
                frontier.append(child)
    return found
