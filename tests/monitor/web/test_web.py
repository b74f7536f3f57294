"""The page and the probes, asked over real HTTP."""

import asyncio
import http.client
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from monitor.metrics import Metrics
from monitor.status import Status
from monitor.web.app import View, application
from monitor.web.server import bind, serve
from tests.monitor.test_status import NOW, POLLER, TROUBLED, WELL
from tests.support.items import an_item
from workers.model.errors import OutOfReach, Permanent
from workers.model.item import Item


@dataclass(slots=True)
class FakeWatch:
    """What the page asks; `down` makes Redis unreachable, `hangs` keeps it from answering until `hung` is set."""

    status: Status = WELL
    items: tuple[Item, ...] = ()
    down: bool = False
    alive: bool = True
    asked: list[str] = field(default_factory=list)
    hangs: bool = False
    asked_once: asyncio.Event = field(default_factory=asyncio.Event)
    hung: asyncio.Event = field(default_factory=asyncio.Event)

    async def get_status(self) -> Status:
        self.asked.append("status")
        self.asked_once.set()
        if self.hangs:
            await self.hung.wait()
        if self.down:
            raise OutOfReach("Redis at 127.0.0.1:1 does not answer. Is it running?")
        return self.status

    async def get_items(self, count: int) -> tuple[Item, ...]:
        return self.items[:count]

    def view(self) -> View:
        return View(
            status=self.get_status,
            latest=self.get_items,
            loop_alive=lambda: self.alive,
            metrics=Metrics("1"),
            local_roles=POLLER,
            now=lambda: NOW,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


class Asker:
    def __init__(self, port: int) -> None:
        self.port = port

    async def get(self, path: str, **headers: str) -> Answer:
        return await asyncio.to_thread(
            self._get, path, {name.replace("_", "-"): value for name, value in headers.items()}
        )

    def _get(self, path: str, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            connection.close()


@asynccontextmanager
async def serving(watch: FakeWatch, *, token: str = "") -> AsyncIterator[Asker]:
    sock = bind("127.0.0.1:0")
    stop = asyncio.Event()
    app = application(watch.view(), listen_host="127.0.0.1", token=token)
    task = asyncio.create_task(serve(app, sock, stop))
    try:
        yield Asker(sock.getsockname()[1])
    finally:
        stop.set()
        await task


async def test_livez_never_asks_redis() -> None:
    watch = FakeWatch(down=True)
    async with serving(watch) as ask:
        answer = await ask.get("/livez")

    assert (answer.status, watch.asked) == (200, [])


async def test_a_stuck_loop_is_not_alive() -> None:
    async with serving(FakeWatch(alive=False)) as ask:
        assert (await ask.get("/livez")).status == 503


async def test_readyz_names_what_is_wrong() -> None:
    async with serving(FakeWatch(down=True)) as ask:
        answer = await ask.get("/readyz")

    assert answer.status == 503
    assert "does not answer" in json.loads(answer.body)["problems"][0]


async def test_readyz_is_good_when_all_is_well() -> None:
    async with serving(FakeWatch()) as ask:
        assert (await ask.get("/readyz")).status == 200


async def test_a_disabled_webhook_is_on_the_page_and_leaves_the_daemon_ready() -> None:
    async with serving(FakeWatch(status=TROUBLED)) as ask:
        assert "alert desk: disabled" in (await ask.get("/")).body
        assert (await ask.get("/readyz")).status == 200


async def test_metrics_answer_while_redis_is_down() -> None:
    async with serving(FakeWatch(down=True)) as ask:
        answer = await ask.get("/metrics")

    assert answer.status == 200
    assert "marsad_redis_up 0.0" in answer.body


async def test_a_foreign_host_header_is_refused_on_loopback_too() -> None:
    async with serving(FakeWatch()) as ask:
        assert (await ask.get("/", Host="evil.example")).status == 400
        assert (await ask.get("/livez", Host="localhost:1")).status == 200


async def test_with_a_token_only_its_bearer_gets_in() -> None:
    async with serving(FakeWatch(), token="secret-token") as ask:
        without = await ask.get("/")
        wrong = await ask.get("/", Authorization="Bearer nonsense")
        right = await ask.get("/", Authorization="Bearer secret-token")
        probe = await ask.get("/livez")

    assert [without.status, wrong.status, right.status, probe.status] == [401, 401, 200, 200]


async def test_the_page_shows_hostile_titles_as_text_only() -> None:
    evil = an_item(title="<script>alert(1)</script> \u202eإدلب\x1b[31m", language="ar", direction="rtl")
    async with serving(FakeWatch(items=(evil,))) as ask:
        page = (await ask.get("/")).body

    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert 'dir="rtl" lang="ar"' in page


async def test_a_link_that_is_not_http_never_becomes_a_link() -> None:
    evil = replace(an_item(), url="javascript:alert(1)")
    async with serving(FakeWatch(items=(evil,))) as ask:
        assert "javascript:" not in (await ask.get("/")).body


async def test_every_answer_carries_the_security_headers() -> None:
    async with serving(FakeWatch()) as ask:
        for path in ("/", "/livez", "/metrics", "/static/marsad.css", "/nowhere"):
            headers = (await ask.get(path)).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


async def test_a_taken_port_is_told_with_its_remedy() -> None:
    first = bind("127.0.0.1:0")
    try:
        with pytest.raises(Permanent, match=r"is taken by another program; set web.listen"):
            bind(f"127.0.0.1:{first.getsockname()[1]}")
    finally:
        first.close()
