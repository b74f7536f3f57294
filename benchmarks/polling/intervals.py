"""How late entries are found, and at how many polls a day: our interval against others, on simulated arrivals.

    python -m benchmarks.polling.intervals [--feeds 120] [--days 14] [--seed 7]

Arrivals are Poisson with a day and a night, a rate of each feed's own (log-normal, median nine a day) and bursts (now
and then a story brings a dozen entries within an hour or two). All policies see the same arrivals. The delay of an
entry is the time from its arrival to the poll that finds it. The model is ours: it ranks policies, it predicts no
newsroom.

fixed 15 min; Miniflux: a week divided by the entries of the last week, 5 min to 24 h (`entry_frequency`); CommaFeed:
half the mean gap of the last entries, 5 min to 1 h, an hour or more once the feed is quiet.
"""

import argparse
import math
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import mean, median, quantiles

from monitor.poll.interval import Limits, arrivals, interval
from monitor.poll.record import FeedRecord

MINUTE, HOUR, DAY, WEEK = 60.0, 3600.0, 86400.0, 604800.0
WARM_UP = 7 * DAY
"""Before it, entries arrive and are polled, but nothing is counted: every policy has had its week."""
Policy = Callable[[Sequence[float], float, float], float]
"""Arrivals until now, when the last poll was, now: seconds to the next poll."""


def arrivals_of(chance: random.Random, *, days: float) -> list[float]:
    """Seconds since the start."""
    base = math.exp(chance.gauss(math.log(9 / DAY), 1.0))
    found, now = [], 0.0
    peak = 1.9 * base
    while (now := now + chance.expovariate(peak)) < days * DAY:
        daylight = 1 + 0.9 * math.sin(2 * math.pi * (now % DAY) / DAY)
        if chance.random() < base * daylight / peak:
            found.append(now)
    for _ in range(int(days / 3)):
        start, length = chance.uniform(0, days * DAY), chance.uniform(1, 2) * HOUR
        found += [start + chance.betavariate(1, 2.5) * length for _ in range(chance.randint(6, 18))]
    return sorted(found)


def fixed(seconds: float) -> Policy:
    return lambda _seen, _last, _now: seconds


def miniflux(seen: Sequence[float], _last: float, now: float) -> float:
    weekly = len(seen) - bisect_right(seen, now - WEEK)
    return min(max(WEEK / weekly if weekly else DAY, 5 * MINUTE), DAY)


def commafeed(seen: Sequence[float], _last: float, now: float) -> float:
    if not seen or now - seen[-1] > 30 * DAY:
        return DAY
    if now - seen[-1] > 7 * DAY:
        return 3 * HOUR
    window = seen[-20:]
    gap = (window[-1] - window[0]) / (len(window) - 1) if len(window) > 1 else HOUR
    return min(max(gap / 2, 5 * MINUTE), HOUR)


class Ours:
    """The product's own functions; one object a feed."""

    def __init__(self, chance: random.Random, ceiling: float) -> None:
        self.record = FeedRecord(warming_since=1)
        self.limits = Limits(floor=5 * MINUTE, ceiling=ceiling, claim_cap=HOUR)
        self.chance = chance

    def __call__(self, seen: Sequence[float], last: float, now: float) -> float:
        found = len(seen) - bisect_right(seen, last)
        self.record = replace(self.record, **arrivals(self.record, found=found, elapsed=now - last))
        return interval(self.record, self.limits, now_ms=int(now * 1000) + 1, spread=self.chance.random())


def run(times: list[float], policy: Policy, *, days: float) -> tuple[int, list[float]]:
    """Polls after the warm-up, and the delay of each entry found after it."""
    now, last, polls, delays = 0.0, 0.0, 0, []
    while now < days * DAY:
        known, until = bisect_right(times, last), bisect_right(times, now)
        if now >= WARM_UP:
            polls += 1
            delays += [now - moment for moment in times[known:until] if moment >= WARM_UP]
        wait = policy(times[:until], last, now)
        last, now = now, now + wait
    return polls, delays


def main(feeds: int, days: float, seed: int) -> None:
    chance = random.Random(seed)
    everything = [arrivals_of(chance, days=days) for _ in range(feeds)]
    policies: dict[str, Callable[[], Policy]] = {
        "fixed 15 min": lambda: fixed(15 * MINUTE),
        "Miniflux entry_frequency": lambda: miniflux,
        "CommaFeed": lambda: commafeed,
        "ours, 5 to 30 min (default)": lambda: Ours(chance, 30 * MINUTE),
        "ours, 5 to 60 min": lambda: Ours(chance, 60 * MINUTE),
    }
    print("| policy | polls a feed and day | median | mean | p95 (minutes) |\n|---|---|---|---|---|")
    for name, make in policies.items():
        polls, delays = 0, []
        for times in everything:
            count, late = run(times, make(), days=days)
            polls += count
            delays += late
        minutes = [delay / MINUTE for delay in delays]
        a_day = polls / feeds / (days - WARM_UP / DAY)
        p95 = quantiles(minutes, n=20)[-1]
        print(f"| {name} | {a_day:.0f} | {median(minutes):.1f} | {mean(minutes):.1f} | {p95:.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=120)
    parser.add_argument("--days", type=float, default=14.0)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    main(arguments.feeds, arguments.days, arguments.seed)
