"""What each failure of an exchange is called, and whether trying again may help.

Temporary: `deadline`, `dns_error`, `connect_error`, `connect_timeout`, `read_timeout`, `write_timeout`,
`connection_lost`, `protocol_error`, `tls_error`, `proxy_error`.
Permanent: `bad_url`, `bad_scheme`, `bad_header`, `bad_encoding`, `blocked_address`, `blocked_port`, `body_too_large`,
`redirect_loop`, `too_many_redirects`.
"""

import ssl

import httpx

from workers.doors.http.urls import escaped
from workers.model.errors import MarsadError, Permanent, Temporary

_REASONS: tuple[tuple[type[Exception], str, str], ...] = (
    (httpx.ConnectTimeout, "connect_timeout", "the server did not accept the connection in time"),
    (httpx.ReadTimeout, "read_timeout", "the server fell silent"),
    (httpx.WriteTimeout, "write_timeout", "the server stopped taking the request"),
    (httpx.ProxyError, "proxy_error", "the proxy of http.proxy refused"),
    (httpx.RemoteProtocolError, "protocol_error", "the server broke the rules of HTTP or ended too early"),
    (httpx.ConnectError, "connect_error", "no connection could be made"),
    (httpx.NetworkError, "connection_lost", "the connection broke"),
    (OSError, "connection_lost", "the connection broke"),
)


def named(error: Exception, where: str) -> Temporary | Permanent:
    """`error`, raised while talking to `where`, as one of our own."""
    if isinstance(error, httpx.LocalProtocolError):
        return Permanent(f"{where}: a header cannot be sent: {_detail(error)}", reason="bad_header")
    tls = _tls_cause(error)
    if tls is not None:
        return Temporary(f"{where}: no trusted TLS connection: {_detail(tls)}", reason="tls_error")
    for kind, reason, meaning in _REASONS:
        if isinstance(error, kind):
            return Temporary(f"{where}: {meaning} ({_detail(error)})", reason=reason)
    return Temporary(f"{where}: {_detail(error)}", reason="protocol_error")


def placed(error: Temporary | Permanent, where: str) -> Temporary | Permanent:
    """The same failure, its message opening with the URL it happened at."""
    message = str(error) if str(error).startswith(where) else f"{where}: {error}"
    if isinstance(error, Temporary):
        return Temporary(message, reason=error.reason, retry_after=error.retry_after)
    return Permanent(message, reason=error.reason)


def late(where: str, deadline: float) -> Temporary:
    return Temporary(f"{where}: the exchange was not over after {deadline:g} s", reason="deadline")


def _tls_cause(error: BaseException) -> ssl.SSLError | None:
    """The TLS failure under a connection error. Waiting for more bytes is an SSLError too, but no failure."""
    seen: BaseException | None = error
    for _ in range(8):
        if isinstance(seen, ssl.SSLError) and not isinstance(seen, ssl.SSLWantReadError | ssl.SSLWantWriteError):
            return seen
        if seen is None or isinstance(seen, MarsadError):
            return None
        seen = seen.__cause__ or seen.__context__
    return None


def _detail(error: BaseException) -> str:
    return escaped(str(error))[:200] or type(error).__name__
