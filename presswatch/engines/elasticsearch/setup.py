"""Making the indices: idempotent, and safe when many processes do it at once."""

from __future__ import annotations

from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from presswatch.engines.elasticsearch import mapping
from presswatch.engines.elasticsearch.errors import ours
from presswatch.engines.elasticsearch.names import Names
from presswatch.errors import ConfigurationError

_PRIORITY = 500  # above the templates that an Elasticsearch comes with


def prepare(client: Elasticsearch, names: Names) -> None:
    """Make templates, indices and the first month's place in the alias, where they are missing.

    Every index has a template, so that none is ever made without its fields, whoever writes to it first. Raises
    `ConfigurationError` when the archive has another version's mapping.
    """
    found = version_of(client, names)
    if found == mapping.MAPPING:
        return
    if found is not None:
        refuse_newer(found)
        raise ConfigurationError(
            f"the archive's mapping is version {found}, and this presswatch has version {mapping.MAPPING}: "
            "move it with `presswatch engine reindex`, and start the workers again after that"
        )
    make_indices(client, names, version=mapping.MAPPING)


def refuse_newer(found: int) -> None:
    """Raises `ConfigurationError` for an archive of a newer presswatch."""
    if found > mapping.MAPPING:
        raise ConfigurationError(
            f"the archive's mapping is version {found}, and this presswatch has version {mapping.MAPPING}: "
            "install a newer one"
        )


def make_indices(client: Elasticsearch, names: Names, *, version: int) -> None:
    """Set all templates, and make the indices that are missing; `version` is what the archive is then said to be of."""
    with ours("setting the engine up"):
        for name, body in mapping.bodies(names).items():
            put_template(client, name, name, body, version=version)
            create(client, name, body)
        # Last, since it is what is looked for: where it is, everything is.
        body = mapping.article_body() | {"aliases": {names.articles: {}}}
        put_template(client, names.articles, names.months, body, version=version)


def create(client: Elasticsearch, index: str, body: dict[str, Any] | None = None) -> bool:
    """Make an index; False when it is there. Without a body it is made as its template says."""
    with ours(f"making the index {index}"):
        try:
            client.indices.create(index=index, **(body or {}))
        except BadRequestError as error:
            if error.error == "resource_already_exists_exception":
                return False
            # Once it is moved, an index is there by an alias of its name (`reindex`).
            if error.error == "invalid_index_name_exception" and client.indices.exists_alias(name=index):
                return False
            raise
        return True


def put_template(
    client: Elasticsearch, name: str, pattern: str, body: dict[str, Any], *, version: int | None = None
) -> None:
    """What an index of this name is made with, whoever makes it."""
    client.indices.put_index_template(
        name=name,
        index_patterns=[pattern],
        template=body,
        priority=_PRIORITY,
        meta={"presswatch": mapping.MAPPING if version is None else version},
    )


def version_of(client: Elasticsearch, names: Names) -> int | None:
    """The version of the archive's mapping; None where there is no archive."""
    with ours("asking for the archive's version"):
        try:
            found = client.indices.get_index_template(name=names.articles)["index_templates"]
        except NotFoundError:
            return None
        return int(found[0]["index_template"].get("_meta", {}).get("presswatch", 0))
