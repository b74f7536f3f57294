"""Many small connection pools instead of one large one, each under the address guard. Knows nothing of redirects.

A pool looks at all its connections for each request: with 20 busy hosts a 304 costs 0.4 ms of CPU where each has a
pool of its own, 1.4 ms where they share one (measured on loopback).
"""

import ipaddress
import ssl
import zlib
from dataclasses import dataclass

import httpcore
import httpx

from config.settings import HttpSettings
from workers.doors.http.addresses import Network, Policy
from workers.doors.http.guard import Guard, Resolve
from workers.doors.http.urls import literal_address, port_of
from workers.model.errors import Permanent

SHARDS = 64
_LIMITS = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=4.0)
_OWN_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=32, keepalive_expiry=4.0)
# 4 s: shorter than the 5 s after which many servers hang up, or requests would race with that. httpcore 1.0 counts busy
# connections among those kept alive, so with a lower number a busy host gets a new connection for almost every request.


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport with our own network backend, so that every connection passes the guard.

    It is used without httpx's client: no cookies, no automatic redirects, no environment, no URLs in logs.
    """

    def __init__(
        self,
        backend: httpcore.AsyncNetworkBackend | None,
        *,
        verify: ssl.SSLContext,
        proxy: str | None,
        limits: httpx.Limits = _LIMITS,
    ) -> None:
        super().__init__(verify=verify, trust_env=False, limits=limits, proxy=proxy)
        if backend is not None:
            if not isinstance(getattr(self._pool, "_network_backend", None), httpcore.AsyncNetworkBackend):
                raise RuntimeError("this httpx has no network backend to guard; install httpx 0.28")
            self._pool._network_backend = backend  # noqa: SLF001 - 0.28 has no public way; a test holds it


@dataclass(frozen=True, slots=True)
class _Lane:
    """What must not share connections: a connection made under a laxer policy is not reused under a stricter one."""

    private: bool
    proxied: bool
    shard: int
    own: bool = False


class Transports:
    """Makes the transport for a host when it is first needed, and keeps it."""

    def __init__(self, settings: HttpSettings, *, resolve: Resolve, verify: ssl.SSLContext) -> None:
        self._proxy = _vetted_proxy(settings.proxy.get_secret_value())
        self._allow = tuple(_network(name) for name in settings.allow)
        self._resolve = resolve
        self._verify = verify
        self._open: dict[_Lane, GuardedTransport] = {}

    async def warm_up(self) -> None:
        """Loads what the first request would load while everybody else waits: 12 to 100 ms of imports."""
        await httpcore.AnyIOBackend().sleep(0)

    def __getitem__(self, target: tuple[httpx.URL, bool]) -> GuardedTransport:
        url, private = target
        lane = _Lane(private, self._through_proxy(url, private=private), zlib.crc32(url.raw_host) % SHARDS)
        return self._opened(lane)

    def own(self, url: httpx.URL, *, private: bool) -> GuardedTransport:
        """A pool for this host and port alone, as large as its callers ask for: who hangs there hangs nobody else."""
        shard = zlib.crc32(url.raw_host + b":%d" % port_of(url))
        return self._opened(_Lane(private, self._through_proxy(url, private=private), shard, own=True))

    def _opened(self, lane: _Lane) -> GuardedTransport:
        transport = self._open.get(lane)
        if transport is None:
            transport = self._open[lane] = self._made(lane)
        return transport

    async def aclose(self) -> None:
        while self._open:
            _, transport = self._open.popitem()
            await transport.aclose()

    def _made(self, lane: _Lane) -> GuardedTransport:
        limits = _OWN_LIMITS if lane.own else _LIMITS
        if lane.proxied:  # the proxy looks names up and connects; its own address is the operator's choice
            return GuardedTransport(None, verify=self._verify, proxy=self._proxy, limits=limits)
        guard = Guard(Policy(allow=self._allow, private=lane.private), self._resolve)
        return GuardedTransport(guard, verify=self._verify, proxy=None, limits=limits)

    def _through_proxy(self, url: httpx.URL, *, private: bool) -> bool:
        """Private targets and those of http.allow are asked directly. Vets what can be vetted without a lookup."""
        if self._proxy is None or private:
            return False
        host, port = url.raw_host.decode("ascii"), port_of(url)
        policy = Policy(allow=self._allow)
        literal = literal_address(host)
        if literal is None and host.rstrip(".").rsplit(".", 1)[-1] == "localhost":
            literal = ipaddress.IPv4Address("127.0.0.1")
        if literal is None:
            Policy().vet_port(host, port)
            return True
        policy.vet(host, port, (literal,))
        return not policy.exempts(literal)


def _vetted_proxy(url: str) -> str | None:
    if url and not url.startswith(("http://", "https://")):
        raise Permanent("http.proxy must be an http:// or https:// URL", reason="bad_url")
    return url or None


def _network(name: str) -> Network:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError as error:
        message = f'http.allow: {name!r} is no network; write it as "127.0.0.0/8" or "fd00::/8"'
        raise Permanent(message, reason="blocked_address") from error
