"""How children end with their parent, even when the parent is killed.

Each Python process of presswatch that another one starts watches for its parent: when that is gone, it ends at once.
Nothing is lost by that, since any process may die at any line. Processes that can't watch (Valkey) ask the kernel
where it can be asked (Linux).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_parent(*, every: float = 0.5) -> None:
    """Watch the parent from a thread of its own, and end this process when it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def killed_with_parent() -> None:
    """For `preexec_fn`: let the kernel kill this child when the thread that started it ends. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
