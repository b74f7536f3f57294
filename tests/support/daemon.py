"""A real daemon in processes of its own, on news sites of the test's. Kill what you like; ask the stream what happened."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import redis.asyncio

from tests.support.cli import environment
from tests.support.hostile import Hostile, answer
from workers.doors.server.embedded import attach

PATIENCE = 150.0


def report(number: int, *, relevant: bool = True) -> str:
    """The page of an invented article; no two share a sentence."""
    subject = (
        f"the mill of Saraqib in Syria's Idlib province, case {number}"
        if relevant
        else f"the harbour fair, case {number}"
    )
    lines = [
        f"Officials spoke on the matter of {subject}, and promised an answer within {number + line} days to all {line + 3} petitioners."
        for line in range(6)
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    title = headline(number, relevant=relevant)
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def headline(number: int, *, relevant: bool = True) -> str:
    return f"Report {number} on Idlib's mills" if relevant else f"Report {number} on the harbour fair"


@dataclass(slots=True)
class Sites:
    """One server with as many feeds as wanted: `publish("a", range(50))` announces articles in feed `a`."""

    server: Hostile
    feeds: dict[str, list[int]] = field(default_factory=dict)

    def publish(self, feed: str, numbers: Iterable[int], *, relevant: bool = True) -> None:
        listed = self.feeds.setdefault(feed, [])
        for number in numbers:
            listed.append(number)
            self.server.on(f"/{feed}/{number}", answer(body=report(number, relevant=relevant).encode(), headers=HTML))
        stamp = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><title>{headline(number, relevant=relevant)}</title><link>{self.server.url(f'/{feed}/{number}')}</link>"
            f"<guid>{feed}-{number}</guid><pubDate>{stamp}</pubDate></item>"
            for number in listed
        )
        body = f'<rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>'.encode()
        self.server.on(f"/{feed}.xml", answer(body=body, headers={"Content-Type": "application/rss+xml"}))

    def sources(self) -> str:
        return "\n".join(
            f'[[source]]\nid = "{feed}"\nname = "{feed}"\nkind = "feed"\nurl = "{self.server.url(f"/{feed}.xml")}"\n'
            for feed in self.feeds
        )


HTML = {"Content-Type": "text/html; charset=utf-8"}


@asynccontextmanager
async def sites() -> AsyncIterator[Sites]:
    async with Hostile() as server:
        server.on("/robots.txt", answer(404))
        yield Sites(server)


@dataclass(slots=True)
class Home:
    """A directory with a configuration, and the processes started on it."""

    folder: Path
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def configure(self, sources: str, *, more: str = "") -> None:
        (self.folder / "sources.toml").write_text(sources)
        (self.folder / "marsad.toml").write_text(
            f'data_dir = "{self.data}"\nsources = ["sources.toml"]\n{more}\n'
            '[redis]\nport = 0\n[web]\nlisten = "127.0.0.1:0"\n[http]\nallow = ["127.0.0.0/8"]\n'
            '[workers]\nprocesses = 1\n[polling]\nhost_gap = "0s"\nmin_interval = "1s"\nmax_interval = "2s"\n'
        )

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        with (self.folder / f"log-{len(self.processes)}").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "monitor", "run", *arguments,
                cwd=self.folder, env=environment(self.folder), stdout=asyncio.subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def log(self, number: int = 0) -> str:
        return (self.folder / f"log-{number}").read_text(errors="replace")

    async def started(self, number: int = 0) -> None:
        await until(lambda: "marsad runs:" in self.log(number), lambda: self.log(number))

    @asynccontextmanager
    async def stream(self) -> AsyncIterator["redis.asyncio.Redis"]:
        """Marsad's own connection to the embedded server, once there is one."""
        found: list[str | None] = [None]

        def attached() -> bool:
            found[0] = attach(self.data)
            return found[0] is not None

        await until(attached, lambda: "no server came up")
        client = redis.asyncio.Redis.from_url(str(found[0]), decode_responses=True)
        try:
            yield client
        finally:
            await client.aclose()

    async def close(self) -> None:
        for process in self.processes:
            if process.returncode is None:
                process.send_signal(signal.SIGKILL)
            await process.wait()


@asynccontextmanager
async def home(folder: Path) -> AsyncIterator[Home]:
    made = Home(folder)
    try:
        yield made
    finally:
        await made.close()


async def titles(client: "redis.asyncio.Redis") -> list[str]:
    """Titles on the public stream, one for each entry."""
    rows: Any = await client.xrange("marsad:items")
    return [json.loads(fields["data"])["title"] for _, fields in rows]


async def until(
    holds: Callable[[], bool] | Callable[[], Awaitable[bool]], say: Callable[[], str], *, patience: float = PATIENCE
) -> None:
    """Wait on a condition; fail with what `say` says when it does not come true."""
    deadline = asyncio.get_running_loop().time() + patience
    while asyncio.get_running_loop().time() < deadline:
        try:
            outcome = holds()
            if outcome if isinstance(outcome, bool) else await outcome:
                return
        except (redis.exceptions.RedisError, OSError):
            pass  # the server is being killed by this very test
        await asyncio.sleep(0.05)
    raise AssertionError(say())


def numbers_of(found: Iterable[str]) -> list[int]:
    return sorted(int(re.findall(r"\d+", title)[0]) for title in found)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
