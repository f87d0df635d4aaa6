"""Commands that read and store nothing: check, analyse, rules try."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from presswatch.cli.context import settings_of

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def check(context: typer.Context, json: Json = False) -> None:
    """Check the whole config: every problem of every file at once. Exits 2 on any.

    \b
    presswatch --config my-config check
    """
    from os import environ

    from presswatch.bootstrap import now
    from presswatch.cli import show
    from presswatch.configuration import Problems, load, warnings
    from presswatch.messages import plain

    settings = settings_of(context)
    try:
        configuration = load(settings.config, environ=environ)
    except Problems as problems:
        if json:
            show.lines({"severity": "error", **plain(problem)} for problem in problems.problems)
        else:
            typer.echo(str(problems), err=True)
        raise typer.Exit(2) from None
    doubts = warnings(configuration, on=now().date())
    if json:
        show.lines({"severity": "warning", **plain(problem)} for problem in doubts)
        return
    for doubt in doubts:
        typer.echo(f"warning: {doubt}")
    watchlist = configuration.watchlist
    typer.echo(
        f"The config in {settings.config} is right: {len(configuration.sources)} sources, "
        f"{len(watchlist.people)} people, {len(watchlist.organisations)} organisations, "
        f"{len(watchlist.offices)} offices, {len(configuration.topics)} topics, {len(configuration.rules)} rules."
    )


def analyse(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Articles as JSON lines: url, title, text, …; - reads standard input.")],
    json: Json = False,
) -> None:
    """Print language, topics, people, offices, organisations and countries of articles; stores nothing.

    \b
    presswatch analyse articles.jsonl --json
    """
    from presswatch.bootstrap import now
    from presswatch.cli import given, show
    from workers.services import Services

    services = Services(settings_of(context))
    _ = services.classify  # a config that can't be used is told before anything is read
    failed = 0
    rows = []
    for line in given.articles(file, clock=now):
        if isinstance(line, given.Refused):
            failed += 1
            typer.echo(f"presswatch: {line}", err=True)
            continue
        article = show.article(services.read(line))
        row = {
            name: article[name]
            for name in (
                "id",
                "url",
                "title",
                "language",
                "topics",
                "people",
                "offices",
                "organisations",
                "countries",
                "mentions",
            )
        }
        if json:
            show.lines([row])
        else:
            rows.append(row)
    if not json:
        columns = ("language", "topics", "people", "offices", "organisations", "countries")
        show.table(
            ("title", *columns),
            (
                (row["title"], *(v if isinstance(v := row[name], str) else " ".join(v) for name in columns))
                for row in rows
            ),
            empty="No articles.",
        )
    if failed:
        raise typer.Exit(1)


def try_rule(  # noqa: PLR0917 - options of the command line
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="A query, or the id of a configured rule.")],
    text: Annotated[Path | None, typer.Option(help="A text file; standard input without it.")] = None,
    title: Annotated[str, typer.Option(help="The article's title.")] = "",
    source: Annotated[str, typer.Option(help="The id of the source it would come from.")] = "",
    language: Annotated[str, typer.Option(help="Its language; detected without it.")] = "",
    json: Json = False,
) -> None:
    """Say whether a rule matches a text, and which clause and sentence make it match.

    \b
    presswatch rules try 'SCO AND ministers' --text article.txt
    echo 'Wang Yi met Lavrov.' | presswatch rules try '@foreign-minister/CN'
    """
    from dataclasses import replace

    from presswatch.bootstrap import now
    from presswatch.cli import given, show
    from presswatch.cli.query import rule_or_query
    from presswatch.rules import Document, explain
    from workers.services import Services

    services = Services(settings_of(context))
    configuration = services.configuration
    parsed = rule_or_query(configuration, query)
    if source and source not in configuration.sources:
        typer.echo(f"warning: the config has no source {source!r}: nothing is known of it", err=True)
    if text:
        body = given.text(text)
    elif sys.stdin.isatty():
        raise typer.BadParameter("give --text FILE, or a text on standard input")
    else:
        body = sys.stdin.buffer.read().decode("utf-8", "replace")
    article = given.article(title=title, text=body, source=source, language=language, at=now())
    read = services.read(article)
    if language:
        read = replace(read, language=language)
    why = explain(parsed, Document.of(read))
    if json:
        found = {"clause": why.clause, "sentence": why.sentence, "marks": why.marks} if why else None
        show.lines([{"matches": why is not None, "why": found}])
    elif why is None:
        typer.echo("It does not match.")
    else:
        typer.echo(f"It matches, by the clause: {why.clause}")
        if why.sentence:
            typer.echo(f"in the sentence: {show.clean(why.sentence)}")
