"""A host that asks to be left alone is, for a while; an entry does not wait for it for ever."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.settings import PollingSettings
from tests.support.entries import an_entry, poll
from workers.doors.http.client import Http
from workers.doors.http.response import Headers, Response
from workers.doors.http.robots import Permission, Robots
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.polls import host_of
from workers.doors.redis.store import Store
from workers.doors.redis.work import read_new
from workers.model.article import Page
from workers.model.errors import Temporary
from workers.pages import COOL_DOWN, LONGEST_WAIT, LONGEST_WISH, HostNotDue, NoPage, Pages

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENTRY = an_entry(1)
HOST = host_of(ENTRY.url or "")
WEEK = 7 * 86_400


class Site(Http):
    """Answers every request with one status, and a wish to be left alone for so many seconds."""

    def __init__(self, status: int = 200, wish: int | None = None) -> None:
        self.status, self.wish, self.asked = status, wish, 0

    async def get(self, url: str, **_: object) -> Response:
        self.asked += 1
        fields = (("retry-after", str(self.wish)),) if self.wish is not None else ()
        return Response(url=url, status=self.status, headers=Headers(fields=fields), body=b"<p>x</p>")


class NoRobots(Robots):
    def __init__(self) -> None:
        """Everything is allowed."""

    async def ask(self, url: str) -> Permission:
        return Permission(allowed=True)


def pages_of(store: Store, site: Site) -> Pages:
    return Pages(store, site, NoRobots(), PollingSettings(), now=lambda: NOW)


def work(**known: int) -> WorkEntry:
    return replace(WorkEntry(work_id="1-1", entry=ENTRY), **known)  # type: ignore[arg-type]


async def cooling(store: Store) -> float:
    """Seconds that nobody asks the host."""
    until = float(await store.command("ZSCORE", store.keys.hosts, HOST) or 0)
    return (until - await store.now_ms()) / 1000


@pytest.mark.parametrize("status", [429, 503])
async def test_one_page_cools_its_host_for_a_quarter_of_an_hour_at_most(store: Store, status: int) -> None:
    assert await pages_of(store, Site(status, WEEK)).fetch(work(), None) == NoPage(reason=f"http_{status}")

    assert LONGEST_WISH - 60 < await cooling(store) <= LONGEST_WISH


async def test_a_small_wish_is_obeyed_and_the_page_asked_for_again(store: Store) -> None:
    with pytest.raises(Temporary) as caught:
        await pages_of(store, Site(429, 60)).fetch(work(), None)

    assert caught.value.retry_after == 60
    assert 30 < await cooling(store) <= 60


async def test_a_host_that_does_not_say_how_long_is_asked_again_before_patience_ends(store: Store) -> None:
    pages = pages_of(store, Site(503))
    with pytest.raises(Temporary):
        await pages.fetch(work(), None)

    assert isinstance(await pages.fetch(work(tries=1), None), HostNotDue)
    assert COOL_DOWN < LONGEST_WAIT


async def test_an_entry_waits_for_its_host_ten_minutes_in_all(store: Store) -> None:
    site = Site()
    pages = pages_of(store, site)
    await store.cool_host(HOST, await store.now_ms() + 120_000)

    early = await pages.fetch(work(), None)
    tired = await pages.fetch(work(waited_ms=int(LONGEST_WAIT * 1000) - 1000), None)

    assert isinstance(early, HostNotDue)
    assert tired == NoPage(reason="host_not_due")
    assert site.asked == 0


async def test_a_host_that_cools_for_longer_than_an_entry_waits_is_not_waited_for(store: Store) -> None:
    await store.cool_host(HOST, await store.now_ms() + 800_000)

    assert await pages_of(store, Site()).fetch(work(), None) == NoPage(reason="host_not_due")


async def test_a_host_that_is_due_is_asked_however_long_the_entry_waited(store: Store) -> None:
    assert isinstance(await pages_of(store, Site()).fetch(work(waited_ms=WEEK * 1000), None), Page)


async def test_what_an_entry_waited_is_remembered_while_it_waits(store: Store) -> None:
    await poll(store, ENTRY)
    waited = []
    for _ in range(3):
        (got,) = await read_new(store, "w", block_ms=100)
        waited.append(got.waited_ms)
        await store.delay(got, 2000)
        await store.command("ZADD", store.keys.retry, 1, got.member)
        await store.move_due()

    assert waited == [0, 2000, 4000]
