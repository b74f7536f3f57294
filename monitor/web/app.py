"""The HTTP routes of the role `web`. Knows nothing of Redis: it is given functions that answer."""

import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.metrics import Metrics
from monitor.status import Status, complaints, unhealthy
from workers.model.errors import MarsadError
from workers.model.item import Item
from workers.model.plain import plain

CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SECURITY_HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page may ask. `status` and `latest` raise MarsadError while Redis is out of reach."""

    status: Callable[[], Awaitable[Status]]
    latest: Callable[[int], Awaitable[tuple[Item, ...]]]
    loop_alive: Callable[[], bool]
    metrics: Metrics
    local_roles: frozenset[str]
    now: Callable[[], datetime]


class Protected:
    """Checks Host and token before anything else, and adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], token: str) -> None:
        self._app = app
        self._hosts = hosts
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SECURITY_HEADERS]
            await send(message)

        refusal = self._refuse(Request(scope))
        await (refusal or self._app)(scope, receive, send_protected)

    def _refuse(self, request: Request) -> Response | None:
        host = host_name(request.headers.get("host", ""))
        if host not in self._hosts:
            return PlainTextResponse("This Host is not served here.\n", status_code=400)
        if not self._token or request.url.path in {"/livez", "/readyz"}:
            return None
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if secrets.compare_digest(given.encode(), self._token.encode()):
            return None
        return PlainTextResponse(
            "A token is needed: Authorization: Bearer …\n", status_code=401, headers={"www-authenticate": "Bearer"}
        )


def host_name(header: str) -> str:
    """The Host header without its port."""
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0].lower()


def served_hosts(listen_host: str) -> frozenset[str]:
    """Names under which the page may be asked; a listener on every address answers to any literal of this list."""
    hosts = {"127.0.0.1", "localhost", "[::1]", listen_host.lower()}
    try:
        if ipaddress.ip_address(listen_host.strip("[]")).version == 6:
            hosts.add(f"[{listen_host.strip('[]')}]")
    except ValueError:
        pass
    return frozenset(hosts)


def _environment() -> Environment:
    folder = files("monitor.web").joinpath("templates")
    pages = {page.name: page.read_text(encoding="utf-8") for page in folder.iterdir() if page.name.endswith(".html")}
    environment = Environment(loader=DictLoader(pages), autoescape=True)
    environment.tests["web"] = lambda url: str(url).startswith(("http://", "https://"))
    environment.filters["plain"] = lambda value: plain(str(value))
    return environment


class Pages:
    """One method a route."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._templates = _environment()
        self._style = files("monitor.web").joinpath("static", "marsad.css").read_text(encoding="utf-8")

    async def livez(self, _request: Request) -> Response:
        alive = self._view.loop_alive()
        return PlainTextResponse("ok\n" if alive else "the event loop is stuck\n", status_code=200 if alive else 503)

    async def readyz(self, _request: Request) -> Response:
        try:
            problems = unhealthy(await self._view.status(), hosts_roles=self._view.local_roles)
        except MarsadError as error:
            problems = (str(error),)
        return JSONResponse({"ready": not problems, "problems": problems}, status_code=503 if problems else 200)

    async def metrics(self, _request: Request) -> Response:
        try:
            status: Status | None = await self._view.status()
        except MarsadError:
            status = None
        return Response(self._view.metrics.render(status), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def style(self, _request: Request) -> Response:
        return Response(self._style, media_type="text/css")

    async def index(self, _request: Request) -> Response:
        page: dict[str, Any] = {"now": self._view.now(), "error": None, "status": None, "items": ()}
        try:
            page["status"] = await self._view.status()
            page["items"] = await self._view.latest(50)
            page["problems"] = (
                *unhealthy(page["status"], hosts_roles=self._view.local_roles),
                *complaints(page["status"]),
            )
        except MarsadError as error:
            page["error"] = str(error)
        code = 503 if page["error"] else 200
        return HTMLResponse(self._templates.get_template("index.html").render(page), status_code=code)


def application(view: View, *, listen_host: str, token: str) -> Starlette:
    pages = Pages(view)
    routes = [
        Route("/", pages.index),
        Route("/livez", pages.livez),
        Route("/readyz", pages.readyz),
        Route("/metrics", pages.metrics),
        Route("/static/marsad.css", pages.style),
    ]
    guard = Middleware(Protected, hosts=served_hosts(listen_host), token=token)
    return Starlette(routes=routes, middleware=[guard])
