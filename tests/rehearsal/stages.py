"""The stages that a rehearsal puts up, beside each other: one with keys as seeds, one in KMS."""

from tests.rehearsal.deployment import Stage

# Many tests give codes of the same meetings, all from one address; a machine that does much else is
# no outage; and what a command writes is looked at right after, by each of several processes.
_FOR_TESTS = {
    "CodesPerOccurrence": "1000",
    "FailedSecrets": "9999",
    "WaitS": "20",
    "RowsHeldS": "0",
}
MAIN = Stage("rehearsal", {**_FOR_TESTS, "PublicUrl": "https://waypost.example"})
KMS = Stage(
    "rehearsal-kms", {**_FOR_TESTS, "PublicUrl": "https://kms.waypost.example", "KeyKind": "kms"}
)
STAGES = (MAIN, KMS)
