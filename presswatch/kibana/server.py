"""A running Kibana (or OpenSearch Dashboards), over its HTTP API: waiting until it is up, importing saved objects.

https://www.elastic.co/docs/api/doc/kibana: GET /api/status, POST /api/saved_objects/_import. Importing with
`overwrite` replaces what was imported before under the same ids, so doing it again changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from presswatch.errors import ConfigurationError, PermanentError, TransientError

_UP = frozenset({"available", "degraded", "green", "yellow"})  # 8 and later; 7 and OpenSearch Dashboards
_SHOWN = 20  # objects that were refused, in one message
_TIMEOUT = 60.0  # seconds, for an import
_LOOK = 10.0  # seconds, for one look at the status
_PAUSE = 2.0  # seconds between looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where Kibana is and who asks. An API key goes before user and password."""

    url: str
    space: str = ""  # the default space
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)  # encoded, as Elasticsearch gives it
    ca: Path | None = None  # certificates to trust, PEM; the system's when None


@dataclass(frozen=True, slots=True)
class Status:
    """`version` is "" where Kibana tells it to nobody that it doesn't know."""

    version: str


class KibanaServer:
    """`clock` and `sleep` count seconds. Raises `ConfigurationError` when the access can't be right."""

    def __init__(
        self,
        access: Access,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._host = _checked(access)
        self._space = access.space
        self._clock = clock
        self._sleep = sleep
        headers = {"kbn-xsrf": "presswatch", "osd-xsrf": "presswatch"}
        if access.api_key:
            headers["Authorization"] = f"ApiKey {access.api_key}"
        parts = urlsplit(access.url)
        self._client = httpx.Client(
            base_url=parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl().rstrip("/"),
            auth=(access.user, access.password) if access.user and not access.api_key else None,
            headers=headers,
            timeout=_TIMEOUT,
            verify=_trusting(access.ca),
        )

    def wait(self, seconds: float, *, told: Callable[[str], None] = lambda _: None) -> Status:
        """Return once Kibana is up. `told` hears what it waits for, when that changes.

        Raises `TransientError` when it isn't up within `seconds`, `PermanentError` when waiting can't help: it refuses
        the user, or what answers is no Kibana.
        """
        deadline = self._clock() + seconds
        before = ""
        while True:
            status, why = self._look()
            if status:
                return status
            if why != before:
                told(why)
                before = why
            if self._clock() >= deadline:
                raise TransientError(f"{self._host} is not up after {seconds:g} s: {why}")
            self._sleep(min(_PAUSE, max(0.0, deadline - self._clock())))

    def import_objects(self, ndjson: bytes) -> int:
        """Import saved objects, over those of the same ids; answers how many.

        Raises `TransientError` when Kibana can't be reached or is busy, `PermanentError` with every object that it
        refused and why; the others are imported then.
        """
        space = f"/s/{quote(self._space, safe='')}" if self._space else ""
        try:
            answer = self._client.post(
                f"{space}/api/saved_objects/_import",
                params={"overwrite": "true"},
                files={"file": ("presswatch.ndjson", ndjson, "application/ndjson")},
            )
        except httpx.HTTPError as error:
            raise TransientError(f"{self._host} can't be reached: {_said(error)}") from None
        if answer.status_code == 404:
            absent = f"space {self._space!r}: create it first" if self._space else "saved objects"
            raise PermanentError(f"{self._host} has no {absent} ({_message(answer)})")
        self._refuse(answer)
        told = _json(answer)
        if told is None or "success" not in told:
            raise PermanentError(f"{self._host} answers an import with something else than Kibana does")
        refused = told.get("errors") or []
        if refused or not told["success"]:
            raise PermanentError(_refused(self._host, refused, int(told.get("successCount", 0))))
        return int(told.get("successCount", 0))

    def _look(self) -> tuple[Status | None, str]:
        """The status once it is up, else why it isn't yet."""
        try:
            answer = self._client.get("/api/status", timeout=_LOOK)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise ConfigurationError(f"Kibana's address can't be asked: {_said(error)}") from None
        except httpx.HTTPError as error:
            return None, f"can't be reached: {_said(error)}"
        if answer.status_code == 429 or answer.status_code >= 500:
            return None, f"answers {answer.status_code}: {_message(answer)}"
        self._refuse(answer)
        told = _json(answer)
        overall = told.get("status", {}).get("overall", {}) if told else {}
        level = overall.get("level") or overall.get("state")
        if told is None or not level:
            raise PermanentError(f"{self._host} answers, but not as Kibana does; is it Kibana's address?")
        if level not in _UP:
            return None, f"says that it is {level}"
        return Status(str(told.get("version", {}).get("number", ""))), ""

    def _refuse(self, answer: httpx.Response) -> None:
        """Raise for an answer that is no 2xx."""
        if answer.is_success:
            return
        code = answer.status_code
        said = f"{self._host} answers {code}: {_message(answer)}"
        if code == 401:
            raise PermanentError(f"{said}; check PRESSWATCH_KIBANA_USER and PRESSWATCH_KIBANA_PASSWORD")
        if code == 403:
            raise PermanentError(f"{said}; the user needs the privilege to manage saved objects in this space")
        if answer.is_redirect:
            raise PermanentError(f"{said}; give the address that it redirects to, with its base path")
        if code in {408, 429} or code >= 500:
            raise TransientError(said)
        raise PermanentError(said)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _checked(access: Access) -> str:
    """The host, for messages: never with the user and password that an address may hold."""
    try:
        parts = urlsplit(access.url)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        raise ConfigurationError("Kibana's address can't be read; write one like https://localhost:5601") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError("Kibana's address is none; write one like https://localhost:5601")
    if parts.username or parts.password:
        raise ConfigurationError(
            "Kibana's address holds a user or password; set PRESSWATCH_KIBANA_USER and PRESSWATCH_KIBANA_PASSWORD"
        )
    return f"Kibana at {parts.netloc}"


def _trusting(ca: Path | None) -> Any:  # noqa: ANN401 - httpx takes a bool or an SSL context
    if ca is None:
        return True
    import ssl  # noqa: PLC0415 - only where a CA is given

    try:
        return ssl.create_default_context(cafile=str(ca))
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(f"the CA file {ca} can't be used: {error}") from None


def _json(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        told = answer.json()
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _message(answer: httpx.Response) -> str:
    told = _json(answer) or {}
    text = str(told.get("message") or told.get("error") or answer.text or answer.reason_phrase)
    return " ".join(text.split())[:200]


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _refused(host: str, errors: list[Mapping[str, Any]], imported: int) -> str:
    lines = [f"{host} refuses {len(errors)} saved objects, and took {imported}:"]
    for one in errors[:_SHOWN]:
        error = one.get("error", {})
        why = error.get("type", "unknown")
        missing = ", ".join(f"{each.get('type')} {each.get('id')}" for each in error.get("references", ()))
        detail = error.get("message") or (f"without {missing}" if missing else "")
        lines.append(f"  {one.get('type')} {one.get('id')}: {why}{f' ({detail})' if detail else ''}")
    if len(errors) > _SHOWN:
        lines.append(f"  and {len(errors) - _SHOWN} more")
    return "\n".join(lines)
