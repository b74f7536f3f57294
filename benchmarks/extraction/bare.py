"""Bare trafilatura fast in a process of its own, as whoever has only that would run it: CPU seconds of some pages.

    python -m benchmarks.extraction.bare WARM_UP FILE    # pickled pages, one after the other; the first aren't counted

Imports nothing of Marsad's, which sets up the parser that both use in a quicker way.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import trafilatura


def keep(bodies: Iterable[bytes], path: Path) -> None:
    with path.open("wb") as file:
        for body in bodies:
            pickle.dump(body, file)


def seconds(path: Path, *, warm_up: int) -> float:
    """CPU seconds for all kept pages but the first ones, told by a new process."""
    command = [sys.executable, "-m", "benchmarks.extraction.bare", str(warm_up), str(path)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def _kept(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        while True:
            try:
                body: bytes = pickle.load(file)  # noqa: S301 - our own
            except EOFError:
                return
            yield body.decode("utf-8", "replace")


def main() -> None:
    used = 0.0
    for number, html in enumerate(_kept(Path(sys.argv[2]))):
        started = time.process_time()
        trafilatura.extract(html, fast=True, include_comments=False)
        if number >= int(sys.argv[1]):
            used += time.process_time() - started
    print(used)


if __name__ == "__main__":
    main()
