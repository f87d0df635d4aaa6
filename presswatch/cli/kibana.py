"""Commands about Kibana: kibana build, kibana setup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    pass

kibana = typer.Typer(no_args_is_help=True, help="Data views, searches and dashboards for Kibana.")

_USER = "PRESSWATCH_KIBANA_USER"
_PASSWORD = "PRESSWATCH_KIBANA_PASSWORD"  # noqa: S105 - the name of a variable
_API_KEY = "PRESSWATCH_KIBANA_API_KEY"
_CA = "PRESSWATCH_KIBANA_CA"


@kibana.command()
def build(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to.", show_default="kibana/ of the config's folder")
    ] = None,
) -> None:
    """Write the saved objects as files, to import by hand: Stack Management, Saved Objects, Import.

    kibana-9.ndjson is for Kibana 9, portable.ndjson for Kibana 7.10 to 8 and OpenSearch Dashboards. They hold a search
    for each rule of the config.

    \b
    presswatch kibana build
    """
    from presswatch.bootstrap import App
    from presswatch.kibana import Form, build

    settings = settings_of(context)
    with App(settings) as app:
        configuration = app.configuration
    folder = out or settings.config / "kibana"
    folder.mkdir(parents=True, exist_ok=True)
    for form in Form:
        content = build(configuration.rules, configuration.queries, form, prefix=settings.elasticsearch_prefix)
        (folder / form.file).write_bytes(content)
        typer.echo(f"{folder / form.file}: {len(content.splitlines())} saved objects")


@kibana.command()
def setup(
    context: typer.Context,
    url: Annotated[
        str, typer.Option(help="Address of Kibana.", envvar="PRESSWATCH_KIBANA_URL")
    ] = "http://localhost:5601",
    space: Annotated[
        str,
        typer.Option(help="Space to import into.", envvar="PRESSWATCH_KIBANA_SPACE", show_default="the default space"),
    ] = "",
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for Kibana to be up.")] = 120,
    form: Annotated[
        str | None,
        typer.Option(help="portable or kibana-9.", show_default="what suits the version that answers"),
    ] = None,
) -> None:
    """Wait for Kibana and import data views, searches, one for each rule, and dashboards; again replaces them.

    User and password, or an API key, come from the environment: PRESSWATCH_KIBANA_USER and PRESSWATCH_KIBANA_PASSWORD,
    or PRESSWATCH_KIBANA_API_KEY; with _FILE at the end of the name, from a file. PRESSWATCH_KIBANA_CA is a file of
    certificates to trust.

    \b
    presswatch kibana setup --url https://kibana.example.org --space desk
    """
    from os import environ

    from presswatch.bootstrap import App
    from presswatch.configuration import secret
    from presswatch.errors import ConfigurationError
    from presswatch.kibana import Access, Form, KibanaServer, build, form_for

    if form is not None and form not in set(Form):
        raise ConfigurationError(f"--form is {' or '.join(Form)}, not {form!r}")
    with App(settings_of(context)) as app:
        configuration = app.configuration
    ca = environ.get(_CA)
    access = Access(
        url=url,
        space=space,
        user=environ.get(_USER, ""),
        password=secret(environ, _PASSWORD),
        api_key=secret(environ, _API_KEY),
        ca=Path(ca) if ca else None,
    )
    with KibanaServer(access) as server:
        status = server.wait(wait, told=lambda why: typer.echo(f"waiting for Kibana: it {why}", err=True))
        chosen = Form(form) if form else form_for(status.version)
        objects = build(configuration.rules, configuration.queries, chosen, prefix=app.settings.elasticsearch_prefix)
        count = server.import_objects(objects)
    typer.echo(f"{count} saved objects imported, form {chosen}" + (f", space {space}" if space else ""))
