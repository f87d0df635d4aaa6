"""Making the indices: idempotent, and safe when many processes do it at once."""

from __future__ import annotations

from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from presswatch.engines.elasticsearch.errors import ours
from presswatch.engines.elasticsearch.mapping import MAPPING, article_body, bodies
from presswatch.engines.elasticsearch.names import Names
from presswatch.errors import ConfigurationError

_PRIORITY = 500  # above the templates that an Elasticsearch comes with


def prepare(client: Elasticsearch, names: Names) -> None:
    """Make templates, indices and the first month's place in the alias, where they are missing.

    Every index has a template, so that none is ever made without its fields, whoever writes to it first. Raises
    `ConfigurationError` when the archive has another version's mapping.
    """
    with ours("setting the engine up"):
        found = _version(client, names)
        if found == MAPPING:
            return
        if found is not None:
            raise ConfigurationError(
                f"the archive's mapping is version {found}, and this presswatch has version {MAPPING}: "
                + ("install a newer one" if found > MAPPING else "move the archive to it first")
            )
        for name, body in bodies(names).items():
            put_template(client, name, name, body)
            create(client, name, body)
        # Last, since it is what is looked for: where it is, everything is.
        body = article_body() | {"aliases": {names.articles: {}}}
        put_template(client, names.articles, names.months, body)


def create(client: Elasticsearch, index: str, body: dict[str, Any] | None = None) -> bool:
    """Make an index; False when it is there. Without a body it is made as its template says."""
    with ours(f"making the index {index}"):
        try:
            client.indices.create(index=index, **(body or {}))
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
            return False
        return True


def put_template(client: Elasticsearch, name: str, pattern: str, body: dict[str, Any]) -> None:
    """What an index of this name is made with, whoever makes it."""
    client.indices.put_index_template(
        name=name, index_patterns=[pattern], template=body, priority=_PRIORITY, meta={"presswatch": MAPPING}
    )


def _version(client: Elasticsearch, names: Names) -> int | None:
    try:
        found = client.indices.get_index_template(name=names.articles)["index_templates"]
    except NotFoundError:
        return None
    return int(found[0]["index_template"].get("_meta", {}).get("presswatch", 0))
