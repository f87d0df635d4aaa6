"""presswatch show: one article as the archive has it, and what changed from version to version."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presswatch.articles import Article
    from presswatch.changes import Change


def show_article(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="Its id (presswatch search --json tells it), or its address.")],
    changes: Annotated[bool, typer.Option("--changes", help="What changed in each version, without the text.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, with all versions' changes.")] = False,
) -> None:
    """Show an article: its newest text, and what was added, removed and moved in each version.

    \b
    presswatch show 3f1c0d5e8a9b4c7d2e6f8091a2b3c4d5 --changes
    presswatch show https://example.org/news/1 --json | jq '.versions[].added'
    """
    from presswatch.bootstrap import App
    from presswatch.cli import show
    from presswatch.errors import PresswatchError

    with App(settings_of(context)) as app:
        versions = app.engine.versions(_id(article))
    if not versions:
        raise PresswatchError(
            f"the archive has no article {article}: search for its title (presswatch search 'title:…' --json)"
        )
    newest = versions[-1]
    told = list(_changes(versions))
    if json:
        show.lines([show.article(newest) | {"versions": [_version(each, change) for each, change in told]}])
        return
    typer.echo(show.clean(newest.title))
    place = f"{newest.source}, {newest.section}" if newest.section else newest.source
    typer.echo(show.clean(f"{place}, first seen {show.time(newest.first_seen_at)}, {newest.url}"))
    if newest.removed_at:
        typer.echo(f"Removed by its publisher: found so at {show.time(newest.removed_at)}.")
    if not changes:
        typer.echo()
        for paragraph in newest.text.splitlines():
            typer.echo(show.clean(paragraph))
    for each, change in told[1:]:
        typer.echo(f"\nVersion {each.version}, read {show.time(each.fetched_at)}:")
        for sign, sentence in _lines(change):
            typer.echo(f"  {sign} {show.clean(sentence)}")
    if changes and len(told) == 1:
        typer.echo("It has one version: no change was found.")


def _id(article: str) -> str:
    from crawlers.extract import canonical_url
    from presswatch.articles import article_id

    return article_id(canonical_url(article)) if "://" in article else article


def _changes(versions: Sequence[Article]) -> Iterator[tuple[Article, Change]]:
    from presswatch.changes import Change, Wording, change_between

    yield versions[0], Change()
    for old, new in pairwise(versions):
        yield new, change_between(Wording(old.title, old.text), Wording(new.title, new.text))


def _version(article: Article, change: Change) -> dict[str, Any]:
    from presswatch.messages import plain

    return {"version": article.version, "fetched_at": plain(article)["fetched_at"], **plain(change)}


def _lines(change: Change) -> Iterator[tuple[str, str]]:
    if change.title:
        yield "-", change.title[0]
        yield "+", change.title[1]
    for sign, sentences in (("-", change.removed), ("+", change.added), ("~ moved:", change.moved)):
        yield from ((sign, sentence) for sentence in sentences)
