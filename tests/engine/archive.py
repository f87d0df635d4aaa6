"""An empty archive in a real engine, for each test."""

from __future__ import annotations

import atexit
import uuid
from functools import cache

from elasticsearch import Elasticsearch

from presswatch.engines.elasticsearch import ElasticEngine, open_engine
from tests.engine import nodes

_RUN = f"test-{uuid.uuid4().hex[:8]}-"


def new_prefix() -> str:
    """Of an archive of its own. Making indices takes seconds, so only tests of that do."""
    return f"{_RUN}{uuid.uuid4().hex[:8]}-"


def empty_archive(name: str) -> ElasticEngine:
    """The archive that all tests of this run share, emptied."""
    url = nodes.url(name)
    _prepared(url)
    engine = open_engine(url, prefix=f"{_RUN}shared-")
    _delete_indices(engine.store.client, engine.names.rules_of("*"))
    engine.refresh()
    engine.store.client.delete_by_query(
        index=f"{engine.names.prefix}*", query={"match_all": {}}, refresh=True, conflicts="proceed"
    )
    return engine


@cache
def _prepared(url: str) -> None:
    if nodes.GIVEN:
        atexit.register(_remove, url)
    open_engine(url, prefix=f"{_RUN}shared-").close()


def _remove(url: str) -> None:
    """A given engine is left as it was."""
    with open_engine(url, prefix=f"{_RUN}shared-") as engine:
        client = engine.store.client
        _delete_indices(client, f"{_RUN}*")
        for template in client.indices.get_index_template(name=f"{_RUN}*")["index_templates"]:
            client.indices.delete_index_template(name=template["name"])


def _delete_indices(client: Elasticsearch, pattern: str) -> None:
    for index in client.indices.get_settings(index=pattern, name="index.creation_date"):
        client.indices.delete(index=index)


def url_of(engine: ElasticEngine) -> str:
    (node,) = engine.store.client.transport.node_pool.all()
    return node.base_url
