"""Several pollers on one Redis, killed, late, throttled, cut off: every entry once, every host at its pace."""

import asyncio
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from monitor.poll.result import PollResult
from tests.support.feeds import Inline, conditional, dated, item, many, rss
from tests.support.hostile import Behaviour, Hostile, Request, answer
from workers.doors.clock import utc_now
from workers.doors.http.client import Http
from workers.doors.redis.client import connect
from workers.doors.redis.polls import Claim, PollCommit
from workers.doors.redis.store import Store

QUICK = Settings(polling=PollingSettings(host_gap=0.0, timeout=5.0))


def sources(server: Hostile, count: int, *, hosts: int = 1) -> tuple[Source, ...]:
    """Sources `s0`… on so many hosts: every 127.0.0.x is the same server."""
    return tuple(
        Source(id=f"s{n}", name=f"s{n}", url=server.url(f"/feed/{n}", host=f"127.0.0.{n % hosts + 1}"), focus="syria")
        for n in range(count)
    )


async def announced(store: Store) -> list[str]:
    rows = await store.command("XRANGE", store.keys.entries, "-", "+")
    fields = [dict(zip(row[1][::2], row[1][1::2], strict=True)) if isinstance(row[1], list) else row[1] for row in rows]
    return [json.loads(one["entry"])["guid"] for one in fields]


async def until(condition: Callable[[], object], *, seconds: float = 90.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it waits for other processes, too
            await asyncio.sleep(0.01)


@asynccontextmanager
async def polling(poller: Poller) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(poller.run(stop))
    yield
    stop.set()
    await task


def fresh(*numbers: int) -> str:
    return rss(*(item(n, pubDate=dated(utc_now())) for n in numbers))


async def test_10_two_pollers_share_the_sources_and_poll_none_twice(server: Hostile, http: Http, store: Store) -> None:
    results: list[PollResult] = []
    chosen = sources(server, 200, hosts=50)
    for n in range(200):
        server.on(f"/feed/{n}", conditional(many([n]).encode()))
    one = Poller(store, http, Inline(), chosen, QUICK, told=results.append)
    two = Poller(store, http, Inline(), chosen, QUICK, told=results.append)
    await store.schedule_sources(chosen, spread_ms=1)
    async with polling(one), polling(two):
        await until(lambda: len(results) >= 200)

    assert Counter(request.path for request in server.requests) == Counter(f"/feed/{n}" for n in range(200))
    assert {result.outcome for result in results} == {"unchanged"}


async def test_10_the_leases_of_a_killed_poller_are_taken_over(server: Hostile, http: Http, store: Store) -> None:
    hang = asyncio.Event()

    async def stuck(_: Request, __: asyncio.StreamWriter) -> None:
        await hang.wait()

    chosen = sources(server, 3)
    for n in range(3):
        server.on(f"/feed/{n}", stuck, conditional(many([n]).encode()))
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.poller_process", "unix://" + _socket(store), store.keys.prefix,
        *(source.url for source in chosen), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await until(lambda: len(server.requests) >= 3)
    victim.send_signal(signal.SIGKILL)
    await victim.wait()
    results: list[PollResult] = []
    async with polling(Poller(store, http, Inline(), chosen, QUICK, told=results.append)):
        await until(lambda: len(results) >= 3)

    assert {result.outcome for result in results} == {"unchanged"}
    hang.set()


async def test_11_a_stale_poller_cannot_commit(server: Hostile, http: Http, store: Store) -> None:
    (source,) = sources(server, 1)
    await store.schedule_sources([source], spread_ms=1)
    (stale,) = await _claims(store, lease_ms=1)
    (current,) = await _claims(store, lease_ms=60_000)
    late = await store.poll_commit(_commit(source, stale.token, etag="stale"))
    timely = await store.poll_commit(_commit(source, current.token, etag="current"))

    assert (late.accepted, timely.accepted) == (False, True)
    assert (await store.feed_record(source.id))["etag"] == "current"


async def test_08_and_09_killed_at_any_moment_nothing_is_lost_and_nothing_comes_twice(
    server: Hostile, store: Store
) -> None:
    """Each feed grows by one entry at every request; an ETag that was stored without its entries would hide one."""
    grown: Counter[str] = Counter()

    async def growing(request: Request, out: asyncio.StreamWriter) -> None:
        if grown[request.path] < 12 and request.headers.get("if-none-match", '"0"') == f'"{grown[request.path]}"':
            grown[request.path] += 1
        number = int(request.path.rsplit("/", 1)[1]) * 100
        body = fresh(*(number + n for n in range(grown[request.path], 0, -1))).encode()
        await conditional(body, etag=f'"{grown[request.path]}"')(request, out)

    chosen = sources(server, 4)
    for n in range(4):
        server.on(f"/feed/{n}", growing)
    command = [sys.executable, "-m", "tests.support.poller_process", "unix://" + _socket(store), store.keys.prefix]
    for round_number in range(5):
        process = await asyncio.create_subprocess_exec(
            *command, *(source.url for source in chosen), stdout=asyncio.subprocess.PIPE
        )
        before = len(server.requests)
        await until(lambda: len(server.requests) >= before + 4)  # noqa: B023 - evaluated in this round
        await asyncio.sleep(0.0007 * round_number)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="test") as http:
        settings = QUICK.model_copy(
            update={"polling": PollingSettings(host_gap=0.0, min_interval=0.2, max_interval=0.2)}
        )
        poller = Poller(store, http, Inline(), chosen, settings, lease_ms=1500)
        async with polling(poller):
            await until(lambda: min(grown.values()) >= 8)

    expected = {f"guid-{int(path.rsplit('/', 1)[1]) * 100 + n}" for path in grown for n in range(1, grown[path] + 1)}
    found = await announced(store)
    missing = {name for name in expected - set(found) if int(name.rsplit("-", 1)[1]) % 100 < min(grown.values())}
    assert missing == set()
    assert Counter(found).most_common(1)[0][1] == 1


