"""`python -m tests.rehearsal [PATHS AND OPTIONS OF PYTEST]`: deploys, then tests what runs there.

Without paths, those of a whole rehearsal. `--serve` only deploys, and says where, until Ctrl-C.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from local import sample
from tests.browser import facilitator_meetings
from tests.browser.service import ACCOUNT, PROJECT
from tests.rehearsal import deployment, front, ministack
from tests.rehearsal.deployed import DESCRIPTION, FILE, Deployed, describe
from tests.rehearsal.deployment import NotDeployed, Stack, Stage
from tests.rehearsal.front import Route
from tests.rehearsal.ministack import NotStarted
from tests.rehearsal.stages import STAGES
from tools.package import NotPackaged

TESTS = (  # of the browser's, those of whole ways of people; they come to the own domain
    "tests/rehearsal",
    "tests/browser/test_whole_way.py",
    "tests/browser/test_redeeming.py",
    "tests/browser/test_tickets.py",
)
ELSEWHERE = (  # cuts the signal at a port of this machine, which is no https://waypost.example
    "tests/browser/test_redeeming.py::test_without_a_signal_the_ticket_stays_in_its_box",
)


def main(arguments: list[str]) -> int:
    """Returns the exit status of the tests; 1 where it did not come to them."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)  # an exception, so that all that was started is ended
    with tempfile.TemporaryDirectory(prefix="waypost-rehearsal-") as folder:
        try:
            with deployed(Path(folder)) as running:
                if arguments[:1] == ["--serve"]:
                    _serve(running)
                status = run_tests(Path(folder), arguments)
                if status:
                    for each in running:
                        print(f"What {each.stack} said:\n{each.logs()}", file=sys.stderr)
                else:
                    take_down(running, Path(folder))
                return status
        except KeyboardInterrupt:
            return 130
        except (NotPackaged, NotStarted, NotDeployed) as reason:
            print(f"Not rehearsed: {reason}", file=sys.stderr)
            return 1


@contextmanager
def deployed(folder: Path) -> Iterator[tuple[Deployed, ...]]:
    """Everything that a visitor and an operator meet, while the context lasts."""
    _say("packaging")
    deployment.build(folder)
    with ministack.run(folder) as aws:
        routes: dict[str, Route] = {}
        stacks: dict[Stage, Stack] = {}
        for stage in STAGES:
            _say(f"deploying {stage.stack}")
            stacks[stage] = deployment.deploy(aws, stage, folder)
            own_host = urlsplit(stage.parameters["PublicUrl"]).netloc
            routes |= front.routes(stacks[stage].outputs["RestAPIId"], own_host)
        certificate = front.write_certificate(folder, [*routes], datetime.now(UTC))
        with front.serve(routes, aws.port, certificate) as port:
            running = describe(folder, aws, stacks, port, certificate)
            for each in running:
                _say(f"keys, meetings and an account of {each.stage}")
                settle(each, folder)
            yield running


def settle(running: Deployed, folder: Path) -> None:
    """What an operator does on the first day."""
    running.command("keys", "create")
    running.command("import", str(sample.LISTING), "--source", sample.SOURCE)
    running.import_held(folder)
    ids = facilitator_meetings.ids()
    running.command("facilitator", "add", "--label", ACCOUNT, *_each("--meeting", ids))


def _each(option: str, values: Sequence[str]) -> list[str]:
    return [part for value in values for part in (option, value)]


def run_tests(folder: Path, arguments: Sequence[str]) -> int:
    """Runs them in processes of their own, and returns their exit status."""
    _say("tests")
    named = any(not argument.startswith("-") for argument in arguments)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    without = [part for test in ELSEWHERE for part in ("--deselect", test)]
    return subprocess.run(
        [*command, *without, *arguments, *(() if named else TESTS)],
        cwd=PROJECT,
        env={**os.environ, FILE: str(folder / DESCRIPTION)},
        check=False,
    ).returncode


def take_down(running: Sequence[Deployed], folder: Path) -> None:
    """Takes the stacks down. Raises NotDeployed where not all of one goes, or a table does."""
    _say("taking it down")
    aws = running[0].aws
    said = [deployment.destroy(aws, stage, folder) for stage in STAGES]
    tables = aws.client("dynamodb").list_tables()["TableNames"]
    functions = aws.client("lambda").list_functions()["Functions"]
    stay = {
        value
        for each in running
        for name, value in each.outputs.items()
        if name.endswith("TableName")
    }
    if len(stay) != 3 * len(STAGES) or not stay <= set(tables) or functions:
        raise NotDeployed(f"{said}\nTables: {tables}. Functions: {len(functions)}")


def _stop(*given: object) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second one must not cut the stopping short
    raise KeyboardInterrupt


def _serve(running: Sequence[Deployed]) -> None:
    for each in running:
        print(f"{each.stage}: {each.stage_base} and {each.base}")
    print(f"A Chromium comes there by {' '.join(running[0].browser_arguments)}")
    print(f"AWS is at {running[0].aws.endpoint}", flush=True)
    threading.Event().wait()


def _say(what: str) -> None:
    print(f"  {time.perf_counter() - _BEGAN:5.1f} s  {what}", flush=True)


_BEGAN = time.perf_counter()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
