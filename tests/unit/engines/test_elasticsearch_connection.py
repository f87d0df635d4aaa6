"""Addresses, credentials, and which engine answers."""

from __future__ import annotations

import pytest
from elastic_transport import Urllib3HttpNode

from presswatch.engines.elasticsearch.connection import PlainHttpNode, _addresses, _node_class
from presswatch.engines.elasticsearch.errors import reason, refusal
from presswatch.errors import ConfigurationError, PermanentError, TransientError


def test_addresses_get_the_port_that_the_client_wants() -> None:
    assert _addresses("http://one, https://two/es/ ,http://u:p@three:9201") == [
        "http://one:9200", "https://two:443/es/", "http://three:9201",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url", ["", "localhost:9200", "ftp://one", "http://", "http://one:port", "http://secret@:9200"]
)
def test_an_address_that_is_none_is_said_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError, match="address") as raised:
        _addresses(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("version", "node"),
    [
        ({"number": "9.1.0"}, Urllib3HttpNode),
        ({"number": "8.0.0"}, Urllib3HttpNode),
        ({"number": "7.10.2"}, PlainHttpNode),
        ({"number": "3.8.0", "distribution": "opensearch"}, PlainHttpNode),
        ({"number": "9.0.0", "distribution": "opensearch"}, PlainHttpNode),
        ({}, PlainHttpNode),
    ],
)
def test_the_clients_own_media_type_is_for_those_that_know_it(version: dict[str, str], node: type) -> None:
    assert _node_class({"version": version}) is node


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (429, "es_rejected_execution_exception", TransientError),
        (429, "circuit_breaking_exception", TransientError),
        (403, "cluster_block_exception", TransientError),
        (401, "security_exception", TransientError),
        (503, "unavailable_shards_exception", TransientError),
        (404, "index_not_found_exception", TransientError),
        (400, "mapper_parsing_exception", PermanentError),
        (413, "", PermanentError),
    ],
)
def test_what_passes_is_tried_again(status: int, kind: str, expected: type[Exception]) -> None:
    assert type(refusal("writing", status, {"type": kind, "reason": "so"})) is expected


def test_the_innermost_cause_is_told() -> None:
    error = {"type": "outer", "reason": "failed to parse", "caused_by": {"type": "inner", "reason": "immense term"}}
    assert reason(error) == "outer failed to parse: inner immense term"
    assert reason("plain") == "plain"
