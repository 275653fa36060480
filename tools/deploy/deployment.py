"""A deployment from the package to the outputs, its preview, and its end."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.verification.kms import STACK_TAG
from tools.deploy import changes, parameters
from tools.deploy.account import Account
from tools.deploy.errors import NotDeployed, in_plain_words
from tools.deploy.stacks import ChangeSet, Say, Stack, State
from tools.deploy.stage import PROJECT, Stage
from tools.deploy.uploads import Uploads, with_code
from tools.deploy.waiting import Clock

_LINT = "import sys; from cfnlint.runner import main; sys.exit(main())"
_LINT_S = 300  # it takes some ten
_TEMPLATE_LIMIT = 1_000_000  # bytes that CloudFormation takes from a bucket


class Place(NamedTuple):
    """Where a stage is deployed, and how that is told."""

    stage: Stage
    account: Account
    say: Say = print
    clock: Clock = Clock()

    @property
    def stack(self) -> Stack:
        """The stage's stack."""
        client = self.account.client("cloudformation")
        return Stack(client, self.stage.stack, self.clock, self.say)


class Prepared(NamedTuple):
    """A package that is ready for a stage."""

    template: Mapping[str, Any]
    values: Mapping[str, str]
    zip: Path


def make_package(folder: Path) -> None:
    """Builds the deployment package in this folder. Raises NotDeployed."""
    done = subprocess.run([sys.executable, "-m", "tools.package", str(folder)], cwd=PROJECT)
    if done.returncode:
        raise NotDeployed("Nothing was deployed: there is no package")


def prepare(stage: Stage, folder: Path, region: str) -> Prepared:
    """Checks the package and the stage's parameters against each other. Raises NotDeployed."""
    template_file, code = folder / "sam.json", folder / "deployment.zip"
    if not template_file.is_file() or not code.is_file():
        raise NotDeployed(f"There is no package in {folder}: `make package` makes one")
    template = json.loads(template_file.read_text("utf-8"))
    values = parameters.checked(
        stage.parameters, template.get("Parameters", {}), f"deploy/{stage.name}.json"
    )
    if template_file.stat().st_size > _TEMPLATE_LIMIT:
        raise NotDeployed(f"{template_file} is larger than the 1,000,000 bytes that AWS takes")
    _require_sound(template_file, region)
    return Prepared(template, values, code)


def _require_sound(template: Path, region: str) -> None:
    """Raises NotDeployed for what CloudFormation would refuse of the template in that region."""
    try:
        linted = subprocess.run(
            [
                *(sys.executable, "-c", _LINT, "--template", str(template)),
                *("--regions", region, "--non-zero-exit-code", "error"),
            ],
            capture_output=True,
            text=True,
            timeout=_LINT_S,
        )
    except subprocess.TimeoutExpired:
        raise NotDeployed(
            f"Nothing was deployed: the check of the template did not end within {_LINT_S} s. Run"
            " the command again when this machine has less to do"
        ) from None
    if linted.returncode:
        said = (linted.stdout + linted.stderr).strip()
        raise NotDeployed(f"The template is not sound:\n{said}")


def diff(place: Place, prepared: Prepared, change_set: str) -> None:
    """Says what a deployment would do, and leaves everything as it is. Raises NotDeployed."""
    stack = place.stack
    before = stack.deployable()
    uploads = _open_uploads(place)
    address = uploads.put_template(with_code(prepared.template, uploads.code_place(prepared.zip)))
    made = stack.create_change_set(change_set, address, prepared.values, new=before is None)
    if made.changes:
        stack.drop(made.id, new=before is None)
    for line in _show(place, made, before, prepared):
        place.say(f"Not done without being asked for: {line}")


def up(
    place: Place, prepared: Prepared, change_set: str, allowed: Iterable[str] = ()
) -> tuple[State, bool]:
    """Deploys, and returns the stack as it is then, and whether it is a new one.

    `allowed` are names of `changes.ALLOWED`. Raises NotDeployed, with nothing changed, for what is
    not done without them.
    """
    stack, say = place.stack, place.say
    before = stack.deployable()
    uploads = _open_uploads(place)
    code = uploads.put_code(prepared.zip)
    size = prepared.zip.stat().st_size / 1e6
    say(f"Code: {size:.1f} MB, {'uploaded' if code.new else 'there already'}, {code.key}")
    address = uploads.put_template(with_code(prepared.template, code))
    made = stack.create_change_set(change_set, address, prepared.values, new=before is None)
    refused = _show(place, made, before, prepared, allowed)
    if refused:
        stack.drop(made.id, new=before is None)
        raise NotDeployed("\n".join(("Nothing was changed.", *refused)))
    # before pages name them; and what a run that was broken off left out
    has_files = before is not None and _put_files(place, before)
    if not made.changes and before:
        return before, False
    state = stack.execute(made.id)
    if not has_files:
        _put_files(place, state)
    uploads.forget_old(code)
    return state, before is None


