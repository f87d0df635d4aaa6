"""The file channel: one JSON line a delivery, appended by as many workers as there are."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path

from presswatch.delivery.payload import key_prefix
from presswatch.errors import TransientError

_TAIL = 1 << 20  # bytes that are looked through for a delivery that was written before
_PATIENCE = 30.0  # seconds to wait for the other writers
_PAUSE = 0.005  # seconds


def append(path: Path, line: bytes, *, key: str) -> None:
    """Append `line`, which begins as `key_prefix(key)`, and its end. Durable when this returns.

    A line of the same key among the last ones is left as it is: then a worker died between writing it and noting that.
    Raises `TransientError` when it can't be written (the disk is full, the folder is not ours); nothing of the line is
    in the file then.
    """
    try:
        new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            _lock(descriptor, path)
            _append(descriptor, line, key)
        finally:
            os.close(descriptor)  # unlocks
        if new:
            _sync_folder(path.parent)
    except OSError as error:
        raise TransientError(f"{path.name} can't be written: {error.strerror or error}") from error


def _append(descriptor: int, line: bytes, key: str) -> None:
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    if _has(tail, key):
        return
    whole = tail.endswith(b"\n") or not tail  # else the machine stopped within a line, which stays on its own
    text = (b"" if whole else b"\n") + line + b"\n"
    try:
        written = os.write(descriptor, text)
        if written < len(text):
            raise OSError(f"only {written} of {len(text)} bytes fit")
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _has(tail: bytes, key: str) -> bool:
    prefix = key_prefix(key)
    return prefix in tail and any(line.startswith(prefix) and _is_whole(line) for line in tail.split(b"\n"))


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _lock(descriptor: int, path: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise TransientError(f"{path.name} is locked by another process for {_PATIENCE:.0f} s") from None
            time.sleep(_PAUSE)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """A new file's name is in its folder, which has to reach the disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
