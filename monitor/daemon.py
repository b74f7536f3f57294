"""The daemon: its roles started together, stopped in order. Knows nothing of what a role does inside."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass
from typing import Any

import structlog

from monitor.assembly import Parts
from monitor.garbage import loaded_for_good
from monitor.gather import latest_items, status_of, with_its_trouble
from monitor.heart import INTERVAL, Heart
from monitor.poll.poller import Poller
from monitor.pressure import INTERVAL as PRESSURE_INTERVAL
from monitor.pressure import Pressure
from monitor.schedule import Job, ticking
from monitor.status import Status
from monitor.storage import Server
from monitor.systemd import notify
from monitor.web.app import View, application
from monitor.web.server import bind, serve, split_listen
from workers.alerter import Alerter
from workers.consumer import Consumer
from workers.doors.clock import utc_now
from workers.doors.http.robots import Robots
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.slots import slot
from workers.doors.redis.store import Store
from workers.model.errors import MarsadError
from workers.pages import Pages
from workers.pipeline import Pipeline, Settled

ROLES = ("poller", "worker", "alerter", "web")
DRAIN_SECONDS = 25.0
"""How long work in hand may take to end after SIGTERM; what is not done by then is released to others."""
TRIM_EVERY = 600.0
ROUND_BLOCK_MS = 100
"""How long the worker of a single round waits for new entries, and so the round for its worker."""

log = structlog.get_logger("marsad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The roles of one process, made but not started."""

    poller: Poller
    pipeline: Pipeline
    consumer: Consumer
    alerter: Alerter
    heart: Heart
    pressure: Pressure


@asynccontextmanager
async def crew(parts: Parts, roles: frozenset[str]) -> AsyncIterator[Crew]:
    """The roles with consumer names of their own, which a restart gets again."""
    async with slot(parts.store, "worker") as worker, slot(parts.store, "alerter") as alerter:
        made = _crew(parts, roles, worker=worker, alerter=alerter)
        with loaded_for_good():
            yield made
        with suppress(MarsadError):  # Redis may be what ended us; what was learnt of sites can be learnt again
            await made.pipeline.remember()


def _crew(parts: Parts, roles: frozenset[str], *, worker: str, alerter: str) -> Crew:
    settings, store, metrics = parts.settings, parts.store, parts.metrics
    pages = Pages(store, parts.http, Robots.over(parts.http), settings.polling, now=utc_now)
    pipeline = Pipeline(store, pages, parts.children, parts.sources_by_id, parts.min_grades, now=utc_now)
    pressure = Pressure(store)

    async def process(work: WorkEntry) -> Settled:
        settled = await pipeline.process(work)
        outcome = settled.kind if settled.kind != "dropped" else f"dropped_{settled.reason}"
        metrics.settled(outcome, latency=settled.latency)
        return settled

    return Crew(
        poller=Poller(
            store,
            parts.http,
            parts.children,
            parts.sources,
            settings,
            relevant=parts.mentions,
            told=lambda result: metrics.polled(result.reason or result.outcome, new=result.new),
            paused=pressure.paused,
        ),
        pipeline=pipeline,
        consumer=Consumer(
            store,
            process,
            name=worker,
            now=utc_now,
            concurrency=max(8, 4 * parts.children.processes),
            block_ms=None if roles else ROUND_BLOCK_MS,
        ),
        alerter=Alerter(store, parts.http, settings, consumer=alerter),
        heart=Heart(store, roles),
        pressure=pressure,
    )


