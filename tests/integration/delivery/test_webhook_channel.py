"""Webhooks, received by a real server."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from presswatch.alerts import Channel
from presswatch.delivery import AskedToWaitError, ChannelSender
from presswatch.errors import PermanentError, TransientError
from tests.integration.delivery.receivers import Hook
from tests.unit.delivery.given import RULE, SOURCES, alert, story

SECRET = "hush-hush"


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as running:
        yield running


@pytest.fixture
def sender(tmp_path: Path) -> ChannelSender:
    return ChannelSender(data=tmp_path, timeout=0.3)


def send(sender: ChannelSender, url: str, secret: str = SECRET) -> None:
    told = alert(story())
    sender.send(Channel(id="hook", webhook=url, secret=secret), told.deliveries[0], told, story(), SOURCES, RULE)


def test_a_webhook_is_signed_keyed_and_sent_once(hook: Hook, sender: ChannelSender) -> None:
    send(sender, hook.url("/hook?for=desk"))

    (request,) = hook.requests
    key = alert(story()).deliveries[0].id
    signature = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    assert request.headers["X-Presswatch-Signature"] == f"sha256={signature}"
    assert request.headers["Idempotency-Key"] == key
    assert request.headers["Content-Type"].startswith("application/json")
    assert request.path == "/hook?for=desk"
    body = json.loads(request.body)
    assert body["key"] == key
    assert body["articles"][0]["title"] == "Ministers meet"


def test_without_a_secret_there_is_no_signature(hook: Hook, sender: ChannelSender) -> None:
    send(sender, hook.url(), secret="")

    assert "X-Presswatch-Signature" not in hook.requests[0].headers


def test_the_same_delivery_is_the_same_body(hook: Hook, sender: ChannelSender) -> None:
    send(sender, hook.url())
    send(sender, hook.url())

    first, second = hook.requests
    assert first.body == second.body
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_is_an_acceptance(hook: Hook, sender: ChannelSender, status: int) -> None:
    hook.answer(status)

    send(sender, hook.url())


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
def test_what_may_pass_is_transient(hook: Hook, sender: ChannelSender, status: int) -> None:
    hook.answer(status, b"come\r\nback \x1b[31mlater")

    with pytest.raises(TransientError) as raised:
        send(sender, hook.url())

    assert str(raised.value) == f"127.0.0.1 answered {status}: come back [31mlater"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_will_not_pass_is_permanent(hook: Hook, sender: ChannelSender, status: int) -> None:
    hook.answer(status)

    with pytest.raises(PermanentError, match=f"^127.0.0.1 answered {status}$"):
        send(sender, hook.url())


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(hook: Hook, sender: ChannelSender, status: int) -> None:
    hook.answer(status, Location=hook.url("/elsewhere"))

    with pytest.raises(PermanentError, match="redirects are not followed"):
        send(sender, hook.url())

    assert [request.path for request in hook.requests] == ["/hook"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "120"}, 120),
        ({"Retry_After": "9" * 40}, 10**8),
        ({"Retry_After": "Thu, 10 Sep 2020 12:05:00 GMT", "Date": "Thu, 10 Sep 2020 12:00:00 GMT"}, 300),
        ({"Retry_After": "Thu, 10 Sep 2020 11:00:00 GMT", "Date": "Thu, 10 Sep 2020 12:00:00 GMT"}, 0),
    ],
)
def test_retry_after_is_heard(hook: Hook, sender: ChannelSender, headers: dict[str, str], seconds: int) -> None:
    hook.answer(503, **headers)
    if "Date" in headers:  # the handler sends its own, which must say the same
        hook.server.RequestHandlerClass = type(
            "Dated", (hook.server.RequestHandlerClass,), {"date_time_string": lambda *_: headers["Date"]}
        )
        hook.answer(503, Retry_After=headers["Retry_After"])

    with pytest.raises(AskedToWaitError) as raised:
        send(sender, hook.url())

    assert raised.value.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["soon", "-5", "", "Thu, 99 Foo 2020"])
def test_a_retry_after_that_says_nothing_is_ignored(hook: Hook, sender: ChannelSender, value: str) -> None:
    hook.answer(503, Retry_After=value)

    with pytest.raises(TransientError) as raised:
        send(sender, hook.url())

    assert not isinstance(raised.value, AskedToWaitError)


def test_a_slow_receiver_is_tried_later(hook: Hook, sender: ChannelSender) -> None:
    hook.answer(200, delay=1)

    with pytest.raises(TransientError, match=r"127.0.0.1 took longer than 0.3 s \(ReadTimeout\)"):
        send(sender, hook.url())


def test_an_answer_that_never_ends_does_not_hold_us(hook: Hook, sender: ChannelSender) -> None:
    hook.answer(500, b"x" * 40, drip=0.05)
    began = time.monotonic()

    with pytest.raises(TransientError, match=r"answered 500: x+$"):
        send(sender, hook.url())

    assert time.monotonic() - began < 1.5


def test_a_large_answer_is_cut(hook: Hook, sender: ChannelSender) -> None:
    hook.answer(500, b"y" * 5_000_000)

    with pytest.raises(TransientError) as raised:
        send(sender, hook.url())

    assert len(str(raised.value)) < 300


def test_nobody_listening_is_transient(sender: ChannelSender) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and doesn't listen
        with pytest.raises(TransientError, match=r"^127.0.0.1 can't be reached: "):
            send(sender, f"http://127.0.0.1:{taken.getsockname()[1]}/hook")


@pytest.mark.parametrize("url", ["nonsense://a.example/tok3n", "http://a.example:port/tok3n"])
def test_an_address_that_is_none_is_permanent_and_stays_secret(sender: ChannelSender, url: str) -> None:
    with pytest.raises(PermanentError) as raised:
        send(sender, url)

    assert "tok3n" not in str(raised.value)


def test_an_answer_that_repeats_our_secrets_does_not_spread_them(hook: Hook, sender: ChannelSender) -> None:
    hook.answer(400, b"the key hush-hush does not fit /hooks/T0KEN")

    with pytest.raises(PermanentError) as raised:
        send(sender, hook.url("/hooks/T0KEN"))

    assert SECRET not in str(raised.value)
    assert "T0KEN" not in str(raised.value)
