"""`python -m benchmarks.load`: many at once find, give, redeem and check, on the local service.

Exit status 1 where anything was refused, lost or there twice, or the server's memory grew. No limit
is set to times: they depend on the machine.
"""

import argparse
import asyncio
import os
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.figures import percentile
from benchmarks.load.memory import SETTLED_S, Memory
from benchmarks.load.visitors import ACTIONS, Told, Visitor
from benchmarks.load.world import Held, hold_meetings, listed_tickets, stored_tickets
from tests.browser.service import Service

_CORES = 2


def main() -> int:
    """Loads the service, prints figures, and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    chosen = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
    print(
        f"{chosen.connections} connections, {chosen.seconds:g} s, seed {chosen.seed},"
        f" {len(os.sched_getaffinity(0))} cores",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder) / "data")
        try:
            held = hold_meetings(service.wait_until_ready())
            told, memory = asyncio.run(
                _load(service, held, chosen.connections, chosen.seconds, chosen.seed)
            )
            listed, stored = listed_tickets(service, held), stored_tickets(service)
            problems = [*problems_of(told, listed, stored), *_growth(memory)]
        finally:
            service.stop()
    _print_figures(told, memory, chosen.seconds)
    for problem in problems:
        print(f"WRONG: {problem}")
    return 1 if problems else 0


async def _load(
    service: Service, held: Held, connections: int, seconds: float, seed: int
) -> tuple[Told, Memory]:
    told, memory = Told(), Memory()
    visitors = [
        Visitor(service.port, held.cookie, held.meetings, told, random.Random(f"{seed}-{number}"))
        for number in range(connections)
    ]
    await asyncio.gather(*(visitor.look_around() for visitor in visitors))
    watching = asyncio.create_task(memory.watch(service.pid))
    until = time.monotonic() + seconds
    await asyncio.gather(*(visitor.stay(until) for visitor in visitors))
    watching.cancel()
    return told, memory


def problems_of(told: Told, listed: Counter[tuple[str, str]], stored: int) -> list[str]:
    """Returns what differs between what was told and what is kept; each ticket exactly once."""
    given = Counter(
        (told.meetings[ticket], reference) for ticket, reference in told.references.items()
    )
    problems = [f"{count} times {what}" for what, count in told.errors.items()]
    if lost := given - listed:
        problems.append(f"{lost.total()} tickets were given and are not listed")
    if more := listed - given:
        problems.append(f"{more.total()} tickets are listed that nobody was told of, or twice")
    if stored != given.total():
        problems.append(f"{stored} tickets are stored, and {given.total()} were given")
    return problems


def _growth(memory: Memory) -> list[str]:
    if memory.flat:
        return []
    return [f"the server grew from {memory.settled:.0f} to {memory.last:.0f} MB"]


def _print_figures(told: Told, memory: Memory, seconds: float) -> None:
    print(f"{'':8} {'number':>8} {'p50 ms':>8} {'p95 ms':>8} {'slowest':>8}")
    for action in ACTIONS:
        times = told.times[action] or [0.0]
        figures = (percentile(times, 0.5), percentile(times, 0.95), max(times))
        print(f"{action:8} {len(told.times[action]):8}", *(f"{each:8.0f}" for each in figures))
    number = sum(map(len, told.times.values()))
    print(f"{number / seconds:.0f} a second; {sum(told.errors.values())} errors")
    print(f"{len(told.references)} tickets given, {len(told.codes)} of them redeemed")
    print(
        f"server: {memory.settled:.0f} MB at most in the first {SETTLED_S:g} s,"
        f" {memory.last:.0f} MB at the end"
    )


if __name__ == "__main__":
    sys.exit(main())
