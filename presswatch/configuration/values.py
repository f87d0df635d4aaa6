"""Reading single values of the config: each takes what was written and gives the value, or says what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import PurePath
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from presswatch.configuration.problems import quoted
from presswatch.selectors import compiled
from presswatch.text import tokens

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DURATION = re.compile(r"([0-9]{1,9})\s*([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=7)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VARIABLE = re.compile(r"\$\{([^{}]*)\}?")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class WrongValueError(ValueError):
    """A value that can't be used. Each argument is a reason, and says what would be right."""


def identifier(text: str) -> str:
    """An id in kebab-case, as it stands in queries, addresses and file names."""
    if _ID.fullmatch(text):
        return text
    parts = re.findall(r"[a-z0-9]+", text.lower())
    hint = f"; did you mean {'-'.join(parts)}?" if parts and text.isascii() else ", like mfa-kz"
    raise WrongValueError(f"{quoted(text)} is not an id: small letters a to z and digits, joined by hyphens{hint}")


def nonempty(text: str) -> str:
    if not text.strip():
        raise WrongValueError("is empty; write some text")
    return " ".join(text.split())


def name(text: str) -> str:
    """A name of the watchlist: at least one word; one that begins with "=" is matched as written."""
    text = nonempty(text)
    if not len(tokens(text.removeprefix("="))):
        raise WrongValueError(f"{quoted(text)} has no letter or digit, so no text can name it")
    return text


def duration(text: str) -> timedelta:
    """How often to look: `15m`, `2h`, `1d`."""
    read = _DURATION.fullmatch(text.strip())
    if not read:
        raise WrongValueError(f"{quoted(text)} is no duration; write a number and m, h or d: 15m, 2h, 1d")
    try:
        every = int(read[1]) * _UNITS[read[2]]
    except OverflowError:
        every = timedelta.max
    if not _SHORTEST <= every <= _LONGEST:
        raise WrongValueError(f"{quoted(text)} is out of bounds; write something from 1m to 7d")
    return every


def day(text: str) -> date:
    """A calendar day, ISO 8601."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise WrongValueError(f"{quoted(text)} is not in the calendar") from error
    raise WrongValueError(f"{quoted(text)} is no date; write year-month-day, like 2013-03-16")


def expand(text: str, environ: Mapping[str, str]) -> str:
    """`text` with each `${NAME}` replaced from the environment. Any other `$` is itself."""

    def value(found: re.Match[str]) -> str:
        variable = found[1]
        if not found[0].endswith("}") or not _VARIABLE_NAME.fullmatch(variable):
            raise WrongValueError(f"{quoted(found[0])} names no environment variable; write ${{NAME}}")
        if variable not in environ:
            raise WrongValueError(f"the environment variable {variable} is not set")
        if not environ[variable].strip():
            raise WrongValueError(f"the environment variable {variable} is empty")
        return environ[variable].strip()

    return _VARIABLE.sub(value, text.strip())


def web_address(text: str, environ: Mapping[str, str]) -> str:
    """An absolute http or https URL, expanded. Messages show it as written: what was expanded may be a secret."""
    address = expand(text, environ)
    _split(text, address)
    return address


def webhook(text: str, environ: Mapping[str, str]) -> str:
    """A web address that alerts are sent to: https, or http on this machine."""
    address = expand(text, environ)
    parts = _split(text, address)
    if parts.scheme.lower() != "https" and not _loopback(parts.hostname or ""):
        raise WrongValueError("would send alerts unencrypted; write https://…")
    return address


def file_name(text: str, environ: Mapping[str, str]) -> str:
    """A file of the data folder, or an absolute path."""
    path = nonempty(expand(text, environ))
    if "\0" in path or ".." in PurePath(path).parts or PurePath(path).name == "":
        raise WrongValueError(f"{quoted(text)} is no file of the data folder; write a name like alerts.jsonl")
    return path


def secret(text: str, environ: Mapping[str, str]) -> str:
    """A key to sign with."""
    return nonempty(expand(text, environ))


def selector(text: str) -> str:
    """A CSS selector or an XPath of elements."""
    try:
        compiled(text)
    except ValueError as error:
        raise WrongValueError(f"{quoted(text)} {error}") from error
    return text


def pattern(text: str) -> str:
    """A regular expression that is searched for in the addresses of links."""
    try:
        met = re.compile(text).search("")
    except (re.error, RecursionError, OverflowError) as error:
        raise WrongValueError(
            f"{quoted(text)} is no regular expression: {error}; write a part of the address, like /video/, with \\"
            " before signs that mean something in them: [ ] ( ) { } . * + ? ^ $ |"
        ) from error
    if met:
        raise WrongValueError(f"{quoted(text)} is met by every address; write a part of one, like /video/")
    return text


_SOME_TIME = datetime(2013, 11, 26, 17, 48)  # noqa: DTZ001 - to write and read back, in no zone


def date_format(text: str) -> str:
    """How a publisher writes dates, as `strptime` has it."""
    text = nonempty(text)
    try:
        read = datetime.strptime(_SOME_TIME.strftime(text), text)  # noqa: DTZ007 - only its day is looked at
    except ValueError:
        read = None
    if read is None or read.date() != _SOME_TIME.date():
        raise WrongValueError(
            f"{quoted(text)} is no format of a date with its day, month and year; write one like %d.%m.%Y %H:%M or"
            " %d %B %Y"
        )
    return text


def time_zone(text: str) -> str:
    """IANA's name of a zone."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        zones = {zone.casefold(): zone for zone in available_timezones()}
        near = get_close_matches(text.casefold(), zones, n=1)
        hint = f"; did you mean {zones[near[0]]}?" if near else ""
        raise WrongValueError(f"{quoted(text)} is no time zone; write one of IANA's, like Asia/Almaty{hint}") from error


def yes_or_no(text: str) -> bool:
    if text in {"true", "false"}:
        return text == "true"
    raise WrongValueError(f"{quoted(text)} is neither true nor false")


def _split(text: str, address: str) -> SplitResult:
    wrong = f"{quoted(text)} is no web address"
    if any(character.isspace() or not character.isprintable() for character in address):
        raise WrongValueError(f"{wrong}: it has a space in it")
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises for one that is no number
        host = parts.hostname or ""
        host.encode("idna")
    except ValueError as error:  # UnicodeError of a host name included
        raise WrongValueError(f"{wrong}: its host or port can't be read") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise WrongValueError(f"{wrong}; write it in full, like https://example.org/feed.xml")
    if not host:
        raise WrongValueError(f"{wrong}: it has no host")
    return parts


def _loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, section 6.3
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
