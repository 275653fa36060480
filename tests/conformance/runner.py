"""Drives a verifier through the vectors: cases to its standard input, answers from its output.

The protocol is that of "Conformance" in docs/verification.md.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent.parent / "vectors"
FINDING = "find"  # what stands for the rule in cases of codes in a text
SNAPSHOT = "snapshot"  # and in cases of signed snapshots
ASKED = {FINDING: ("find",), SNAPSHOT: ("snapshot", "now", "trusted")}
"""The members of what a verifier is asked, by what stands for the rule."""


class NotRun(Exception):
    """The verifier could not be run to its end; the message says why."""


@dataclass(frozen=True)
class Verdict:
    """A case and what is wrong with the answer, "" where nothing is."""

    name: str
    rule: str
    fault: str = ""


def checking_cases() -> list[dict[str, Any]]:
    """Returns the cases of checking, each with all of its `now` and `trust`."""
    content = json.loads((VECTORS / "verification.json").read_text("utf-8"))
    common = {"now": content["now"], "trust": content["trust"]}
    return [
        common | case | {"trust": common["trust"] | case.get("trust", {})}
        for case in content["cases"]
    ]


def finding_cases() -> list[dict[str, Any]]:
    """Returns the cases of finding codes in a text."""
    content = json.loads((VECTORS / "finding.json").read_text("utf-8"))
    return [case | {"find": case["text"], "rule": FINDING} for case in content["cases"]]


def snapshot_cases() -> list[dict[str, Any]]:
    """Returns the cases of signed snapshots, each with its `now` and all that is `trusted`."""
    content = json.loads((VECTORS / "snapshot.json").read_text("utf-8"))
    common = {"now": content["now"], "trusted": content["trusted"], "rule": SNAPSHOT}
    return [common | case | {"snapshot": case["text"]} for case in content["cases"]]


def run(command: Sequence[str], asked: Sequence[Mapping[str, Any]], limit_s: float) -> list[str]:
    """Returns the verifier's lines for the cases. Raises NotRun."""
    lines = "".join(f"{json.dumps(_question(case))}\n" for case in asked)
    try:
        process = subprocess.run(
            command, input=lines.encode(), stdout=subprocess.PIPE, timeout=limit_s
        )
    except OSError as error:
        raise NotRun(f"{command[0]}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise NotRun(f"no end after {limit_s:g} s") from None
    if process.returncode:
        raise NotRun(f"exit status {process.returncode}")
    # JSON may hold other line breaks as they are
    answers = process.stdout.decode("utf-8", "replace").removesuffix("\n").split("\n")
    return [answer.rstrip("\r") for answer in answers]


def _question(case: Mapping[str, Any]) -> dict[str, Any]:
    members = ASKED.get(case["rule"], ("text", "now", "trust"))
    return {name: case[name] for name in members}


def judge(asked: Sequence[Mapping[str, Any]], answers: Sequence[str]) -> list[Verdict]:
    """Returns a verdict on each case, by the answers in the same order."""
    given = [*answers, *[""] * (len(asked) - len(answers))]
    return [
        Verdict(case["name"], str(case["rule"]), fault(case, line))
        for case, line in zip(asked, given, strict=False)
    ]


def fault(case: Mapping[str, Any], line: str) -> str:
    """Returns what is wrong with the answer to a case, "" where nothing is."""
    if not line:
        return "no answer"
    try:
        answer = json.loads(line)
    except ValueError:
        return f"not JSON: {line[:60]}"
    if not isinstance(answer, dict):
        return f"not an object: {line[:60]}"
    if case["rule"] == FINDING:
        expected = {member: case[member] for member in ("codes", "opaque")}
        if all(answer.get(member) == value for member, value in expected.items()):
            return ""
        return f"{line[:200]} instead of {json.dumps(expected)}"
    if case["rule"] == SNAPSHOT:
        refusal, accepted = (case.get(member) for member in ("refusal", "accepted"))
        if (answer.get("refusal"), answer.get("accepted")) == (refusal, accepted):
            return ""
        return f"{line[:200]} instead of {refusal or json.dumps(accepted)}"
    told, right = (_told(found) for found in (answer, case))
    if told != right:
        return f"{told} instead of {right}"
    said, attended = (found.get("attendance") for found in (answer, case))
    if said == attended:
        return ""
    if attended is None:
        return "tells what a code says that is not confirmed"
    return f"attendance {json.dumps(said)} instead of {json.dumps(attended)}"


def _told(found: Mapping[str, Any]) -> str:
    reason = found.get("reason")
    return f"{found.get('outcome')} ({reason})" if reason else f"{found.get('outcome')}"
