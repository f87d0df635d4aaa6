"""The client: where the engine is, who we are, and which engine it is."""

from __future__ import annotations

import base64
import re
import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from elastic_transport import BaseNode, HttpHeaders, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import Elasticsearch

from presswatch.engines.elasticsearch.encoding import CompatibleSerializer, PlainSerializer
from presswatch.engines.elasticsearch.errors import ours
from presswatch.errors import ConfigurationError

if TYPE_CHECKING:
    from elastic_transport._node import NodeApiResponse  # what a node answers has no public name

REQUEST_TIMEOUT = 30.0  # seconds
TRIES_AGAIN = 3  # besides the first; an outage that lasts longer is the caller's to wait for
_SOON = 0.1  # seconds; doubled with each try
_LATEST = 2.0

_VENDORED = re.compile(r"application/vnd\.elasticsearch\+([\w-]+);\s*compatible-with=\d+")
_ITS_MEDIA_TYPE_SINCE = 8  # Elasticsearch of this version and later knows the client's media type


class PlainHttpNode(Urllib3HttpNode):
    """Speaks to engines that are not today's Elasticsearch: OpenSearch, and Elasticsearch 7.

    They know plain JSON and not the media type by which the client asks for a version's form of the answers, and they
    don't name themselves in the header by which the client knows an Elasticsearch.
    """

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> NodeApiResponse:
        plain = HttpHeaders({name: _VENDORED.sub(r"application/\1", value) for name, value in (headers or {}).items()})
        response = super().perform_request(method, target, body, plain, request_timeout)
        answered = HttpHeaders(response.meta.headers)
        answered["x-elastic-product"] = "Elasticsearch"
        response.meta.headers = answered
        return response


def connect(
    url: str,
    *,
    user: str = "",
    password: str = "",
    api_key: str = "",
    ca_file: str = "",
    request_timeout: float = REQUEST_TIMEOUT,
    tries_again: int = TRIES_AGAIN,
) -> Elasticsearch:
    """A client for the cluster at `url`: one address, or several with commas between.

    Credentials are a user with a password, which may also stand in the address, or an API key. Certificates are always
    verified, by `ca_file` where that is given. A request is tried again soon when a node is away or busy, `tries_again`
    times, after pauses that grow to two seconds. Raises `TransientError` when no node answers, `ConfigurationError` for
    an address that is none, and for credentials or a CA file that can't be used; a secret is in neither.
    """
    given: dict[str, Any] = {
        "hosts": _addresses(url),
        "request_timeout": request_timeout,
        "max_retries": tries_again,
        "retry_on_timeout": False,  # a second wait as long as the first would outlast the caller's own limits
        "retry_on_status": (429, 502, 503, 504),
        "retry_backoff_base": _SOON,
        "retry_backoff_cap": _LATEST,
        "serializers": {kind.mimetype: kind() for kind in (PlainSerializer, CompatibleSerializer)},
    }
    if api_key:
        given["api_key"] = _usable(api_key)
    elif user:
        given["basic_auth"] = _basic(user, password)
    elif in_address := _user_in(url):
        given["basic_auth"] = _basic(*in_address)
    if ca_file:
        given["ca_certs"] = _readable(ca_file)
    try:
        client = Elasticsearch(**given, node_class=PlainHttpNode)
    except ValueError as error:
        raise ConfigurationError(f"the engine's address or credentials can't be used: {error}") from error
    try:
        with ours("asking the engine for its version"):
            node_class = _node_class(client.info().body)
    except BaseException:
        client.close()
        raise
    if node_class is PlainHttpNode:
        return client
    client.close()
    return Elasticsearch(**given, node_class=node_class)


def _node_class(info: dict[str, Any]) -> type[BaseNode]:
    version = info.get("version", {})
    major = str(version.get("number", "")).partition(".")[0]
    is_elasticsearch = "distribution" not in version
    if is_elasticsearch and major.isdigit() and int(major) >= _ITS_MEDIA_TYPE_SINCE:
        return Urllib3HttpNode
    return PlainHttpNode


def _usable(api_key: str) -> str:
    if not re.fullmatch(r"[!-~]+", api_key):
        raise ConfigurationError(
            "the engine's API key can't be used: it must be the one line that the engine gave as `encoded`"
        )
    return api_key


def _basic(user: str, password: str) -> str:
    """In UTF-8 (RFC 7617), where the client would take ASCII alone."""
    if ":" in user:
        raise ConfigurationError("the engine's user can't be used: its name must not have a colon in it (RFC 7617)")
    return base64.b64encode(f"{user}:{password}".encode(errors="surrogateescape")).decode()


def _user_in(url: str) -> tuple[str, str] | None:
    """The first of the addresses that names a user decides for all of them."""
    for each in url.split(","):
        parts = urlsplit(each.strip())
        if parts.username:
            return unquote(parts.username), unquote(parts.password or "")
    return None


def _readable(ca_file: str) -> str:
    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl's own errors among them
        raise ConfigurationError(
            f"the CA file {ca_file} can't be used: {error.strerror or error}; it must hold certificates in PEM form"
        ) from None
    return ca_file


def _addresses(url: str) -> list[str]:
    """The client wants a port in each, and is told of users by itself."""
    addresses = []
    for each in filter(None, (part.strip() for part in url.split(","))):
        parts = urlsplit(each)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1:
            raise ConfigurationError("the engine's address must be like http://localhost:9200")
        netloc = parts.netloc.rpartition("@")[2]
        netloc = netloc if port else f"{netloc}:{443 if parts.scheme == 'https' else 9200}"
        addresses.append(urlunsplit((parts.scheme, netloc, parts.path, "", "")))
    if not addresses:
        raise ConfigurationError("the engine's address is empty")
    return addresses
