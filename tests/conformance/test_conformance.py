"""The suite tells a verifier that conforms from one that does not."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.__main__ import main
from tests.conformance.runner import (
    checking_cases,
    fault,
    finding_cases,
    judge,
    run,
    snapshot_cases,
)

CASES = checking_cases()
GOOD = {"text": "x", "name": "a", "rule": 9, "outcome": "genuine", "attendance": {"start": 1}}


def right(case: dict[str, Any]) -> str:
    return json.dumps({name: case[name] for name in ("outcome", "reason") if name in case})


def program(folder: Path, body: str) -> str:
    file = folder / "verifier.py"
    file.write_text(f"import json, sys\n{body}\n")
    return f"{sys.executable} {file}"


def test_there_are_cases_of_each_rule() -> None:
    assert {case["rule"] for case in CASES} == set(range(1, 10))
    assert len(CASES) >= 400


def test_each_case_has_all_that_it_is_decided_by() -> None:
    for case in CASES:
        assert {"text", "now", "trust"} <= case.keys()
        assert len(case["trust"]) == 6


@pytest.mark.parametrize(
    ("case", "answer", "expected"),
    [
        (GOOD, {"outcome": "genuine", "attendance": {"start": 1}}, ""),
        (GOOD, {"outcome": "genuine", "attendance": {"start": 1}, "reason": None}, ""),
        (GOOD, {"outcome": "expired"}, "expired instead of genuine"),
        (GOOD, {"outcome": "genuine", "reason": "keys"}, "genuine (keys) instead of genuine"),
        (GOOD, {"outcome": "genuine"}, 'attendance null instead of {"start": 1}'),
        (GOOD, {}, "None instead of genuine"),
        (GOOD, [], "not an object: []"),
        (
            {"name": "a", "rule": 5, "outcome": "not_genuine"},
            {"outcome": "not_genuine", "attendance": {"start": 1}},
            "tells what a code says that is not confirmed",
        ),
    ],
)
def test_an_answer_is_held_to_its_case(case: dict[str, Any], answer: object, expected: str) -> None:
    assert fault(case, json.dumps(answer)) == expected


def test_each_case_says_whether_an_answer_tells_what_the_code_says() -> None:
    """It must wherever the signature holds and the claims are known, and must not elsewhere."""
    always = ("genuine", "expired", "not_yet_valid", "could_not_check withdrawals", "withdrawn")
    told: dict[str, set[bool]] = {}
    for case in CASES:
        outcome = f"{case['outcome']} {case.get('reason', '')}".strip()
        told.setdefault(outcome, set()).add("attendance" in case)
    assert {outcome for outcome, tells in told.items() if tells == {True}} == set(always)
    newer = {outcome for outcome, tells in told.items() if tells == {True, False}}
    assert newer == {"sample", "withdrawn key"}


def test_what_is_found_in_a_text_is_held_to_its_case() -> None:
    for case in finding_cases():
        answer = {"codes": case["codes"], "opaque": case["opaque"]}
        assert not fault(case, json.dumps(answer))
        assert fault(case, json.dumps(answer | {"opaque": "x.example"}))


def test_what_becomes_of_a_snapshot_is_held_to_its_case() -> None:
    for case in snapshot_cases():
        answer = {name: case[name] for name in ("refusal", "accepted") if name in case}
        assert {"snapshot", "now", "trusted"} <= case.keys()
        assert not fault(case, json.dumps(answer))
        assert fault(case, json.dumps({"refusal": "no"}))
        assert fault(case, json.dumps({"accepted": {"issuer": "x"}}))
        assert fault(case, json.dumps(answer | {"accepted": {}, "refusal": "older"}))


def test_what_is_no_json_and_what_is_missing_is_a_fault() -> None:
    found = judge(CASES[:3], ["{", "NaN"])
    assert [bool(verdict.fault) for verdict in found] == [True, True, True]
    assert found[2].fault == "no answer"


def test_a_verifier_that_takes_all_for_genuine_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = 'for line in sys.stdin: print(json.dumps({"outcome": "genuine"}))'
    assert main(["--command", program(tmp_path, body)]) == 1
    report = capsys.readouterr().out
    assert "rule 1, empty: genuine instead of unreadable" in report
    assert f"of {len(CASES)} cases right" in report


def test_an_answer_may_hold_line_breaks_of_unicode_as_they_are(tmp_path: Path) -> None:
    answer = '"\u2028\u0085"'
    body = f"for line in sys.stdin: sys.stdout.buffer.write(({answer!r} + '\\r\\n').encode())"
    assert run(program(tmp_path, body).split(), CASES[:2], 60) == [answer] * 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.exit(3)", "exit status 3"),
        ("sys.stdin.read(); print(*['{}'] * 9999, sep=chr(10))", "9999 answers"),
    ],
)
def test_a_verifier_that_does_not_run_to_its_end_has_no_verdict(
    body: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--command", program(tmp_path, body)]) == 2
    assert reason in capsys.readouterr().err


def test_a_verifier_that_never_ends_has_no_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    endless = program(tmp_path, "import time; time.sleep(600)")
    assert main(["--command", endless, "--timeout", "0.5"]) == 2
    assert "no end after 0.5 s" in capsys.readouterr().err


def test_a_command_that_is_not_there_is_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--command", "no-such-verifier"]) == 2
    assert "No such file" in capsys.readouterr().err
