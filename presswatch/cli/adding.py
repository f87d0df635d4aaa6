"""The command that adds a source: it looks at a site, shows what it would read, and writes the YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from presswatch.cli.context import settings_of
from presswatch.sources import Listing, Source, SourceKind

if TYPE_CHECKING:
    from crawlers.survey import Survey, Tried
    from presswatch.articles import Article
    from presswatch.configuration import Configuration, Settings

_LONGEST = 600.0  # seconds of a survey, whatever it waits for
_UNKNOWN_COUNTRY = "??"


def add(  # noqa: PLR0913, PLR0917 - options of the command line
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The site, the page of its news, or its feed.", metavar="URL")],
    to: Annotated[
        str | None, typer.Option("--to", help="File of config/sources to add it to.", show_default="printed only")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Its name.", show_default="found")] = None,
    identifier: Annotated[str | None, typer.Option("--id", help="Its id.", show_default="made of the host")] = None,
    country: Annotated[
        str | None, typer.Option("--country", help="Its country (ISO 3166, like KZ).", show_default="found")
    ] = None,
    kind: Annotated[
        SourceKind | None, typer.Option("--kind", help="Who owns or directs it.", show_default="guessed")
    ] = None,
    languages: Annotated[
        list[str] | None,
        typer.Option("--language", help="A language of it (ISO 639-1, like kk).", show_default="found"),
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Even if a source of this host is there.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Look at a site as a person would, show what it would read, and write the source's YAML.

    It finds the site's feeds, sitemaps and list of headlines with a dozen requests at most, obeys robots.txt, and tries
    three articles. Without --to the YAML is printed.

    \b
    presswatch sources add https://example.org
    presswatch sources add example.org/news --to press.yaml --kind state --country KZ
    presswatch sources add https://example.org --to press.yaml --dry-run --json
    """
    from os import environ

    from presswatch.configuration import load
    from presswatch.configuration.appending import file_of, source_lines, write
    from presswatch.errors import PresswatchError

    settings = settings_of(context)
    configuration = load(settings.config, environ=environ)
    file = file_of(settings.config, to) if to else None
    address = _address(url)
    _refuse_known(configuration, identifier, [] if anyway else [address])
    survey = _surveyed(settings, address)
    told = _tell(survey, configuration, name=name, identifier=identifier, country=country, kind=kind)
    if languages:
        told = replace(told, source=replace(told.source, languages=tuple(dict.fromkeys(languages))))
    if survey.chosen:
        _refuse_known(configuration, told.source.id, [] if anyway else told.source.documents)
    if not json:
        _show(survey, told)
    if not survey.chosen:
        if json:
            _print_json(survey, None, [], None, written=False)
        raise PresswatchError(survey.error)
    lines = source_lines(told.source, comments=told.comments)
    text = _checked(settings, file, lines, told.source)
    written = False
    if file and not dry_run:
        write(file, text)
        written = True
    if json:
        _print_json(survey, told.source, lines, file, written=written)
        return
    typer.echo("\n" + "\n".join(f"  {line}" for line in lines))
    if told.source.country == _UNKNOWN_COUNTRY:
        typer.echo("\nFill in the country: nothing tells it. --country does, too.", err=True)
    if written:
        typer.echo(f"\nAdded to {file}. To collect it now: presswatch crawl {told.source.id}")
    elif file:
        typer.echo(f"\nWould be added to {file}.")


@dataclass(frozen=True, slots=True)
class _Told:
    """The source that a survey makes, and what is said of its values."""

    source: Source
    comments: Mapping[str, str]


def _checked(settings: Settings, file: Path | None, lines: list[str], source: Source) -> str:
    """What the file will be, once the config was loaded with it; "" for an entry that is still to be filled in."""
    from os import environ

    from presswatch.configuration.appending import with_source
    from presswatch.errors import ConfigurationError

    if source.country != _UNKNOWN_COUNTRY:
        return with_source(settings.config, file, lines, source, environ=environ)
    if file:
        raise ConfigurationError(f"nothing tells the country of {source.name}: say it with --country, like KZ")
    return ""


def _address(url: str) -> str:
    """The address that a person typed, in full. Raises `ConfigurationError`."""
    from presswatch.configuration.values import WrongValueError, web_address
    from presswatch.errors import ConfigurationError

    try:
        return web_address(url if "://" in url else f"https://{url}", {})
    except WrongValueError as error:
        raise ConfigurationError(str(error)) from error


def _refuse_known(configuration: Configuration, identifier: str | None, addresses: tuple[str, ...] | list[str]) -> None:
    """Raises `ConfigurationError` that says where an id or a host stands already."""
    from presswatch.errors import ConfigurationError

    places = configuration.places
    if identifier and identifier in configuration.sources:
        place = places["sources", identifier]
        raise ConfigurationError(f"the id {identifier} is taken, in {place.file}:{place.line}; give another with --id")
    wanted = {_host(each) for each in addresses}
    for source in configuration.sources.values():
        for document in source.documents:
            if _host(document) in wanted:
                place = places["sources", source.id]
                raise ConfigurationError(
                    f"{_host(document)} is watched already, by {source.id} in {place.file}:{place.line}: add to that"
                    " entry, or say --anyway if this is another publisher"
                )


