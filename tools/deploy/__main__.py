"""`python -m tools.deploy up|diff|down|outputs|parameters [STAGE]`: Waypost on AWS.

`make deploy`, `make diff` and `make destroy` run it. Where it goes stands in `deploy/STAGE.json`;
with `AWS_ENDPOINT_URL` it goes to what answers there.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tools import template
from tools.deploy import changes, deployment, parameters, report
from tools.deploy import stage as stages
from tools.deploy.account import identify, open_session
from tools.deploy.deployment import Place
from tools.deploy.errors import NotDeployed, StoppedWatching
from tools.deploy.stage import PROJECT, Stage

PACKAGE = PROJECT / "build" / "package"


def main(arguments: list[str] | None = None) -> int:
    """Does what the command line asks, and returns the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        _do(chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        # what is still to be written, at the end too, goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print("Stopped: nobody reads on. What was begun at AWS goes on there", file=sys.stderr)
        return 1
    except NotDeployed as reason:
        print(reason, file=sys.stderr)
        return 1
    except StoppedWatching:
        print("Stopped watching: what was begun at AWS goes on there", file=sys.stderr)
        return 130
    except KeyboardInterrupt:
        print("Stopped: nothing goes on at AWS", file=sys.stderr)
        return 130
    return 0


def _do(chosen: argparse.Namespace) -> None:
    declared = template.read()["Parameters"]
    if chosen.command == "parameters":
        print("\n".join(parameters.described(declared)))
        return
    if chosen.command in ("down", "outputs"):
        place = _place(stages.read_if_there(chosen.stage, chosen.stages))
        if chosen.command == "down":
            deployment.down(place, chosen.confirm or None)
            print(f"{place.stage.stack} is deleted")
        else:
            _say_outputs(place)
        return
    stage = stages.read(chosen.stage, chosen.stages)
    # before the package is made, which takes a while
    parameters.checked(stage.parameters, declared, f"deploy/{stage.name}.json")
    place = _place(stage)
    place.stack.deployable()
    if not chosen.package:
        deployment.make_package(PACKAGE)
    prepared = deployment.prepare(stage, chosen.package or PACKAGE, place.account.region)
    change_set = f"deploy-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    if chosen.command == "diff":
        deployment.diff(place, prepared, change_set)
        return
    state, new = deployment.up(place, prepared, change_set, chosen.allow)
    print(f"{stage.stack}: {state.status}")
    print(f"Settings: {report.write_settings(stage, place.account, state)}")
    if new:
        print("\n".join(report.next_steps(state, stage.stack, place.account.region)))


def _place(stage: Stage) -> Place:
    account = identify(open_session(stage), stage)
    print(
        f"Stack: {stage.stack} in {account.region}, account {account.number}, by {account.caller}"
    )
    return Place(stage, account)


def _say_outputs(place: Place) -> None:
    state = place.stack.state()
    if state is None:
        raise NotDeployed(f"There is no stack {place.stage.stack} in {place.account.region}")
    print(f"Settings: {report.write_settings(place.stage, place.account, state)}")
    for name, value in sorted(state.outputs.items()):
        print(f"  {name}: {value}")
    print("\n".join(report.next_steps(state, place.stage.stack, place.account.region)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    helps = {
        "up": "packages, says what changes, and deploys",
        "diff": "packages, says what would change, and changes nothing",
        "down": "deletes the stack, after asking; the tables and keys stay",
        "outputs": "writes build/STAGE.env, and says what the stack made",
    }
    for command, text in helps.items():
        sub = commands.add_parser(command, help=text)
        sub.add_argument("stage", metavar="STAGE", help="its file is deploy/STAGE.json")
        sub.add_argument(
            "--stages",
            type=Path,
            default=stages.FOLDER,
            metavar="FOLDER",
            help="where the file is instead",
        )
        if command in ("up", "diff"):
            sub.add_argument("--package", type=Path, metavar="FOLDER", help="one made already")
        if command == "up":
            sub.add_argument(
                "--allow",
                action="append",
                default=[],
                choices=changes.ALLOWED,
                help="what is refused unless it is asked for: that the service loses its tables or"
                " keys, or that codes get another address",
            )
        if command == "down":
            sub.add_argument(
                "--confirm", metavar="NAME", help="the stack's name, instead of asking"
            )
    commands.add_parser("parameters", help="lists what deploy/STAGE.json may set")
    return parser


if __name__ == "__main__":
    sys.exit(main())
