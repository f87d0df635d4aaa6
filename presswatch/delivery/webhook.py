"""The webhook channel: a JSON body by POST, signed, with a key by which a second copy is known.

`X-Presswatch-Signature: sha256=<hex>` is the HMAC-SHA256 (RFC 2104) of the exact body under the channel's secret.
`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) is the delivery's id; the body's `key` says the same under
the signature.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import httpx

from presswatch import __version__
from presswatch.alerts import Channel
from presswatch.delivery.press_text import one_line
from presswatch.delivery.redaction import host_of, redacted
from presswatch.delivery.retry import AskedToWaitError
from presswatch.errors import PermanentError, TransientError

SIGNATURE = "X-Presswatch-Signature"
_EXCERPT = 2048  # bytes of an answer that are read, to tell the operator what it said
_LATER = frozenset({408, 425, 429})  # beside the 5xx


class Webhooks:
    """`timeout` is for each of connecting, writing and reading, in seconds."""

    def __init__(self, *, timeout: float) -> None:
        self._timeout = timeout
        self._client = httpx.Client(
            timeout=timeout,
            follow_redirects=False,  # the body is for the address that the operator wrote
            # A kept connection may have died meanwhile, which would cost an attempt; deliveries are far between.
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"User-Agent": f"presswatch/{__version__}", "Accept-Encoding": "identity"},
        )

    def post(self, channel: Channel, body: bytes, *, key: str) -> None:
        """Returns when the receiver answers 2xx.

        Raises `TransientError` for the network, 408, 425, 429 and 5xx, `PermanentError` for any other answer.
        """
        host = host_of(channel.webhook)
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        if channel.secret:
            digest = hmac.new(channel.secret.encode(), body, hashlib.sha256).hexdigest()
            headers[SIGNATURE] = f"sha256={digest}"
        try:
            with self._client.stream("POST", channel.webhook, content=body, headers=headers) as answer:
                if answer.is_success:
                    return
                said = redacted(self._excerpt(answer), channel)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise PermanentError(redacted(f"the webhook can't be asked: {error}", channel)) from None
        except httpx.TimeoutException as error:
            raise TransientError(f"{host} took longer than {self._timeout:g} s ({type(error).__name__})") from None
        except httpx.HTTPError as error:
            raise TransientError(
                redacted(f"{host} can't be reached: {error or type(error).__name__}", channel)
            ) from None
        raise _refusal(answer, f"{host} answered {answer.status_code}{': ' if said else ''}{said}")

    def _excerpt(self, answer: httpx.Response) -> str:
        """How the answer's body begins. One that comes slower than the timeout is taken as far as it came."""
        deadline = time.monotonic() + self._timeout
        read = b""
        try:
            for chunk in answer.iter_raw():
                read += chunk
                if len(read) >= _EXCERPT or time.monotonic() > deadline:
                    break
        except httpx.TransportError:
            pass  # the status is known already
        return one_line(read[:_EXCERPT].decode("utf-8", "replace"), limit=200)


def _refusal(answer: httpx.Response, text: str) -> TransientError | PermanentError:
    if answer.is_redirect:
        return PermanentError(f"{text}; redirects are not followed, give the final address")
    if answer.status_code not in _LATER and answer.status_code < 500:
        return PermanentError(text)
    asked = _retry_after(answer)
    return TransientError(text) if asked is None else AskedToWaitError(text, asked)


def _retry_after(answer: httpx.Response) -> timedelta | None:
    """RFC 9110, section 10.2.3: seconds, or a date, which is read by the receiver's own clock."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), 10**8))
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(answer.headers.get("Date", ""))
        return max(until.replace(tzinfo=until.tzinfo or UTC) - now.replace(tzinfo=now.tzinfo or UTC), timedelta(0))
    except (ValueError, OverflowError):
        return None
