"""Keeps a channel's passwords and tokens out of what is logged and stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from presswatch.alerts import Channel

HIDDEN = "***"


def redacted(text: str, channel: Channel) -> str:
    """`text` without anything of the channel's addresses that may be secret.

    Of chat services' and webhooks' addresses that is every part but the scheme and a host name: which of the others is
    the token differs from service to service.
    """
    secrets = {form for part in _parts(channel) for form in (part, unquote(part))}
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        pattern = re.escape(secret)
        if len(secret) < 8:  # "no" is a setting as often as a password: hide the word, not the syllable
            pattern = rf"(?<!\w){pattern}(?!\w)"
        text = re.sub(pattern, HIDDEN, text)
    return text


def host_of(url: str) -> str:
    """The host that an address names, to speak of it in messages."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _parts(channel: Channel) -> Iterator[str]:
    yield channel.secret
    for address in (channel.url, channel.webhook):
        if not address:
            continue
        yield address
        rest = address.partition("://")[2]
        location, _, query = rest.partition("?")
        authority, _, path = location.partition("/")
        user, _, host = authority.rpartition("@")
        yield user
        yield from user.split(":", 1)
        if address == channel.url and "." not in host and not host.startswith(("localhost", "[")):
            yield from host.split(":")  # discord://id/token, tgram://number:token/chat
        yield path
        yield from path.split("/")
        yield query
        yield from (value for _, value in parse_qsl(query))
        yield from (part.partition("=")[2] for part in query.split("&"))
