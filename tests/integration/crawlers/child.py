"""A crawl in a child process, as the crawl task runs it, with ports in files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from presswatch.messages import look_from_json, plain
from presswatch.sources import Look, Source, SourceKind
from tests.integration.crawlers.files import Files

ROOT = Path(__file__).resolve().parents[3]


def source(name: str, **given: Any) -> Source:
    return Source(**({"id": name, "name": name.title(), "country": "KZ", "kind": SourceKind.OFFICIAL} | given))


class Child:
    """A crawl process. `folder` holds its state between crawls."""

    def __init__(
        self,
        folder: Path,
        sources: Sequence[Source],
        *,
        allow: Sequence[str] = ("loopback",),
        patience: float = 5.0,
        module: str = "tests.integration.crawlers.files",
        **limits: float,
    ) -> None:
        self.files = Files(folder / "state")
        self.data = folder / "data"
        self._log = (folder / "log").open("ab")
        self._log_file = folder / "log"
        batch = {
            "sources": [plain(each) for each in sources],
            "data": str(self.data),
            "allow_networks": list(allow),
            "limits": limits,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, str(folder / "state"), str(patience)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
        )
        assert self.process.stdin
        self.process.stdin.write(json.dumps(batch).encode() + b"\n")
        self.process.stdin.flush()

    def next_look(self) -> Look:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the crawl ended early: {self.log()}"
        return look_from_json(line)

    def finish(self, *, seconds: float = 60) -> dict[str, Look]:
        """The looks by source, in the order of their coming, once the process has ended as it should."""
        assert self.process.stdout
        looks = [look_from_json(line) for line in self.process.stdout]
        assert self.process.wait(seconds) == 0, self.log()
        assert len({look.source for look in looks}) == len(looks)
        return {look.source: look for look in looks}

    def log(self) -> str:
        return self._log_file.read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self._log.close()


def crawl(folder: Path, *sources: Source, **given: Any) -> dict[str, Look]:
    with Child(folder, sources, **given) as child:
        return child.finish()
