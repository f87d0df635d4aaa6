"""Which addresses a crawl may connect to: public ones, checked on what a name resolves to, at each connection.

A publisher's link, redirect or DNS answer could else make the crawl ask the machines of the network that it runs in
(server-side request forgery, CWE-918). Twisted resolves literal addresses through the same resolver, decimal and octal
ones included, and connects to the address that it was given here, so nothing is resolved twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # has no stubs

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

Network = IPv4Network | IPv6Network

_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
# Not public, though `is_global` says so in some versions of Python (IANA's special-purpose registries).
_NEVER = tuple(
    map(ip_network, ("0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100::/64", "5f00::/16"))
)
_NAT64 = ip_network("64:ff9b::/96")


def allowed_networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Networks by CIDR, or by the word `loopback`. Raises `ValueError` for anything else."""
    networks: list[Network] = []
    for name in names:
        networks.extend(_LOOPBACK if name.strip().lower() == "loopback" else [ip_network(name.strip(), strict=False)])
    return tuple(networks)


def may_connect(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether `address`, as resolved, is public or in one of the networks allowed by name."""
    try:
        ip = _embedded(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if any(ip in network for network in allowed):
        return True
    return (
        ip.is_global
        and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
        and not (isinstance(ip, IPv6Address) and ip.is_site_local)
        and not any(ip in network for network in _NEVER)
    )


def _embedded(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one leads to: mapped, 6to4, NAT64."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


class ForbiddenAddress(IgnoreRequest):
    """The host has addresses, and none of them may be connected to."""


class PublicResolver(CachingHostnameResolver):
    """Passes on the allowed addresses of a host only (`TWISTED_DNS_RESOLVER`), and knows whom it refused."""

    def __init__(self, reactor: ReactorBase, cache_size: int, allowed: Sequence[Network]) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = allowed
        self._refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        settings = crawler.settings
        allowed = allowed_networks(settings.getlist("PRESSWATCH_ALLOW_NETWORKS"))
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), allowed)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver: Any = _AllowedAddresses(resolutionReceiver, self, _ascii(hostName))
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def may_connect(self, address: str) -> bool:
        return may_connect(address, self._allowed)

    def resolved(self, host: str, *, passed: int, refused: str) -> None:
        """Note how a resolution ended, for `refused_address`."""
        if passed:
            self._refused.pop(host, None)
        elif refused:  # else it was not found at all, under another spelling perhaps: `127.0.0.1.` is no address
            self._refused[host] = refused

    def refused_address(self, host: str) -> str | None:
        """The address for which the last connection to this host was refused; None when it wasn't."""
        return self._refused.get(_ascii(host))


@implementer(IResolutionReceiver)
class _AllowedAddresses:
    # A zope interface is no type that a type checker knows: its methods have no self.
    def __init__(self, receiver: Any, resolver: PublicResolver, host: str) -> None:  # noqa: ANN401
        self._receiver = receiver
        self._resolver = resolver
        self._host = host
        self._passed = 0
        self._refused = ""

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        host = str(getattr(address, "host", ""))
        if self._resolver.may_connect(host):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._refused = host

    def resolutionComplete(self) -> None:  # noqa: N802
        self._resolver.resolved(self._host, passed=self._passed, refused=self._refused)
        self._receiver.resolutionComplete()


class NamesForbiddenAddresses:
    """Downloader middleware: to Scrapy a host without allowed addresses is one that can't be resolved; say the truth.

    Raises `ForbiddenAddress`.
    """

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, CannotResolveHostError):
            return
        resolver: Any = _installed_resolver()
        refused = resolver.refused_address(urlparse_cached(request).hostname or "")
        if refused:
            raise ForbiddenAddress(f"leads to {refused}, which is not a public address") from exception


def _installed_resolver() -> object:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one

    return reactor.nameResolver


def _ascii(host: str) -> str:
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    return host.lower().rstrip(".")
