"""Processes that are forked from a warm one, which has loaded already what they all need, so that they begin at once.

Each is a process of its own all the same: what it does, leaks or dies of ends with it. The warm process has no threads,
which would not survive a fork, and does nothing but fork. Its parent speaks to it through a Unix socket, in requests of
a fixed head (what, a process id, how many bytes follow) and answers of one number:

    start    with the new process's environment as JSON, and its standard input and output; the answer is its id
    exit     the exit code of that process, as `subprocess` has it, or that it runs. It stays known until it was asked
             for, so that the parent may kill the process by its id: nobody else can have that meanwhile.

The warm process ends when the socket does, with its parent; those that it forked have to see to that themselves
(`presswatch.lifeline`).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import NoReturn

from presswatch.errors import TransientError

_HEAD = struct.Struct("!cqI")
_ANSWER = struct.Struct("!q")
_START, _EXIT = b"s", b"x"
_RUNNING = 1 << 32
_KILLED = -signal.SIGKILL
_PAUSE = 0.01  # seconds between two questions whether a process has ended


def serve_forks(control: socket.socket, become: Callable[[], NoReturn]) -> None:
    """Be the warm process, until its parent is gone: each process that it is asked for `become`s what it is to be."""
    while head := _exactly(control, _HEAD.size):
        kind, pid, length = _HEAD.unpack(head)
        if kind == _START:
            _, files, _, _ = socket.recv_fds(control, 1, 2)
            environ = json.loads(_exactly(control, length))
            answer = os.fork()
            if answer == 0:
                control.close()
                for number, file in enumerate(files):
                    os.dup2(file, number)
                    os.close(file)
                os.environ.clear()
                os.environ.update(environ)
                become()
            for file in files:
                os.close(file)
        else:
            ended, status = os.waitpid(pid, os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else _RUNNING
        control.sendall(_ANSWER.pack(answer))


def _exactly(control: socket.socket, length: int) -> bytes:
    """So many bytes; none when the other side is gone."""
    got = bytearray()
    while len(got) < length:
        part = control.recv(length - len(got))
        if not part:
            return b""
        got += part
    return bytes(got)


class _GoneError(Exception):
    """The warm process doesn't answer."""


class _Warm:
    """The warm process, as its parent has it. Threads may share it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._control, theirs = socket.socketpair()
        self._control.setblocking(True)  # whatever a library says of all sockets (`socket.setdefaulttimeout`)
        theirs.setblocking(True)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [*command, str(theirs.fileno())], stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )
        self._lock = threading.Lock()

    def start(self, environ: Mapping[str, str], files: Sequence[int]) -> int:
        """The id of a new process. Raises `_GoneError`, as `exit_code` does."""
        payload = json.dumps(dict(environ)).encode()
        return self._ask(_HEAD.pack(_START, 0, len(payload)), payload, files)

    def exit_code(self, pid: int) -> int | None:
        """None while it runs. Once it was answered the process is forgotten."""
        code = self._ask(_HEAD.pack(_EXIT, pid, 0))
        return None if code == _RUNNING else code

    def _ask(self, head: bytes, payload: bytes = b"", files: Sequence[int] = ()) -> int:
        with self._lock:
            try:
                self._control.sendall(head)
                if files:
                    socket.send_fds(self._control, [b"f"], list(files))
                self._control.sendall(payload)
                answer = _exactly(self._control, _ANSWER.size)
            except OSError as error:
                raise _GoneError from error
        if not answer:
            raise _GoneError
        return int(_ANSWER.unpack(answer)[0])

    def close(self) -> None:
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Forked:
    """A process that was forked. It belongs to one thread, but for `kill`."""

    def __init__(self, warm: _Warm, environ: Mapping[str, str]) -> None:
        given, stdin = os.pipe()
        stdout, output = os.pipe()
        self.stdin = os.fdopen(stdin, "wb")
        self.stdout = os.fdopen(stdout, "rb")
        self._warm = warm
        self._code: int | None = None
        self._lock = threading.Lock()
        try:
            self._pid = warm.start(environ, (given, output))
        except _GoneError:
            self.close()
            raise
        finally:
            os.close(given)
            os.close(output)

    def wait(self) -> int:
        """Its exit code once it has ended, as `subprocess` has it. One whose end nobody saw was killed, it is said."""
        while True:
            with self._lock:
                if self._code is None:
                    try:
                        self._code = self._warm.exit_code(self._pid)
                    except _GoneError:
                        self._code = _KILLED
                if self._code is not None:
                    return self._code
            time.sleep(_PAUSE)

    def kill(self) -> None:
        with self._lock:
            if self._code is None:
                with suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """Close its standard input and output."""
        for file in (self.stdin, self.stdout):
            with suppress(BrokenPipeError):  # it is gone, and something was not yet written
                file.close()


class Forks:
    """Starts processes out of a warm one, `python -m <module> <file descriptor of the socket>`; threads may share it.

    The warm process is started when it is first needed, and again when it has died.
    """

    def __init__(self, module: str) -> None:
        self._command = (sys.executable, "-m", module)
        self._warm: _Warm | None = None
        self._lock = threading.Lock()

    def start(self, environ: Mapping[str, str]) -> Forked:
        """A process with this environment. Raises `TransientError` when none can be had."""
        try:
            for _ in range(2):  # the warm process may have died since the last
                with self._lock:
                    warm = self._warm = self._warm or _Warm(self._command)
                try:
                    return Forked(warm, environ)
                except _GoneError:
                    self._drop(warm)
        except OSError as error:
            raise TransientError(f"no process could be started: {error}") from error
        raise TransientError("no process could be started: that which they are forked from died")

    def close(self) -> None:
        """End the warm process."""
        if self._warm:
            self._drop(self._warm)

    def _drop(self, warm: _Warm) -> None:
        with self._lock:
            if self._warm is warm:
                self._warm = None
                warm.close()
