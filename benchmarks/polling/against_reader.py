"""Polls a CPU second: the whole poller against the `reader` library on the same servers, in the same run.

    python -m venv var/reader && var/reader/bin/pip install reader sgmllib3k
    python -m benchmarks.polling.against_reader --python var/reader/bin/python [--seconds 10] [--rounds 3]

Both ask 400 feeds on 20 hosts again and again; `reader` keeps its SQLite database in a temporary file, as it would.
"""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.polling.setting import feed_servers, quiet, redis_store
from benchmarks.polling.throughput import whole

SCRIPT = Path(__file__).with_name("reader_loop.py")


async def reader_rate(python: str, port: int, kind: str, seconds: float) -> float:
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            python,
            SCRIPT,
            str(port),
            kind,
            "400",
            str(seconds),
            f"{folder}/reader.sqlite",
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate()
    values = json.loads(told)
    return float(values["polls"] / values["cpu"])


async def main(python: str, seconds: float, rounds: int) -> None:
    async with feed_servers() as port, redis_store() as store:
        for kind in ("304", "200"):
            pairs = []
            for _ in range(rounds):
                theirs = await reader_rate(python, port, kind, seconds)
                ours, _ = await whole(store, port, kind, seconds)
                pairs.append((ours, theirs))
            ratio = median(ours / theirs for ours, theirs in pairs)
            ours, theirs = (median(side) for side in zip(*pairs, strict=True))
            print(f"{kind}: poller {ours:.0f}, reader {theirs:.0f} polls a CPU second, ratio {ratio:.1f}")


if __name__ == "__main__":
    quiet()
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", required=True)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.python, arguments.seconds, arguments.rounds))
