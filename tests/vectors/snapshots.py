"""Writes tests/vectors/snapshot.json: signed snapshots, right and wrong, and what becomes of each.

    make vectors

One file for both readers, the service's (Python) and the desk's (JavaScript), made here from PyNaCl
and text alone. All keys come from published seeds: the file is the same at each run.

    {"now": epoch s, "trusted": {address: {"pins": [thumbprint], "last": null or {"asOf": epoch s,
     "keys": [...], "revoked": [...], "withdrawals"?: [...]}}}, "cases": [{"name", "text", "refusal"
     or "accepted", "now"?, "trusted"?: instead of the common ones}]}

`accepted` names keys by their ids.
"""

from pathlib import Path
from typing import Any

from tests.vectors.case_file import named_once, write
from tests.vectors.codes import NOW
from tests.vectors.snapshot import shapes, signers, times
from tests.vectors.snapshot.pieces import KNOWN

FILE = Path(__file__).with_name("snapshot.json")


def generate() -> dict[str, Any]:
    """Returns what the file holds, the same at each call; ValueError if two cases share a name."""
    groups = (
        shapes.shapes,
        shapes.digests,
        signers.signers,
        signers.turns,
        times.times,
        times.same_time,
        signers.issuers,
    )
    cases = [found for group in groups for found in group()]
    return {"now": NOW, "trusted": KNOWN, "cases": named_once(cases)}


if __name__ == "__main__":
    write(FILE, generate())