def _host(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return f"{host}:{parts.port}" if parts.port else host


def _surveyed(settings: Settings, url: str) -> Survey:
    """The survey, made by a process of its own. Raises `PresswatchError` when that fails."""
    from pydantic import TypeAdapter

    from crawlers.survey import Asked, Survey
    from presswatch.cli.surveying import progress, surveyor
    from presswatch.errors import PresswatchError

    asked = Asked(url=url, allow_networks=tuple(map(str, settings.allow_networks)))
    line = TypeAdapter(Asked).dump_json(asked)
    with surveyor("crawlers.survey", line, longest=_LONGEST) as child, progress() as show:
        for said in child.lines():
            if "survey" in said:
                survey: Survey = TypeAdapter(Survey).validate_python(said["survey"])
                return survey
            show(f"asking {said['asking']}")
        raise PresswatchError(f"the process that looks at {url} ended with exit code {child.exit_code()}")


def _tell(
    survey: Survey,
    configuration: Configuration,
    *,
    name: str | None,
    identifier: str | None,
    country: str | None,
    kind: SourceKind | None,
) -> _Told:
    """The source that was found, as far as the person didn't say otherwise."""
    from crawlers.survey.findings import CandidateKind
    from crawlers.survey.naming import source_id
    from presswatch.configuration.appending import one_line
    from presswatch.configuration.codes import languages

    chosen = survey.chosen
    # In the config `${` begins a variable.
    documents = (chosen.url.replace("${", "%24{"),) if chosen else ()
    of_kind = chosen.kind if chosen else None
    found = dict.fromkeys(language for each in survey.tried if (language := _language(each)))
    spoken = [each for each in found or survey.languages if each in languages()]
    source = Source(
        id=identifier or source_id(survey.url, taken=configuration.sources),
        name=one_line(name or survey.name) or _host(survey.url),
        country=country or survey.country or _UNKNOWN_COUNTRY,
        kind=kind or (SourceKind.OFFICIAL if survey.official else SourceKind.INDEPENDENT),
        languages=tuple(spoken),
        feeds=documents if of_kind is CandidateKind.FEED else (),
        sitemaps=documents if of_kind in {CandidateKind.SITEMAP, CandidateKind.NEWS_SITEMAP} else (),
        listings=tuple(
            Listing(url=each, links=chosen.selector, next=chosen.next)
            for each in documents
            if chosen and of_kind is CandidateKind.LISTING
        ),
    )
    comments = {}
    if not country:
        comments["country"] = survey.country_by or "fill in"
    if not kind:
        comments["kind"] = "a government's domain" if survey.official else "guessed: official, state, wire, independent"
    return _Told(source, comments)


def _language(tried: Tried) -> str:
    return language_of(tried.article) if tried.article else ""


def language_of(article: Article) -> str:
    """What the text is written in, whatever the page declares."""
    from workers.steps.language import LanguageStep

    return LanguageStep(())(article.title, article.text, declared=article.language)


def _show(survey: Survey, told: _Told) -> None:
    from presswatch.cli import show

    source = told.source
    typer.echo(
        show.clean(
            f"{source.name}: {source.country} ({told.comments.get('country', 'as you say')}), {source.kind},"
            f" {' '.join(source.languages) or 'language unknown'}; {survey.requests} requests"
        )
    )
    typer.echo()
    show.table(
        ("", "what", "address", "links", "newest", "found", "but"),
        (
            (
                "→" if each == survey.chosen else "",
                each.kind,
                each.url + (f"  {each.selector}" if each.selector else ""),
                each.links,
                show.time(each.newest),
                each.found,
                each.problem,
            )
            for each in survey.candidates
        ),
        empty="No feed, sitemap or list of headlines was found.",
    )
    if survey.also:
        typer.echo(show.clean(f"Also named, not looked at: {', '.join(survey.also[:10])}"))
    if survey.chosen:
        typer.echo(f"The {survey.chosen.kind} is taken: {survey.reason}.")
    if survey.tried:
        typer.echo()
        show.table(
            ("title", "date", "author", "lang", "first sentence", "read by"),
            (_row(each) for each in survey.tried),
            empty="",
        )


def _row(tried: Tried) -> tuple[str, ...]:
    from presswatch.cli import show

    article = tried.article
    if not article:
        return (tried.url, "", "", "", show.shorten(f"not read: {tried.why}", 160), "")
    date = f"{show.time(article.published_at) or 'none'} ({article.published_by})"
    return (
        show.shorten(article.title, 100),
        date,
        ", ".join(article.authors),
        _language(tried),
        show.shorten(_first_sentence(article.text), 160),
        article.read_by,
    )


def _first_sentence(text: str) -> str:
    from presswatch.text import sentences

    return next((text[start:end] for start, end in sentences(text)), "")


def _print_json(survey: Survey, source: Source | None, lines: list[str], file: Path | None, *, written: bool) -> None:
    from presswatch.cli import show
    from presswatch.messages import plain

    found = plain(survey)
    for tried, told in zip(survey.tried, found["tried"], strict=True):
        if tried.article:
            told["language"] = _language(tried)
            told["first_sentence"] = _first_sentence(tried.article.text)
    show.lines(
        [
            {
                "source": plain(source) if source else None,
                "yaml": "".join(f"{line}\n" for line in lines) or None,
                "file": str(file) if file else None,
                "written": written,
                "survey": found,
                "error": survey.error or None,
            }
        ]
    )
