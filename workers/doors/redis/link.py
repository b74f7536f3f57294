"""A connection to Redis with Marsad's keys: commands, scripts, errors in our words. Knows nothing of entries."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.client import NEVER_DECODE
from redis.exceptions import NoScriptError

from workers.doors.keys import Keys
from workers.doors.redis.scripts import Argument, Script, own_script, script
from workers.doors.redis.trouble import translated

Client = Redis | RedisCluster


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """Seconds that things are kept. `memory`: entry records and aliases, counted from the last sighting."""

    retention: float = 30 * 86400.0
    memory: float = 31 * 86400.0
    item: float = 45 * 86400.0
    story: float = 31 * 86400.0
    window: float = 14 * 86400.0
    dropped_text: float = 7 * 86400.0
    dead: float = 30 * 86400.0


def milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


class Link:
    """`client` for all commands that answer at once, `blocking` for reads that wait. `where` has no password."""

    def __init__(self, client: Client, blocking: Client, *, where: str, keys: Keys, lifetimes: Lifetimes) -> None:
        self.client = client
        self.blocking = blocking
        self.where = where
        self.keys = keys
        self.lifetimes = lifetimes
        self._others: tuple[Redis, ...] = ()

    def translated(self) -> AbstractContextManager[None]:
        """Wrap own use of `client` in this: errors come out as OutOfReach, RefusesWrites, Unsuitable."""
        return translated(self.where)

    async def command(self, *parts: Any) -> Any:
        with translated(self.where):
            return await cast("Any", self.client).execute_command(*parts)

    async def raw(self, *parts: Any) -> bytes | None:
        """A reply that is not text."""
        with translated(self.where):
            return cast("bytes | None", await cast("Any", self.client).execute_command(*parts, **{NEVER_DECODE: True}))

    async def run(self, name: str, keys: Sequence[str], arguments: Sequence[Argument]) -> Any:
        """Runs `lua/<name>.lua`."""
        return await self._evaluate(script(name), keys, arguments)

    async def run_text(self, text: str, keys: Sequence[str], arguments: Sequence[Argument]) -> Any:
        """Runs a script of another package; `lua/clock.lua` is put before it."""
        return await self._evaluate(own_script(text), keys, arguments)

    async def _evaluate(self, code: Script, keys: Sequence[str], arguments: Sequence[Argument]) -> Any:
        client = cast("Any", self.client)
        with translated(self.where):
            try:
                return await client.evalsha(code.sha, len(keys), *keys, *arguments)
            except NoScriptError:  # a restart or a failover: EVAL brings the script along
                return await client.eval(code.text, len(keys), *keys, *arguments)

    async def now_ms(self) -> int:
        """The server's clock."""
        seconds, microseconds = await self.command("TIME")
        return int(seconds) * 1000 + int(microseconds) // 1000

    def closes_too(self, clients: Iterable[Redis]) -> None:
        """Clients that ours are built on: sentinels."""
        self._others = (*self._others, *clients)

    async def aclose(self) -> None:
        for client in (self.client, self.blocking, *self._others):
            await client.aclose()
