"""The web service as a process: `python -m presswatch.web --host 127.0.0.1 --port 8080`."""

from __future__ import annotations

import argparse
import sys
from os import environ
from typing import NoReturn

from presswatch.bootstrap import App
from presswatch.configuration import Settings
from presswatch.errors import ConfigurationError
from presswatch.logs import log_as_json
from presswatch.web.server import HOST, PORT, serve
from presswatch.web.tokens import read_tokens


def main() -> None:
    """Exit codes: 0 stopped, 1 can't listen there, 2 wrong use or config."""
    parser = argparse.ArgumentParser(prog="python -m presswatch.web", description="Health, metrics and Atom feeds.")
    parser.add_argument("--host", default=HOST, help=f"address to listen on (default: {HOST})")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on; 0: a free one (default: {PORT})")
    arguments = parser.parse_args()
    log_as_json()
    try:
        settings = Settings.from_environ(environ)
        with App(settings) as app:
            tokens = read_tokens(environ, rules={rule.id for rule in app.configuration.rules})
        serve(settings, tokens, host=arguments.host, port=arguments.port)
    except ConfigurationError as error:
        _fail(str(error), 2)
    except OSError as error:
        _fail(f"can't listen on {arguments.host} port {arguments.port}: {error.strerror or error}", 1)


def _fail(message: str, code: int) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
