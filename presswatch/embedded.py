"""The embedded stack: a Valkey server, the workers and the scheduler as children of one process.

One stack runs a data folder: it holds a lock there while it lives. Children that die are started again; what they had
in hand stands in the ledgers and is asked for again at once, since nobody else can be working on it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

import structlog

from presswatch.bootstrap import App
from presswatch.configuration import Settings
from presswatch.errors import PresswatchError
from presswatch.lifeline import killed_with_parent
from presswatch.valkey import clear_the_way, valkey_command, wait_for_valkey

log = structlog.get_logger()

_STOP_SECONDS = 8.0  # a child that has not ended by then is killed


class AlreadyRunningError(PresswatchError):
    """Another process runs the stack of this data folder."""


class DataLock:
    """The lock of a data folder. The kernel lets go of it when its process ends, however that ends."""

    def __init__(self, data: Path) -> None:
        self._path = data / "presswatch.lock"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises `AlreadyRunningError` when another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise AlreadyRunningError(f"another presswatch is running on {self._path.parent}") from error
        self._file = file

    def free(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


@dataclass(slots=True)
class Child:
    """A process that is kept running."""

    name: str
    command: list[str]
    environ: Mapping[str, str]
    log_file: Path | None  # None: the output of the parent
    before_start: Callable[[], None] = lambda: None
    after_start: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    not_before: float = 0.0
    started: float = field(default=0.0)

    def start(self) -> None:
        self.before_start()
        output = self.log_file.open("ab") if self.log_file else None
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output or subprocess.STDOUT,  # what isn't quiet is a log, and goes where the parent's goes
                env=dict(self.environ),
                start_new_session=True,  # Ctrl-C is for the parent, which ends its children in order
                preexec_fn=killed_with_parent,  # noqa: PLW1509 - no threads of ours hold locks here
            )
        finally:
            if output:
                output.close()
        self.started = time.monotonic()
        self.after_start()

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.running and self.process else None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep(self) -> bool:
        """Start it again when it has died; True when it did. Ever slower when it dies as soon as it starts."""
        if self.running or time.monotonic() < self.not_before:
            return False
        lived = time.monotonic() - self.started
        self.restarts = self.restarts + 1 if lived < 30 else 1
        self.not_before = time.monotonic() + min(30.0, 0.25 * 2**self.restarts)
        code = self.process.returncode if self.process else None
        log.warning("child_restarted", outcome="restarted", child=self.name, exit_code=code, restarts=self.restarts)
        self.start()
        return True

    def stop(self, deadline: float) -> None:
        """Ask it to end, and kill it and all of its own children when it has not by `deadline` (monotonic)."""
        if not self.process:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class EmbeddedStack:
    """Valkey (unless the settings name a broker), the workers and, if wanted, the scheduler.

    Use as a context manager; call `keep()` a few times a second while it is in use.
    """

    def __init__(self, settings: Settings, *, scheduler: bool, quiet: bool, processes: int = 2) -> None:
        """`quiet` sends the children's logs to files in the data folder instead of this process's output."""
        self._settings = settings
        self._lock = DataLock(settings.data)
        environ = settings.to_environ(os.environ)
        logs = settings.data / "log"
        logs.mkdir(parents=True, exist_ok=True)

        def child(name: str, *arguments: str) -> Child:
            return Child(name, [sys.executable, "-m", *arguments], environ, logs / f"{name}.log" if quiet else None)

        self.children: list[Child] = []
        self._valkey: Child | None = None
        if not settings.broker_url:
            self._valkey = Child(
                "valkey",
                valkey_command(settings.data),
                environ,
                logs / "valkey.log",
                before_start=lambda: clear_the_way(settings.data),
                after_start=lambda: wait_for_valkey(settings.data),
            )
            self.children.append(self._valkey)
        self._reader = child("worker", "workers", "--kind", "cpu", "--processes", str(processes))
        self._crawler = child("crawler", "workers", "--kind", "io")
        self.children += [self._reader, self._crawler]
        if scheduler:
            self.children.append(child("scheduler", "workers", "--kind", "scheduler"))

    def __enter__(self) -> Self:
        """Raises `AlreadyRunningError`, or `PresswatchError` when a child can't be started."""
        self._lock.take()
        try:
            for child in self.children:
                child.start()
                if child is self._valkey:
                    self._ask_again(leases=True)
        except BaseException:
            self.stop()
            raise
        if not self._valkey:
            self._ask_again(leases=False)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def keep(self) -> None:
        """Start dead children again, and have their work asked for again."""
        for child in self.children:
            if child.keep():
                self._ask_again(leases=child in (self._crawler, self._valkey) and self._valkey is not None)

    def stop(self) -> None:
        """End all children, the server last, within some ten seconds."""
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self.children:
            if child is not self._valkey and child.running and child.process:
                child.process.terminate()  # all at once; then each is waited for
        for child in reversed(self.children):
            child.stop(deadline if child is not self._valkey else time.monotonic() + _STOP_SECONDS)
        self._lock.free()

    def _ask_again(self, *, leases: bool) -> None:
        with App(self._settings) as app:
            if leases:
                app.due.release_all()
            for batch in app.inbox.stale(seconds=0):
                app.broker.ingest(batch)
            app.broker.sweep()
