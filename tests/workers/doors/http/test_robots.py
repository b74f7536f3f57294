"""robots.txt: what is honoured, what is remembered, what a hostile one cannot do."""

import pytest

from tests.support.hostile import Hostile, answer, endless, redirect, reset
from workers.doors.http.client import Http
from workers.doors.http.response import Response
from workers.doors.http.robots import Permission, Robots, parse_robots
from workers.model.errors import Temporary

RULES = b"User-agent: *\nDisallow: /private/\nAllow: /private/open\nCrawl-delay: 3\n"


class Site:
    """Fetches nothing: answers with what the test set, counts how often it was asked, keeps the time."""

    def __init__(self, status: int = 200, body: bytes = RULES) -> None:
        self.status, self.body, self.down = status, body, False
        self.asked: list[str] = []
        self.now = 0.0
        self.robots = Robots(self.fetch, ttl=3600.0, clock=lambda: self.now)

    async def fetch(self, url: str) -> Response:
        self.asked.append(url)
        if self.down:
            raise Temporary("no answer", reason="connect_error")
        return Response(url=url, status=self.status, body=self.body)

    async def allowed(self, path: str) -> bool:
        return (await self.robots.ask(f"https://news.example{path}")).allowed


async def test_rules_are_honoured() -> None:
    site = Site()

    assert await site.robots.ask("https://news.example/private/x?y=1#z") == Permission(allowed=False, crawl_delay=3.0)
    assert await site.allowed("/private/open")
    assert await site.allowed("/")
    assert site.asked == ["https://news.example/robots.txt"]


@pytest.mark.parametrize("agent", ["marsad", "Marsad", "MARSAD/1.0", "marsad # our friend"])
async def test_our_own_group_counts_before_the_general_one(agent: str) -> None:
    site = Site(body=f"User-agent: *\nDisallow: /\n\nUser-agent: {agent}\nDisallow: /only\n".encode())

    assert (await site.allowed("/"), await site.allowed("/only")) == (True, False)


async def test_groups_of_others_do_not_concern_us() -> None:
    site = Site(body=b"User-agent: GreedyBot\nUser-agent: marsadimitation\nDisallow: /\n")

    assert await site.allowed("/")


async def test_a_group_shared_with_others_is_ours_too() -> None:
    site = Site(body=b"User-agent: GreedyBot\nUser-agent: marsad\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n")

    assert (await site.allowed("/x"), await site.allowed("/y")) == (False, True)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 451])
async def test_without_a_robots_txt_everything_is_allowed(status: int) -> None:
    assert await Site(status=status).allowed("/private/")


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_failing_server_keeps_its_last_known_rules(status: int) -> None:
    site = Site()
    await site.allowed("/")
    site.status, site.body, site.now = status, b"", 4000.0

    assert not await site.allowed("/private/")
    assert len(site.asked) == 2


async def test_a_server_out_of_reach_forbids_nothing_unknown_and_is_not_asked_at_once_again() -> None:
    site = Site()
    site.down = True

    assert await site.allowed("/private/")
    assert await site.allowed("/private/")
    assert len(site.asked) == 1
    site.down, site.now = False, 601.0
    assert not await site.allowed("/private/")


async def test_rules_are_fetched_again_when_they_have_expired() -> None:
    site = Site()
    await site.allowed("/")
    site.body, site.now = b"", 3600.0

    assert await site.allowed("/private/")
    assert len(site.asked) == 2


async def test_schemes_hosts_and_ports_have_their_own_rules() -> None:
    site = Site()
    for url in ("https://a.example/x", "http://a.example/x", "https://b.example/x", "https://A.example:443/y"):
        await site.robots.ask(url)

    assert site.asked == ["https://a.example/robots.txt", "http://a.example/robots.txt", "https://b.example/robots.txt"]


async def test_it_is_fetched_over_http(http: Http, server: Hostile) -> None:
    server.on("/robots.txt", redirect("/real-robots"))
    server.on("/real-robots", answer(body=RULES))

    assert not (await Robots.over(http).ask(server.url("/private/"))).allowed


async def test_of_an_endless_robots_txt_the_beginning_counts(http: Http, server: Hostile) -> None:
    server.on("/robots.txt", endless(b"HTTP/1.1 200 OK\r\n\r\n" + RULES, b"# padding\n" * 5000))

    assert not (await Robots.over(http).ask(server.url("/private/"))).allowed


async def test_a_torn_connection_forbids_nothing(http: Http, server: Hostile) -> None:
    server.on("/robots.txt", reset())

    assert (await Robots.over(http).ask(server.url("/private/"))).allowed


@pytest.mark.parametrize("agent", [b"User-agent: a%d\n", b"User agent a%d\n", b"useragent:\t*%d*\n"])
def test_a_hostile_robots_txt_costs_no_more_than_its_length(agent: bytes) -> None:
    """Agents times rules: without the cut these would be 16 million rules."""
    rules = parse_robots(b"".join(agent % n for n in range(4000)) + b"Disallow: /\n" * 4000)

    assert len(rules._user_agents) == 1
    assert rules.can_fetch("https://news.example/", "marsad")


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"<html>not found</html>", b"\xef\xbb\xbf" + RULES, b"Disallow: /\n", b"\x00" * 1000]
)
def test_any_bytes_are_a_robots_txt(body: bytes) -> None:
    rules = parse_robots(body)

    assert rules.can_fetch("https://news.example/", "marsad")
    assert rules.can_fetch("https://news.example/private/", "marsad") is (RULES not in body)
