"""Children of a command that look at sites for it: a line of JSON in, lines of JSON out."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Surveyor:
    """A child that runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def lines(self) -> Iterator[dict[str, Any]]:
        """What it says, as it says it, to its end."""
        for line in self._process.stdout or ():
            yield json.loads(line)

    def exit_code(self) -> int:
        return self._process.wait()


@contextmanager
def surveyor(module: str, asked: bytes, *, longest: float) -> Iterator[Surveyor]:
    """Run a module with a line of input; it ends with the context, or after `longest` seconds."""
    process = subprocess.Popen([sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own command
    timer = threading.Timer(longest, process.kill)
    timer.daemon = True
    timer.start()
    try:
        if process.stdin is None:  # PIPE was asked for
            raise AssertionError
        process.stdin.write(asked + b"\n")
        process.stdin.flush()  # and kept open: its end is how the child learns of ours
        yield Surveyor(process)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


@contextmanager
def progress() -> Iterator[Callable[[str], object]]:
    """What is being done, in one line on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.markup import escape

    from presswatch.cli import show

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("starting") as status:
        yield lambda words: status.update(escape(show.shorten(show.clean(words), 100)))
