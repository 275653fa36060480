"""Tells whether a verifier conforms to docs/verification.md.

    python -m tests.conformance --command "waypost-verify conformance"

Prints how many cases of each rule it answered right, and each that it did not. Exit status: 0 where
all are right, 1 where some are not, 2 where the verifier could not be run to its end. It needs
Python and the folder of vectors, and nothing of the project.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence

from tests.conformance.runner import (
    NotRun,
    Verdict,
    checking_cases,
    finding_cases,
    judge,
    run,
    snapshot_cases,
)


def report(verdicts: Sequence[Verdict]) -> str:
    """Returns the counts by rule, with the cases that were answered wrongly."""
    lines = [f"{'rule':>8}  {'right':>5}  cases"]
    for rule in sorted({verdict.rule for verdict in verdicts}):
        of_it = [verdict for verdict in verdicts if verdict.rule == rule]
        right = sum(not verdict.fault for verdict in of_it)
        lines.append(f"{rule:>8}  {right:>5}  {len(of_it):>5}")
    wrong = [verdict for verdict in verdicts if verdict.fault]
    lines += [f"rule {found.rule}, {found.name}: {found.fault}" for found in wrong]
    lines.append(f"{len(verdicts) - len(wrong)} of {len(verdicts)} cases right")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the suite, prints the report, and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--command", required=True, help="the verifier, as a shell would split it")
    parser.add_argument("--finding", action="store_true", help="also finding codes in texts")
    parser.add_argument("--snapshots", action="store_true", help="also signed snapshots")
    parser.add_argument(
        "--timeout",
        type=float,
        default=300,
        metavar="SECONDS",
        help="for the whole run of the verifier (300)",
    )
    chosen = parser.parse_args(arguments)
    asked = checking_cases()
    asked += finding_cases() if chosen.finding else []
    asked += snapshot_cases() if chosen.snapshots else []
    try:
        answers = run(shlex.split(chosen.command), asked, chosen.timeout)
    except NotRun as reason:
        print(f"Not run: {reason}", file=sys.stderr)
        return 2
    if len(answers) > len(asked):
        print(f"Not run: {len(answers)} answers to {len(asked)} cases", file=sys.stderr)
        return 2
    verdicts = judge(asked, answers)
    print(report(verdicts))
    return 1 if any(verdict.fault for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
