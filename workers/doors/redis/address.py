"""Redis addresses as users write them, taken apart. Knows nothing of connections."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote

from config.problems import ConfigError, Problem

Topology = Literal["single", "sentinel", "cluster"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`nodes` are (host, port); for a single server `url` is what redis-py understands. `shown` has no password."""

    topology: Topology
    shown: str
    url: str = ""
    nodes: tuple[tuple[str, int], ...] = ()
    service: str = ""
    db: int = 0
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    options: tuple[tuple[str, str], ...] = ()


def parse_address(url: str, *, prefix: str) -> Address:
    """Raises ConfigError that names redis.url or redis.prefix and the remedy."""
    scheme, _, rest = url.partition("://")
    if scheme in ("redis", "rediss", "unix"):
        return Address(topology="single", shown=shown(url), url=url)
    if scheme not in ("redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster"):
        raise unusable(
            f"{shown(url)!r} is not an address of Redis; write redis://, rediss://, unix://, "
            "redis+sentinel://host1,host2/name/0 or redis+cluster://host1,host2",
        )
    authority, _, path = rest.partition("?")[0].partition("/")
    credentials, _, hosts = authority.rpartition("@")
    username, _, password = credentials.partition(":")
    topology: Topology = "sentinel" if scheme.endswith("sentinel") else "cluster"
    service, _, db = path.partition("/")
    if topology == "sentinel" and not service:
        raise unusable(f"{shown(url)!r} does not name the service; write redis+sentinel://host1,host2/name/0")
    if topology == "cluster" and not ("{" in prefix and "}" in prefix.partition("{")[2]):
        raise unusable(
            f'with a cluster all keys must share one slot; set redis.prefix = "{{{prefix}}}" (now "{prefix}")',
            path="redis.prefix",
        )
    return Address(
        topology=topology,
        shown=shown(url),
        nodes=tuple(_node(host, 26379 if topology == "sentinel" else 6379) for host in hosts.split(",") if host),
        service=unquote(service),
        db=_number(db or "0", url) if topology == "sentinel" else 0,
        username=unquote(username) or None,
        password=unquote(password) or None,
        tls=scheme.startswith("rediss"),
        options=tuple((name, value) for name, value in parse_qsl(url.partition("?")[2]) if name.startswith("ssl_")),
    )


def shown(url: str) -> str:
    """The address without its password, for messages."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    credentials, at, hosts = authority.rpartition("@")
    if scheme == "unix":
        return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path.partition('?')[0]}"
    user = credentials.partition(":")[0]
    return f"{scheme}{separator}{f'{user}@' if at and user else ''}{hosts}{slash}{path.partition('?')[0]}"


def _node(text: str, port: int) -> tuple[str, int]:
    host, colon, digits = text.rpartition(":")
    if not colon or text.endswith("]"):
        return text.strip("[]"), port
    if not digits.isdigit():
        raise unusable(f"{text!r} is not host:port")
    return host.strip("[]"), int(digits)


def _number(digits: str, url: str) -> int:
    if not digits.isdigit():
        raise unusable(f"{shown(url)!r} ends in {digits!r}, which is not the number of a database")
    return int(digits)


def unusable(message: str, *, path: str = "redis.url") -> ConfigError:
    return ConfigError((Problem(file="configuration", line=None, path=path, message=message),))
