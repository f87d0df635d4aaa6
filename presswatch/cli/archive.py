"""Commands for the archive of pages: archive list, archive show, archive index."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from crawlers.page_archive import Archived, Located, PageArchive

_SPAN = re.compile(r"(\d{1,6})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}

archive = typer.Typer(no_args_is_help=True, help="The pages as they were fetched, in WARC files of the data folder.")

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Since = Annotated[
    str | None, typer.Option(help="From this time on: 2026-03-01, 2026-03-01T12:00 (UTC), or so long ago: 24h, 7d.")
]
Until = Annotated[str | None, typer.Option(help="Before this time.")]
Source = Annotated[list[str] | None, typer.Option("--source", help="Only of this source; may be repeated.")]


def moment(option: str, value: str | None) -> datetime | None:
    """An ISO 8601 time, UTC where it names no zone; or a span of time, as long ago."""
    if value is None:
        return None
    try:
        if span := _SPAN.fullmatch(value):
            from presswatch.bootstrap import now

            return now() - int(span[1]) * _UNITS[span[2]]
        time = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"{value!r} is no time; write 2026-03-01, 2026-03-01T12:00, or a span like 24h or 7d", param_hint=option
        ) from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def pages_of(context: typer.Context) -> PageArchive:
    """Raises `PresswatchError` when there are none."""
    from crawlers.page_archive import PageArchive
    from presswatch.errors import PresswatchError

    folder = settings_of(context).data / "warc"
    if not folder.is_dir():
        raise PresswatchError(f"there are no pages in {folder}: name the folder of the data with --data")
    return PageArchive(folder)


@archive.command("list")
def list_pages(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most, the newest.")] = 50,
    json: Json = False,
) -> None:
    """List the pages that were read, those that gave no article too.

    \b
    presswatch archive list --since 2026-03-01 --source mfa-kz
    presswatch archive list --limit 100000 --json | jq 'select(.article == null)'
    """
    from presswatch.cli import show

    found = pages_of(context).pages(since=moment("--since", since), until=moment("--until", until))
    chosen = [each for each in found if not source or each.entry.source in source][-limit:]
    if json:
        show.lines(map(_line, chosen))
        return
    show.table(
        ("read", "status", "source", "article", "url"),
        (
            (show.time(each.entry.at), each.entry.status or "", each.entry.source, each.entry.article, each.entry.url)
            for each in chosen
        ),
        empty="No pages were kept in that time.",
    )


@archive.command("show")
def show_page(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="The id of an article, as `presswatch search --json` has it.")],
    version: Annotated[int | None, typer.Option(min=1, help="Of this version; the last one without it.")] = None,
    html: Annotated[bool, typer.Option("--html", help="Only the page, byte for byte.")] = False,
    headers: Annotated[bool, typer.Option("--headers", help="With the answer's HTTP headers.")] = False,
    json: Json = False,
) -> None:
    """Show the page that an article was read from: where and when it was fetched, and the page itself.

    \b
    presswatch archive show 5f0c2a… --html > page.html
    presswatch archive show 5f0c2a… --version 1 --headers
    """
    from crawlers.page_archive import read_page_at
    from presswatch.cli import show

    found = pages_of(context).of_article(article)
    located = _of_version(context, article, found, version)
    page = read_page_at(located)
    if html:
        if page.fetched:
            sys.stdout.buffer.write(page.fetched.body)
        else:
            typer.echo(f"presswatch: {_no_page(page)}", err=True)
            raise typer.Exit(1)
        return
    if json:
        sent = _headers(page) if headers else {}
        show.lines([_line(located) | sent | {"html": _text(page)}])
        return
    link = page.circumstances.link
    rows: list[tuple[str, Any]] = [
        ("page", located.entry.url),
        ("offered as", f"{link.url} ({link.hint_by or 'looked at again'})"),
        ("read", located.entry.at.isoformat(timespec="seconds")),
        ("status", located.entry.status or _no_page(page)),
        ("source", located.entry.source),
        ("digest", located.entry.digest),
        ("file", f"{located.file} at {(located.entry.page or located.entry.about).offset}"),
        ("pages of it", len(found)),
    ]
    rows += [
        ("", f"{name}: {value}") for name, values in _headers(page)["headers"].items() for value in values if headers
    ]
    show.table(("", ""), rows, empty="")
    typer.echo()
    for line in _text(page).splitlines():
        typer.echo(show.clean(line))


@archive.command()
def index(context: typer.Context, json: Json = False) -> None:
    """Make the indexes of the WARC files anew, from the files alone. Crawls may run meanwhile.

    \b
    presswatch archive index
    """
    from crawlers.page_archive import write_index
    from presswatch.cli import show
    from presswatch.cli.reprocess import bar

    files = pages_of(context).files()
    made: dict[Path, int] = {}
    with bar("files", len(files)) as step:
        for file in files:
            made[file] = write_index(file)
            step("")
    if json:
        show.lines({"file": str(file), "pages": count} for file, count in made.items())
    else:
        typer.echo(f"{len(made)} files, {sum(made.values())} pages")


def _of_version(context: typer.Context, article: str, found: list[Located], version: int | None) -> Located:
    from presswatch.bootstrap import App
    from presswatch.errors import PresswatchError

    if not found:
        raise PresswatchError(
            f"no page of the article {article} is kept: `presswatch archive list` shows those that are"
        )
    if version is None:
        return found[-1]
    with App(settings_of(context)) as app:
        versions = {each.version: each.fetched_at for each in app.engine.versions(article)}
    if version not in versions:
        raise PresswatchError(f"the article {article} has {len(versions)} versions, and no version {version}")
    for each in reversed(found):
        if each.entry.at == versions[version]:
            return each
    raise PresswatchError(f"the page of version {version} of {article} is not kept")


def _line(located: Located) -> dict[str, Any]:
    entry = located.entry
    return {
        "at": entry.at.isoformat(),
        "url": entry.url,
        "source": entry.source,
        "article": entry.article or None,
        "status": entry.status or None,
        "digest": entry.digest or None,
        "file": str(located.file),
        "offset": (entry.page or entry.about).offset,
        "length": (entry.page or entry.about).length,
    }


def _headers(page: Archived) -> dict[str, dict[str, list[str]]]:
    if page.fetched is None:
        return {"headers": {}}
    sent = page.fetched.response.headers
    return {
        "headers": {name.decode("latin-1"): [value.decode("latin-1") for value in sent.getlist(name)] for name in sent}
    }


def _text(page: Archived) -> str:
    from crawlers.extract.decode import decode

    if page.fetched is None:
        return page.circumstances.link.content
    return decode(page.fetched.body, page.fetched.content_type)


def _no_page(page: Archived) -> str:
    return f"no page: it {page.circumstances.refused}; the article is the feed's own text"
