"""The `reader` library polling the same servers; run by `against_reader` with an interpreter that has it.

PYTHON benchmarks/polling/reader_loop.py PORT KIND FEEDS SECONDS DATABASE
"""

import importlib
import json
import resource
import sys
import time


def main(port: int, kind: str, feeds: int, seconds: float, database: str) -> None:
    make_reader = importlib.import_module("reader").make_reader  # not a dependency of ours

    reader = make_reader(database)
    for number in range(feeds):
        reader.add_feed(f"http://127.0.0.{number % 20 + 1}:{port}/{kind}/{number}")
    reader.update_feeds(scheduled=False)
    polls, used, end = 0, 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        before = resource.getrusage(resource.RUSAGE_SELF)
        reader.update_feeds(scheduled=False)
        after = resource.getrusage(resource.RUSAGE_SELF)
        used += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        polls += feeds
    print(json.dumps({"polls": polls, "cpu": used}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5])
