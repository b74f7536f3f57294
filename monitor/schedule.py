"""The ticker: calls coroutines at intervals. Knows nothing of what they do; due times live in Redis, not here."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`call` must only start or do short work: a scheduler that stops cancels what it runs."""

    name: str
    every: float
    call: Callable[[], Awaitable[None]]


@contextmanager
def ticking(jobs: tuple[Job, ...]) -> Iterator[None]:
    """Run the jobs at their intervals in the running event loop: one instance of each, late runs folded into one."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(
            job.call,
            IntervalTrigger(seconds=job.every, timezone="UTC"),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
