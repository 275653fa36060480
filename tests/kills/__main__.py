"""`python -m tests.kills`: kill -9 at random moments while a phone writes; `make kill`.

Exit status 1 where something acknowledged was lost, or anything is there twice.
"""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.kills.run import kill_at_random


def main() -> int:
    """Kills, says what held, and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--moments", type=int, default=30)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    chosen = parser.parse_args()
    print(f"{chosen.moments} moments, seed {chosen.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        wrong = kill_at_random(
            Path(folder), chosen.moments, chosen.seed, lambda line: print(line, flush=True)
        )
    for line in wrong:
        print(f"WRONG: {line}")
    print("Something was lost or is there twice" if wrong else "Nothing was lost, nothing is twice")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