@asynccontextmanager
async def signals(
    stop: asyncio.Event, reload: Callable[[], None] | None = None, *, asked: Callable[[], None] = lambda: None
) -> AsyncIterator[None]:
    """SIGTERM and SIGINT call `asked` and set `stop`, a second one ends at once; SIGHUP reloads."""
    loop = asyncio.get_running_loop()

    def ask_to_stop() -> None:
        if stop.is_set():
            os._exit(130)
        log.info("stopping", drain_seconds=DRAIN_SECONDS)
        notify("STOPPING=1")
        asked()
        stop.set()

    loop.add_signal_handler(signal.SIGTERM, ask_to_stop)
    loop.add_signal_handler(signal.SIGINT, ask_to_stop)
    if reload is not None:
        loop.add_signal_handler(signal.SIGHUP, reload)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One process of the daemon: what it stands on, and which roles it has."""

    parts: Parts
    server: Server
    roles: frozenset[str]


async def run_roles(watch: Watch, stop: asyncio.Event, *, ready: Callable[[], None]) -> None:
    """Run until `stop`, then let each role end what it has in hand."""
    sock: socket.socket | None = None
    async with AsyncExitStack() as stack:
        if "web" in watch.roles:  # before anything runs: a port that is taken is told at once
            sock = stack.enter_context(closing(bind(watch.parts.settings.web.listen)))
        made = await stack.enter_async_context(crew(watch.parts, watch.roles))
        stack.enter_context(ticking(_jobs(watch, made)))
        await made.heart.beat()
        ready()
        notify(f"READY=1\nSTATUS={', '.join(sorted(watch.roles))}")
        await _together(_work(watch, made, sock, stop), stop)
        await made.heart.stop()


def _jobs(watch: Watch, made: Crew) -> tuple[Job, ...]:
    jobs = [Job(name="heart", every=INTERVAL, call=made.heart.beat)]
    if "poller" in watch.roles:
        jobs.append(Job(name="pressure", every=PRESSURE_INTERVAL, call=made.pressure.check))
    if "worker" in watch.roles:
        jobs.append(Job(name="trim", every=TRIM_EVERY, call=lambda: trim(watch.parts.store)))
    return tuple(jobs)


def _work(
    watch: Watch, made: Crew, sock: socket.socket | None, stop: asyncio.Event
) -> tuple[Coroutine[Any, Any, None], ...]:
    work: list[Coroutine[Any, Any, None]] = []
    if sock is not None:
        work.append(_web(watch, made.heart, sock, stop))
    if "poller" in watch.roles:
        work.append(made.poller.run(stop))
    if "worker" in watch.roles:
        work.append(made.consumer.run(stop))
    if "alerter" in watch.roles:
        work.append(made.alerter.run(stop))
    if watch.server.embedded is not None:
        work.append(_until_broken(watch.server, stop))
    return tuple(work)


async def _together(work: tuple[Coroutine[Any, Any, None], ...], stop: asyncio.Event) -> None:
    """All roles until they end; one that fails takes the others with it, so that a supervisor restarts the whole."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in work]
        await stop.wait()
        _, late = await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
        for task in late:
            log.warning("drain.late", role=task.get_coro().__qualname__ if task.get_coro() else "?")  # type: ignore[union-attr]
            task.cancel()


async def _until_broken(server: Server, stop: asyncio.Event) -> None:
    """Raises when the embedded server is given up; ends with the daemon."""
    if server.embedded is None:
        return
    broken = asyncio.create_task(server.embedded.broken())
    stopped = asyncio.create_task(stop.wait())
    done, waiting = await asyncio.wait({broken, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    if broken in done:
        broken.result()


async def _web(watch: Watch, heart: Heart, sock: socket.socket, stop: asyncio.Event) -> None:
    parts, web = watch.parts, watch.parts.settings.web

    async def status() -> Status:
        with with_its_trouble(watch.server.embedded):
            return await status_of(parts.store, parts.settings, parts.sources, port=watch.server.port)

    view = View(
        status=status,
        latest=lambda count: latest_items(parts.store, count),
        loop_alive=heart.alive,
        metrics=parts.metrics,
        local_roles=watch.roles,
        now=utc_now,
    )
    app = application(view, listen_host=split_listen(web.listen)[0], token=web.token.get_secret_value())
    await serve(app, sock, stop)


async def trim(store: Store) -> None:
    """By age alone. While Redis is away there is nothing to trim."""
    try:
        await store.trim()
    except MarsadError as error:
        log.warning("trim.failed", error=str(error))
