"""`marsad replay` on what a real daemon left behind: topics change, texts are graded again."""

import asyncio
import fcntl
import os
import re
import sys
from pathlib import Path

import pytest

from monitor.gather import latest_items
from tests.support.cli import environment, marsad
from tests.support.daemon import Home, Sites, home, numbers_of, sites
from tests.support.replaying import Archive, a_topic
from tests.support.webhooks import SECRET, FakeWebhook
from workers.doors.redis.store import Store

TOPIC = """
id = "{id}"
title = "{id}"
thresholds = {{ central = 0.60, substantial = 0.35 }}
[[concept]]
id = "{id}.word"
weight = 5
terms.en = ["{term}"]
"""


def topics(folder: Path, **terms: str) -> None:
    """The topics of the test, each one concept of one term, and no others."""
    place = folder / "topics"
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    for name, term in terms.items():
        (place / f"{name}.toml").write_text(TOPIC.format(id=name, term=term))


def alerts(url: str) -> str:
    """An alert that takes everything, and one that takes late items too."""
    return "".join(
        f'[[alert]]\nname = "{name}"\nurl = "{url}"\nsecret = "{SECRET}"\nmin_grade = "passing"\nper_story = "every"\n'
        f"allow_private = true\nlate = {late}\n"
        for name, late in (("desk", "false"), ("archive", "true"))
    )


async def a_round(here: Home) -> None:
    process = await here.start("--once")
    assert await process.wait() == 0, here.log(len(here.processes) - 1)


async def a_day(here: Home, news: Sites, hook: FakeWebhook) -> None:
    """Three reports on mills are published and alerted, two on a fair are dropped; then the topics change."""
    news.publish("a", range(3))
    news.publish("b", range(3, 5), relevant=False)
    topics(here.folder, mills="mill of Saraqib")
    here.configure(news.sources(), more='topics = ["topics"]')
    config = here.folder / "marsad.toml"
    config.write_text(config.read_text() + alerts(hook.url))
    await a_round(here)
    assert len(hook.received) == 6
    topics(here.folder, mills="unicorn", fairs="harbour fair")


async def test_after_a_change_of_topics_the_past_is_told_then_published_and_no_webhook_hears_of_it(
    tmp_path: Path,
) -> None:
    async with sites() as news, FakeWebhook() as hook, home(tmp_path) as here:
        await a_day(here, news, hook)
        told = marsad("replay", "--since", "1h", "--diff", home=tmp_path)
        diff = marsad("replay", "--since", "1h", "--diff", "--json", home=tmp_path)
        done = marsad("replay", "--since", "1h", "--json", home=tmp_path)
        again = marsad("replay", "--since", "1h", "--json", home=tmp_path)
        await a_round(here)
        items = marsad("tail", "--since", "1h", "--json", home=tmp_path).rows
        why = marsad("why", news.server.url("/b/3"), "--json", home=tmp_path).rows[0]

        assert len(hook.received) == 6

    assert told.code == 0, told.err
    assert re.search(r"mills: \w+ → none  a\n    Report 0 on Idlib's mills\n", told.out)
    assert "was dropped: fairs: none → central  b\n    Report 3 on the harbour fair\n" in told.out
    assert "nothing was published (--diff)" in told.err
    assert [{**row, "outcome": "published"} for row in diff.rows[:-1]] == done.rows[:-1]
    counts = {"published": 3, "dropped": 2, "without_text": 0, "changed": 3, "new": 2}
    assert {name: done.rows[-1][name] for name in counts} == counts
    assert (len(again.rows), again.rows[-1]["published"], again.rows[-1]["dropped"]) == (1, 5, 0)
    assert [(row["type"], row["data"]["version"], row["data"]["late"]) for row in items] == [
        *[("marsad.item.new", 1, False)] * 3,
        *[("marsad.item.updated", 2, True)] * 3,
        *[("marsad.item.new", 1, True)] * 2,
    ]
    stages = {stage["stage"]: stage["told"] for stage in why["stages"]}
    assert (why["state"], stages["graded"][:13]) == ("published", "fairs central")


async def test_with_alert_each_alert_speaks_once_of_what_concerns_it(tmp_path: Path) -> None:
    async with sites() as news, FakeWebhook() as hook, home(tmp_path) as here:
        await a_day(here, news, hook)
        for _ in range(2):
            assert marsad("replay", "--since", "1h", "--alert", home=tmp_path).code == 0
            await a_round(here)
        data = [one.json["data"] for one in hook.received[6:]]

    heard = {(one["alert"], one["trigger"], *numbers_of(item["title"] for item in one["items"])) for one in data}
    corrected = {(alert, "correction", number) for alert in ("desk", "archive") for number in range(3)}
    fresh = {(alert, trigger, number) for alert, trigger, number in heard if number > 2}
    assert heard == corrected | fresh
    assert {(alert, number) for alert, _, number in fresh} == {(a, n) for a in ("desk", "archive") for n in (3, 4)}
    assert len(data) == len(heard)


async def test_a_replay_killed_in_the_middle_and_repeated_publishes_each_change_once(
    store: Store, valkey_url: str, tmp_path: Path
) -> None:
    archive = Archive(store, (a_topic("mills", "mill"),))
    for number in range(40):
        await archive.add(number, "mill" if number % 2 else "fair")
    topics(tmp_path, fairs="fair")
    (tmp_path / "marsad.toml").write_text(
        f'topics = ["topics"]\n[redis]\nurl = "{valkey_url}"\nprefix = "{store.keys.prefix}"\n[workers]\nprocesses = 1\n'
    )
    for after in (3, 25):
        await killed(tmp_path, after=after)
    part = len(await archive.ids())

    done = marsad("replay", "--since", "1h", "--json", home=tmp_path)

    odd = [f"itm_{number:06}" for number in range(40) if number % 2]
    even = [f"itm_{number:06}" for number in range(40) if not number % 2]
    assert 20 < part < 60
    assert done.rows[-1]["changed"] + done.rows[-1]["new"] == 60 - part
    assert {item.id for item in await latest_items(store, 100)} == set(even)
    assert await archive.ids() == sorted([*(f"{one}.1" for one in odd + even), *(f"{one}.2" for one in odd)])


async def killed(folder: Path, *, after: int) -> None:
    """A replay that gets SIGKILL once it has told of so many changes. It cannot get far ahead: its pipe is short."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    with os.fdopen(reading, "rb", buffering=0) as told:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "replay", "--since", "1h", "--json",
            cwd=folder, env=environment(folder, PYTHONUNBUFFERED="1"), stdout=writing,
        )  # fmt: skip
        os.close(writing)
        for _ in range(after):
            assert await asyncio.to_thread(told.readline)
        process.kill()
        await process.wait()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--since", "1h", "--diff", "--alert"], 2, "leave --alert away"),
        (["--since", "1h", "--topic", "milk"], 2, "there is no topic 'milk'; the configured ones are idlib, syria"),
        (["--since", "soon"], 2, "--since"),
        ([], 2, "--since"),
        (["--since", "1h"], 4, "data"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_remedy(
    arguments: list[str], code: int, message: str, tmp_path: Path
) -> None:
    (tmp_path / "marsad.toml").write_text(f'data_dir = "{tmp_path}/data"\n')

    done = marsad("replay", *arguments, home=tmp_path)

    assert done.code == code
    assert message in done.err
