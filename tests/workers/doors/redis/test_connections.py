"""Commands sent without detours arrive as they were, and a connection that broke is still noticed."""

import pytest
from redis.exceptions import DataError

from workers.doors.redis.connections import DirectUnix
from workers.doors.redis.store import Store

TEXT = "سراقب — Saraqib\0\r\n🕌"


async def test_commands_go_out_directly(store: Store) -> None:
    await store.command("PING")
    pool = store.client.connection_pool  # type: ignore[union-attr]

    assert [type(connection) for connection in pool._available_connections] == [DirectUnix]


async def test_arguments_arrive_as_they_were(store: Store) -> None:
    big = TEXT * 100_000
    await store.command("HSET", store.keys.name("x"), "text", TEXT, "bytes", b"\xff\x00", "number", 7, "big", big)

    values = await store.raw("HGET", store.keys.name("x"), "bytes")
    told = await store.command("HMGET", store.keys.name("x"), "text", "number", "big")
    await store.command("DEL", store.keys.name("x"))

    assert values == b"\xff\x00"
    assert told == [TEXT, "7", big]


async def test_what_has_no_form_on_the_wire_is_refused_and_the_connection_goes_on(store: Store) -> None:
    with pytest.raises(DataError):
        await store.command("SET", store.keys.name("x"), None)

    assert await store.command("PING")


async def test_a_connection_that_the_server_closed_is_made_anew(store: Store) -> None:
    own = await store.command("CLIENT", "ID")
    await store.blocking.execute_command("CLIENT", "KILL", "ID", own)

    assert await store.command("CLIENT", "ID") > own
