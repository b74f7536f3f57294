"""Which URLs may be asked for, and how they are shown in messages. Knows nothing of DNS or sockets."""

import ipaddress
import re
from functools import lru_cache

import httpx

from workers.model.errors import Permanent

MAX_URL = 2048
"""Characters as given; percent-encoding may lengthen what goes over the wire."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=4096)  # a poller asks the same addresses again and again; parsing one costs 60 µs
def vet(url: str, *, secret: bool = False) -> httpx.URL:
    """`url` as a URL that may be requested: http or https, a host without numeric tricks, no fragment.

    `secret`: the URL is the operator's own (a webhook): messages don't show it, and it may carry a user name.
    Raises Permanent with reason `bad_url` or `bad_scheme`.
    """
    where = "the URL" if secret else escaped(url)[:200]
    if len(url) > MAX_URL:
        raise _bad(where, f"it has {len(url)} characters; at most {MAX_URL} are accepted")
    if _CONTROL.search(url) or "\\" in url:
        raise _bad(where, "it contains a control character or a backslash, which programs read differently")
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise _bad(where, "it cannot be parsed") from error
    if parsed.scheme not in _DEFAULT_PORTS:
        raise Permanent(f"{where}: only http and https URLs are asked for", reason="bad_scheme")
    if parsed.userinfo and not secret:
        raise _bad(shown(parsed), "it carries a user name or password; give them as a header instead")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise _bad(where, "its port is not between 1 and 65535")
    _vet_host(host, where)
    if port_of(parsed) == _DEFAULT_PORTS[parsed.scheme]:
        parsed = parsed.copy_with(port=None)
    return parsed.copy_with(fragment=None) if parsed.fragment else parsed


def literal_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that `host` spells out, None for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]").replace("%25", "%"))
    except ValueError:
        return None


def port_of(url: httpx.URL) -> int:
    return url.port if url.port is not None else _DEFAULT_PORTS.get(url.scheme, 0)


def same_home(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether what was meant for `one` (credentials, validators) may be sent to `other`; https never leaks to http."""
    upgraded = one.scheme == "http" and other.scheme == "https" and one.port is None and other.port is None
    return one.raw_host == other.raw_host and (upgraded or (one.scheme, one.port) == (other.scheme, other.port))


def shown(url: httpx.URL, *, secret: bool = False) -> str:
    """For messages and logs: without query and user name, which may hold secrets; only the host where all is secret."""
    host = url.raw_host.decode("ascii", "replace")
    host = f"[{host}]" if ":" in host else host
    port = "" if url.port is None else f":{url.port}"
    path = "" if secret else url.raw_path.split(b"?")[0].decode("ascii", "replace")
    return escaped(f"{url.scheme}://{host}{port}{path}")[:300]


def escaped(text: str) -> str:
    """Printable: control characters are written as hexadecimal escapes."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def _vet_host(host: str, where: str) -> None:
    """Refuse what resolvers would read as an address in disguise: decimal, octal, hex and short forms."""
    if not host:
        raise _bad(where, "it names no host")
    if literal_address(host) is not None:
        return
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise _bad(where, "its host name is malformed")
    if _NUMERIC_LABEL.fullmatch(host.rstrip(".").rsplit(".", 1)[-1]):
        raise _bad(where, "its host is a number that is not a plain IPv4 address")


def _bad(where: str, why: str) -> Permanent:
    return Permanent(f"{where}: this URL is not asked for: {why}", reason="bad_url")
