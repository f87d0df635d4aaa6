"""The engine's errors as ours.

By HTTP status and, where that says too little, by the type of the error. What passes by itself, or once an operator has
made room, put a node back or corrected a password, is to be tried again; what the request is to blame for is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError

from presswatch.errors import PermanentError, PresswatchError, TransientError

# A block is set by a full disk or by an operator, and lifted again; a missing index is made by setting up again.
_TRANSIENT_TYPES = frozenset(
    {"cluster_block_exception", "index_not_found_exception", "circuit_breaking_exception", "index_closed_exception"}
)
_TRANSIENT_STATUSES = frozenset({401, 403, 408, 425, 429})  # and all from 500 on
_LONGEST = 500  # characters of the engine's own words

_OF_TLS = (
    ("mismatch", "use the address that its certificate is made for"),
    ("CERTIFICATE_VERIFY_FAILED", "name the file of the CA that signed its certificate in PRESSWATCH_ELASTICSEARCH_CA"),
    ("WRONG_VERSION_NUMBER", "it doesn't speak TLS there: its address may have to begin with http://"),
)
_OF_STATUS = {
    401: "check PRESSWATCH_ELASTICSEARCH_USER and _PASSWORD, or _API_KEY",
    403: "the user or API key may not do this",
}


def is_transient(status: int, kind: str) -> bool:
    return status >= 500 or status in _TRANSIENT_STATUSES or kind in _TRANSIENT_TYPES


@contextmanager
def ours(doing: str) -> Iterator[None]:
    """Raise `TransientError` or `PermanentError` for what the client raises inside; `doing` says what failed."""
    try:
        yield
    except TransportError as error:
        advice = next((f"; {advice}" for said, advice in _OF_TLS if said in str(error)), "")
        raise TransientError(
            f"{doing}: the engine can't be reached ({type(error).__name__}: {error}){advice}"
        ) from error
    except ApiError as error:
        body = error.body if isinstance(error.body, Mapping) else {}
        raise refusal(doing, error.status_code, body.get("error", str(error))) from error


def refusal(doing: str, status: int, error: object) -> PresswatchError:
    """The error to raise for an answer with this status and this `error` in its body."""
    kind = str(error.get("type", "")) if isinstance(error, Mapping) else ""
    advice = f"; {_OF_STATUS[status]}" if status in _OF_STATUS and kind == "security_exception" else ""
    text = f"{doing}: {status} {reason(error)}{advice}"
    return TransientError(text) if is_transient(status, kind) else PermanentError(text)


def reason(error: object) -> str:
    """The engine's own words: the first root and the innermost cause say most."""
    if not isinstance(error, Mapping):
        return str(error)[:_LONGEST]
    said = [_said(error), *map(_said, error.get("root_cause", ())[:1])]
    inner: Mapping[str, Any] = error
    while isinstance(inner.get("caused_by"), Mapping):
        inner = inner["caused_by"]
    said.append(_said(inner))
    return ": ".join(dict.fromkeys(said))[:_LONGEST]


def _said(error: Mapping[str, Any]) -> str:
    return f"{error.get('type', '')} {error.get('reason', '')}".strip()
