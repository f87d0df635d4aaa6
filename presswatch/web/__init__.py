"""The small HTTP service: health, readiness, metrics, and alerts as Atom feeds.

`python -m presswatch.web` or `presswatch web` runs it. It needs the broker, the archive and the config, writes to none
of them, and any number of it may run.
"""

from presswatch.web.server import WebServer, serve
from presswatch.web.tokens import Reader, Tokens

__all__ = ["Reader", "Tokens", "WebServer", "serve"]
