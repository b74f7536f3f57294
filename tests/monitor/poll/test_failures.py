"""What goes wrong with a source, what it is called, and when it is tried again. Polling ends for a confirmed 410 only."""

import pytest

from tests.support.feeds import DAY, HOUR, NOON, Rig, conditional, dated, item, many, rss
from tests.support.hostile import answer, raw, reset

CHALLENGE = b"<!doctype html><html><head><title>Just a moment...</title></head><body>wait</body></html>"
PAGE = (
    b'<!doctype html><html><head><title>Outlet</title><link rel="alternate" type="application/rss+xml" '
    b'title="News" href="/real-feed"></head><body>Welcome</body></html>'
)
HTML = {"Content-Type": "text/html"}


async def test_15_fifty_failures_do_not_end_polling_and_the_fifty_first_try_recovers() -> None:
    async with Rig.open(many(range(3))) as rig:
        await rig.poll()
        rig.serve(answer(500))
        waits = [(await rig.poll(after=HOUR)).wait for _ in range(50)]
        rig.serve(many(range(4)))
        step = await rig.poll(after=HOUR)

        assert waits[0] == 60.0
        assert waits[1:5] == [120.0, 240.0, 480.0, 960.0]
        assert max(waits) == HOUR, "a source about Syria waits an hour at most"
        assert (step.record.state, step.record.failures) == ("ok", 0)
        assert [event for event in rig.events if event in {"failing", "ok"}] == ["failing", "ok"]


async def test_15_other_sources_wait_six_hours_at_most() -> None:
    async with Rig.open(answer(502), focus="world") as rig:
        steps = await rig.polls(30, every=HOUR)

        assert max(step.wait for step in steps) == 6 * HOUR


async def test_19_one_410_is_an_error_like_another_and_two_days_of_them_are_the_end() -> None:
    async with Rig.open(many(range(3))) as rig:
        await rig.poll()
        rig.serve(answer(410))
        first = await rig.poll(after=HOUR)
        second = await rig.poll(after=DAY)
        third = await rig.poll(after=DAY + HOUR)

        assert [step.record.state for step in (first, second, third)] == ["retrying", "retrying", "gone"]
        assert first.wait <= HOUR
        assert third.wait == 7 * DAY
        assert rig.events == ["gone"]
        weekly = await rig.polls(9, every=7 * DAY)
        assert weekly[-1].record.state == "disabled"
        assert rig.events == ["gone", "disabled"], "never silently"


async def test_19_a_gone_feed_that_answers_again_is_polled_as_before() -> None:
    async with Rig.open(answer(410)) as rig:
        await rig.polls(4, every=DAY)
        rig.serve(many(range(3)))
        step = await rig.poll(after=7 * DAY)

        assert (step.record.state, step.record.gone_count) == ("ok", 0)
        assert step.wait <= rig.limits.ceiling


async def test_20_what_was_published_during_two_weeks_of_404_comes_as_late_and_not_as_news() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        rig.serve(answer(404))
        steps = await rig.polls(14, every=DAY)
        missed = [
            item(100 + n, pubDate=dated(rig.now.replace(hour=1) - n * 0.5 * (rig.now - NOON) / 20)) for n in range(20)
        ]
        rig.serve(rss(*missed, item(1)))
        await rig.poll(after=HOUR)

        assert [step.record.reason for step in steps] == ["http_404"] * 14
        assert max(step.wait for step in steps) <= DAY
        assert len(rig.announced) == 20
        assert all(entry.late for entry in rig.announced)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 451])
async def test_a_client_error_is_tried_again_after_an_hour_and_then_less_and_less(status: int) -> None:
    async with Rig.open(answer(status)) as rig:
        steps = await rig.polls(7, every=DAY)

        assert [step.wait / HOUR for step in steps] == [1, 2, 4, 8, 16, 24, 24]
        assert steps[-1].record.reason == f"http_{status}"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"plain, not gzip", "gzip"),
        (b"\x00\x01\x02bad deflate", "deflate"),
        (b"whatever", "br"),
        (b"whatever", "gzip, gzip"),
    ],
)
async def test_24_a_content_coding_that_is_not_true_is_a_failure_without_a_crash(body: bytes, encoding: str) -> None:
    async with Rig.open(answer(body=body, headers={"Content-Encoding": encoding})) as rig:
        step = await rig.poll()

        assert step.outcome == "failed"
        assert step.record.reason in {"bad_encoding", "not_a_feed"}


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 9999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nfff0\r\n"],
    ids=["short", "cut chunk"],
)
async def test_25_a_body_that_ends_early_is_no_document_and_its_validators_are_not_kept(head: bytes) -> None:
    body = many(range(10)).encode()
    async with Rig.open(raw(b'HTTP/1.1 200 OK\r\nETag: "cut"\r\n' + head + body)) as rig:
        step = await rig.poll()

        assert (step.outcome, step.record.reason) == ("failed", "protocol_error")
        assert (step.entries, step.record.etag) == ((), "")


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(403, body=CHALLENGE, headers={"cf-mitigated": "challenge"}),
        answer(403, body=CHALLENGE, headers=HTML),
        answer(200, body=CHALLENGE, headers=HTML),
        answer(503, body=CHALLENGE, headers=HTML),
    ],
    ids=["header", "403", "200", "503"],
)
async def test_34_a_bot_wall_is_called_blocked_and_retries_are_not_wasted_on_it(behaviour: object) -> None:
    async with Rig.open(many(range(3))) as rig:
        await rig.poll()
        rig.serve(behaviour)  # type: ignore[arg-type]
        steps = await rig.polls(6, every=DAY)

        assert {(step.record.state, step.record.reason) for step in steps} == {("blocked", "blocked")}
        assert [step.wait / HOUR for step in steps] == [1, 2, 4, 6, 6, 6]
        assert rig.events == ["blocked"], "one event, not one a poll"


