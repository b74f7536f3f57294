"""Feeds that move: believed after confirmation, never after one look; and redirects that lead nowhere good."""

import pytest

from tests.support.feeds import DAY, HOUR, Rig, conditional, many
from tests.support.hostile import answer, redirect
from workers.doors.http.client import Http

PAGE = b"<!doctype html><html><head><title>Log in</title></head><body>Log in</body></html>"


async def test_16_a_permanent_move_is_believed_after_three_sightings_in_a_day_and_nothing_is_announced_again() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        rig.serve(many(range(5)), path="/new")
        rig.serve(redirect("/new", 301))
        steps = await rig.polls(3, every=13 * HOUR)
        await rig.poll(after=HOUR)

        assert [step.record.moved_url for step in steps] == ["", "", rig.server.url("/new")]
        assert len(rig.asked) == 4, "the old address is not asked any more"
        assert rig.announced == []
        assert "moved" in rig.events


async def test_16_a_permanent_redirect_that_was_seen_once_is_forgotten() -> None:
    async with Rig.open(many(range(5))) as rig:
        rig.serve(many(range(5)), path="/new")
        rig.serve(redirect("/new", 301), conditional(many(range(5)).encode()))
        steps = await rig.polls(4, every=DAY)

        assert [step.record.moved_url for step in steps] == [""] * 4
        assert rig.record.move_to == ""


async def test_16_when_the_old_address_is_gone_its_announced_successor_is_believed_at_once() -> None:
    async with Rig.open() as rig:
        rig.serve(many(range(5)), path="/new")
        rig.serve(redirect("/new", 308), answer(404))
        await rig.poll()
        step = await rig.poll(after=HOUR)

        assert step.record.moved_url == rig.server.url("/new")
        assert step.wait <= rig.limits.floor


@pytest.mark.parametrize(
    ("first", "second"),
    [(302, 301), (307, 308), (303, 301)],
)
async def test_17_a_temporary_first_hop_means_that_nothing_has_moved(first: int, second: int) -> None:
    async with Rig.open() as rig:
        rig.serve(redirect("/b", first))
        rig.serve(redirect("/c", second), path="/b")
        rig.serve(many(range(5)), path="/c")
        steps = await rig.polls(4, every=13 * HOUR)

        assert {step.record.moved_url for step in steps} == {""}
        assert steps[0].outcome == "read"


async def test_17_a_permanent_redirect_to_a_login_page_moves_nothing() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        rig.serve(redirect("/login", 301))
        rig.serve(answer(body=PAGE, headers={"Content-Type": "text/html"}), path="/login")
        steps = await rig.polls(4, every=DAY)

        assert {step.record.moved_url for step in steps} == {""}
        assert {step.record.reason for step in steps} == {"html"}
        rig.serve(many(range(5)))
        assert (await rig.poll(after=DAY)).record.state == "ok"


async def test_a_successor_that_stays_gone_leads_back_to_the_configured_address() -> None:
    async with Rig.open() as rig:
        rig.serve(many(range(5)), path="/new")
        rig.serve(redirect("/new", 301), answer(404), conditional(many(range(5)).encode()))
        await rig.polls(2, every=HOUR)
        rig.serve(answer(404), path="/new")
        await rig.polls(3, every=DAY)

        assert rig.record.moved_url == ""
        assert (await rig.poll(after=DAY)).outcome in {"read", "unchanged"}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/feed", "redirect_loop"),
        ("http://169.254.169.254/latest/meta-data", "blocked_address"),
        ("http://100.100.100.200/", "blocked_address"),
        ("http://[fd00:ec2::254]/", "blocked_address"),
        ("http://0x7f000001/", "bad_url"),
        ("http://2130706433/", "bad_url"),
        ("http://[::ffff:10.0.0.1]/", "blocked_address"),
        ("file:///etc/passwd", "bad_scheme"),
        ("gopher://127.0.0.1/", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("http://8.8.8.8:6379/", "blocked_port"),
    ],
)
async def test_18_a_redirect_to_where_nobody_should_go_is_refused_by_name(target: str, reason: str) -> None:
    async with Rig.open(redirect(target)) as rig:
        step = await rig.poll()

        assert step.record.reason == reason
        assert step.outcome == "failed"
        assert step.wait >= 0.8 * HOUR


async def test_18_a_chain_without_end_is_cut() -> None:
    async with Rig.open(redirect("/hop0")) as rig:
        for number in range(30):
            rig.server.on(f"/hop{number}", redirect(f"/hop{number + 1}"))
        step = await rig.poll()

        assert step.record.reason == "too_many_redirects"
        assert len(rig.server.requests) <= 6


async def test_18_a_name_that_resolves_to_loopback_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Rig.open(many(range(3)), allow="192.0.2.0/24") as rig:
        step = await rig.poll()

        assert step.record.reason == "blocked_address"
        assert rig.server.requests == []


def test_the_client_has_no_cookie_jar() -> None:
    assert "cookies" not in vars(Http)
