"""The command web: health, metrics and feeds over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from presswatch.cli.context import settings_of


def web(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; others than loopback need tokens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8080,
) -> None:
    """Serve health, readiness, Prometheus metrics, and alerts as Atom feeds, until Ctrl-C.

    Who may read the feeds: a line `DESK TOKEN [RULE …]` each, in the variable PRESSWATCH_WEB_TOKENS (a semicolon ends
    a line there too) or in the file that PRESSWATCH_WEB_TOKENS_FILE names. With tokens, the metrics need one as well,
    of a desk that may read every rule.

    \b
    /health /ready /metrics /alerts.atom?token=… /alerts.atom?token=…&rule=sco
    """
    from os import environ

    from presswatch.bootstrap import App
    from presswatch.logs import log_as_json
    from presswatch.web import serve
    from presswatch.web.tokens import read_tokens

    settings = settings_of(context)
    with App(settings) as app:
        tokens = read_tokens(environ, rules={rule.id for rule in app.configuration.rules})
    log_as_json()
    serve(settings, tokens, host=host, port=port)
