"""Settings: where things are, from environment variables and the options of the command line."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from presswatch.configuration.problems import Problem, Problems, did_you_mean, quoted

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

CONFIG = "PRESSWATCH_CONFIG"
DATA = "PRESSWATCH_DATA"
BROKER_URL = "PRESSWATCH_BROKER_URL"
ELASTICSEARCH_URL = "PRESSWATCH_ELASTICSEARCH_URL"
ALLOW_NETWORKS = "PRESSWATCH_ALLOW_NETWORKS"
_ELASTICSEARCH = "PRESSWATCH_ELASTICSEARCH"

_BROKER_SCHEMES = ("redis", "rediss", "redis+socket", "sentinel")
_SETS: Mapping[str, tuple[Network, ...]] = {
    "loopback": (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128")),
    "private": (  # RFC 1918, RFC 4193; not link-local, where clouds keep their credentials
        ipaddress.IPv4Network("10.0.0.0/8"),
        ipaddress.IPv4Network("172.16.0.0/12"),
        ipaddress.IPv4Network("192.168.0.0/16"),
        ipaddress.IPv6Network("fc00::/7"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The addresses may hold passwords, so they are left out of the repr."""

    config: Path = Path("config")
    data: Path = Path("var")
    broker_url: str | None = field(default=None, repr=False)  # None: the embedded server
    elasticsearch_url: str | None = field(default=None, repr=False)  # None: the embedded archive
    elasticsearch_prefix: str = ""  # begins the names of all indices
    elasticsearch_user: str = ""
    elasticsearch_password: str = field(default="", repr=False)
    elasticsearch_api_key: str = field(default="", repr=False)  # instead of user and password
    elasticsearch_ca: str = ""  # a file of certificates to trust
    allow_networks: tuple[Network, ...] = ()  # that crawls may connect to, beside public addresses

    @classmethod
    def from_environ(
        cls,
        environ: Mapping[str, str],
        *,
        config: Path | str | None = None,
        data: Path | str | None = None,
        broker_url: str | None = None,
        elasticsearch_url: str | None = None,
        allow_networks: str | None = None,
    ) -> Self:
        """The settings of an environment, where options that are given stand above it. An empty variable is unset.

        Raises `Problems` with everything that is wrong, each under its variable's name.
        """
        problems: list[Problem] = []
        broker = _chosen(broker_url, environ, BROKER_URL)
        engine = _chosen(elasticsearch_url, environ, ELASTICSEARCH_URL)
        if broker and (wrong := _wrong_address(broker, _BROKER_SCHEMES, "redis://localhost:6379/0")):
            problems.append(Problem("", 0, None, BROKER_URL, wrong))
        if engine and (wrong := _wrong_address(engine, ("http", "https"), "http://localhost:9200")):
            problems.append(Problem("", 0, None, ELASTICSEARCH_URL, wrong))
        networks: list[Network] = []
        for part in (_chosen(allow_networks, environ, ALLOW_NETWORKS) or "").replace(",", " ").split():
            try:
                networks.extend(_networks(part))
            except ValueError as error:
                problems.append(Problem("", 0, None, ALLOW_NETWORKS, str(error)))
        if problems:
            raise Problems(problems)
        return cls(
            config=Path(config or environ.get(CONFIG) or "config"),
            data=Path(data or environ.get(DATA) or "var"),
            broker_url=broker,
            elasticsearch_url=engine,
            elasticsearch_prefix=environ.get(f"{_ELASTICSEARCH}_PREFIX", ""),
            elasticsearch_user=environ.get(f"{_ELASTICSEARCH}_USER", ""),
            elasticsearch_password=secret(environ, f"{_ELASTICSEARCH}_PASSWORD"),
            elasticsearch_api_key=secret(environ, f"{_ELASTICSEARCH}_API_KEY"),
            elasticsearch_ca=environ.get(f"{_ELASTICSEARCH}_CA", ""),
            allow_networks=tuple(dict.fromkeys(networks)),
        )

    def to_environ(self, environ: Mapping[str, str] | None = None) -> dict[str, str]:
        """`environ` with these settings, for a child process, which may run in another folder.

        Credentials are left as they are in `environ`: a secret in a file is not to be copied into a variable.
        """
        variables = {
            CONFIG: str(self.config.absolute()),
            DATA: str(self.data.absolute()),
            BROKER_URL: self.broker_url or "",
            ELASTICSEARCH_URL: self.elasticsearch_url or "",
            ALLOW_NETWORKS: ",".join(map(str, self.allow_networks)),
        }
        others = {name: value for name, value in (environ or {}).items() if name not in variables}
        return others | {name: value for name, value in variables.items() if value}


def secret(environ: Mapping[str, str], name: str) -> str:
    """A secret from its variable, or from the file that the variable with _FILE names, as containers give them.

    Raises `Problems` for a file that can't be read.
    """
    file = environ.get(f"{name}_FILE")
    if not file:
        return environ.get(name, "")
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Problems([Problem("", 0, None, f"{name}_FILE", f"{file} can't be read: {error}")]) from None


def _chosen(option: str | None, environ: Mapping[str, str], variable: str) -> str | None:
    return (option or environ.get(variable) or "").strip() or None


def _wrong_address(address: str, schemes: tuple[str, ...], example: str) -> str | None:
    """What is wrong with a service's address. The address stays out of it: it may hold a password."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return f"its host or port can't be read; write an address like {example}"
    if parts.scheme not in schemes:
        found = f"begins with {quoted(parts.scheme + '://')}" if "://" in address else "is no address"
        return f"{found}; write one like {example}"
    if not (parts.path if parts.scheme == "redis+socket" else parts.hostname):
        return f"names no server; write an address like {example}"
    return None


def _networks(text: str) -> Iterator[Network]:
    """Raises ValueError in words for the operator."""
    if text.lower() in _SETS:
        yield from _SETS[text.lower()]
        return
    try:
        yield ipaddress.ip_network(text)
    except ValueError as error:
        try:
            meant = str(ipaddress.ip_network(text, strict=False))
        except ValueError:
            hint = did_you_mean(text, _SETS)
            raise ValueError(
                f"{quoted(text)} is no network{hint or '; write 10.1.0.0/16, 192.0.2.7, loopback or private'}"
            ) from error
        raise ValueError(f"{quoted(text)} has bits set beyond its mask; did you mean {meant}?") from error
