"""When a changed entry is an update, and when only a clock or a counter moved."""

from datetime import timedelta

from tests.support.feeds import HOUR, NOON, Rig, dated, item, rss


def ago(**parts: float) -> str:
    return dated(NOON - timedelta(**parts))


async def test_44_an_edited_title_is_one_update() -> None:
    async with Rig.open(rss(item(1, pubDate=ago(minutes=5)), item(2))) as rig:
        await rig.poll()
        rig.serve(rss(item(1, pubDate=ago(minutes=5), title="Report 1, corrected"), item(2)))
        await rig.polls(3, every=HOUR)

        assert [(entry.title, entry.revision, entry.late) for entry in rig.announced] == [
            ("Report 1 from the valley", 1, False),
            ("Report 1, corrected", 2, False),
        ]
        assert len({entry.id for entry in rig.announced}) == 1
        assert rig.announced[1].first_seen == rig.announced[0].first_seen


async def test_44_a_rewritten_text_is_an_update_and_one_that_follows_too_soon_waits() -> None:
    text = "Two people were hurt when a wall fell in the old market on Monday morning. "
    async with Rig.open(rss(item(1, description=text, pubDate=ago(minutes=1)))) as rig:
        await rig.poll()
        rig.serve(rss(item(1, description=text + "Rescue teams work there; the governor closed all four roads.")))
        await rig.poll(after=300)
        assert [entry.revision for entry in rig.announced] == [1]
        await rig.poll(after=600)
        assert [entry.revision for entry in rig.announced] == [1, 2], "though the document did not change again"
        await rig.polls(3, every=600)
        assert [entry.revision for entry in rig.announced] == [1, 2]
        assert rig.asked[-1].headers.get("if-none-match"), "asked with validators again"


async def test_a_title_edited_while_the_address_of_the_source_changes_is_one_update() -> None:
    async with Rig.open(rss(item(1, pubDate=ago(minutes=5)), item(2))) as rig:
        await rig.poll()
        rig.source = rig.source.model_copy(update={"url": rig.server.url("/moved")})
        rig.serve(rss(item(1, pubDate=ago(minutes=5), title="Report 1, corrected"), item(2)), path="/moved")
        await rig.polls(2, every=HOUR)
        rig.serve(rss(item(1, pubDate=ago(minutes=5), title="Report 1, corrected twice"), item(2)), path="/moved")
        await rig.poll(after=HOUR)

        assert [(entry.title, entry.revision, entry.late) for entry in rig.announced] == [
            ("Report 1 from the valley", 1, False),
            ("Report 1, corrected", 2, False),
            ("Report 1, corrected twice", 3, False),
        ]


async def test_45_a_comment_counter_that_moves_at_every_poll_is_nothing() -> None:
    async with Rig.open() as rig:
        for count in range(6):
            parts = {"slash:comments": str(count), "description": f"The council met. {count} comments"}
            rig.serve(rss(*(item(n, **parts) for n in range(5))))
            await rig.poll(after=HOUR)

        assert rig.announced == []


async def test_46_a_text_that_contains_the_time_does_not_flood() -> None:
    async with Rig.open() as rig:
        for minute in range(40):
            words = (
                f"Now {minute:02d}:{minute:02d}, page {'abcdefghij'[minute % 10] * 9} of the council's report on roads"
            )
            rig.serve(rss(*(item(n, description=words, pubDate=ago(minutes=3)) for n in range(3))))
            await rig.poll(after=HOUR)

        assert all(entry.revision <= 25 for entry in rig.announced)


async def test_46_after_twenty_four_updates_an_entry_has_had_enough() -> None:
    async with Rig.open() as rig:
        for number in range(40):
            rig.serve(rss(item(1, title=f"Live: {number}", pubDate=ago(minutes=3))))
            await rig.poll(after=HOUR)

        assert [entry.revision for entry in rig.announced] == list(range(1, 26))
