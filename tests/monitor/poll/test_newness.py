"""What is new and what only looks new: shared and flipping guids, migrations, overruns, old news."""

from datetime import timedelta

import pytest

from tests.support.feeds import DAY, HOUR, NOON, Rig, dated, item, many, rss
from tests.support.hostile import answer


def ago(**parts: float) -> str:
    return dated(NOON - timedelta(**parts))


async def test_39_ten_entries_under_one_guid_are_ten_entries_and_stay_so() -> None:
    same = [item(n, guid="constant", pubDate=ago(minutes=n)) for n in range(1, 11)]
    async with Rig.open(rss(*same)) as rig:
        await rig.poll()
        rig.serve(rss(item(99, guid="constant"), *same))
        await rig.poll(after=HOUR)
        rig.serve(rss(item(99, guid="constant"), *same[:5], item(100, guid="constant")))
        await rig.poll(after=HOUR)

        assert len(rig.announced) == 12
        assert len({entry.id for entry in rig.announced}) == 12
        assert rig.record.policy == "link"


async def test_39_the_policy_once_degraded_never_flaps_back() -> None:
    async with Rig.open(rss(*(item(n, guid="constant") for n in range(10)))) as rig:
        await rig.poll()
        rig.serve(many(range(10)))
        await rig.poll(after=HOUR)

        assert rig.record.policy == "link"
        assert rig.announced == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"guid": "http://outlet.example/?p=1"}, {"guid": "https://outlet.example/?p=1"}),
        ({"guid": "slug-as-first-written"}, {"guid": "slug-as-corrected-later"}),
        ({"link": "http://outlet.example/a/"}, {"link": "https://www.outlet.example/a"}),
        ({"link": "http://outlet.example/a"}, {"link": "http://outlet.example/a?utm_source=rss&amp;fbclid=1#top"}),
        ({"link": "http://a.outlet.example/a"}, {"link": "http://b.outlet.example/a"}),
    ],
    ids=["scheme of guid", "slug in guid", "scheme and www", "tracking", "subdomain"],
)
async def test_40_an_entry_whose_guid_or_link_flips_is_the_same_entry(
    before: dict[str, str], after: dict[str, str]
) -> None:
    async with Rig.open(rss(item(1, **before), item(2))) as rig:
        await rig.poll()
        rig.serve(rss(item(1, **after), item(2)))
        await rig.poll(after=HOUR)
        rig.serve(rss(item(1, **before), item(2)))
        await rig.poll(after=HOUR)

        assert rig.announced == []


async def test_40_a_flipped_guid_is_remembered_for_later() -> None:
    async with Rig.open(rss(item(1, guid="old"), item(2))) as rig:
        await rig.poll()
        rig.serve(rss(item(1, guid="new"), item(2)))
        await rig.poll(after=HOUR)
        rig.serve(rss(item(2)))
        await rig.poll(after=HOUR)
        rig.serve(rss(item(1, guid="new", link="http://outlet.example/elsewhere"), item(2)))
        await rig.poll(after=HOUR)

        assert rig.announced == []


async def test_41_an_entry_without_guid_and_link_is_one_entry_on_every_poll() -> None:
    bare = item(7, guid=None, link=None, pubDate=ago(minutes=5))
    async with Rig.open(rss(bare)) as rig:
        await rig.poll()
        rig.serve(rss(item(8), bare))
        await rig.poll(after=HOUR)
        rig.serve(rss(item(8), item(7, guid=None, link=None, pubDate=ago(minutes=5), description="Edited.")))
        await rig.poll(after=HOUR)

        assert len({entry.id for entry in rig.announced}) == 2
        assert [entry.revision for entry in rig.announced] == [1, 1, 2]


async def test_42_when_all_guids_change_nothing_is_announced_and_the_watch_is_told() -> None:
    async with Rig.open(many(range(10))) as rig:
        await rig.poll()
        rig.serve(rss(*(item(n, guid=f"other-{n}") for n in range(10))))
        await rig.poll(after=HOUR)

        assert rig.announced == []
        assert rig.events == ["reidentified"]


async def test_42_a_migration_that_changes_guids_and_links_is_recognised_by_titles() -> None:
    def moved(n: int) -> str:
        return item(n, guid=f"new-{n}", link=f"http://new.example/{n}/story")

    async with Rig.open(many(range(10))) as rig:
        await rig.poll()
        rig.serve(rss(item(50), *(moved(n) for n in range(9))))
        await rig.poll(after=HOUR)
        assert [entry.guid for entry in rig.announced] == ["guid-50"]
        assert rig.record.reidentified == 1
        rig.serve(rss(*(moved(n) for n in range(9))))
        await rig.poll(after=40 * DAY)
        assert len(rig.announced) == 1


async def test_42_new_guids_for_the_same_link_at_every_poll_announce_nothing() -> None:
    async with Rig.open(rss(*(item(n, guid=f"0-{n}") for n in range(6)))) as rig:
        for number in range(1, 6):
            await rig.poll(after=HOUR)
            rig.serve(rss(*(item(n, guid=f"{number}-{n}") for n in range(6))))

        assert rig.announced == []


