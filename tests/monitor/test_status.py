from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.cli.status import show
from monitor.metrics import Metrics
from monitor.status import DisabledAlert, RoleBeat, Status, complaints, unhealthy

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
WELL = Status(
    time=NOW,
    server="Valkey 9.1.2",
    port=6399,
    roles=(RoleBeat(role="poller", instance="a:1:poller", host="a", pid=1, age=3.0),),
    sources={"ok": 3, "failing": 1},
    entries_waiting=0,
    entries_in_work=0,
    entries_delayed=0,
    oldest_entry_age=None,
    items=12,
    last_item=NOW,
    last_poll=NOW,
    groups=(),
    deliveries_due=0,
    dead=0,
    memory_used=10,
    memory_limit=1000,
    disk_free=10**12,
)
TROUBLED = replace(
    WELL, deliveries_dead=3, alerts_disabled=(DisabledAlert(name="desk", reason="HTTP 410: the endpoint is gone"),)
)
POLLER = frozenset({"poller"})


def test_a_watch_that_does_its_work_has_no_complaints() -> None:
    assert unhealthy(WELL, hosts_roles=POLLER) == ()


def test_a_role_that_stopped_beating_is_named() -> None:
    silent = replace(WELL, roles=(replace(WELL.roles[0], age=61.0),))

    assert "role poller: last heartbeat 61 s ago" in unhealthy(silent, hosts_roles=POLLER)[0]


def test_a_role_that_never_beat_is_named() -> None:
    assert "role worker" in unhealthy(WELL, hosts_roles=frozenset({"worker"}))[0]


def test_a_dead_instance_of_a_role_that_lives_elsewhere_is_no_complaint() -> None:
    old = replace(WELL.roles[0], instance="a:9:poller", age=4000.0)

    assert unhealthy(replace(WELL, roles=(*WELL.roles, old)), hosts_roles=POLLER) == ()


def test_an_entry_that_waits_too_long_memory_and_disk_are_complaints() -> None:
    bad = replace(WELL, oldest_entry_age=901.0, memory_used=801, disk_free=1024)

    complaints = unhealthy(bad, hosts_roles=POLLER)

    assert [text.partition(":")[0] for text in complaints] == ["work stream", "Redis memory", "disk"]


def test_a_disabled_webhook_is_told_with_its_remedy_and_leaves_the_watch_healthy() -> None:
    assert "marsad alerts test desk" in complaints(TROUBLED)[0]
    assert "HTTP 410" in complaints(TROUBLED)[0]
    assert unhealthy(TROUBLED, hosts_roles=POLLER) == ()
    assert complaints(WELL) == ()


def test_disabled_webhooks_and_dead_deliveries_are_metrics() -> None:
    text = Metrics("1").render(TROUBLED).decode()

    assert "marsad_alerts_disabled 1.0" in text
    assert "marsad_deliveries_dead 3.0" in text


def test_status_shows_a_disabled_webhook_and_what_was_given_up(capsys: pytest.CaptureFixture[str]) -> None:
    show(TROUBLED)

    out = capsys.readouterr().out
    assert "problem    alert desk: disabled" in out
    assert "3 given up" in out


def test_json_has_its_schema_and_utc_times() -> None:
    told = WELL.as_json()

    assert told["schema"] == "marsad.status/1"
    assert told["time"] == "2026-11-25T12:00:00.000Z"
    assert told["roles"][0]["role"] == "poller"


def test_metrics_count_and_show_the_watch() -> None:
    metrics = Metrics("1.2.3")
    metrics.polled("new", new=4)
    metrics.settled("published", latency=0.4)

    text = metrics.render(WELL).decode()

    assert 'marsad_polls_total{outcome="new"} 1.0' in text
    assert "marsad_entries_new_total 4.0" in text
    assert 'marsad_sources{state="failing"} 1.0' in text
    assert "marsad_redis_up 1.0" in text
    assert 'marsad_build_info{version="1.2.3"} 1.0' in text


def test_metrics_say_when_redis_is_down() -> None:
    assert "marsad_redis_up 0.0" in Metrics("1").render(None).decode()
