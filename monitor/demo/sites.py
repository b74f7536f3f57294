"""Outlets as HTTP sites on loopback, a port each, with feeds, and a webhook receiver. Knows nothing of grading."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor.demo.corpus import Outlet

Received = Callable[[Mapping[str, str], bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    outlet: Outlet
    root: str

    @property
    def feed_url(self) -> str:
        return f"{self.root}/feed.xml"

    def url_of(self, path: str) -> str:
        return f"{self.root}{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """All demo sites and the address that takes webhooks."""

    sites: tuple[Site, ...]
    webhook_url: str


def rss(site: Site, *, now: datetime) -> str:
    """The site's feed: titles and links only, so that the pages must be read."""
    stamp = format_datetime(now)
    items = "".join(
        f"<item><title>{escape(article.title)}</title><link>{escape(site.url_of(article.path))}</link>"
        f'<guid isPermaLink="true">{escape(site.url_of(article.path))}</guid><pubDate>{stamp}</pubDate></item>'
        for article in site.outlet.articles
    )
    name = escape(site.outlet.name)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>{escape(site.root)}/</link><description>{name}</description>{items}</channel></rss>"
    )


class _Application:
    """Answers for every port: which site is meant is told by the port that was asked."""

    def __init__(self, sites: dict[int, Site], received: Received, *, now: datetime) -> None:
        self._sites = sites
        self._received = received
        self._now = now

    async def __call__(self, scope: dict[str, object], receive: object, send: object) -> None:
        request = Request(scope, receive)  # type: ignore[arg-type]  # uvicorn hands over plain ASGI callables
        response = await self._answer(request)
        await response(scope, receive, send)  # type: ignore[arg-type]

    async def _answer(self, request: Request) -> Response:
        site = self._sites.get(request.scope["server"][1])
        if site is None:
            await self._received(dict(request.headers), await request.body())
            return PlainTextResponse("received", status_code=200)
        if request.url.path == "/feed.xml":
            return Response(rss(site, now=self._now), media_type="application/rss+xml", headers={"etag": '"demo"'})
        for article in site.outlet.articles:
            if article.path == request.url.path:
                # Without a charset: what the document itself declares counts, as on real sites.
                return Response(article.page, headers={"content-type": "text/html"})
        return PlainTextResponse("not found", status_code=404)


class _Quiet(uvicorn.Server):
    """The daemon owns the signals, not the demo's web server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve(outlets: tuple[Outlet, ...], received: Received, *, now: datetime) -> AsyncIterator[Village]:
    """Serve all outlets on free loopback ports until the block ends."""
    sockets = [_free_port() for _ in range(len(outlets) + 1)]
    roots = [f"http://127.0.0.1:{sock.getsockname()[1]}" for sock in sockets]
    sites = tuple(Site(outlet=outlet, root=root) for outlet, root in zip(outlets, roots, strict=False))
    by_port = {sock.getsockname()[1]: site for sock, site in zip(sockets, sites, strict=False)}
    config = uvicorn.Config(
        _Application(by_port, received, now=now), lifespan="off", log_level="critical", access_log=False, ws="none"
    )
    server = _Quiet(config)
    task = asyncio.create_task(server.serve(sockets))
    try:
        yield Village(sites=sites, webhook_url=f"{roots[-1]}/webhook")
    finally:
        server.should_exit = True
        await task
        for sock in sockets:
            sock.close()


def _free_port() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    sock.listen(128)
    return sock
