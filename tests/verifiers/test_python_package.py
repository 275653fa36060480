"""The wheel, in an environment that holds PyNaCl and cbor2 and nothing of the project."""

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.conformance.__main__ import main as conformance
from tests.conformance.runner import checking_cases, finding_cases, snapshot_cases
from tests.vectors import codes
from tests.verifiers.conftest import Installed
from tools import build_verifiers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("verifiers")]
SAMPLE = codes.Code(codes.payload(), codes.SAMPLE).text
MIDNIGHT = codes.START - 19 * 3600
DATE_ONLY = codes.Code(
    codes.payload(listing=["", MIDNIGHT, -360, 1440, "", ""], cti=bytes(10)), codes.SAMPLE
).text
IN_A_LIBRARY = """
import json, sys
from datetime import UTC, datetime
from waypost_verify import TrustedLists, check
answers = []
for case in json.load(sys.stdin):
    trust = case["trust"]
    lists = TrustedLists.from_published(
        trust, trust["withdrawals"], trust["keysFetchedAt"], trust["withdrawalsFetchedAt"]
    )
    found = check(case["text"], lists, datetime.fromtimestamp(case["now"], UTC))
    answers.append([found.outcome, found.reason])
print(json.dumps(answers))
"""


def test_nothing_of_the_project_is_there(installed: Installed) -> None:
    for module in ("chalicelib", "tests", "click", "boto3"):
        ran = subprocess.run([installed.python, "-Ic", f"import {module}"], capture_output=True)
        assert b"ModuleNotFoundError" in ran.stderr, module


def test_the_core_is_the_service_s_own(packages: Path) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        (top,) = {name.split("/")[0] for name in archive.getnames()}
        for module in build_verifiers.CORE.glob("*.py"):
            member = archive.extractfile(f"{top}/waypost_verify/core/{module.name}")
            assert member and member.read() == module.read_bytes(), module.name


def test_the_installed_command_conforms(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    command = f"{installed.program} conformance"
    assert conformance(["--finding", "--snapshots", "--command", command]) == 0
    count = len(checking_cases() + finding_cases() + snapshot_cases())
    assert f"{count} of {count} cases right" in capsys.readouterr().out


def test_the_installed_library_decides_as_the_shared_vectors_say(installed: Installed) -> None:
    asked = checking_cases()
    ran = subprocess.run(
        [installed.python, "-Ic", IN_A_LIBRARY],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout) == [[case["outcome"], case.get("reason")] for case in asked]


def test_a_code_of_a_text_is_checked(installed: Installed) -> None:
    ran = installed.run("check", f"https://waypost.example.org/v#{SAMPLE}")
    assert ran.returncode == 1  # a sample is not genuine
    said = json.loads(ran.stdout)
    assert said["outcome"] == "sample"
    assert said["reference"] == codes.reference(codes.CTI)
    assert said["meeting"] == {
        "id": "a1b2c3d4",
        "name": "Tuesday Night",
        "place": "Springfield, IL",
    }
    assert said["starts_at"] == "2026-11-17T19:00:00-06:00"
    assert said["host"] == "waypost.example.org"


def test_each_code_of_a_text_has_a_line(installed: Installed) -> None:
    mail = f"> see ({SAMPLE[:90]}\n> {SAMPLE[90:]}). And https://evil.example/v#{DATE_ONLY}!"
    ran = installed.run("check", given=mail)
    first, second = (json.loads(line) for line in ran.stdout.splitlines())
    assert (first["outcome"], first["host"]) == ("sample", None)
    assert (second["outcome"], second["host"]) == ("sample", "evil.example")


def test_a_date_only_code_has_no_times(installed: Installed) -> None:
    said = json.loads(installed.run("check", DATE_ONLY).stdout)
    assert said["date"] == "2026-11-17"
    assert (said["starts_at"], said["ends_at"], said["meeting"]) == (None, None, None)


def test_without_lists_a_code_could_not_be_checked(installed: Installed) -> None:
    ran = installed.run("check", codes.Code(codes.payload()).text)
    assert (ran.returncode, json.loads(ran.stdout)["reason"]) == (3, "keys")


def test_wrong_use_has_a_status_of_its_own(installed: Installed, tmp_path: Path) -> None:
    assert installed.run().returncode == 2
    assert installed.run("check", "--keys", str(tmp_path / "none.json"), SAMPLE).returncode == 2
    assert installed.run("check", "--keys", "http://x.example/keys", SAMPLE).returncode == 2
    assert installed.run("desk", str(tmp_path / "none.txt")).returncode == 2


def test_pictures_without_their_reader_are_refused_with_what_to_install(
    installed: Installed, tmp_path: Path
) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    ran = installed.run("desk", picture)
    assert (ran.returncode, "waypost-verify[pictures]" in ran.stderr) == (2, True)
