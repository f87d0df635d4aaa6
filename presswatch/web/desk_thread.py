"""A thread that owns an `App` and answers questions with it.

An `App` belongs to one thread, and connections come in many. So they ask: each kind of question is worked on once at a
time, its answer is shared by all who asked meanwhile and kept for a moment, and nobody waits longer than they want to.
A service that hangs costs its askers their patience, and no connection to it more than one.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from presswatch.bootstrap import App
from presswatch.configuration import Settings

Answer = TypeVar("Answer")

_REMEMBERED = 256  # answers; a reader can't fill the memory by asking ever new questions


class AppThread:
    """Call `close` in the end. Its other method may be called from any thread."""

    def __init__(self, settings: Settings, *, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = App(settings)
        self._clock = clock
        self._lock = Lock()
        self._asked: OrderedDict[Hashable, tuple[float, Future[object]]] = OrderedDict()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def ask(self, question: Hashable, work: Callable[[App], Answer], *, keep: float, patience: float) -> Answer:
        """The answer of `work`, or the one that was found within the last `keep` seconds to the same question.

        Raises what `work` raised, and `TimeoutError` after `patience` seconds; the work goes on then, for those who
        ask again.
        """
        return self._future(question, work, keep).result(timeout=patience)  # type: ignore[return-value]  # of this question

    def _future(self, question: Hashable, work: Callable[[App], object], keep: float) -> Future[object]:
        with self._lock:
            known = self._asked.get(question)
            if known and (not known[1].done() or (self._clock() - known[0] < keep and not known[1].exception())):
                return known[1]
            future = self._pool.submit(work, self._app)
            self._asked[question] = (self._clock(), future)
            self._asked.move_to_end(question)
            while len(self._asked) > _REMEMBERED:
                self._asked.popitem(last=False)
            return future

    def close(self) -> None:
        """Waits for the work in hand, and closes the App in the thread that owns it."""
        with self._lock:
            self._pool.submit(self._app.close)
        self._pool.shutdown(wait=True, cancel_futures=False)
