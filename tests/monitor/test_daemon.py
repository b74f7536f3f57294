"""`marsad run` as an operator sees it: one round, refusals, signals, bad input beside good."""

import asyncio
import json
import signal
import socket
import sys
from pathlib import Path

import redis.asyncio

from tests.support.cli import environment, marsad
from tests.support.daemon import HTML, home, numbers_of, sites, titles, until
from tests.support.hostile import Request, answer, raw
from tests.support.webhooks import SECRET, FakeWebhook

PICTURE = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG"
DEAD = '[[source]]\nid = "dead"\nname = "dead"\nurl = "http://127.0.0.1:1/feed.xml"\n'


def alert(url: str, *, secret: str = SECRET) -> str:
    return (
        f'[[alert]]\nname = "desk"\nurl = "{url}"\nsecret = "{secret}"\ntopics = ["idlib"]\nmin_grade = "passing"\n'
        'per_story = "every"\nallow_private = true\n'
    )


async def test_one_round_publishes_what_can_be_read_and_says_what_could_not(tmp_path: Path) -> None:
    async with sites() as news, FakeWebhook() as hook, home(tmp_path) as here:
        news.publish("good", range(3))
        news.publish("broken", range(3, 4))
        news.publish("nopage", range(4, 5))
        news.server.on("/broken.xml", answer(body=b"<html>not a feed at all</html>", headers=HTML))
        news.server.on("/nopage/4", raw(PICTURE))
        here.configure(news.sources() + DEAD)
        config = tmp_path / "marsad.toml"
        config.write_text(config.read_text() + alert(hook.url))
        code = await (await here.start("--once")).wait()
        await (await here.start("--once")).wait()

        assert code == 3, here.log()
        assert "polled 4 sources, 2 failed" in here.log()
        # The page of entry 4 is a picture: what the feed said of it is published instead. A second round adds nothing.
        assert len(hook.received) == 4
        assert all(one.verified() for one in hook.received)
        what_the_commands_say(tmp_path, article=news.server.url("/good/1"))


def what_the_commands_say(folder: Path, *, article: str) -> None:
    sources = {row["id"]: row for row in marsad("sources", "list", "--json", home=folder).rows}
    why = marsad("why", article, "--json", home=folder).rows[0]
    items = [row["data"] for row in marsad("tail", "--json", home=folder).rows]
    attempts = marsad("alerts", "log", "--json", home=folder).rows

    assert marsad("status", "--json", home=folder).rows[0]["items"] == 4
    assert numbers_of(item["title"] for item in items) == [0, 1, 2, 4]
    assert sources["dead"]["reason"] == "connect_error"
    assert sources["broken"]["reason"] in {"not_a_feed", "html"}
    assert why["state"] == "published"
    stages = {stage["stage"]: stage["told"] for stage in why["stages"]}
    assert list(stages) == ["seen", "fetched", "extracted", "graded", "published", "story", "alerted"]
    assert "desk: delivered at" in stages["alerted"]
    picture = marsad("why", article.replace("/good/1", "/nopage/4"), "--json", home=folder).rows[0]
    assert "feed (not_html)" in picture["stages"][1]["told"]
    assert {row["outcome"] for row in attempts} == {"delivered"}


async def test_the_last_line_of_the_log_says_how_stopping_went(tmp_path: Path) -> None:
    async with sites() as news, home(tmp_path) as here:
        news.publish("a", range(2))
        here.configure(news.sources())
        daemon = await here.start()
        async with here.stream() as client:
            await until(lambda: holds_two(client), here.log)
        daemon.send_signal(signal.SIGTERM)
        await daemon.wait()

        last = json.loads(here.log().splitlines()[-1])
        assert (last["event"], last["entries_waiting"], last["entries_in_work"]) == ("stopped", 0, 0)
        assert 0 <= last["seconds"] < 30
        assert last.keys() >= {"entries_delayed", "deliveries_due"}
        assert here.log().count('"stopped"') == 1


async def holds_two(client: "redis.asyncio.Redis") -> bool:
    return len(await titles(client)) == 2


async def test_sigterm_ends_with_exit_0_and_a_second_daemon_is_refused_until_then(tmp_path: Path) -> None:
    async with sites() as news, home(tmp_path) as here:
        news.publish("a", range(2))
        here.configure(news.sources())
        first = await here.start()
        await here.started()
        second = await here.start()

        assert await second.wait() == 1
        assert f"(pid {first.pid})" in here.log(1)

        first.send_signal(signal.SIGTERM)
        assert await first.wait() == 0, here.log()


