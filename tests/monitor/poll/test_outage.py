"""When our own line is down nobody is blamed, nothing is asked but a canary, and all are served afterwards."""

import asyncio

import pytest
from structlog.testing import capture_logs

from config.settings import PollingSettings, Settings
from config.sources import Source
from monitor.poll.outage import CANARY_EVERY, Outage
from monitor.poll.poller import Poller
from monitor.poll.record import FeedRecord
from monitor.poll.result import PollResult
from tests.support.feeds import EveryLoopback, Inline, conditional, many
from workers.doors.http.client import Http
from workers.doors.redis.store import Store

SETTINGS = Settings(polling=PollingSettings(host_gap=0.0, timeout=5.0))


def noted(outage: Outage, failures: int, answers: int, *, now: float = 0.0) -> Outage:
    for number in range(failures):
        outage.note(f"down{number}", down=True, now=now)
    for number in range(answers):
        outage._last[f"up{number}"] = (now, False)
    outage.note("down0", down=True, now=now)
    return outage


@pytest.mark.parametrize(
    ("failures", "answers", "active"),
    [(1, 0, False), (4, 0, False), (5, 0, True), (8, 2, True), (7, 3, False), (16, 4, True), (12, 8, False)],
)
def test_an_outage_is_when_four_fifths_of_the_last_hosts_failed(failures: int, answers: int, active: bool) -> None:  # noqa: FBT001
    outage = Outage(hosts=100)
    for number in range(answers):
        outage.note(f"up{number}", down=False, now=0.0)
    for number in range(failures):
        outage.note(f"down{number}", down=True, now=1.0)

    assert outage.active is active


def test_failures_of_long_ago_and_of_one_host_prove_nothing() -> None:
    outage = Outage(hosts=100)
    for number in range(20):
        outage.note("same", down=True, now=float(number))
    for number in range(20):
        outage.note(f"old{number}", down=True, now=100.0 + number * 61.0)

    assert not outage.active


def test_any_answer_ends_an_outage() -> None:
    outage = noted(Outage(hosts=5), 6, 0)
    assert outage.active
    outage.note("anyone", down=False, now=2.0)

    assert not outage.active


def test_a_canary_is_sent_every_fifteen_seconds() -> None:
    outage = noted(Outage(hosts=5), 6, 0)

    assert [outage.canary_due(now) for now in (1.0, CANARY_EVERY, CANARY_EVERY + 1, 2 * CANARY_EVERY)] == [
        False,
        True,
        False,
        True,
    ]


def test_who_failed_just_before_is_forgiven_and_who_fails_on_his_own_is_not() -> None:
    outage = Outage(hosts=5)
    outage.remember("early", FeedRecord(failures=0))
    noted(outage, 6, 0)
    outage.remember("later", FeedRecord(failures=7))

    assert outage.forgiven("early") == FeedRecord(failures=0)
    assert outage.forgiven("early") is None
    assert outage.forgiven("later") is None


async def test_54_after_an_outage_counters_are_as_before_and_every_source_is_served(http: Http, store: Store) -> None:
    async with EveryLoopback() as server:
        port = server.port
    sources = tuple(
        Source(id=f"s{n}", name="s", url=f"http://127.0.0.{n + 1}:{port}/feed/{n}", focus="syria") for n in range(12)
    )
    results: list[PollResult] = []
    await store.schedule_sources(sources, spread_ms=1)
    poller = Poller(store, http, Inline(), sources, SETTINGS, told=results.append, concurrency=1)
    for _ in range(12):
        await poller.tick()
        await asyncio.gather(*poller._tasks)
    during = {result.source_id: await store.feed_record(result.source_id) for result in results}

    assert {result.outcome for result in results} == {"failed", "held"}
    assert poller._outage.active
    assert len(results) < 12, "polling paused"
    assert {record.get("failures", "0") for name, record in during.items() if name == results[-1].source_id} == {"0"}
    assert await store.command("XLEN", store.keys.ops) == 0

    await _served_again(port, poller, store, results, sources)


async def test_a_single_round_ends_when_our_line_is_down_and_says_who_was_not_asked(http: Http, store: Store) -> None:
    async with EveryLoopback() as server:
        port = server.port
    sources = tuple(Source(id=f"s{n}", name="s", url=f"http://127.0.0.{n + 1}:{port}/feed") for n in range(20))
    with capture_logs() as logs:
        results = await Poller(store, http, Inline(), sources, SETTINGS, concurrency=8).poll_all_once()

    assert len(results) == len({result.source_id for result in results}) == 20
    assert {result.outcome for result in results} == {"failed", "held", "not_asked"}
    assert [line["event"] for line in logs if line["event"].startswith("line_")] == ["line_down"]


async def _served_again(
    port: int, poller: Poller, store: Store, results: list[PollResult], sources: tuple[Source, ...]
) -> None:
    server = EveryLoopback()
    server._server = await asyncio.start_server(server._serve, "0.0.0.0", port)  # noqa: S104
    try:
        for n in range(12):
            server.on(f"/feed/{n}", conditional(many([n]).encode()))
        results.clear()
        await store.make_due([source.id for source in sources])
        poller._outage._canary_at = 0.0
        async with asyncio.timeout(90):
            while len(results) < 12:
                await poller.tick()
                await asyncio.gather(*poller._tasks)
        records = [await store.feed_record(source.id) for source in sources]
    finally:
        await server.__aexit__(None, None, None)

    assert {result.outcome for result in results} == {"unchanged"}
    assert {record.get("failures", "0") for record in records} == {"0"}
    assert {record["state"] for record in records} == {"ok"}