async def test_35_a_page_that_offers_feeds_is_a_failure_that_names_them() -> None:
    async with Rig.open(answer(body=PAGE, headers=HTML)) as rig:
        step = await rig.poll()

        assert step.record.reason == "html"
        offered = rig.server.url("/real-feed")
        assert step.record.detail.endswith(f"it offers {offered}: set the source's url to one of them")
        assert step.record.url == rig.source.url, "nobody switches addresses behind the operator's back"


async def test_35_a_page_that_offers_none_is_told_with_the_command_that_finds_them() -> None:
    async with Rig.open(answer(body=b"<html><head><title>Outlet</title></head></html>", headers=HTML)) as rig:
        step = await rig.poll()

        assert step.record.detail == f"an HTML page: Outlet; try `marsad sources discover {rig.source.url}`"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{}", "json"),
        (b'{"error": "rate limited"}', "json"),
        (b"[" * 100_000, "json"),
        (b"<html><body>maintenance</body></html>", "html"),
        (b"Service temporarily unavailable", "not_a_feed"),
        (b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_feed"),
    ],
)
async def test_36_a_200_that_is_no_feed_is_called_what_it_is(body: bytes, reason: str) -> None:
    async with Rig.open(answer(body=body, headers={"ETag": '"1"'})) as rig:
        step = await rig.poll()

        assert (step.outcome, step.record.reason, step.record.etag) == ("failed", reason, "")


TORN = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet</title><item><title>Report'


@pytest.mark.parametrize(
    "body",
    [TORN, TORN[:80], b"<rss version='2.0'><channel><!-- <item></item></channel></rss>"],
    ids=["in the first entry", "before it", "lost in a comment"],
)
async def test_25_a_document_in_which_a_mistake_leaves_no_entry_is_a_failure(body: bytes) -> None:
    async with Rig.open(many(range(3))) as rig:
        await rig.poll()
        window = rig.record.window
        rig.serve(answer(body=body, headers={"ETag": '"torn"'}))
        step = await rig.poll(after=HOUR)

        assert (step.outcome, step.record.state, step.record.reason) == ("failed", "retrying", "malformed")
        assert step.wait == 600.0
        assert (step.record.etag != '"torn"', step.record.window) == (True, window)


@pytest.mark.parametrize(
    "body",
    [
        rss().encode(),
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>O</title></feed>',
        b"<rss version='2.0'><channel><title>Actualit&eacute;s</title></channel></rss>",
    ],
)
async def test_25_a_whole_document_without_entries_is_none(body: bytes) -> None:
    async with Rig.open(answer(body=body)) as rig:
        assert (await rig.poll()).record.state == "ok"


async def test_25_a_document_that_breaks_off_after_a_whole_entry_is_read() -> None:
    async with Rig.open(answer(body=many(range(2)).encode()[:-80])) as rig:
        step = await rig.poll()

        assert (step.record.state, len(step.entries)) == ("ok", 1)


async def test_36_a_feed_without_entries_is_legal_and_three_in_a_row_are_suspect() -> None:
    async with Rig.open(many(range(3))) as rig:
        await rig.poll()
        states = []
        for number in range(3):
            rig.serve(rss(head=f"<description>{number}</description>"))
            states.append((await rig.poll(after=HOUR)).record.state)

        assert states == ["ok", "ok", "suspect_empty"]
        rig.serve(many(range(3)))
        assert (await rig.poll(after=HOUR)).record.state == "ok"
        assert rig.announced == []


async def test_a_feed_that_never_had_entries_is_not_suspect() -> None:
    async with Rig.open() as rig:
        for number in range(5):
            rig.serve(rss(head=f"<description>{number}</description>"))
            await rig.poll(after=HOUR)

        assert rig.record.state == "ok"


async def test_a_connection_torn_down_is_tried_again_within_a_minute() -> None:
    async with Rig.open(reset()) as rig:
        step = await rig.poll()

        assert step.record.reason in {"connection_lost", "protocol_error"}
        assert step.wait <= 72.0


async def test_a_document_that_killed_its_parser_is_never_parsed_a_second_time() -> None:
    async with Rig.open(conditional(many(range(3)).encode(), etag=None)) as rig:
        rig.children.failing = "deadline"
        first = await rig.poll()
        rig.children.failing = None
        second = await rig.poll(after=DAY)
        rig.serve(many(range(4)))
        third = await rig.poll(after=DAY)

        assert [step.record.reason for step in (first, second)] == ["parse_deadline", "parse_deadline"]
        assert len(rig.children.tasks) == 2
        assert third.record.state == "ok"
        assert rig.events == ["poison", "ok"]


async def test_a_source_that_is_quiet_longer_than_chance_allows_says_so_once() -> None:
    async with Rig.open() as rig:
        old = [item(n, pubDate=dated(rig.now)) for n in range(10)]
        rig.serve(rss(*old))
        await rig.poll()
        rig.serve(rss(item(50), *old))
        await rig.poll(after=HOUR)
        await rig.polls(30, every=HOUR)

        assert rig.record.state == "silent"
        assert rig.events == ["silent"]
        rig.serve(rss(item(51), item(50)))
        await rig.poll(after=HOUR)
        assert rig.events == ["silent", "ok"]