async def test_sigterm_in_the_middle_of_one_round_ends_it_in_order_and_the_next_goes_on(tmp_path: Path) -> None:
    told = asyncio.Event()

    async def slow(request: Request, out: asyncio.StreamWriter) -> None:
        await told.wait()
        await answer(404)(request, out)

    async with sites() as news, home(tmp_path) as here:
        news.publish("a", range(3))
        news.publish("b", range(3, 5))
        news.server.on("/b.xml", slow)
        here.configure(news.sources())
        process = await here.start("--once")
        await until(lambda: bool(news.server.asked("/b.xml")), here.log)
        process.send_signal(signal.SIGTERM)
        await until(lambda: '"stopping"' in here.log(), here.log)
        told.set()

        assert await process.wait() == 130, here.log()
        assert "the next run goes on from here" in here.log()
        assert json.loads(here.log().splitlines()[-1])["event"] == "stopped"
        news.publish("b", ())
        assert await (await here.start("--once")).wait() == 0, here.log(1)
        items = marsad("tail", "--json", home=tmp_path).rows
        assert numbers_of(row["data"]["title"] for row in items) == [0, 1, 2, 3, 4]


async def test_who_follows_a_daemon_that_is_killed_is_told_so(tmp_path: Path) -> None:
    async with sites() as news, home(tmp_path) as here:
        news.publish("a", range(2))
        here.configure(news.sources())
        daemon = await here.start()
        await here.started()
        async with here.stream() as client:
            await until(lambda: holds_two(client), here.log)
        follower = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "tail", "-f", cwd=tmp_path, env=environment(tmp_path),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert follower.stdout is not None
        await follower.stdout.readline()
        daemon.send_signal(signal.SIGKILL)
        _, told = await follower.communicate()

        assert follower.returncode == 4
        assert f"the Marsad that ran on {here.data} has ended; start `marsad run` again" in told.decode()


async def test_sighup_takes_a_good_configuration_and_refuses_a_bad_one(tmp_path: Path) -> None:
    async with sites() as news, home(tmp_path) as here:
        news.publish("a", range(2))
        here.configure(news.sources())
        process = await here.start()
        await here.started()
        good = (tmp_path / "marsad.toml").read_text()

        (tmp_path / "marsad.toml").write_text(good + "[nonsense]\n")
        process.send_signal(signal.SIGHUP)
        await until(lambda: "config.kept" in here.log(), here.log)
        assert "nonsense" in here.log()

        news.publish("b", range(2, 4))
        (tmp_path / "sources.toml").write_text(news.sources())
        (tmp_path / "marsad.toml").write_text(good)
        process.send_signal(signal.SIGHUP)

        async def four() -> bool:
            async with here.stream() as client:
                return numbers_of(await titles(client)) == [0, 1, 2, 3]

        await until(four, here.log)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0, here.log()


async def test_a_taken_web_port_is_told_and_ends_with_exit_1(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with sites() as news, home(tmp_path) as here:
            news.publish("a", range(1))
            here.configure(news.sources())
            config = (tmp_path / "marsad.toml").read_text()
            (tmp_path / "marsad.toml").write_text(config.replace("127.0.0.1:0", f"127.0.0.1:{taken.getsockname()[1]}"))
            process = await here.start()

            assert await process.wait() == 1
            assert "is taken by another program; set web.listen" in here.log()


def test_an_unusable_data_directory_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")

    done = marsad("run", "--once", home=tmp_path, MARSAD__DATA_DIR=str(tmp_path / "file" / "data"))

    assert done.code == 1
    assert str(tmp_path / "file") in done.err
    assert "Traceback" not in done.err


def test_a_wrong_secret_is_refused_with_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_text(alert("https://desk.example/x", secret="hunter2"))

    done = marsad("check", home=tmp_path)

    assert done.code == 2
    assert "openssl rand" in done.err
    assert "hunter2" not in done.err


def test_a_redis_that_is_gone_is_exit_4(tmp_path: Path) -> None:
    done = marsad("run", "--once", home=tmp_path, MARSAD__REDIS__URL="redis://127.0.0.1:1/0")

    assert done.code == 4
    assert "127.0.0.1:1" in done.err
    assert "Traceback" not in done.err


def test_a_role_without_a_server_says_what_to_start(tmp_path: Path) -> None:
    done = marsad("run", "--role", "worker", home=tmp_path, MARSAD__DATA_DIR=str(tmp_path / "data"))

    assert done.code == 4
    assert "start `marsad run` there first" in done.err
    assert "data" not in [path.name for path in tmp_path.iterdir()]
