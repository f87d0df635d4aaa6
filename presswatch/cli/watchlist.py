"""Commands for the watchlist: watchlist list, watchlist show."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presswatch.configuration import Configuration
    from presswatch.forms import Form
    from presswatch.watchlist import Office, Organisation, Person

watchlist = typer.Typer(no_args_is_help=True, help="People, organisations and offices, and the names that find them.")

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@watchlist.command("list")
def list_entries(context: typer.Context, json: Json = False) -> None:
    """List the entries of the watchlist, with their first name and the languages that have one.

    \b
    presswatch watchlist list
    """
    from presswatch.cli import show

    rows = [
        {"kind": kind, "id": entry.id, "name": _title(entry), "languages": sorted(entry.names)}
        for kind, entry in _entries(_configuration(context))
    ]
    if json:
        show.lines(rows)
    else:
        show.table(
            ("kind", "id", "name", "languages"),
            ((row["kind"], row["id"], row["name"], " ".join(row["languages"])) for row in rows),
            empty="The watchlist is empty; people, organisations and offices stand in watchlist/.",
        )


@watchlist.command("show")
def show_entry(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(help="The id of an entry.", metavar="ID")],
    json: Json = False,
) -> None:
    """Show all forms by which an entry is found: by language those that the config gives, and those made of them.

    Forms in brackets are surnames, which by themselves count with a title, a full name elsewhere in the article or
    their country near.

    \b
    presswatch watchlist show wang-yi
    presswatch watchlist show foreign-minister/CN --json
    """
    from presswatch.cli import show

    configuration = _configuration(context)
    kind, forms = _forms(configuration, entry)
    spelled = _spelled(forms)
    if json:
        show.lines(
            {"entry": entry, "kind": kind, "language": language, "text": text, "made_by": made or None, "alone": alone}
            for language, text, made, alone in spelled
        )
        return
    given: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for language, text, made, alone in spelled:
        (others if made else given).setdefault(language, []).append(f"({text})" if alone else text)
    show.table(
        ("language", "given", "made"),
        (
            (language, ", ".join(given.get(language, ())), ", ".join(others.get(language, ())))
            for language in dict.fromkeys(language for language, *_ in spelled)
        ),
        empty=f"{entry} has no names.",
    )


def _configuration(context: typer.Context) -> Configuration:
    from os import environ

    from presswatch.configuration import load

    return load(settings_of(context).config, environ=environ)


def _entries(configuration: Configuration) -> Iterator[tuple[str, Person | Organisation | Office]]:
    yield from (("person", person) for person in configuration.watchlist.people)
    yield from (("organisation", organisation) for organisation in configuration.watchlist.organisations)
    yield from (("office", office) for office in configuration.watchlist.offices)


def _title(entry: Person | Organisation | Office) -> str:
    title: str = getattr(entry, "title", "")
    return title or next((name.removeprefix("=") for names in entry.names.values() for name in names), "")


def _forms(configuration: Configuration, wanted: str) -> tuple[str, tuple[Form, ...]]:
    """Raises `ConfigurationError` where there is no such entry."""
    from presswatch.errors import ConfigurationError
    from presswatch.forms import of_office, of_organisation, of_person
    from presswatch.watchlist import Office, Organisation

    languages = configuration.languages
    ids = []
    for kind, entry in _entries(configuration):
        ids.append(entry.id)
        if entry.id != wanted:
            continue
        if isinstance(entry, Office):
            return kind, of_office(entry, languages)
        if isinstance(entry, Organisation):
            return kind, of_organisation(entry)
        return kind, of_person(entry, configuration.watchlist.roles(entry.id), languages)
    like = get_close_matches(wanted, ids, n=1)
    hint = f"; did you mean {like[0]}?" if like else "; presswatch watchlist list shows them"
    raise ConfigurationError(f"there is no watchlist entry {wanted}{hint}")


def _spelled(forms: tuple[Form, ...]) -> list[tuple[str, str, str, bool]]:
    """Language, text, how made and whether it needs support; each text once a language, in order of the languages."""
    seen: dict[tuple[str, str], tuple[str, str, str, bool]] = {}
    for form in forms:
        for text, language, made in form.spelled():
            seen.setdefault((language, text), (language, text, made.value, form.lone))
    order = {language: at for at, language in enumerate(dict.fromkeys(form.language for form in forms))}
    return sorted(seen.values(), key=lambda row: order.get(row[0], len(order)))
