from __future__ import annotations

import pytest

from presswatch.alerts import Channel
from presswatch.delivery.redaction import redacted


@pytest.mark.parametrize(
    ("channel", "secrets"),
    [
        (Channel(id="c", webhook="https://hooks.example/services/T0KEN1/B2C3?key=query-token", secret="hush-hush"), ["hush-hush", "T0KEN1", "B2C3", "query-token"]),
        (Channel(id="c", url="mailtos://desk:pa%20ss%2Fword@mail.example.org"), ["pa%20ss%2Fword", "pa ss/word"]),
        (Channel(id="c", url="discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"), ["4174216298", "JHMHI8qBe7bk2ZwO5U711o3dV_js"]),
        (Channel(id="c", url="tgram://123456789:abcdefg_hijklmnop/12315544"), ["123456789", "abcdefg_hijklmnop", "12315544"]),
        (Channel(id="c", url="json://a.example/?+X-Token=h%2Bh"), ["h%2Bh", "h+h"]),
        (Channel(id="c", webhook="https://[broken/tok3n-of-it"), ["tok3n-of-it"]),
    ],
)  # fmt: skip
def test_no_part_of_an_address_that_may_be_secret_is_left(channel: Channel, secrets: list[str]) -> None:
    address = channel.url or channel.webhook

    for secret in (*secrets, address):
        said = redacted(f"could not reach <{secret}>, gave up", channel)
        assert secret not in said
        assert said.startswith("could not reach <")
        assert said.endswith(">, gave up")


def test_hosts_and_ordinary_words_are_left() -> None:
    channel = Channel(id="c", webhook="https://hooks.example/no?verify=no", secret="on")

    said = "hooks.example answered 500: nobody is noticing"
    assert redacted(said, channel) == said
