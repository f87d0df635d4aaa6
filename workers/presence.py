"""A crawler says that it is alive, so that as many sources are leased as all of them together have room for."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress

from presswatch.errors import TransientError
from presswatch.state import RedisCrawlers, connect

SECONDS = 10.0


def say_here(broker_url: str) -> None:
    """Say it every ten seconds from now on, until this process ends."""
    name = f"{socket.gethostname()}:{os.getpid()}"

    def say() -> None:
        with connect(broker_url) as client:
            crawlers = RedisCrawlers(client)
            while True:
                with suppress(TransientError):  # the worker itself says that the server is away
                    crawlers.here(name)
                time.sleep(SECONDS)

    threading.Thread(target=say, name="presence", daemon=True).start()
