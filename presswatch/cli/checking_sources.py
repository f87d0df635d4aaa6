"""What is amiss with sources, as the last check found it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presswatch.bootstrap import App
    from presswatch.sources import Amiss


def known_amiss(app: App) -> dict[str, list[Amiss]] | None:
    """By source; None where the broker isn't running, as it keeps what was found."""
    from presswatch.errors import TransientError
    from presswatch.state.amiss import RedisTroubles
    from presswatch.valkey import socket_path

    if not app.settings.broker_url and not socket_path(app.settings.data).exists():
        return None  # the embedded server is not running: a client would try for seconds
    found: dict[str, list[Amiss]] = {}
    try:
        for trouble in RedisTroubles(app.redis).all():
            found.setdefault(trouble.source, []).append(trouble.amiss)
    except TransientError:
        return None
    return found
