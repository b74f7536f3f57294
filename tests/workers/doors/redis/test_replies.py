"""Stream replies come out in one shape, whatever protocol version and response style brought them."""

import pytest
from redis.asyncio import Redis

from workers.doors.keys import Keys
from workers.doors.redis.replies import pairs, stream_entries

COMBINATIONS = [
    {},
    {"protocol": 2},
    {"protocol": 3},
    {"legacy_responses": False},
    {"protocol": 2, "legacy_responses": False},
    {"protocol": 3, "legacy_responses": False},
]


@pytest.mark.parametrize("options", COMBINATIONS, ids=str)
async def test_one_shape_for_all_protocols(valkey_url: str, keys: Keys, options: dict[str, int]) -> None:
    client = Redis.from_url(valkey_url, decode_responses=True, **options)  # type: ignore[arg-type]
    first = await client.xadd(keys.items, {"a": "1", "b": "2"})
    second = await client.xadd(keys.items, {"c": "3"})
    expected = ((first, {"a": "1", "b": "2"}), (second, {"c": "3"}))
    await client.xgroup_create(keys.items, "g", "0")

    assert stream_entries(await client.xread({keys.items: "0"})) == expected
    assert stream_entries(await client.xreadgroup("g", "me", {keys.items: ">"})) == expected
    assert stream_entries(await client.xreadgroup("g", "me", {keys.items: "0"})) == expected
    assert stream_entries(await client.xreadgroup("g", "me", {keys.items: ">"})) == ()
    assert stream_entries(await client.xrange(keys.items)) == expected
    assert stream_entries((await client.xautoclaim(keys.items, "g", "you", 0))[1]) == expected
    await client.aclose()


@pytest.mark.parametrize("options", COMBINATIONS, ids=str)
async def test_an_entry_deleted_while_pending_has_no_fields(
    valkey_url: str, keys: Keys, options: dict[str, int]
) -> None:
    client = Redis.from_url(valkey_url, decode_responses=True, **options)  # type: ignore[arg-type]
    gone = await client.xadd(keys.items, {"a": "1"})
    await client.xgroup_create(keys.items, "g", "0")
    await client.xreadgroup("g", "me", {keys.items: ">"})
    await client.xdel(keys.items, gone)

    assert stream_entries(await client.xreadgroup("g", "me", {keys.items: "0"})) == ((gone, {}),)
    await client.aclose()


@pytest.mark.parametrize("reply", [["a", "1"], {"a": "1"}])
def test_a_hash_is_a_hash(reply: object) -> None:
    assert pairs(reply) == {"a": "1"}
    assert pairs([]) == {}
