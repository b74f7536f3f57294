"""Bombs must not fill the memory: measured in a process of its own, by the kernel's high-water mark."""

import asyncio
import gzip
import json
import sys
from pathlib import Path

import pytest

from tests.support.hostile import Behaviour, Hostile, answer, endless, gzip_bomb

ROOT = Path(__file__).parents[4]
PROC = Path("/proc/self/status")
GROWTH = 64 * 1024
"""KiB."""

CHILD = """
import asyncio, json, sys
from config.settings import HttpSettings
from workers.doors.http.client import Http
from workers.model.errors import Permanent, Temporary

def peak():
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

async def main(calm, bomb):
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="1") as http:
        await http.get(calm, deadline=60, max_body=1000)
        before = peak()
        try:
            outcome = (await http.get(bomb, deadline=60, max_body=10 << 20)).status
        except (Temporary, Permanent) as error:
            outcome = error.reason
        print(json.dumps({"outcome": outcome, "grown": peak() - before}))

asyncio.run(main(*sys.argv[1:]))
"""

BOMBS = {
    "gzip": answer(body=gzip_bomb(1024), headers={"Content-Encoding": "gzip"}),
    "nested-gzip": answer(body=gzip.compress(gzip_bomb(1024)), headers={"Content-Encoding": "gzip, gzip"}),
    "brotli": answer(body=b"\0" * 100_000, headers={"Content-Encoding": "br"}),
    "error-page": answer(500, body=gzip_bomb(1024), headers={"Content-Encoding": "gzip"}),
    "endless": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * (1 << 20)),
    "redirect": endless(
        b"HTTP/1.1 302 Found\r\nLocation: /calm\r\nContent-Length: 9999999999\r\n\r\n", b"\0" * (1 << 20)
    ),
}
OUTCOMES = {
    "gzip": "body_too_large",
    "nested-gzip": "bad_encoding",
    "brotli": "bad_encoding",
    "error-page": 500,
    "endless": "body_too_large",
    "redirect": 200,
}


@pytest.mark.skipif(not PROC.exists(), reason="the high-water mark is read from /proc, which is Linux only")
@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_costs_less_than_64_mib(server: Hostile, name: str) -> None:
    behaviour: Behaviour = BOMBS[name]
    calm, bomb = server.on("/calm", answer(body=b"x")), server.on("/bomb", behaviour)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, calm, bomb, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    measured = json.loads(out)

    assert measured["outcome"] == OUTCOMES[name]
    assert measured["grown"] < GROWTH
