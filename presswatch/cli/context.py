"""The options that all commands share: where config and data are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch import __version__

if TYPE_CHECKING:
    from presswatch.configuration import Settings


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"presswatch {__version__}")
        raise typer.Exit


def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Folder of the config.", envvar="PRESSWATCH_CONFIG", show_default="config/")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the data.", envvar="PRESSWATCH_DATA", show_default="var/")
    ] = None,
    allow_networks: Annotated[
        str | None,
        typer.Option(
            help="Networks beside the public ones that crawls may connect to: addresses, CIDR, 'loopback', 'private'.",
            envvar="PRESSWATCH_ALLOW_NETWORKS",
            show_default="none",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Monitor diplomatic news: collect, read, match, alert.

    \b
    presswatch check                        is the config right?
    presswatch up                           run everything until Ctrl-C
    presswatch once                         look at every source now, to the end
    presswatch rules try '@sco' --text a.txt
    presswatch search '"foreign ministers" lang:en' --json
    """
    del version
    context.obj = {"config": config, "data": data, "allow_networks": allow_networks}


def settings_of(context: typer.Context) -> Settings:
    """The settings: options before the environment before the defaults."""
    from os import environ

    from presswatch.configuration import Settings

    given = {name: value for name, value in context.obj.items() if value is not None}
    return Settings.from_environ(environ, **given)
