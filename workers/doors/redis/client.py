"""The one factory of Redis clients: retries, timeouts, topology. Knows nothing of what is stored."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from redis.asyncio import Redis, Sentinel
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import AuthenticationError

from workers.doors.keys import Keys
from workers.doors.redis.address import Address, parse_address, unusable
from workers.doors.redis.connections import BY_SCHEME
from workers.doors.redis.link import Client, Lifetimes
from workers.doors.redis.store import Store

BLOCK_MS = 2000
"""How long a read waits for something new. Not much longer: a connection that died silently is noticed after it."""
SOCKET_TIMEOUT = 5.0
RETRIES = 4

T = TypeVar("T")


class BriefRetry(Retry):
    """Tries again after a lost connection (all our writes are scripts that bear it), never after a wrong password."""

    async def call_with_retry(
        self,
        do: Callable[[], Awaitable[T]],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,  # noqa: FBT001, FBT002 -- the signature is the library's
    ) -> T:
        def worth_it(error: Exception) -> bool:
            return not isinstance(error, AuthenticationError) and (is_retryable is None or is_retryable(error))

        return await super().call_with_retry(do, fail, worth_it, with_failure_count)


def connect(
    url: str,
    *,
    prefix: str = "marsad",
    lifetimes: Lifetimes | None = None,
    retries: int = RETRIES,
    block_ms: int = BLOCK_MS,
) -> Store:
    """Opens nothing yet: the first command does. Close with `await store.aclose()` or use `async with`."""
    address = parse_address(url, prefix=prefix)
    watchers: list[Redis] = []
    store = Store(
        _client(address, watchers, retries=retries, socket_timeout=SOCKET_TIMEOUT),
        _client(address, watchers, retries=0, socket_timeout=block_ms / 1000 + SOCKET_TIMEOUT),
        where=address.shown,
        keys=Keys(prefix=prefix),
        lifetimes=lifetimes or Lifetimes(),
        block_ms=block_ms,
    )
    store.closes_too(watchers)
    return store


def _client(address: Address, watchers: list[Redis], *, retries: int, socket_timeout: float) -> Client:
    options: dict[str, Any] = {
        "retry": BriefRetry(ExponentialWithJitterBackoff(base=0.05, cap=1.0), retries),
        "socket_timeout": socket_timeout,
        "socket_connect_timeout": SOCKET_TIMEOUT,
        "decode_responses": True,
        "legacy_responses": False,
    }
    if address.topology == "single":
        try:
            client = Redis.from_url(address.url, **options)
        except ValueError as error:
            raise unusable(
                f"{address.shown!r} is not an address of Redis ({error}); write redis://host:port/0"
            ) from error
        client.connection_pool.connection_class = BY_SCHEME[address.url.partition("://")[0]]
        return client
    options |= {"username": address.username, "password": address.password, **dict(address.options)}
    if address.topology == "cluster":
        nodes = [ClusterNode(host, port) for host, port in address.nodes]
        return RedisCluster(startup_nodes=nodes, ssl=address.tls, **options)
    return _sentinel_client(address, watchers, options)


def _sentinel_client(address: Address, watchers: list[Redis], options: dict[str, Any]) -> Redis:
    """A client that asks the sentinels for the primary whenever it connects."""
    patience = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0}
    sentinel: Any = cast("Any", Sentinel)(list(address.nodes), sentinel_kwargs=patience, **options)
    watchers += sentinel.sentinels
    return cast("Redis", sentinel.master_for(address.service, db=address.db, **({"ssl": True} if address.tls else {})))
