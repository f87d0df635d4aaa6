"""The options that all commands share: where config, data and services are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch import __version__

if TYPE_CHECKING:
    from presswatch.configuration import Settings

_SHARED = frozenset({"--config", "--data", "--broker-url", "--elasticsearch-url", "--allow-networks"})


def in_front(arguments: Sequence[str]) -> list[str]:
    """The arguments with the shared options before the command, wherever they were written."""
    front: list[str] = []
    others: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            others += [argument, *rest]
        elif argument.partition("=")[0] in _SHARED:
            front += [argument, *islice(rest, 0 if "=" in argument else 1)]
        else:
            others.append(argument)
    return [*front, *others]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"presswatch {__version__}")
        raise typer.Exit


def options(  # noqa: PLR0917 - options of the command line
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Folder of the config.", envvar="PRESSWATCH_CONFIG", show_default="config/")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the data.", envvar="PRESSWATCH_DATA", show_default="var/")
    ] = None,
    broker_url: Annotated[
        str | None,
        typer.Option(help="Address of a Redis.", envvar="PRESSWATCH_BROKER_URL", show_default="an embedded server"),
    ] = None,
    elasticsearch_url: Annotated[
        str | None,
        typer.Option(
            help="Address of an Elasticsearch.", envvar="PRESSWATCH_ELASTICSEARCH_URL", show_default="an embedded file"
        ),
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

    These options may also stand after the command.
    """
    del version
    context.obj = {
        "config": config,
        "data": data,
        "broker_url": broker_url,
        "elasticsearch_url": elasticsearch_url,
        "allow_networks": allow_networks,
    }


def settings_of(context: typer.Context) -> Settings:
    """The settings: options before the environment before the defaults."""
    from os import environ

    from presswatch.configuration import Settings

    given = {name: value for name, value in context.obj.items() if value is not None}
    return Settings.from_environ(environ, **given)