async def test_12_a_429_keeps_everybody_away_from_that_host_and_from_no_other(
    server: Hostile, http: Http, store: Store
) -> None:
    chosen = sources(server, 12, hosts=2)
    server.on("/feed/0", answer(429, headers={"Retry-After": "120"}))
    for n in range(1, 12):
        server.on(f"/feed/{n}", conditional(many([n]).encode()))
    settings = Settings(polling=PollingSettings(host_gap=0.2, timeout=5.0))
    results: list[PollResult] = []
    await store.schedule_sources(chosen[:1], spread_ms=1)
    await Poller(store, http, Inline(), chosen[:1], settings).poll_all_once()
    asked = len(server.requests)
    await store.schedule_sources(chosen, spread_ms=1)
    async with polling(Poller(store, http, Inline(), chosen, settings, told=results.append)):
        await until(lambda: len(results) >= 6)

    assert {int(request.path.rsplit("/", 1)[1]) % 2 for request in server.requests[asked:]} == {1}


async def test_53_a_host_with_a_thousand_feeds_does_not_keep_fifty_others_waiting(
    server: Hostile, http: Http, store: Store
) -> None:
    crowd = tuple(Source(id=f"c{n}", name="c", url=server.url(f"/crowd/{n}", host="127.0.0.200")) for n in range(1000))
    others = sources(server, 50, hosts=50)
    for n in range(50):
        server.on(f"/feed/{n}", conditional(many([n]).encode()))
    await store.schedule_sources((*crowd, *others), spread_ms=1)
    for source in crowd:  # the crowd has been due for longer
        await store.command("ZADD", store.keys.due, 1, source.id)
    settings = Settings(polling=PollingSettings(host_gap=60.0, timeout=5.0))
    results: list[PollResult] = []
    poller = Poller(store, http, Inline(), (*crowd, *others), settings, told=results.append)
    async with polling(poller):  # host_gap is a minute: whoever waits for the crowd is not done in time
        await until(lambda: len(results) >= 51)

    names = [result.source_id for result in results]
    assert {name for name in names if name.startswith("s")} == {f"s{n}" for n in range(50)}
    assert sum(name.startswith("c") for name in names) == 1, "the crowd's host was asked once"


async def test_hosts_are_asked_at_their_pace_by_all_pollers_together(server: Hostile, http: Http, store: Store) -> None:
    times: list[float] = []

    def timed(behaviour: Behaviour) -> Behaviour:
        async def behave(request: Request, out: asyncio.StreamWriter) -> None:
            times.append(time.monotonic())
            await behaviour(request, out)

        return behave

    chosen = sources(server, 6)
    for n in range(6):
        server.on(f"/feed/{n}", timed(conditional(many([n]).encode())))
    settings = Settings(polling=PollingSettings(host_gap=0.3, timeout=5.0))
    await store.schedule_sources(chosen, spread_ms=1)
    begun = time.monotonic()
    async with (
        polling(Poller(store, http, Inline(), chosen, settings)),
        polling(Poller(store, http, Inline(), chosen, settings)),
    ):
        await until(lambda: len(times) >= 6)

    assert times[-1] - begun > 1.45, "five gaps of 0.3 s; a busy machine can only make it more"


async def test_57_without_redis_nothing_is_committed_nothing_crashes_and_polling_resumes(
    server: Hostile, http: Http, valkey_url: str, store: Store
) -> None:
    (source,) = sources(server, 1)
    server.on("/feed/0", conditional(fresh(1).encode()))
    away = connect("unix:///nowhere/at/all.sock", prefix=store.keys.prefix, retries=0)
    lost = Poller(away, http, Inline(), (source,), QUICK)
    stop = asyncio.Event()
    running = asyncio.create_task(lost.run(stop))
    await lost.tick()
    assert not running.done()
    stop.set()
    await running
    await away.aclose()
    results = await Poller(store, http, Inline(), (source,), QUICK).poll_all_once()

    assert [result.new for result in results] == [1]


def _socket(store: Store) -> str:
    return str(store.where).removeprefix("unix://").split("?")[0]


async def _claims(store: Store, *, lease_ms: int) -> list[Claim]:
    claims: list[Claim] = []
    while not claims:
        claims = list(await store.claim_due(1, lease_ms, gap_ms=0))
        await asyncio.sleep(0.002)
    return claims


def _commit(source: Source, token: str, *, etag: str) -> PollCommit:
    return PollCommit(source_id=source.id, token=token, next_due_ms=10**15, host="h:1", record={"etag": etag})
