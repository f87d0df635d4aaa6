"""The most memory that a process took."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Self

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Peak:
    """Watches a process while it runs: `megabytes` is the most it had resident so far (`VmHWM`, proc(5)).

    Not `getrusage`, whose figure begins with the memory of the process that it was forked from.
    """

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._status = Path(f"/proc/{pid}/status")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            try:
                found = _PEAK.search(self._status.read_text())
            except OSError:
                return
            if found:
                self.megabytes = max(self.megabytes, int(found[1]) / 1024)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
