"""The alerter: reads the public stream as a subscriber, lets the alerts speak, and delivers what they say."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from config.problems import ConfigError, Problem
from config.settings import AlertSettings, Settings
from workers.delivery.announce import Announcer
from workers.delivery.attempts import DEADLINE
from workers.delivery.dispatch import Dispatcher
from workers.delivery.formats import problems
from workers.doors.clock import utc_now
from workers.doors.http.client import Http
from workers.doors.keys import digest
from workers.doors.redis import alert_feed, outbox
from workers.doors.redis.link import Link
from workers.doors.redis.replies import StreamEntry
from workers.model.errors import OutOfReach

log = structlog.get_logger()

BLOCK_MS = 1000
TICK = 1.0
"""Seconds between looks at what is held."""
PAUSE = 1.0
"""Seconds to wait when Redis is out of reach."""


class Alerter:
    """Several may run at the same time: each entry is announced by the first to commit it.

    `consumer`: how the log names this one.
    `deadline`: seconds that an endpoint has to answer.
    """

    def __init__(
        self,
        link: Link,
        http: Http,
        settings: Settings,
        *,
        consumer: str = "alerter",
        clock: Callable[[], datetime] = utc_now,
        deadline: float = DEADLINE,
    ) -> None:
        found = alert_problems(settings.alert)
        if found:
            raise ConfigError(found)
        self._link = link
        self._consumer = consumer
        self._told = ""
        self._alerts = settings.alert
        self._announcer = Announcer(link, settings.alert)
        alerts = {alert.name: alert for alert in settings.alert}
        self._dispatcher = Dispatcher(link, http, alerts, clock=clock, deadline=deadline)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Deliveries under way are finished; what is not announced yet is read by the next run."""
        await self._patiently(stop, self._register)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._patiently(stop, lambda: self._read(stop)))
            group.create_task(self._patiently(stop, lambda: self._tick(stop)))
            group.create_task(self._patiently(stop, lambda: self._dispatcher.run(stop)))

    async def drain(self, stop: asyncio.Event | None = None) -> None:
        """What is on the stream is announced, and what is due is delivered; then, or with `stop`, it ends."""
        stop = stop or asyncio.Event()
        await self._register()
        while not stop.is_set() and await self._all(await self._next(block_ms=None)):
            pass
        while not stop.is_set() and await self._announcer.flush():
            pass
        await self._dispatcher.drain(stop)

    async def _register(self) -> None:
        await alert_feed.position(self._link)
        if not self._alerts:
            return
        targets = {alert.name: digest(alert.url.get_secret_value()) for alert in self._alerts}
        for name in await outbox.register(self._link, targets):
            log.info("alert.enabled", alert=name, reason="it has a new url")

    async def _read(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._all(await self._next(block_ms=BLOCK_MS))

    async def _next(self, *, block_ms: int | None) -> tuple[StreamEntry, ...]:
        """What follows the position that all alerters share: an entry whose commit failed comes again."""
        found = await alert_feed.position(self._link)
        if found.lost_to and found.lost_to != self._told:
            self._told = found.lost_to
            log.warning(
                "alert.entries_trimmed",
                after=found.after,
                up_to=found.lost_to,
                remedy="run the alerter more often than publish.retention",
            )
        return await alert_feed.read_after(self._link, found.after, block_ms=block_ms)

    async def _all(self, entries: tuple[StreamEntry, ...]) -> int:
        for entry_id, fields in entries:
            if await self._announcer.announce(entry_id, fields):
                self._dispatcher.wake()
        return len(entries)

    async def _tick(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if await self._announcer.flush():
                self._dispatcher.wake()
            await _pause(stop, TICK)

    async def _patiently(self, stop: asyncio.Event, work: Callable[[], Awaitable[None]]) -> None:
        """Does `work` until it ends by itself; an absent or full Redis is waited for. Starting anew loses nothing."""
        while True:
            try:
                await work()
            except OutOfReach as error:
                log.warning("alerter.waits_for_redis", alerter=self._consumer, error=str(error))
                await _pause(stop, PAUSE)
                if stop.is_set():
                    return
            else:
                return


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def alert_problems(
    alerts: tuple[AlertSettings, ...], place: Callable[[int, str, str], Problem] | None = None
) -> tuple[Problem, ...]:
    """What would keep alerts from working that only their formats know. For `marsad check`, too.

    `place` makes a problem of an alert's position, the setting and what is wrong with it.
    """

    def unplaced(index: int, setting: str, message: str) -> Problem:
        return Problem(file="alerts", line=None, path=f'alert "{alerts[index].name}"', message=f"{setting}: {message}")

    told = [(index, *message.partition(": ")[::2]) for index, alert in enumerate(alerts) for message in problems(alert)]
    return tuple((place or unplaced)(*one) for one in told)
