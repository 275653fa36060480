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

from local import sample
from tests.browser import facilitator_meetings
from tests.browser.service import ACCOUNT, PROJECT
from tests.rehearsal import deployment, front, ministack
from tests.rehearsal.deployed import DESCRIPTION, FILE, OWN_BASE, Deployed, describe
from tests.rehearsal.deployment import NotDeployed
from tests.rehearsal.ministack import NotStarted
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
PARAMETERS = {"PublicUrl": OWN_BASE}
# Many tests give codes of the same meetings, all from one address; and a machine that does much
# else is no outage. The template has no parameter for these: the functions inherit them.
PATIENT = {
    "CODES_PER_OCCURRENCE": "1000",
    "FAILED_SECRETS": "100000",
    "WAIT_S": "25",
    "ROWS_HELD_S": "0",
}


def main(arguments: list[str]) -> int:
    """Returns the exit status of the tests; 1 where it did not come to them."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)  # an exception, so that all that was started is ended
    with tempfile.TemporaryDirectory(prefix="waypost-rehearsal-") as folder:
        try:
            with deployed(Path(folder)) as running:
                if arguments[:1] == ["--serve"]:
                    _serve(running)
                status = run_tests(running, Path(folder), arguments)
                if not status:
                    take_down(running, Path(folder))
                return status
        except KeyboardInterrupt:
            return 130
        except (NotPackaged, NotStarted, NotDeployed) as reason:
            print(f"Not rehearsed: {reason}", file=sys.stderr)
            return 1


@contextmanager
def deployed(folder: Path) -> Iterator[Deployed]:
    """Everything that a visitor and an operator meet, while the context lasts."""
    _say("packaging")
    deployment.build(folder / "package")
    with ministack.run(folder, PATIENT) as aws:
        _say("deploying")
        stack = deployment.deploy(aws, folder, folder / "package", PARAMETERS)
        api = stack.outputs["RestAPIId"]
        hosts = (front.OWN_HOST, front.aws_host(api))
        certificate = front.write_certificate(folder, hosts, datetime.now(UTC))
        with front.serve(api, aws.port, certificate) as port:
            running = describe(folder, aws, stack, port, certificate)
            _say("keys, meetings and an account")
            settle(running, folder)
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


def run_tests(running: Deployed, folder: Path, arguments: Sequence[str]) -> int:
    """Runs them in processes of their own; where one fails, shows what the functions said."""
    _say("tests")
    named = any(not argument.startswith("-") for argument in arguments)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    without = [part for test in ELSEWHERE for part in ("--deselect", test)]
    status = subprocess.run(
        [*command, *without, *arguments, *(() if named else TESTS)],
        cwd=PROJECT,
        env={**os.environ, FILE: str(folder / DESCRIPTION)},
        check=False,
    ).returncode
    if status:
        print(f"What the functions said:\n{running.logs()}", file=sys.stderr)
    return status


def take_down(running: Deployed, folder: Path) -> None:
    """Takes the stack down. Raises NotDeployed where not all of it goes, or a table does."""
    _say("taking it down")
    said = deployment.destroy(running.aws, folder)
    tables = running.aws.client("dynamodb").list_tables()["TableNames"]
    functions = running.aws.client("lambda").list_functions()["Functions"]
    names = {value for name, value in running.outputs.items() if name.endswith("TableName")}
    if len(names) != 3 or not names <= set(tables) or functions:
        raise NotDeployed(f"{said}\nTables: {tables}. Functions: {len(functions)}")


def _stop(*given: object) -> None:
    raise KeyboardInterrupt


def _serve(running: Deployed) -> None:
    print(f"{running.stage_base} and {running.base} by {' '.join(running.browser_arguments)}")
    print(f"AWS is at {running.aws.endpoint}", flush=True)
    threading.Event().wait()


def _say(what: str) -> None:
    print(f"  {time.perf_counter() - _BEGAN:5.1f} s  {what}", flush=True)


_BEGAN = time.perf_counter()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
