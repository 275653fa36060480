"""How fast this machine is now, so that limits in milliseconds mean the same on every machine.

The limits were set on a machine where importing chalice took 24 ms above a bare
interpreter. Each part measures that anew, beside what it measures, and its limits are that many
times longer or shorter; sizes and read units are held to their limits as they are.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.figures import Figure, percentile

CHALICE_MS = 24.0
PYTHON = (sys.executable, "-X", "frozen_modules")
_TURNS = 9
_PROJECT = Path(__file__).parent.parent


def slowness() -> float:
    """Returns how many times as long as the limits' machine this one takes to import chalice."""
    bare, whole = [], []
    for _ in range(_TURNS):
        bare.append(run("pass", os.environ)[0])
        whole.append(run("import chalice", os.environ)[0])
    return slowness_of(bare, whole)


def slowness_of(bare: Sequence[float], importing: Sequence[float]) -> float:
    """Returns the same from times in milliseconds that were measured in turns."""
    return (percentile(importing, 0.5) - percentile(bare, 0.5)) / CHALICE_MS


def figure(subject: str, factor: float) -> Figure:
    """Returns that factor as a figure, to stand beside those whose limits it scaled."""
    return Figure(subject, f"machine: time to import chalice, over {CHALICE_MS:g} ms", factor)


def run(program: str, environ: Mapping[str, str], folder: Path = _PROJECT) -> tuple[float, float]:
    """Returns elapsed and processor time, in milliseconds, of a fresh interpreter.

    Raises RuntimeError where the program fails.
    """
    began = time.perf_counter()
    process = subprocess.Popen([*PYTHON, "-c", program], cwd=folder, env=environ)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"a fresh process ended with status {process.returncode}")
    return took * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3
