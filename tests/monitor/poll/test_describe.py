"""What people are shown of a source, and one try without side effects."""

import json
from pathlib import Path

import pytest

from config.settings import Settings
from config.sources import Source
from monitor.poll.describe import describe, try_source
from monitor.poll.record import VERSION, FeedRecord, changed_fields, read_record
from monitor.poll.window import unpack
from tests.support.feeds import HOUR, Inline, Rig, conditional, many
from tests.support.hostile import Hostile, answer
from workers.doors.http.client import Http
from workers.model.errors import NewerData

SETTINGS = Settings()


async def test_last_attempt_and_last_success_are_told_apart_and_the_reason_stays() -> None:
    async with Rig.open(many(range(20))) as rig:
        await rig.poll()
        rig.serve(many(range(100, 120)))
        await rig.poll(after=HOUR)
        rig.serve(answer(500))
        await rig.polls(3, every=HOUR)
        row = describe(rig.record, rig.source, now_ms=int(rig.now.timestamp() * 1000) + 10**7)

    assert (row["state"], row["reason"], row["detail"], row["failures"]) == ("failing", "http_500", "HTTP 500", 3)
    assert row["last_success"] == "2026-03-10T13:00:00.000Z"
    assert row["last_attempt"] == "2026-03-10T16:00:00.000Z"
    assert row["next_due"] == "2026-03-10T16:04:00.000Z"
    assert row["overdue_seconds"] == 10**4 - 240
    assert (row["gaps"], row["polls"], row["title"]) == (1, 5, "Outlet")
    assert row["entries_a_day"] > 0
    assert json.dumps(row)


@pytest.mark.parametrize(
    ("more", "state"),
    [({}, "waiting"), ({"enabled": False}, "disabled"), ({"kind": "telegram"}, "not_polled")],
)
def test_what_was_never_polled_says_why(more: dict[str, object], state: str) -> None:
    source = Source.model_validate({"id": "a", "name": "A", "url": "http://a.example/"} | more)
    row = describe(FeedRecord(), source, now_ms=0)

    assert row["state"] == state
    assert (row["last_success"], row["next_due"], row["reason"]) == (None, None, None)


async def test_a_try_tells_what_a_poll_would_find(server: Hostile, http: Http) -> None:
    server.on("/feed", conditional(many(range(3), pubDate="Tue, 10 Mar 2026 10:00:00 GMT").encode()))
    row = await try_source(Source(id="a", name="A", url=server.url("/feed")), http, Inline(), SETTINGS)

    assert row["ok"] is True
    assert (row["entries"], row["undated"], row["newest"]) == (3, 0, "2026-03-10T10:00:00.000Z")
    assert row["titles"][0] == "Report 0 from the valley"
    assert row["etag"] is True


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [(b"<html><body>x</body></html>", 200, "html"), (b"", 404, "http_404"), (b"", 200, "empty")],
)
async def test_a_try_that_fails_says_why(body: bytes, status: int, reason: str, server: Hostile, http: Http) -> None:
    server.on("/feed", answer(status, body=body))
    row = await try_source(Source(id="a", name="A", url=server.url("/feed")), http, Inline(), SETTINGS)

    assert (row["ok"], row["reason"]) == (False, reason)


async def test_a_try_of_an_unreachable_address_and_of_another_kind(server: Hostile, http: Http) -> None:
    blocked = await try_source(Source(id="a", name="A", url="http://10.0.0.1/"), http, Inline(), SETTINGS)
    other = await try_source(Source(id="a", name="A", kind="page", url=server.url("/")), http, Inline(), SETTINGS)

    assert (blocked["ok"], blocked["reason"]) == (False, "blocked_address")
    assert (other["ok"], other["reason"]) == (False, "not_polled")
    assert server.requests == []


def test_a_record_survives_its_way_to_redis_and_back() -> None:
    record = FeedRecord(url="http://a.example/", etag='"1"', failures=3, rate_fast=0.00123456, polls=9, window="abc")
    stored = changed_fields(FeedRecord(), record)

    assert read_record(stored) == record
    assert changed_fields(record, record) == {}


def test_a_field_that_falls_back_to_its_default_is_deleted() -> None:
    assert changed_fields(FeedRecord(failures=3, polls=1), FeedRecord(failures=0, polls=1)) == {"failures": ""}


def test_a_record_of_a_newer_version_is_refused() -> None:
    with pytest.raises(NewerData, match="update Marsad"):
        read_record({"v": str(VERSION + 1)})


def test_fields_of_others_in_the_feed_hash_are_left_alone() -> None:
    assert read_record({"lease": "7", "host": "a:80", "configured_url": "x"}) == FeedRecord()


def test_55_polling_never_asks_this_machine_what_time_it_is() -> None:
    folder = Path(__file__).parent.parent.parent.parent / "monitor" / "poll"
    asking = {
        path.name for path in folder.glob("*.py") if "utc_now" in path.read_text() or ".now(UTC" in path.read_text()
    }

    assert asking == {"describe.py"}, "a jump of the clock neither floods nor starves: due times are the server's"


def test_a_window_that_cannot_be_read_is_an_empty_one() -> None:
    assert [unpack(text).entries for text in ("", "no base64 at all!", "abcd")] == [(), (), ()]


async def test_a_source_with_an_unreadable_window_goes_on_and_repeats_nothing() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        rig.stored["window"] = "garbage~"
        rig.serve(many(range(6)))
        step = await rig.poll(after=HOUR)

    assert step.outcome == "read"
    assert [entry.guid for entry in rig.announced] == ["guid-5"]
