"""Lighthouse's grades of the finder's pages, for a phone on a slow network.

That is its own preset: slow 4G and a slower processor, both calculated from one load.

What a load takes also depends on what else the machine does, so that each page is loaded several
times and the run of the median performance counts, as Lighthouse's documents advise. Its version is
pinned by lighthouse/package-lock.json (13 and later need Node 22); it is installed in the user's
cache folder and nowhere else.
"""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from local import npm
from local.npm import NpmUnavailable
from tests.browser.service import Service
from tools import browser

SOURCES = Path(__file__).parent / "lighthouse"
PAGES = {"front page": "/", "New York": "/?place=New+York&radius=25mi"}
RUNS = 3
MIN_GRADES = dict.fromkeys(("performance", "accessibility", "best-practices", "seo"), 100)
# what the launcher doesn't set by itself; a container has neither a sandbox nor much shared memory
_CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
_PROGRAM = Path("node_modules", "lighthouse", "cli", "index.js")
_LIMIT_S = 120

Report = Mapping[str, Any]
"""A Lighthouse result (LHR), as its --output=json gives it."""


class LighthouseUnavailable(Exception):
    """It can't run here; the message says why."""


class NotGraded(Exception):
    """Lighthouse ran and gave no grades; the message is its own."""


def measure(announce: Callable[[str], None]) -> list[Figure]:
    """Returns each page's grades. Raises LighthouseUnavailable and NotGraded."""
    # a whole browser also asks for icons, as visitors' browsers do
    chromium = browser.find(os.environ, (*browser.WHOLE, *browser.SHELLS))
    if chromium is None:
        raise LighthouseUnavailable("no browser: `python -m tools.browser` installs one")
    announce("Lighthouse: installing it (kept for the next time)")
    try:
        program = npm.install_in_cache("lighthouse", SOURCES, os.environ) / _PROGRAM
    except NpmUnavailable as reason:
        raise LighthouseUnavailable(str(reason)) from None
    announce("Lighthouse: starting the service")
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder) / "data")
        try:
            service.wait_until_ready()
            for name, path in PAGES.items():
                announce(f"Lighthouse: {name}")
                runs = [grade(program, chromium, service.base + path) for _ in range(RUNS)]
                figures += figures_of(f"Lighthouse, {name}", runs)
        finally:
            service.stop()
    return figures


def grade(program: Path, chromium: str, address: str) -> Report:
    """Loads a page once and returns the result. Raises NotGraded."""
    command = [
        "node", str(program), address, "--output=json", "--output-path=stdout", "--quiet",
        f"--only-categories={','.join(MIN_GRADES)}", "--no-enable-error-reporting",
        f"--chrome-flags={_CHROMIUM}",
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        env={**os.environ, "CHROME_PATH": chromium},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        output, errors = process.communicate(timeout=_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # it then ends its browser too
        process.communicate()
        raise NotGraded(f"{address}: over {_LIMIT_S} s") from None
    if process.returncode:
        raise NotGraded(f"{address}: {errors.strip()[-300:]}")
    report: Report = json.loads(output)
    if error := report.get("runtimeError"):
        raise NotGraded(f"{address}: {error['message']}")
    return report


def figures_of(title: str, runs: Iterable[Report]) -> list[Figure]:
    """Returns the grades of the run with the median performance, and what cost points in it.

    Raises NotGraded where an audit failed.
    """
    ordered = sorted(runs, key=lambda run: _grade(run, "performance"))
    median = ordered[len(ordered) // 2]
    requests = median["audits"]["network-requests"]["details"]["items"]
    return [
        *(
            Figure(title, name, _grade(median, name), "", lower_limit=MIN_GRADES[name])
            for name in MIN_GRADES
        ),
        Figure(title, f"performance, lowest of {len(ordered)}", _grade(ordered[0], "performance")),
        *(
            Figure(title, f"{category} loses by {audit}", score)
            for category, audit, score in losses(median)
        ),
        Figure(title, "machine: benchmark index of that run", _index(median)),
        Figure(title, "requests", len(requests)),
        Figure(title, "sent, with headers", sum(sent["transferSize"] for sent in requests), "B"),
    ]


def _grade(run: Report, category: str) -> float:
    score = run["categories"][category]["score"]
    if score is None:
        raise NotGraded(f"{category}: an audit of it failed")
    return round(float(score) * 100, 1)


def _index(run: Report) -> float:
    """Returns Lighthouse's own measure of the machine.

    Below some 1,000, the grade of performance depends more on the machine than on the page.
    """
    return float(run["environment"]["benchmarkIndex"])


def losses(run: Report) -> list[tuple[str, str, float]]:
    """Returns the audits that cost points: category, audit, and its own score from 0 to 100."""
    return [
        (category, audit["id"], round(score * 100, 1))
        for category in MIN_GRADES
        for audit in run["categories"][category]["auditRefs"]
        if audit["weight"]
        and (score := run["audits"][audit["id"]]["score"]) is not None
        and score < 1
    ]
