"""`python -m tests.fuzz`: random requests for ten minutes; `make fuzz`.

Exit status 1 where an answer breaks a rule. The seed is printed: with it and the number of requests
it does the same again. A finding becomes a test beside the module that it is of, and its event one
of those in tests/unit/web/events.
"""

import argparse
import json
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.run import fuzz, small_service

_SHOWN = 20


def main() -> int:
    """Asks, says what was found, and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--requests", type=int, help="so many, instead of so long")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    until = time.monotonic() + chosen.seconds

    def goes_on(number: int) -> bool:
        most: int | None = chosen.requests
        return time.monotonic() < until if most is None else number < most

    with tempfile.TemporaryDirectory() as folder, small_service(Path(folder)) as site:
        findings = fuzz(site, chosen.seed, goes_on)
    by_status = dict(sorted(findings.statuses.items()))
    print(f"{findings.statuses.total()} requests; by status: {by_status}")
    for rules, event in findings.broken[:_SHOWN]:
        print(f"WRONG: {'; '.join(rules)}\n{json.dumps(event, ensure_ascii=False)}")
    print(f"{len(findings.broken)} answers broke a rule")
    return 1 if findings.broken else 0


if __name__ == "__main__":
    sys.exit(main())
