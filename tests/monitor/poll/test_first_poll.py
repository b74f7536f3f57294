"""What a first look at a source announces, and what it only remembers."""

from datetime import timedelta

from tests.support.feeds import HOUR, NOON, Rig, dated, item, many, rss


def ago(**parts: float) -> str:
    return dated(NOON - timedelta(**parts))


async def test_37_of_a_first_poll_only_fresh_entries_are_announced_as_backfill() -> None:
    old = [item(n, pubDate=ago(days=1 + n)) for n in range(300)]
    async with Rig.open(rss(*old, item(900, pubDate=ago(hours=2)), item(901, pubDate=ago(hours=5)))) as rig:
        step = await rig.poll()

        assert [(entry.title, entry.late) for entry in rig.announced] == [
            ("Report 900 from the valley", True),
            ("Report 901 from the valley", True),
        ]
        assert len(step.baseline) == 300


async def test_37_what_a_regular_poll_would_have_found_fresh_is_fresh_on_a_first_poll_too() -> None:
    async with Rig.open(rss(item(1, pubDate=ago(minutes=10)), item(2, pubDate=ago(minutes=45)))) as rig:
        await rig.poll()

        assert {entry.guid: entry.late for entry in rig.announced} == {"guid-1": False, "guid-2": True}


async def test_37_a_first_poll_announces_all_that_is_recent_however_much() -> None:
    async with Rig.open(rss(*(item(n, pubDate=ago(minutes=n)) for n in range(1, 60)))) as rig:
        await rig.poll()

        assert {entry.guid for entry in rig.announced} == {f"guid-{n}" for n in range(1, 60)}


async def test_38_undated_entries_of_a_first_poll_are_remembered_only() -> None:
    async with Rig.open(many(range(10))) as rig:
        step = await rig.poll()

        assert rig.announced == []
        assert len(step.baseline) == 10


async def test_another_address_for_a_source_is_a_first_poll_again_that_repeats_nothing() -> None:
    async with Rig.open(many(range(5), pubDate=ago(minutes=1))) as rig:
        await rig.poll()
        before = len(rig.announced)
        rig.source = rig.source.model_copy(update={"url": rig.server.url("/other")})
        rig.serve(many(range(40), pubDate=ago(days=2)), path="/other")
        await rig.poll(after=HOUR)

        assert len(rig.announced) == before == 5
