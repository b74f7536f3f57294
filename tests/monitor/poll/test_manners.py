"""Conditional requests: validators byte for byte, to whom they belong, and what happens when a server lies."""

from datetime import timedelta

import pytest

from tests.support.feeds import HOUR, Rig, conditional, dated, item, liar, many, rss
from tests.support.hostile import answer, redirect

STAMP = "Tue, 10 Mar 2026 11:00:00 GMT"


async def test_01_a_304_announces_nothing_keeps_the_interval_and_the_window() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        first = rig.record
        step = await rig.poll(after=HOUR)

        assert rig.asked[1].headers["if-none-match"] == first.etag
        assert (step.outcome, step.entries) == ("unchanged", ())
        assert rig.limits.floor <= step.wait <= rig.limits.ceiling
        assert rig.record.window == first.window
        assert rig.record.last_success == int(rig.now.timestamp() * 1000)


@pytest.mark.parametrize("etag", ['W/"a,b"', "abc", '"x y"', '""'])
async def test_02_an_etag_goes_back_byte_for_byte(etag: str) -> None:
    async with Rig.open(conditional(many(range(3)).encode(), etag=etag)) as rig:
        await rig.polls(2, every=HOUR)

        assert rig.asked[1].headers["if-none-match"] == etag


@pytest.mark.parametrize(
    ("etag", "last_modified", "expected"),
    [
        ('"1"', None, {"if-none-match": '"1"'}),
        (None, STAMP, {"if-modified-since": STAMP}),
        ('"1"', "yesterday, about noon", {"if-none-match": '"1"', "if-modified-since": "yesterday, about noon"}),
        (None, None, {}),
    ],
)
async def test_03_only_the_validators_that_came_are_sent_and_without_any_the_body_decides(
    etag: str | None, last_modified: str | None, expected: dict[str, str]
) -> None:
    async with Rig.open(conditional(many(range(3)).encode(), etag=etag, last_modified=last_modified)) as rig:
        await rig.poll()
        step = await rig.poll(after=HOUR)

        sent = {name: value for name, value in rig.asked[1].headers.items() if name.startswith("if-")}
        assert sent == expected
        assert step.outcome == "unchanged"
        assert len(rig.children.tasks) == 1


async def test_04_a_constant_etag_hides_nothing_when_the_body_changes_and_is_not_believed_again() -> None:
    def document(*numbers: int) -> None:
        rig.serve(answer(body=many(numbers).encode(), headers={"ETag": '"forever"'}))

    async with Rig.open() as rig:
        document(1, 2, 3)
        await rig.poll()
        document(4, 1, 2, 3)
        await rig.poll(after=HOUR)
        document(5, 4, 1, 2)
        await rig.poll(after=HOUR)

        assert [entry.title for entry in rig.announced] == ["Report 4 from the valley", "Report 5 from the valley"]
        assert rig.record.distrust == "etag"
        assert "if-none-match" not in rig.asked[2].headers


async def test_05_a_server_that_answers_304_for_ever_is_found_out_and_its_entries_are_found() -> None:
    async with Rig.open() as rig:
        old = [item(n, pubDate=dated(rig.now - timedelta(days=n / 2))) for n in range(1, 20)]
        rig.serve(liar(rss(*old).encode()))
        await rig.poll()
        missed = [item(n, pubDate=dated(rig.now + timedelta(hours=1))) for n in range(100, 104)]
        rig.serve(liar(rss(*missed, *old[:10]).encode()))
        quiet = await rig.polls(3, every=4 * HOUR)
        step = await rig.poll(after=12.5 * HOUR)

        assert [step.outcome for step in quiet] == ["unchanged"] * 3
        assert "if-none-match" not in rig.asked[-1].headers, "once a day the server is asked without conditions"
        assert len(step.entries) == 4
        assert rig.record.distrust == "all"
        await rig.poll(after=HOUR)
        assert not [name for name in rig.asked[-1].headers if name.startswith("if-")]


async def test_05_silence_longer_than_chance_allows_brings_the_unconditional_check_forward() -> None:
    async with Rig.open() as rig:
        rig.serve(liar(many(range(20)).encode()))
        await rig.poll()
        for start in range(20, 140, 10):  # ten entries an hour for half a day
            rig.serve(many(range(start, start + 20)))
            await rig.poll(after=HOUR)
        rig.serve(liar(many(range(400, 420)).encode()))
        await rig.polls(6, every=0.5 * HOUR)

        conditional = ["if-none-match" in request.headers for request in rig.asked[-6:]]
        assert conditional[0], "half a quiet hour means nothing"
        assert not all(conditional), "three of them are one chance in a thousand"
        assert rig.record.distrust == "all"


async def test_06_a_304_with_a_new_last_modified_is_remembered() -> None:
    later = "Tue, 10 Mar 2026 12:30:00 GMT"
    async with Rig.open(conditional(many(range(3)).encode(), etag=None, last_modified=STAMP)) as rig:
        await rig.poll()
        rig.serve(answer(304, headers={"Last-Modified": later}))
        await rig.polls(2, every=HOUR)

        assert rig.asked[2].headers["if-modified-since"] == later


async def test_a_304_that_nobody_asked_for_is_answered_by_asking_once_more() -> None:
    async with Rig.open() as rig:
        rig.serve(answer(304), conditional(many(range(3)).encode()))
        step = await rig.poll()

        assert step.outcome == "read"
        assert len(rig.asked) == 2


async def test_validators_go_only_to_the_address_that_issued_them() -> None:
    async with Rig.open() as rig:
        rig.serve(redirect("/elsewhere"))
        rig.serve(many(range(3)), path="/elsewhere")
        await rig.polls(2, every=HOUR)

        assert "if-none-match" not in rig.asked[1].headers
        assert "if-none-match" in rig.server.asked("/elsewhere")[1].headers


async def test_51_cookies_do_not_come_back_and_nobody_is_told_where_we_come_from() -> None:
    async with Rig.open(answer(body=many(range(3)).encode(), headers={"Set-Cookie": "a=b"})) as rig:
        await rig.polls(2, every=HOUR)

        assert not {"cookie", "referer", "a-im"} & set(rig.asked[1].headers)
        assert rig.asked[1].headers["user-agent"].startswith("marsad/")


async def test_a_cache_busted_address_changes_and_is_never_asked_conditionally() -> None:
    async with Rig.open(many(range(3)), cache_bust=True) as rig:
        await rig.polls(2, every=HOUR)

        targets = [request.target for request in rig.server.requests]
        assert all("_cb=" in target for target in targets)
        assert len(set(targets)) == 2
        assert "if-none-match" not in rig.asked[1].headers


async def test_a_source_may_bring_its_own_user_agent_and_headers() -> None:
    async with Rig.open(many(range(3)), user_agent="Reader/1", headers={"X-Key": "k"}) as rig:
        await rig.poll()

        assert (rig.asked[0].headers["user-agent"], rig.asked[0].headers["x-key"]) == ("Reader/1", "k")
