"""`python -m benchmarks`: measures everything, prints a table and writes results.json beside this.

Missing a limit is shown and is no failure. Limits of times are scaled to how fast this machine is
(see machine.py).
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import (
    codes,
    cold_start,
    databases,
    every_route,
    grading,
    importing,
    issuance,
    naming,
    page,
    plain_sql,
    redeeming,
    scanning,
    searching,
    syndicating,
    words,
)
from benchmarks.figures import Figure
from benchmarks.grading import LighthouseUnavailable, NotGraded
from local.dynoxide import DynoxideUnavailable
from local.folder import FolderInUse

RESULTS = Path(__file__).with_name("results.json")
PARTS = (
    "codes",
    "scanning",
    "page",
    "cold-start",
    "import",
    "names",
    "sql",
    "issuance",
    "redeeming",
    "lighthouse",
    "page-world",
    "words",
    "feeds",
    "search",
    "every-route",
)
IN_THE_WORLD = frozenset({"page-world", "words", "feeds", "search", "every-route"})


def main() -> int:
    """Measures the parts that the command line names, and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--samples", type=int, default=400, help="searches in a set of cities")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    console = Console()
    with console.status("") as status:

        def announce(text: str) -> None:
            status.update(text)

        try:
            figures = measure(tuple(options.parts) or PARTS, options.samples, announce)
        except (DynoxideUnavailable, FolderInUse) as reason:
            print(f"Not measured: {reason}", file=sys.stderr)
            return 1
    console.print(table_of(figures))
    missed = [figure for figure in figures if figure.within_limits is False]
    within = sum(figure.within_limits is True for figure in figures)
    console.print(f"{within} limits kept, {len(missed)} missed")
    if set(options.parts) in (set(), set(PARTS)):
        RESULTS.write_text(json_of(figures), "utf-8")
    return 0


def measure(parts: tuple[str, ...], samples: int, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the figures of these parts; `announce` gets a line for each step."""
    figures: list[Figure] = []
    with databases.empty_database() as running:
        client = databases.connect(running.endpoint)
        if "codes" in parts:
            figures += codes.measure(announce)
        if "scanning" in parts:
            figures += scanning.measure(announce)
        if "page" in parts:
            figures += page.measure(client, announce)
        if "cold-start" in parts:
            figures += cold_start.measure(client, running.endpoint, announce)
        if "import" in parts:
            figures += importing.measure(client, announce)
        if "sql" in parts:
            figures += plain_sql.measure(client, announce)
        if "issuance" in parts:
            figures += issuance.measure(client, announce)
    if "names" in parts:
        figures += naming.measure(samples, announce)
    if "redeeming" in parts:
        figures += redeeming.measure(announce)
    if "lighthouse" in parts:
        try:
            figures += grading.measure(announce)
        except (LighthouseUnavailable, NotGraded) as reason:
            print(f"Not measured: lighthouse: {reason}", file=sys.stderr)
    if IN_THE_WORLD & set(parts):
        with databases.world_database(announce) as (running, contents):
            client = databases.connect(running.endpoint)
            if "page-world" in parts:
                figures += page.measure_world(client, announce)
            if "words" in parts:
                figures += words.measure(client, samples, announce)
            if "feeds" in parts:
                figures += syndicating.measure(client, contents, announce)
            if "search" in parts:
                figures += searching.measure(client, contents, samples, announce)
            if "every-route" in parts:
                figures += every_route.measure(running, contents, announce)
    return figures


def table_of(figures: list[Figure]) -> Table:
    """Returns the figures as a table for a screen, the missed limits marked."""
    table = Table("", "", "", "Limit", "", show_edge=False, pad_edge=False)
    table.columns[2].justify = "right"
    subject = ""
    for figure in figures:
        if subject and figure.subject != subject:
            table.add_section()
        value = f"{figure.value:,.4g}" if figure.value < 1000 else f"{figure.value:,.0f}"
        word = {None: "", True: "[green]kept[/]", False: "[bold red]missed[/]"}[
            figure.within_limits
        ]
        first = figure.subject if figure.subject != subject else ""
        table.add_row(first, figure.what, f"{value} {figure.unit}".strip(), figure.limit, word)
        subject = figure.subject
    return table


def json_of(figures: list[Figure]) -> str:
    """Returns the figures as JSON text, with the machine that they were measured on."""
    shapes = [{**asdict(figure), "within_limits": figure.within_limits} for figure in figures]
    document = {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "figures": [
            {name: value for name, value in shape.items() if value not in (None, "")}
            for shape in shapes
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
