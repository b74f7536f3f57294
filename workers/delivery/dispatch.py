"""The outbox emptied: due deliveries claimed, posted, settled. Knows nothing of rules or of what is in a body."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from config.settings import AlertSettings
from workers.delivery.attempts import DEADLINE, Answer, Decision, Record, decide, excerpt
from workers.delivery.body import delivery_id
from workers.delivery.stream import ops_fields
from workers.delivery.webhook import post
from workers.doors.http.client import Http
from workers.doors.redis import outbox
from workers.doors.redis.alert_records import queues
from workers.doors.redis.link import Link
from workers.doors.redis.outbox import Lease
from workers.model.alert import Attempt, Delivery, Outcome
from workers.model.errors import OutOfReach

log = structlog.get_logger()

AT_ONCE = 4
"""Deliveries under way to one endpoint. One to an endpoint that keeps failing, so that a dead one costs little."""
KEEPS_FAILING = 5
LEASE_MARGIN = 15.0
"""Seconds that a delivery stays ours beyond its deadline: to record what came of it, even when Redis is slow."""
RECORDING = 8
"""Attempts recorded at once: hundreds may end together, and each takes a connection of the pool that all share."""
LONGEST_SLEEP = 1.0
"""Seconds until the outbox is looked at again: another process may have put something there."""


class Dispatcher:
    """Delivers for all alerts of one configuration. `wake` when something was put into the outbox."""

    def __init__(
        self,
        link: Link,
        http: Http,
        alerts: Mapping[str, AlertSettings],
        *,
        clock: Callable[[], datetime],
        deadline: float = DEADLINE,
    ) -> None:
        self._link = link
        self._http = http
        self._alerts = dict(alerts)
        self._clock = clock
        self._deadline = deadline
        self._lease_ms = int((deadline + LEASE_MARGIN) * 1000)
        self._under_way: Counter[str] = Counter()
        self._failures: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._recording = asyncio.Semaphore(RECORDING)

    def wake(self) -> None:
        self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what is under way then is finished, which takes no longer than one deadline."""
        stopping = asyncio.create_task(_call_after(stop, self.wake))
        try:
            while not stop.is_set():
                self._changed.clear()
                await self._sleep(await self._claim())
        finally:
            stopping.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks)

    async def drain(self, stop: asyncio.Event) -> int:
        """Delivers until nothing is due now. Returns the attempts made; what failed stays for its next time.

        After `stop` only what is under way is finished.
        """
        made = 0
        while True:
            self._changed.clear()
            if not stop.is_set():
                await self._claim()
            if not self._tasks:
                return made
            finished, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            made += len(finished)
            self._tasks -= finished

    async def _claim(self) -> float:
        """Starts what is due. Returns the seconds after which it is worth looking again."""
        free = {alert: self._room(alert) for alert in await queues(self._link)}
        leases, now, following = await outbox.claim(self._link, free, lease_ms=self._lease_ms)
        for lease in leases:
            self._under_way[lease.alert] += 1
            self._failures[lease.alert] = lease.endpoint.failures
            task = asyncio.create_task(self._deliver(lease))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        if following is None:
            return LONGEST_SLEEP
        return min(max((following - now).total_seconds(), 0.01), LONGEST_SLEEP)

    def _room(self, alert: str) -> int:
        most = 1 if self._failures.get(alert, 0) >= KEEPS_FAILING else AT_ONCE
        return max(0, most - self._under_way[alert])

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # A mistake of ours: told, and tried again when the lease ends. It costs the other deliveries nothing.
            log.error("alert.attempt_crashed", exc_info=error)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    async def _deliver(self, lease: Lease) -> None:
        try:
            await self._attempt(lease)
        except OutOfReach as error:
            # The lease ends by itself; then the delivery goes out again, under the same id.
            log.warning("alert.attempt_not_recorded", alert=lease.alert, delivery=lease.id, error=str(error))
        finally:
            self._under_way[lease.alert] -= 1

    async def _attempt(self, lease: Lease) -> None:
        decision, answer, took = await self._outcome(lease)
        attempt = _described(lease, decision, answer, took)
        event = _disabled_event(attempt, lease.token) if decision.outcome is Outcome.DISABLED else None
        async with self._recording:
            held = await outbox.finish(self._link, lease, attempt, delay=decision.delay, event=event)
        failed = decision.outcome in {Outcome.RETRY, Outcome.DEAD, Outcome.DISABLED}
        self._failures[lease.alert] = self._failures.get(lease.alert, 0) + 1 if failed else 0
        _tell(attempt, settled=held)

    async def _outcome(self, lease: Lease) -> tuple[Decision, Answer, int | None]:
        """What to do, what was answered, and after how many milliseconds; None when nothing was sent."""
        settings, delivery = self._alerts.get(lease.alert), lease.delivery
        if delivery is None:
            reason = "its body is no longer stored: it waited too long"
            return Decision(outcome=Outcome.DEAD, reason=reason), Answer(), None
        if lease.endpoint.disabled:
            reason = f"the endpoint is disabled: {lease.endpoint.reason}"
            return Decision(outcome=Outcome.DEAD, reason=reason), Answer(), None
        answer, took = await self._asked(settings, delivery)
        endpoint = lease.endpoint
        record = Record(attempts=delivery.attempts, failures=endpoint.failures, failing_since=endpoint.failing_since)
        return decide(answer, record, jitter=random.random(), now=lease.now), answer, took  # noqa: S311 - spreads retries

    async def _asked(self, settings: AlertSettings | None, delivery: Delivery) -> tuple[Answer, int | None]:
        """An alert that this configuration lacks counts as a failure: another machine or a reload may have it again."""
        if settings is None:
            return Answer(failure=f'not_configured: no alert "{delivery.alert}" is configured any more'), None
        return await post(self._http, settings, delivery, deadline=self._deadline, now=self._clock())


