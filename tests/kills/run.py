"""The whole of it: a writer, kills at random moments, and what has to hold after each."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.world import (
    hold_meetings,
    listed_tickets,
    stored_tickets,
    withdrawn_references,
)
from tests.kills.victims import Imports, Running
from tests.kills.writer import Writer

VICTIMS = ("server", "database", "importer")
_MEETINGS = 5
_UP_TO_S = 2.0  # of writing before each kill


def kill_at_random(folder: Path, moments: int, seed: int, say: Callable[[str], None]) -> list[str]:
    """Kills each victim in turn at so many moments; returns what was wrong, as lines."""
    chance = random.Random(seed)
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(moments)]
    chance.shuffle(victims)
    wrong: list[str] = []
    with _running(folder / "data") as running:
        imports = Imports(folder, running, chance)
        held = hold_meetings(running.service, _MEETINGS)
        with Writer(running.service.port, held, seed).writing() as writer:
            for number, victim in enumerate(victims, 1):
                wait = chance.uniform(0, _UP_TO_S)
                time.sleep(wait)  # a moment at which something is under way, or is not
                if victim == "importer":
                    wrong += imports.kill()
                elif victim == "database":
                    running.kill_database()
                else:
                    running.kill_server()
                with writer.pause():
                    listed = listed_tickets(running.service, held)
                    found = _differences(writer.given, listed, stored_tickets(running.service))
                    if sorted(writer.withdrawn) != sorted(withdrawn_references(running.service)):
                        found.append("the list of withdrawn codes is not what was withdrawn")
                wrong += [f"after kill {number}, of the {victim}: {line}" for line in found]
                say(
                    f"{number}/{moments} {victim} after {wait:.2f} s:"
                    f" {writer.given.total()} tickets, {len(writer.withdrawn)} withdrawn,"
                    f" {'WRONG' if found else 'kept'}"
                )
        writer.redeem_again()
        wrong += writer.wrong
        running.service.command("meeting", "verify")  # what searches read is what is listed
    return wrong


@contextmanager
def _running(data_dir: Path) -> Iterator[Running]:
    running = Running(data_dir)
    try:
        yield running
    finally:
        running.service.stop()


def _differences(
    given: Counter[tuple[str, str]], listed: Counter[tuple[str, str]], stored: int
) -> list[str]:
    lines = []
    if lost := given - listed:
        lines.append(f"{lost.total()} tickets were given and are not listed")
    if more := listed - given:
        lines.append(f"{more.total()} tickets are listed twice, or were never given")
    if stored != given.total():
        lines.append(f"{stored} tickets are stored, and {given.total()} were given")
    return lines
