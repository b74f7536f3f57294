"""An alerter in a process of its own, to be killed: python -m tests.support.alerter_process REDIS_URL HOOK_URL NAME."""

import asyncio
import signal
import sys

from config.settings import HttpSettings, Settings
from tests.support.delivery import an_alert
from workers.alerter import Alerter
from workers.doors.http.client import Http
from workers.doors.redis.client import connect


async def main(redis_url: str, hook_url: str, name: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    alert = an_alert(hook_url, per_story="every", max_per_hour=100_000)
    async with connect(redis_url) as store, Http(HttpSettings(), version="0") as http:
        await Alerter(store, http, Settings(alert=(alert,)), consumer=name, deadline=1.0).run(stop)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
