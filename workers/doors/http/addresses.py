"""Which addresses and ports may be connected to. Pure: knows nothing of DNS, sockets or URLs."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from workers.model.errors import Permanent

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*names: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name) for name in names)


# Explicit lists, because ipaddress.is_global says True for NAT64, 6to4, multicast and more on Python 3.11.
_NOT_PUBLIC_4 = _networks(
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip
_PUBLIC_6 = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC_6 = _networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
# What a webhook on the operator's own network may use. Link-local is not in it: cloud metadata lives there.
_PRIVATE = _networks(
    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7",
)  # fmt: skip
_PORTS = frozenset({80, 443})


def is_public(address: Address) -> bool:
    """Whether `address` is a global unicast address of the internet."""
    address = unwrapped(address)
    if isinstance(address, ipaddress.IPv4Address):
        return not _within(address, _NOT_PUBLIC_4)
    return address in _PUBLIC_6 and not _within(address, _NOT_PUBLIC_6)


def unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped one."""
    return getattr(address, "ipv4_mapped", None) or address


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`allow`: networks exempt from every rule. `private`: private networks and any port are fine too."""

    allow: tuple[Network, ...] = ()
    private: bool = False

    def exempts(self, address: Address) -> bool:
        return _within(unwrapped(address), self.allow)

    def vet_port(self, host: str, port: int) -> None:
        """Refuse `port` before any lookup, where no address could make it acceptable."""
        if not self.allow and not self.private:
            _require_web_port(host, port)

    def vet(self, host: str, port: int, answers: Iterable[Address]) -> None:
        """Raise Permanent unless `host` may be connected to: every one of its addresses must be acceptable."""
        addresses = tuple(answers)
        refused = [address for address in addresses if not self._accepts(address)]
        if refused:
            raise Permanent(
                f"{host} has the address {refused[0]}, which is not a public one; if it is meant, "
                "list its network in http.allow (or set allow_private for a webhook)",
                reason="blocked_address",
            )
        if not self.private and not all(self.exempts(address) for address in addresses):
            _require_web_port(host, port)

    def _accepts(self, address: Address) -> bool:
        if self.exempts(address) or is_public(address):
            return True
        return self.private and _within(unwrapped(address), _PRIVATE)


def _require_web_port(host: str, port: int) -> None:
    if port not in _PORTS:
        raise Permanent(
            f"{host}: port {port} is not asked; only 80 and 443 are, unless the host's network is in http.allow",
            reason="blocked_port",
        )


def _within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
