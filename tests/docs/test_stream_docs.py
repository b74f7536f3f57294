import asyncio
import re
import shlex
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.items import an_item
from tests.support.npm import npm_install
from tests.support.public import PublicServer, public_server
from workers.delivery.stream import item_fields
from workers.model.schema import item_schema, story_schema

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "stream.md").read_text("utf-8")
PATIENCE = 90.0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PublicServer]:
    folder = tmp_path / "redis"
    folder.mkdir()
    async with public_server(folder) as running:
        yield running


async def publish(server: PublicServer, *numbers: int) -> list[str]:
    async with server.owner() as client:
        return [
            await client.xadd("marsad:items", item_fields(an_item(id=f"itm_{number}"), type="marsad.item.new"))
            for number in numbers
        ]


@asynccontextmanager
async def running(*command: str, cwd: Path | None = None) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, cwd=cwd)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ids(process: asyncio.subprocess.Process, count: int) -> list[str]:
    """The stream ids that a subscriber prints first in its next lines."""
    assert process.stdout is not None
    lines = [await asyncio.wait_for(process.stdout.readline(), PATIENCE) for _ in range(count)]
    return [line.decode().split(" ")[0] for line in lines]


async def once(server: PublicServer, group: str = "newsdesk", consumer: str = "desk-1") -> tuple[list[str], str]:
    """What `python_subscriber.py --once` prints: ids and its remarks."""
    told = ("--url", server.url, "--group", group, "--consumer", consumer, "--once")
    async with running(sys.executable, str(DOCS / "recipes/python_subscriber.py"), *told) as process:
        out, remarks = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, remarks.decode()
    return [line.split(" ")[0] for line in out.decode().splitlines()], remarks.decode()


async def acknowledged(server: PublicServer) -> None:
    """Waits until the group has nothing in hand."""
    async with server.reader() as client:
        while (await client.xpending("marsad:items", "newsdesk"))["pending"]:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.01)


def names(schema: dict[str, Any]) -> set[str]:
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}


def test_every_field_is_described() -> None:
    fields = {*item_fields(an_item(), type="marsad.item.new"), "time", *names(item_schema()), *names(story_schema())}

    assert {name for name in fields if f"`{name}`" not in TEXT} == set()


def test_the_guarantees_stand_in_their_exact_words() -> None:
    text = re.sub(r"\s+", " ", TEXT).lower()

    for words in (
        "no accepted entry is lost, whatever process or redis connection dies",
        "(with the embedded server's defaults also across a power cut, on disks that honour fsync)",
        "an item version is on the stream exactly once",
        "an entry stays for `retention`, read or not, and no less",
        "`<prefix>:items:meta` (hash) holds `trimmed_to`, the last trimmed id, so that a reader can see a gap",
        "`xread`, `xreadgroup` and any client in any language work",
    ):
        assert words in text


async def test_the_redis_cli_commands_do_what_they_say_without_a_password(server: PublicServer) -> None:
    """As written, but for the program that sends them."""
    await publish(server, 1, 2)
    (block,) = re.findall(r"### redis-cli\n\n```sh\n(.*?)```", TEXT, re.DOTALL)
    answers = []
    async with server.reader() as client:
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("redis-cli -p 6399 "))
            answers.append(await client.execute_command(*words))

    assert len(answers) == 7
    assert len(answers[0]["marsad:items"] if isinstance(answers[0], dict) else answers[0][0][1]) == 2
    assert len(answers[1]) == 1
    assert len(answers[3]["marsad:items"] if isinstance(answers[3], dict) else answers[3][0][1]) == 2
    assert answers[6] is None


async def test_the_python_subscriber_reads_everything_and_goes_on_where_it_was(server: PublicServer) -> None:
    first = await publish(server, 1, 2, 3)
    assert (await once(server))[0] == first

    later = await publish(server, 4)
    assert (await once(server))[0] == later
    assert (await once(server))[0] == []
    assert (await once(server, group="archive"))[0] == first + later


async def test_the_python_subscriber_begins_with_what_it_had_not_finished(server: PublicServer) -> None:
    published = await publish(server, 1, 2)
    async with server.reader() as client:
        await client.xgroup_create("marsad:items", "newsdesk", id="0")
        await client.xreadgroup("newsdesk", "desk-1", {"marsad:items": ">"}, count=1)

    entries, remarks = await once(server)

    assert entries == published
    assert "1 entries to read, 1 in hand" in remarks


async def test_the_python_subscriber_takes_over_from_the_dead(server: PublicServer) -> None:
    published = await publish(server, 1)
    async with server.reader() as client:
        await client.xgroup_create("marsad:items", "newsdesk", id="0")
        await client.xreadgroup("newsdesk", "gone", {"marsad:items": ">"})
        await client.xclaim("marsad:items", "newsdesk", "gone", 0, published, idle=120_000)

    assert (await once(server))[0] == published


async def test_the_python_subscriber_tells_a_gap(server: PublicServer) -> None:
    await publish(server, 1)
    await once(server)
    lost, kept = await publish(server, 2, 3)
    async with server.owner() as client:
        await client.xtrim("marsad:items", minid=kept, approximate=False)
        await client.hset("marsad:items:meta", "trimmed_to", lost)

    entries, remarks = await once(server)

    assert entries == [kept]
    assert f"a gap: entries up to {lost} left the stream unread" in remarks


async def test_the_python_subscriber_survives_a_restart_of_the_server(server: PublicServer) -> None:
    before = await publish(server, 1)
    told = ("--url", server.url, "--group", "newsdesk", "--consumer", "desk-1")
    async with running(sys.executable, str(DOCS / "recipes/python_subscriber.py"), *told) as process:
        assert await ids(process, 1) == before
        await acknowledged(server)
        server.kill()
        await server.start()
        assert await publish(server, 2) == await ids(process, 1)


async def test_the_asyncio_subscriber_says_how_it_is_called() -> None:
    command = (sys.executable, str(DOCS / "recipes/python_asyncio.py"))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)

    assert (await process.communicate())[1].decode().startswith("usage: python python_asyncio.py redis://")


async def test_the_asyncio_subscriber_reads_pending_and_new_entries(server: PublicServer) -> None:
    published = await publish(server, 1, 2)
    async with server.reader() as client:
        await client.xgroup_create("marsad:items", "newsdesk", id="0")
        await client.xreadgroup("newsdesk", "asyncio-1", {"marsad:items": ">"}, count=1)
    recipe = str(DOCS / "recipes/python_asyncio.py")

    async with running(sys.executable, recipe, server.url, "newsdesk") as process:
        assert await ids(process, 2) == published
        assert await publish(server, 3) == await ids(process, 1)


@pytest.mark.slow
async def test_the_node_subscriber_reads_pending_and_new_entries_and_ends_when_told(
    server: PublicServer, tmp_path: Path
) -> None:
    folder = tmp_path / "node"
    folder.mkdir()
    npm_install(folder, "ioredis@5")
    shutil.copy(DOCS / "recipes/node_subscriber.mjs", folder)
    published = await publish(server, 1, 2)
    async with server.reader() as client:
        await client.xgroup_create("marsad:items", "newsdesk", id="0")
        await client.xreadgroup("newsdesk", "node-1", {"marsad:items": ">"}, count=1)

    command = ("node", "node_subscriber.mjs", server.url, "newsdesk", "node-1")
    async with running(*command, cwd=folder) as process:
        assert await ids(process, 2) == published
        assert await publish(server, 3) == await ids(process, 1)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0

    async with server.reader() as client:
        assert (await client.xpending("marsad:items", "newsdesk"))["pending"] == 0
