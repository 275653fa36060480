"""What the schedule measures each time, for alarms: one line of its log.

CloudWatch makes metrics of such a line (its embedded metric format), which takes neither a call nor
a permission. They say how old things are and how full, and count nothing that people did: how much
was swept would tell, for as long as metrics are kept, how many came to a meeting. What can't be
found out is left out; its alarm takes that for a bad sign.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from chalicelib import failure_log, sweeping
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.storage.table import open_table as open_listings
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import KeyRing, NoSigningKey
from chalicelib.verification.keys import key_count, rotation_late
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.vault import KeysUnavailable

NAMESPACE, DIMENSION = "Waypost", "Stack"
DAY_S = 24 * 3600
_ROUNDED = 1_000  # bytes: some ninety withdrawals, so that a single one shows nowhere
Known = TypeVar("Known")


class Measures(NamedTuple):
    """What was found; None where it is not known, or there is none.

    `sweep_age`: seconds for which something that has expired may have been kept. `import_age_days`:
    since the last import of the source that was not imported for the longest. `snapshot_age`:
    seconds since the lists for checkers were last written where they are read without the API.
    `rotation_late_days`: by how much the next key begins to sign later than it should.
    `withdrawal_bytes`: the largest month's list of withdrawn codes, in whole thousands.
    """

    sweep_age: float | None = None
    import_age_days: float | None = None
    snapshot_age: float | None = None
    standby_keys: int | None = None
    rotation_late_days: float | None = None
    published_keys: int | None = None
    withdrawal_bytes: int | None = None


UNITS: Mapping[str, str] = {  # of CloudWatch, which knows no days
    "sweep_age": "Seconds",
    "import_age_days": "None",
    "snapshot_age": "Seconds",
    "standby_keys": "Count",
    "rotation_late_days": "None",
    "published_keys": "Count",
    "withdrawal_bytes": "Bytes",
}


def metric_name(measure: str) -> str:
    """Returns what CloudWatch calls a measure: "SweepAge" for "sweep_age"."""
    return "".join(word.capitalize() for word in measure.split("_"))


def metrics_line(measures: Measures, stack: str, now: datetime) -> str:
    """Returns the line from which CloudWatch takes what is known of the measures.

    In the embedded metric format: one JSON object.
    """
    known = {name: value for name, value in measures._asdict().items() if value is not None}
    described = [{"Name": metric_name(name), "Unit": UNITS[name]} for name in known]
    about = {"Namespace": NAMESPACE, "Dimensions": [[DIMENSION]], "Metrics": described}
    head = {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [about]}
    values = {metric_name(name): round(value, 3) for name, value in known.items()}
    return json.dumps({"_aws": head, DIMENSION: stack, **values})


def measure(now: datetime, snapshot_at: int | None = None) -> Measures:
    """Returns what can be found out. `snapshot_at` (epoch seconds) as in `snapshot_age`.

    Logs what could not be reached.
    """
    moment, life_s = int(now.timestamp()), current_settings().key_life_days * DAY_S
    status = _if_reached(lambda: sweeping.status(now))
    imported = _if_reached(lambda: open_listings().import_times())
    ring = _if_reached(lambda: open_key_store(current_settings()).ring())
    age = status.age(now) if status else None
    return Measures(
        sweep_age=None if age is None else age.total_seconds(),
        import_age_days=(moment - min(imported.values())) / DAY_S if imported else None,
        snapshot_age=None if snapshot_at is None else moment - snapshot_at,
        standby_keys=None if ring is None else int(ring.standby() is not None),
        rotation_late_days=None if ring is None else _late_days(ring, moment, life_s),
        published_keys=None if ring is None else key_count(ring),
        withdrawal_bytes=None if status is None else _rounded(status.withdrawal_bytes.values()),
    )


def _late_days(ring: KeyRing, moment: int, life_s: int) -> float | None:
    try:
        return rotation_late(ring, moment, life_s) / DAY_S
    except NoSigningKey:
        return None


def _rounded(sizes: Iterable[int]) -> int:
    return max(sizes, default=0) // _ROUNDED * _ROUNDED


def _if_reached(find: Callable[[], Known]) -> Known | None:
    try:
        return find()
    except (StorageUnavailable, KeysUnavailable) as error:
        failure_log.write("not_measured", error)
        return None
