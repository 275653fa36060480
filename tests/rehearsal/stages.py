"""The stages that a rehearsal puts up beside each other.

One is as the defaults have it, one has every option that the emulator knows: keys in KMS, a CDN and
alarms by mail. It knows no budgets, and no firewall at a stage.
"""

import uuid

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
OPTIONS = Stage(
    "rehearsal-options",
    {
        **_FOR_TESTS,
        "PublicUrl": "https://options.waypost.example",
        "KeyKind": "kms",
        "Cdn": "yes",
        "CdnCertificateArn": f"arn:aws:acm:us-east-1:000000000000:certificate/{uuid.UUID(int=0)}",
        "AlarmEmail": "operators@waypost.example",
    },
)
STAGES = (MAIN, OPTIONS)
