"""presswatch extract: what would be read from a page, with a source's rules or without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawlers.survey.trial import TriedArticle
    from presswatch.configuration import Settings
    from presswatch.sources import Source

# Without a server's word for it, a page is what has one of the elements that pages are made of.
_TAG = re.compile(
    rb"<(?:!doctype html|html|head|body|title|meta|main|article|section|div|h[1-6]|p|span|a|table)[\s/>]", re.IGNORECASE
)
_LONGEST = 300.0  # seconds in which pages are fetched
_FIELDS = (
    "id", "url", "title", "text", "published_at", "published_by", "authors", "section", "language", "read_by",
    "canonical_hint",
)  # fmt: skip


def extract(
    context: typer.Context,
    pages: Annotated[list[str], typer.Argument(help="Saved pages (.html or .html.gz), or addresses.", metavar="PAGE…")],
    url: Annotated[str, typer.Option(help="The address that the saved page was fetched from.")] = "",
    source: Annotated[str, typer.Option(help="Read with the rules of this source of the config.", metavar="ID")] = "",
    json: Annotated[bool, typer.Option("--json", help="Changes nothing: it is always a JSON object a line.")] = True,
) -> None:
    """Print what would be read from pages, a JSON object each: the article, and which method read it.

    Addresses are fetched as politely as a crawl does, and nothing is kept. A page that gives no article has its "error"
    in the object, and on standard error.

    \b
    presswatch extract page.html --url https://example.org/news/1
    presswatch extract --source mfa-kz https://example.org/news/1
    """
    from presswatch.cli import show

    del json
    settings = settings_of(context)
    rules = _source(settings, source) if source else None
    failed = False
    for result in _extracted(settings, pages, url, rules):
        show.lines([result])
        if "error" in result:
            failed = True
            typer.echo(show.clean(f"presswatch: {result['file']} {result['error']}"), err=True)
    if failed:
        raise typer.Exit(1)


def _source(settings: Settings, id_: str) -> Source:
    from os import environ

    from presswatch.configuration import load
    from presswatch.errors import ConfigurationError

    sources = load(settings.config, environ=environ).sources
    if id_ not in sources:
        raise ConfigurationError(f"the config has no source {id_}: `presswatch sources` lists those it has")
    return sources[id_]


def _extracted(settings: Settings, pages: Sequence[str], url: str, source: Source | None) -> Iterator[dict[str, Any]]:
    addresses = [page for page in dict.fromkeys(pages) if page.startswith(("http://", "https://"))]
    fetched = _fetched(settings, addresses, source) if addresses else {}
    for page in pages:
        yield _as_tried(fetched[page]) if page in fetched else _from_file(Path(page), url, source)


def _from_file(file: Path, url: str, source: Source | None) -> dict[str, Any]:
    import gzip
    import zlib

    from crawlers.extract import Hints, Reading, read_page
    from crawlers.zones import zone_of
    from presswatch.articles import article_id
    from presswatch.bootstrap import now
    from presswatch.messages import plain
    from presswatch.sources import NO_RULES

    address = url or file.resolve().as_uri()
    try:
        body = file.read_bytes()
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
    except OSError as error:
        return {"file": str(file), "error": f"can't be read: {error.strerror or error}"}
    except (EOFError, zlib.error) as error:
        return {"file": str(file), "error": f"can't be read: {error}"}
    if not _TAG.search(body.replace(b"\0", b"")):  # UTF-16 has them
        return {"file": str(file), "url": address, "error": "is not an HTML page: it has no tags"}
    at = now()
    hints = Hints()
    if source:
        hints = Hints(timezone=source.reading.timezone or zone_of(source.country, at), site=source.name)
    rules = source.reading if source else NO_RULES
    reading = read_page(body, url=address, fetched_at=at, hints=hints, rules=rules)
    if not isinstance(reading, Reading):
        return {"file": str(file), "url": address, "error": reading.reason}
    values = plain(reading) | {"id": article_id(reading.canonical_url), "url": reading.canonical_url}
    return {"file": str(file), **{name: values[name] for name in _FIELDS}}


def _fetched(settings: Settings, addresses: Sequence[str], source: Source | None) -> dict[str, TriedArticle]:
    """What the addresses gave, fetched by a process of its own. Raises `PresswatchError` when that fails."""
    from pydantic import TypeAdapter

    from crawlers.survey.trial import Trial
    from crawlers.survey.trials import AskedTrials
    from presswatch.cli.surveying import progress, surveyor
    from presswatch.errors import PresswatchError
    from presswatch.sources import Source, SourceKind

    given = source or Source(id="extract", name="", country="", kind=SourceKind.INDEPENDENT)
    networks = tuple(map(str, settings.allow_networks))
    asked = AskedTrials(sources=(given,), pages=tuple(addresses), allow_networks=networks, seconds=_LONGEST)
    line = TypeAdapter(AskedTrials).dump_json(asked)
    with surveyor("crawlers.survey.trials", line, longest=2 * _LONGEST) as child, progress() as show:
        show(f"asking {addresses[0]}")
        for said in child.lines():
            if "trial" in said:
                trial: Trial = TypeAdapter(Trial).validate_python(said["trial"])
                if trial.error:
                    raise PresswatchError(f"{', '.join(addresses)} {trial.error}")
                return dict(zip(addresses, trial.tried, strict=True))
        raise PresswatchError(f"the process that fetches ended with exit code {child.exit_code()}")


def _as_tried(tried: TriedArticle) -> dict[str, Any]:
    from presswatch.messages import plain

    if not tried.article:
        return {"file": tried.url, "url": tried.url, "error": tried.why}
    article = plain(tried.article)
    return {"file": tried.url, **{name: article[name] for name in _FIELDS}}
