"""Cold start: a fresh interpreter imports the application and answers one request.

The limits are of the whole process, as they were set. What an interpreter does when it ends, no
function of a service does at a start: one figure counts up to the answer, of both imports.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import application, databases, feeds, machine
from benchmarks.figures import Figure, percentile
from chalicelib.aws.service_model import CARRIED, compile_model
from chalicelib.listings.incoming.feed import Affiliation
from chalicelib.listings.incoming.feed_import import run_import
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.settings import Settings
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.vault import FileVault
from chalicelib.web.http.templates import compile_templates

RUNS = 15
SLOWEST_IMPORTS = 10
WITHOUT_DATABASE_MS, SEARCH_MS = 60, 260
_PROJECT = Path(__file__).parent.parent
_ANSWER_EVENT = "from app import app; status = app({event!r}, None)['statusCode'] != 200"
_STOP, _END = "; import os; os._exit(status)", "; import sys; sys.exit(status)"
_REQUESTS: tuple[tuple[str, str, dict[str, str], float, float], ...] = (
    ("/v", "/v", {}, WITHOUT_DATABASE_MS, 1.6),
    ("key set", "/.well-known/jwks.json", {}, WITHOUT_DATABASE_MS, 2),
    ("search, API", "/v1/meetings", {"near": "41.88,-87.63", "radius": "25km"}, SEARCH_MS, 7),
    ("search, page", "/", {"place": "Chicago", "radius": "25km"}, SEARCH_MS, 8),
)


def measure(client: Any, endpoint: str, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the times of each request beside a bare interpreter's, measured in turns."""
    announce("Cold start")
    with tempfile.TemporaryDirectory() as folder:
        package = _copy_package(Path(folder))
        environ = _prepare_service(client, endpoint, Path(folder))
        programs = {"bare": "status = 0", "chalice": "import chalice; status = 0"}
        programs |= {
            name: _ANSWER_EVENT.format(event=application.event(path, query))
            for name, path, query, _, _ in _REQUESTS
        }
        wall: dict[str, list[float]] = {name: [] for name in programs}
        cpu: dict[str, list[float]] = {name: [] for name in programs}
        answered: dict[str, list[float]] = {name: [] for name in programs}
        for turn in range(RUNS + 1):  # the first warms the file cache
            for name, program in programs.items():
                wall_ms, cpu_ms = machine.run(program + _END, environ, package)
                answered_ms, _ = machine.run(program + _STOP, environ, package)
                if turn:
                    wall[name].append(wall_ms)
                    cpu[name].append(cpu_ms)
                    answered[name].append(answered_ms)
        slowness = machine.slowness_of(wall["bare"], wall["chalice"])
        figures = [
            Figure("cold start", "bare interpreter", percentile(wall["bare"], 0.5), "ms"),
            machine.figure("cold start", slowness),
        ]
        for name, _, _, limit_ms, limit_ratio in _REQUESTS:
            figures += _figures(name, limit_ms * slowness, limit_ratio, wall, cpu)
            ratio = _over_chalice(name, answered)
            figures.append(Figure(f"cold start, {name}", "the same up to the answer", ratio))
            figures += _imports(name, programs[name] + _END, environ, package)
    return figures


def _figures(
    name: str,
    limit_ms: float,
    limit_ratio: float,
    wall: Mapping[str, list[float]],
    cpu: Mapping[str, list[float]],
) -> list[Figure]:
    title = f"cold start, {name}"
    above = percentile(wall[name], 0.5) - percentile(wall["bare"], 0.5)
    return [
        Figure(title, "above the bare interpreter", above, "ms", limit_ms),
        Figure(
            title,
            "quickest, above the quickest bare one",
            min(wall[name]) - min(wall["bare"]),
            "ms",
        ),
        Figure(title, "least processor time, above", min(cpu[name]) - min(cpu["bare"]), "ms"),
        Figure(title, "over the import of chalice", _over_chalice(name, wall), "", limit_ratio),
    ]


def _over_chalice(name: str, wall: Mapping[str, list[float]]) -> float:
    """Returns a request's time over that of the framework's import, both above a bare process."""
    bare = percentile(wall["bare"], 0.5)
    return (percentile(wall[name], 0.5) - bare) / (percentile(wall["chalice"], 0.5) - bare)


def _copy_package(folder: Path) -> Path:
    """Copies the application as a package has it, with everything compiled."""
    copy = folder / "package"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(_PROJECT / "chalicelib", copy / "chalicelib", ignore=ignored)
    shutil.copy2(_PROJECT / "app.py", copy)
    compile_templates(copy / "chalicelib" / "web" / "built" / "templates")
    compile_model(copy / "chalicelib" / "aws" / CARRIED.name)
    command = [sys.executable, "-m", "compileall", "-q", "."]
    subprocess.run(command, cwd=copy, check=True)
    return copy


def _prepare_service(client: Any, endpoint: str, folder: Path) -> dict[str, str]:
    """Writes a listing and a key, and returns the environment that leads to them."""
    table = "cold-start"
    databases.create_table(client, table)
    now = datetime.now(UTC)
    run_import(
        str(feeds.SAMPLE),
        source="sample",
        timezone=None,
        affiliation=Affiliation.OWN,
        storage=MeetingsTable(client, table),
        now=now,
    )
    KeyStore(FileVault(folder / "keys")).ensure_signing_key(now)
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "PUBLIC_URL": Settings().public_url,
        "MEETINGS_TABLE": table,
        "DATA_DIR": str(folder),
    }


def _imports(name: str, program: str, environ: Mapping[str, str], package: Path) -> list[Figure]:
    """Returns the packages whose own modules take longest to import."""
    command = [*machine.PYTHON, "-X", "importtime", "-c", program]
    import_times = subprocess.run(
        command, cwd=package, env=environ, capture_output=True, text=True, check=True
    ).stderr
    packages: dict[str, float] = {}
    for line in import_times.splitlines():
        own, _, module = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            imported = module.strip().split(".")[0]
            packages[imported] = packages.get(imported, 0.0) + int(own) / 1e3
    slowest = sorted(packages.items(), key=lambda entry: -entry[1])[:SLOWEST_IMPORTS]
    title = f"cold start, {name}"
    return [Figure(title, f"imports of {imported}", took, "ms") for imported, took in slowest]