def _put_files(place: Place, state: State) -> bool:
    """Uploads the built files where the stack has a CDN; False where it has none."""
    bucket = state.outputs.get("SiteBucketName")
    if not bucket:
        return False
    from tools.site_files import upload_static  # it needs what the package is built of

    with in_plain_words("uploading the files of the CDN"):
        new = upload_static(bucket, place.account.client("s3"))
    place.say(f"Files of the CDN: {new} uploaded to {bucket}")
    return True


def down(place: Place, confirmed: str | None) -> None:
    """Deletes the stack where `confirmed` is its name; None: asks on the terminal.

    Raises NotDeployed.
    """
    stack, say = place.stack, place.say
    state = stack.state()
    if state is None:
        raise NotDeployed(f"There is no stack {stack.name} in {place.account.region}")
    if state.status.endswith("_IN_PROGRESS") and state.status != "REVIEW_IN_PROGRESS":
        raise NotDeployed(
            f"Something else is changing the stack {stack.name} ({state.status}): wait for it"
        )
    going, staying = stack.contents(state)
    say(f"Goes: the API, its functions and what else {stack.name} has, {len(going)} resources.")
    say("Visitors get no answer any more, and codes can't be checked here.")
    for each in staying:
        say(f"Stays: {each}")
    for name in changes.TABLE_PARAMETERS:
        if mounted := state.parameters.get(name):
            say(f"Stays: the table {mounted}, in use by {name}: name it again, not the stack's own")
    keys = state.outputs.get("KeyParameters") or state.parameters.get("KeyParameters", "")
    if keys:
        say(f"Stays: the signing keys, in Parameter Store below {keys}")
        # whatever KeyKind is by now: it may have been the other
        say(
            f"Stays: keys in AWS KMS with the tag {STACK_TAG}={stack.name}, where KeyKind=kms made"
            " any, for 1 USD a month each"
        )
    say("Stays: the bucket of the uploads, with the last packages")
    if confirmed is None:
        confirmed = _asked(stack.name)
    if confirmed != stack.name:
        raise NotDeployed(f"Nothing was deleted: {confirmed!r} is not {stack.name}")
    stack.delete(state)


def _asked(name: str) -> str:
    if not sys.stdin.isatty():
        raise NotDeployed(
            f"Nothing was deleted: without a terminal to ask on, it takes CONFIRM={name}"
        )
    try:
        return input(f"Type {name} to delete it: ").strip()
    except EOFError:
        raise NotDeployed("Nothing was deleted: the question had no answer") from None


def _open_uploads(place: Place) -> Uploads:
    uploads = Uploads(place.account, place.stage.bucket, place.stage.stack)
    made = uploads.open()
    place.say(f"Bucket: {uploads.bucket}{', made for this' if made else ''}")
    return uploads


def _show(
    place: Place,
    made: ChangeSet,
    before: State | None,
    prepared: Prepared,
    allowed: Iterable[str] = (),
) -> tuple[str, ...]:
    """Prints what changes, and returns what of it is not done unless it is allowed."""
    say, name = place.say, place.stage.stack
    if not made.changes:
        say(f"Nothing to change: {name} is as it is here.")
        return ()
    defaults = {
        parameter: str(declaration["Default"])
        for parameter, declaration in prepared.template.get("Parameters", {}).items()
        if "Default" in declaration
    }
    others = changes.parameter_changes(
        before.parameters if before else {}, prepared.values, defaults
    )
    say(f"{'New stack' if before is None else 'Changes of'} {name}:")
    for line in changes.table(made.changes):
        say(line)
    for parameter in others:
        say(f"  {parameter.name}: {parameter.before!r} -> {parameter.after!r}")
    return changes.refusals(made.changes, others, allowed)