async def _call_after(stop: asyncio.Event, then: Callable[[], None]) -> None:
    await stop.wait()
    then()


def _described(lease: Lease, decision: Decision, answer: Answer, took: int | None) -> Attempt:
    delivery = lease.delivery
    return Attempt(
        alert=lease.alert,
        delivery=lease.id,
        trigger=delivery.trigger if delivery else "",
        attempt=delivery.attempts + 1 if delivery else 0,
        outcome=decision.outcome,
        status=answer.status,
        reason=decision.reason,
        milliseconds=took or 0,
        excerpt=excerpt(answer.body),
        items=delivery.items if delivery else (),
        sent=took is not None,
    )


def _disabled_event(attempt: Attempt, token: str) -> dict[str, str]:
    return ops_fields(
        id=delivery_id(attempt.alert, "disabled", token),
        type="marsad.alert.state",
        source=f"/alerts/{attempt.alert}",
        subject=attempt.alert,
        data={"alert": attempt.alert, "state": "disabled", "reason": attempt.reason},
    )


def _tell(attempt: Attempt, *, settled: bool) -> None:
    told = {"alert": attempt.alert, "delivery": attempt.delivery, "attempt": attempt.attempt, "reason": attempt.reason}
    if not settled:
        log.warning("alert.lease_lost", **told)
    elif attempt.outcome is Outcome.DELIVERED:
        log.info("alert.delivered", **told, trigger=attempt.trigger, ms=attempt.milliseconds)
    elif attempt.outcome is Outcome.DISABLED:
        log.error("alert.disabled", **told, remedy=f"mend the endpoint, then: marsad alerts test {attempt.alert}")
    elif attempt.outcome is Outcome.DEAD:
        log.error("alert.dead", **told, remedy=f"marsad alerts redeliver {attempt.delivery}")
    else:
        log.warning("alert.failed", **told, outcome=attempt.outcome.value)
