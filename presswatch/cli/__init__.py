"""The command line. Each command imports what it needs when it runs, so that `presswatch --help` is quick."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import NoReturn

import typer

from presswatch.cli import adding, looking, operating, reading
from presswatch.cli.archive import archive
from presswatch.cli.article import show_article
from presswatch.cli.context import in_front, options
from presswatch.cli.coverage import show_coverage
from presswatch.cli.engine import engine
from presswatch.cli.extracting import extract
from presswatch.cli.kibana import kibana
from presswatch.cli.reprocess import reprocess
from presswatch.cli.topics import topics
from presswatch.cli.trying_sources import check_sources
from presswatch.cli.watchlist import watchlist
from presswatch.cli.web import web
from presswatch.errors import ConfigurationError, PresswatchError

app = typer.Typer(
    name="presswatch",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
app.callback()(options)
rules = typer.Typer(no_args_is_help=True, help="Try a rule on a text, or on the days behind us.")
sources = typer.Typer(invoke_without_command=True)
quarantine = typer.Typer(no_args_is_help=True, help="Messages that could not be processed.")
app.command()(operating.up)
app.command()(operating.once)
app.command()(operating.crawl)
app.command()(operating.ingest)
app.command()(operating.demo)
app.command()(web)
app.command()(reading.check)
app.command()(extract)
app.command()(reading.analyse)
app.command()(looking.search)
app.command("show")(show_article)
app.command()(looking.alerts)
app.command("coverage")(show_coverage)
sources.callback()(looking.sources)
sources.command("add")(adding.add)
sources.command("check")(check_sources)
app.add_typer(sources, name="sources")
rules.command("try")(reading.try_rule)
rules.command("test")(looking.rehearse)
app.add_typer(rules, name="rules")
app.add_typer(watchlist, name="watchlist")
app.add_typer(engine, name="engine")
app.add_typer(archive, name="archive")
app.command()(reprocess)
app.add_typer(kibana, name="kibana")
app.add_typer(topics, name="topics")
quarantine.command("list")(looking.list_quarantine)
quarantine.command("retry")(operating.retry_quarantine)
app.add_typer(quarantine, name="quarantine")


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 failed, 2 wrong use or config."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # UTF-8 whatever the locale says
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(in_front(sys.argv[1:]))
    except ConfigurationError as error:
        _fail(str(error), 2)
    except PresswatchError as error:
        _fail(f"presswatch: {error}", 1)
    except OSError as error:  # the data folder can't be written to, the disk is full
        _fail(f"presswatch: {error.filename or 'the system'}: {error.strerror or error}", 1)


def _fail(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)  # noqa: T201 - the face of the program
    sys.exit(code)
