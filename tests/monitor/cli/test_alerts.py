"""`marsad alerts` as a user meets it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import HttpSettings, Settings
from monitor.cli.alerts import all_dead, show
from tests.support.cli import marsad
from tests.support.delivery import an_alert, drain, stories
from tests.support.webhooks import SECRET, FakeWebhook
from workers.delivery import control
from workers.doors.http.client import Http
from workers.doors.redis.store import Store
from workers.model.alert import Attempt, Outcome
from workers.model.errors import Permanent

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def an_attempt(outcome: Outcome, reason: str, *, status: int | None, sent: bool = True) -> Attempt:
    return Attempt(
        alert="desk",
        delivery="dlv_1",
        trigger="new_story",
        attempt=1,
        outcome=outcome,
        status=status,
        reason=reason,
        milliseconds=61 if sent else 0,
        at=NOW,
        sent=sent,
    )


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (an_attempt(Outcome.DELIVERED, "HTTP 200", status=200), "delivered, HTTP 200, 61 ms"),
        (an_attempt(Outcome.RETRY, "deadline: too slow", status=None), "retry, no answer: deadline: too slow, 61 ms"),
        (an_attempt(Outcome.DEAD, "it is disabled", status=None, sent=False), "dead, not sent, it is disabled"),
    ],
)
def test_a_line_of_the_log_says_each_thing_once(
    attempt: Attempt, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show(attempt, as_json=False)

    assert capsys.readouterr().out == f"2026-11-25 12:00:00  desk  dlv_1  new_story #1: {expected}\n"


def test_an_answer_of_many_lines_is_told_in_one(capsys: pytest.CaptureFixture[str]) -> None:
    excerpt = r"<html>\u{a}  <body>\u{d}\u{a}\u{9}No \u{202e}hook"
    show(replace(an_attempt(Outcome.RETRY, "HTTP 501", status=501), excerpt=excerpt), as_json=False)

    assert capsys.readouterr().out.splitlines()[1:] == [r"    answer: <html> <body> No \u{202e}hook"]


def test_a_name_that_no_alert_has_is_a_usage_error(tmp_path: Path) -> None:
    done = marsad("alerts", "test", "dask", home=tmp_path)

    assert (done.code, 'no alert "dask" is configured' in done.err) == (2, True)


def configured(home: Path, url: str) -> None:
    text = f'[[alert]]\nname = "desk"\nurl = "{url}"\nsecret = "{SECRET}"\nallow_private = true\n'
    (home / "marsad.toml").write_text(text, encoding="utf-8")


async def test_an_alert_can_be_tried_before_the_first_run(tmp_path: Path) -> None:
    async with FakeWebhook() as hook:
        configured(tmp_path, hook.url)
        done = await asyncio.to_thread(marsad, "alerts", "test", "desk", home=tmp_path)

    assert (done.code, len(hook.received)) == (0, 1)
    assert "delivered, HTTP 200" in done.out
    assert "not noted in the log of deliveries: " in done.err


def test_redeliver_wants_an_id_or_dead(tmp_path: Path) -> None:
    done = marsad("alerts", "redeliver", home=tmp_path)

    assert (done.code, "--dead" in done.err) == (2, True)


async def test_redelivery_of_all_says_what_is_due_and_what_stays(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Http(HttpSettings(), version="0") as http, FakeWebhook(statuses=[410]) as hook:
        alerts = an_alert(hook.url), an_alert(hook.url, name="well")
        settings = Settings(alert=alerts)
        await stories(store, 2)
        await drain(store, http, *alerts)
        hook.statuses = [200]
        await control.test_alert(store, http, alerts, "well", now=NOW)

        assert await all_dead(store, settings, None) == 3

    told = capsys.readouterr().err
    assert "well: 2 due again" in told
    assert "desk: 2 stay: the endpoint is disabled" in told


async def test_redelivery_when_nothing_was_given_up_says_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert await all_dead(store, Settings(), None) == 0
    assert "no delivery was given up" in capsys.readouterr().err
    with pytest.raises(Permanent, match='no alert "dask"'):
        await all_dead(store, Settings(), "dask")
