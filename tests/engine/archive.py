"""An empty archive in a real engine, for each test."""

from __future__ import annotations

import atexit
import os
import uuid
from functools import cache

from presswatch.engines.elasticsearch import ElasticEngine, open_engine
from tests.engine import nodes

_RUN = f"test-{uuid.uuid4().hex[:8]}-"


def empty_archive(name: str) -> ElasticEngine:
    """The archive of this run, emptied. Making indices takes seconds, so all tests of a run share them."""
    prefix = _prepared(nodes.url(name), os.getpid())
    engine = open_engine(nodes.url(name), prefix=prefix)
    engine.refresh()
    engine.store.client.delete_by_query(
        index=f"{prefix}*", query={"match_all": {}}, refresh=True, conflicts="proceed", allow_no_indices=True
    )
    return engine


@cache
def _prepared(url: str, _pid: int) -> str:
    with open_engine(url, prefix=_RUN):
        pass
    if nodes.GIVEN:
        atexit.register(_remove, url)
    return _RUN


def _remove(url: str) -> None:
    """A given engine is left as it was."""
    with open_engine(url, prefix=_RUN) as engine:
        client = engine.store.client
        client.indices.delete(index=",".join(client.indices.get(index=f"{_RUN}*")))
        for template in client.indices.get_index_template(name=f"{_RUN}*")["index_templates"]:
            client.indices.delete_index_template(name=template["name"])
