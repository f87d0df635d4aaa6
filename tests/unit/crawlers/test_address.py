from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address as TwistedIPv4
from twisted.internet.address import IPv6Address as TwistedIPv6

from crawlers.address import PublicResolver, allowed_networks, may_connect

PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8", "64:ff9b::808:808"]
LOCAL = ["127.0.0.1", "127.255.0.1", "0.0.0.0", "0.1.2.3", "::", "::1", "::ffff:127.0.0.1"]  # noqa: S104
PRIVATE = [
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "::ffff:10.0.0.1",
    "fc00::1",
    "fd12::1",
]
LINK = ["169.254.169.254", "fe80::1", "fe80::1%eth0", "fec0::1"]
SPECIAL = [
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
    "255.255.255.255",
    "2001:db8::1",
    "100::1",
    "5f00::1",
]
MANY = ["224.0.0.1", "239.1.1.1", "ff02::1"]
EMBEDDED = ["64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert may_connect(address)


@pytest.mark.parametrize("address", [*LOCAL, *PRIVATE, *LINK, *SPECIAL, *MANY, *EMBEDDED, "nonsense"])
def test_all_others(address: str) -> None:
    assert not may_connect(address)


@given(st.ip_addresses(v=4))
@settings(max_examples=200)
def test_an_address_is_judged_the_same_in_disguise(address: IPv4Address) -> None:
    number = int(address)
    disguises = [
        f"::ffff:{address}",
        f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::",
    ]
    assert {may_connect(disguise) for disguise in disguises} == {may_connect(str(address))}


def test_networks_are_allowed_by_name() -> None:
    loopback = allowed_networks(["loopback"])
    assert may_connect("127.0.0.1", loopback)
    assert may_connect("::1", loopback)
    assert may_connect("::ffff:127.0.0.1", loopback)
    assert not may_connect("10.0.0.1", loopback)
    assert allowed_networks(["10.1.2.3/8"]) == (IPv4Network("10.0.0.0/8"),)
    with pytest.raises(ValueError, match="nonsense"):
        allowed_networks(["nonsense"])


class Names:
    """Fills IHostnameResolver and the part of the reactor that the resolver asks for it."""

    def __init__(self, **known: list[str]) -> None:
        self.nameResolver = self
        self._known = known

    def resolveHostName(self, receiver, name, port, *_):  # type: ignore[no-untyped-def]  # noqa: N802
        receiver.resolutionBegan(self)
        for address in self._known[name]:
            receiver.addressResolved((TwistedIPv6 if ":" in address else TwistedIPv4)("TCP", address, port))
        receiver.resolutionComplete()
        return self


class Answers:
    """Fills IResolutionReceiver."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = False

    def resolutionBegan(self, _: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


def resolved(resolver: PublicResolver, name: str) -> list[str]:
    answers = Answers()
    resolver.resolveHostName(answers, name, 80)  # type: ignore[arg-type]
    assert answers.complete
    return answers.hosts


def test_only_allowed_answers_are_passed_on() -> None:
    names = Names(mixed=["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1"], inside=["10.0.0.1", "fd00::1"])
    resolver = PublicResolver(names, 100, allowed_networks(["127.0.0.0/8"]))  # type: ignore[arg-type]
    for _ in range(2):  # from the cache as well
        assert resolved(resolver, "mixed") == ["8.8.8.8", "2606:4700::1"]
        assert resolved(resolver, "inside") == []
        assert resolver.refused_address("Inside.") == "fd00::1"
        assert resolver.refused_address("mixed") is None
