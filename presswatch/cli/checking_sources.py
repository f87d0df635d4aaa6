"""What is amiss with sources, as the last check found it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presswatch.bootstrap import App
    from presswatch.sources import Amiss


def known_amiss(app: App) -> dict[str, list[Amiss]]:
    """By source; empty where the broker isn't running, as it keeps what was found."""
    from presswatch.errors import TransientError
    from presswatch.state.amiss import RedisTroubles
    from presswatch.valkey import socket_path

    if not app.settings.broker_url and not socket_path(app.settings.data).exists():
        return {}  # the embedded server is not running: a client would try for seconds
    found: dict[str, list[Amiss]] = {}
    with suppress(TransientError):
        for trouble in RedisTroubles(app.redis).all():
            found.setdefault(trouble.source, []).append(trouble.amiss)
    return found
