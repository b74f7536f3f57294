"""The HTTP client: redirects by hand, one deadline for the whole exchange, failures with stable names.

Knows nothing of robots.txt, of pacing, or of what a status means to its caller.
"""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from config.settings import HttpSettings
from workers.doors.http import urls
from workers.doors.http.failures import late, named, placed
from workers.doors.http.guard import Resolve, SystemResolver
from workers.doors.http.incoming import headers_of, location_of, read, read_courteously
from workers.doors.http.outgoing import Validators, basic_auth, conditions, for_strangers, request_headers
from workers.doors.http.response import Response
from workers.doors.http.transport import Transports
from workers.model.errors import Permanent, Temporary

MAX_HOPS = 5
MAX_POST_ANSWER = 64 * 1024

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds for single steps; the deadline of a call ends everything."""

    connect: float = 5.0
    read: float = 15.0
    write: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the caller of `get` wants, hop after hop."""

    headers: Mapping[str, str]
    max_body: int
    private: bool
    validators: Validators | None
    cut: bool


class Http:
    """Use as `async with Http(settings.http, version=…) as http`."""

    def __init__(
        self,
        settings: HttpSettings,
        *,
        version: str,
        resolve: Resolve | None = None,
        timeouts: Timeouts | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self.user_agent = f"marsad/{version} (+{settings.contact})" if settings.contact else f"marsad/{version}"
        self._timeouts = timeouts or Timeouts()
        # trust_env here means SSL_CERT_FILE and SSL_CERT_DIR only: the operator's own certificate authorities.
        verify = verify or httpx.create_ssl_context()
        self._transports = Transports(settings, resolve=resolve or SystemResolver(), verify=verify)

    async def __aenter__(self) -> Self:
        await self._transports.warm_up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transports.aclose()

    async def get(  # noqa: PLR0913 - each is a bound or an option of one exchange, all keyword-only
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        deadline: float,
        max_body: int,
        allow_private: bool = False,
        validators: Validators | None = None,
        cut: bool = False,
    ) -> Response:
        """Follow up to five redirects from `url` and read the answer, all within `deadline` seconds.

        `cut`: of a body larger than `max_body` the beginning is returned instead of `body_too_large`.
        Any status is an answer. Raises Temporary or Permanent when there is none.
        """
        first = urls.vet(url)
        asked = _Asked(headers=headers or {}, max_body=max_body, private=allow_private, validators=validators, cut=cut)
        try:
            async with asyncio.timeout(deadline) as limit:
                return await self._follow(first, asked, limit)
        except TimeoutError as error:
            raise late(urls.shown(first), deadline) from error

    async def post(
        self,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        deadline: float,
        allow_private: bool = False,
    ) -> Response:
        """Send `content` to an operator's endpoint. Redirects are not followed; of the answer 64 KiB are kept.

        The status decides: an answer whose body is late, broken or endless is still an answer.
        Messages never show more of `url` than its host.
        """
        target = urls.vet(url, secret=True)
        where = urls.shown(target, secret=True)
        fields = request_headers(self.user_agent, {**basic_auth(target), **(headers or {})}, encoding="identity")
        request = self._request("POST", target.copy_with(userinfo=b""), fields, content)
        started = time.monotonic()
        try:
            async with (
                asyncio.timeout(deadline) as limit,
                self._sent(request, where, private=allow_private, own=True) as answer,
            ):
                body = await read_courteously(answer, limit, at_most=MAX_POST_ANSWER)
        except TimeoutError as error:
            raise late(where, deadline) from error
        elapsed = time.monotonic() - started
        return Response(url=where, status=answer.status_code, headers=headers_of(answer), body=body, elapsed=elapsed)

    async def _follow(self, target: httpx.URL, asked: _Asked, limit: asyncio.Timeout) -> Response:
        started = time.monotonic()
        hops: list[tuple[int, str]] = []
        while True:
            where = urls.shown(target)
            fields = request_headers(self.user_agent, {**asked.headers, **conditions(asked.validators, target)})
            async with self._sent(self._request("GET", target, fields), where, private=asked.private) as answer:
                location = location_of(answer) if answer.status_code in _REDIRECTS else None
                if location is None:
                    body = await read(answer, limit, max_body=asked.max_body, cut=asked.cut)
                    return Response(
                        url=str(target),
                        status=answer.status_code,
                        headers=headers_of(answer),
                        body=body,
                        hops=tuple(hops),
                        elapsed=time.monotonic() - started,
                    )
                # The answer is closed unread: a redirect's body is of no use and may be endless.
            hops.append((answer.status_code, str(target)))
            following = _target(target, location)
            _vet_hop(following, hops)
            if not urls.same_home(target, following):
                asked = replace(asked, headers=for_strangers(asked.headers))
            target = following

    @contextlib.asynccontextmanager
    async def _sent(
        self, request: httpx.Request, where: str, *, private: bool, own: bool = False
    ) -> AsyncIterator[httpx.Response]:
        """The answer to `request`, its body unread; failures inside come out under our names."""
        try:
            lanes = self._transports
            transport = lanes.own(request.url, private=private) if own else lanes[request.url, private]
            answer = await transport.handle_async_request(request)
            try:
                yield answer
            finally:
                await answer.aclose()
        except (Temporary, Permanent) as error:
            raise placed(error, where) from error
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise named(error, where) from error

    def _request(
        self, method: str, url: httpx.URL, fields: list[tuple[bytes, bytes]], content: bytes | None = None
    ) -> httpx.Request:
        steps = {"connect": self._timeouts.connect, "read": self._timeouts.read, "write": self._timeouts.write}
        # Waiting for a free connection (pool) ends with the deadline of the call. Host is ours because httpx would
        # decode the name for it, and fail on labels that IDNA 2008 does not know (emoji domains).
        fields = [(b"host", url.netloc), *fields]
        return httpx.Request(
            method, url, headers=fields, content=content, extensions={"timeout": {**steps, "pool": None}}
        )


def _target(base: httpx.URL, location: str) -> httpx.URL:
    try:
        return urls.vet(urljoin(str(base), location.strip()))
    except ValueError as error:
        raise Permanent(f"{urls.shown(base)}: it redirects to something that is no URL", reason="bad_url") from error
    except Permanent as error:
        raise Permanent(f"{urls.shown(base)}: it redirects to {error}", reason=error.reason) from error


def _vet_hop(following: httpx.URL, hops: list[tuple[int, str]]) -> None:
    first = hops[0][1]
    if str(following) in {url for _, url in hops}:
        raise Permanent(f"{urls.shown(following)}: the redirects lead back here", reason="redirect_loop")
    if len(hops) > MAX_HOPS:
        where = urls.shown(httpx.URL(first))
        raise Permanent(f"{where}: more than {MAX_HOPS} redirects", reason="too_many_redirects")