async def test_43_an_entry_that_vanishes_and_returns_is_not_new() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        rig.serve(many(range(1, 6)))
        gone = await rig.poll(after=HOUR)
        rig.serve(many(range(5)))
        await rig.poll(after=20 * DAY)

        assert [entry.guid for entry in rig.announced] == ["guid-5"]
        assert len(gone.refresh) == 2, "guid and link of the entry that left are kept for another month"


async def test_47_an_overrun_window_is_seen_counted_and_the_source_asked_at_once_more_often() -> None:
    async with Rig.open(many(range(20))) as rig:
        await rig.poll()
        rig.serve(many(range(100, 120)))
        step = await rig.poll(after=HOUR)

        assert rig.events == ["gap"]
        assert rig.record.gaps == 1
        assert step.wait == rig.limits.floor
        assert len(rig.announced) == 20


async def test_47_what_fell_out_is_fetched_from_the_archive_page_that_the_feed_offers() -> None:
    async with Rig.open(many(range(20))) as rig:
        await rig.poll()
        older = rss(*(item(n) for n in range(60, 80)), head='<atom:link rel="next" href="/page3"/>')
        rig.serve(rss(*(item(n) for n in range(80, 100)), head='<atom:link rel="next" href="/page2"/>'))
        rig.serve(older, path="/page2")
        rig.serve(many(range(15, 60)), path="/page3")
        await rig.poll(after=HOUR)

        assert {entry.guid for entry in rig.announced} == {f"guid-{n}" for n in range(20, 100)}
        assert [request.path for request in rig.server.requests[2:]] == ["/page2", "/page3"]


async def test_47_a_document_that_is_nearly_all_new_is_asked_for_sooner() -> None:
    async with Rig.open(many(range(20))) as rig:
        await rig.poll()
        rig.serve(many(range(15, 35)))

        assert (await rig.poll(after=HOUR)).wait == rig.limits.floor


async def test_old_entries_that_resurface_in_a_mass_are_remembered_and_reported() -> None:
    async with Rig.open(many(range(10))) as rig:
        await rig.poll()
        old = [item(500 + n, title=f"From the archive {n}", pubDate=ago(days=30 + n)) for n in range(30)]
        rig.serve(rss(*old, *(item(n) for n in range(10))))
        await rig.poll(after=HOUR)

        assert rig.announced == []
        assert rig.events == ["resurfaced"]


async def test_a_few_old_entries_are_announced_as_late() -> None:
    async with Rig.open(many(range(10))) as rig:
        await rig.poll()
        rig.serve(rss(item(70, pubDate=ago(days=5)), item(71), *(item(n) for n in range(10))))
        await rig.poll(after=HOUR)

        assert {entry.guid: entry.late for entry in rig.announced} == {"guid-70": True, "guid-71": False}


@pytest.mark.parametrize(
    ("date", "late"),
    [
        (ago(hours=2), False),
        (ago(hours=7), True),
        ((NOON - timedelta(hours=8)).strftime("%Y-%m-%d %H:%M"), False),
        (NOON.strftime("%Y-%m-%d"), False),
        (None, False),
    ],
    ids=["two hours", "seven hours", "eight hours without a zone", "today without an hour", "none"],
)
async def test_only_what_is_old_for_certain_is_late(date: str | None, late: bool) -> None:  # noqa: FBT001
    async with Rig.open(many(range(10))) as rig:
        await rig.poll()
        rig.serve(rss(item(70, pubDate=date), *(item(n) for n in range(10))))
        await rig.poll(after=60)

        assert [entry.late for entry in rig.announced] == [late]


async def test_two_sources_may_use_the_same_guids_without_speaking_for_each_other() -> None:
    async with Rig.open(many(range(5))) as rig:
        first = await rig.poll()
        rig.source = rig.source.model_copy(update={"id": "other"})
        rig.stored = {}
        second = await rig.poll()

        assert not {entry.id for entry in first.entries} & {entry.id for entry in second.entries}
        assert not {alias for one in first.entries for alias in one.aliases} & {
            a for one in second.entries for a in one.aliases
        }


async def test_a_226_is_a_part_of_the_window_and_proves_no_gap() -> None:
    async with Rig.open(many(range(20))) as rig:
        await rig.poll()
        rig.serve(answer(226, body=many(range(100, 106)).encode(), headers={"ETag": '"2"'}))
        await rig.poll(after=HOUR)
        rig.serve(many(range(10, 20)))
        await rig.poll(after=HOUR)

        assert "gap" not in rig.events
        assert len(rig.announced) == 6


async def test_a_source_that_is_asked_twice_a_day_is_not_always_late() -> None:
    async with Rig.open(many(range(10)), min_interval=12 * HOUR) as rig:
        await rig.poll()
        rig.serve(rss(item(70), item(71, pubDate=dated(rig.now + timedelta(hours=3))), *(item(n) for n in range(10))))
        await rig.poll(after=12 * HOUR)

        assert [entry.late for entry in rig.announced] == [False, False]


async def test_the_same_block_twice_is_one_entry() -> None:
    async with Rig.open(rss(item(1), item(1), item(2))) as rig:
        step = await rig.poll()
        rig.serve(rss(item(1), item(1), item(2), item(3)))
        await rig.poll(after=HOUR)

        assert len(step.entries) == 2
        assert [entry.guid for entry in rig.announced] == ["guid-3"]
