"""Which addresses may be connected to: a name is resolved once, checked, and connected to as checked.

The check sits where the connection is made, so that it holds for every hop, and a name that resolves to something else
a moment later (DNS rebinding) gains nothing: there is no second look-up.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpcore

from flows.fetch.errors import PassingError, RefusedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]

# What `is_global` lets through, or older Pythons judge otherwise: multicast is global to it, and these reach other
# addresses by translation or are answered inside a cloud.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # carriers' and clouds' inside
        "168.63.129.16/32",  # Azure's own service on every machine
        "192.0.0.0/24",  # IETF; Oracle's metadata at 192.0.0.192
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarks
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible
        "64:ff9b:1::/48",  # NAT64 with a prefix of one's own
        "100::/64",  # discard
        "2001::/23",  # Teredo, ORCHID, benchmarks
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local of old
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Whether it is a unicast address of the public internet, and none inside it by translation is not."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a gateway would make of it."""
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is not None or address in _NAT64:
        return low
    return low if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP else None


async def resolve_name(host: str, port: int) -> list[str]:
    """All addresses of a name, as the operating system orders them; also of the odd notations of numbers."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def check_literal(host: str) -> None:
    """Raises RefusedError for a host that is a private address in any notation: all that is left behind a proxy."""
    try:
        address: Address = ipaddress.ip_address(host)
    except ValueError:
        try:
            address = ipaddress.IPv4Address(socket.inet_aton(host))  # 2130706433, 0x7f.1, 127.1
        except (OSError, UnicodeError):
            if host.lower().rstrip(".") == "localhost":
                raise RefusedError(f"{host} is a private address") from None
            return
    if not is_public(address):
        raise RefusedError(f"{host} is a private address")


def is_allowed(host: str, port: int | None, allowed: Iterable[str]) -> bool:
    """Whether the user's list has the host, or the host with this port."""
    name = f"[{host}]" if ":" in host else host
    return any(entry in (host, name, f"{name}:{port}") for entry in allowed)


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connections to checked addresses only. TLS still names and verifies the host, which the pool hands to it."""

    def __init__(self, allowed: frozenset[str], resolve: Resolver = resolve_name) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._sockets: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await asyncio.wait_for(self._resolve(host, port), timeout)
        except TimeoutError as error:
            raise PassingError(f"no address for {host} in time") from error
        except (OSError, UnicodeError) as error:
            raise PassingError(f"no address for {host}") from error
        if not is_allowed(host, port, self._allowed):
            for address in addresses:
                if not is_public(ipaddress.ip_address(address)):
                    raise RefusedError(f"{host} is a private address")
        fault: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError(f"no address for {host}")
        for address in addresses:
            try:
                return await self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
