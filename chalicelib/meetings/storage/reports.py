"""Reports about meetings, in the meetings table: one item for all about the same meeting.

It holds `reports`, a JSON array of [kind, text, day, count], those that came last first; `sent`,
hashes of the last reports with the forms that sent them, so that one sent twice is one; `expires`
(epoch seconds), when the newest ends; no `rev`, which would tell at what hour the first one came.

Which meetings have any is in sets of ids, in 64 parts for each month, so that no list of all needs
a scan. An id is added with the first report of a month, and goes with that month.
"""

import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.report import (
    REPORT_DAYS,
    Kind,
    Report,
    expiry,
    with_report,
    without_expired,
)
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.items import Attributes

_PARTS = 64  # of a month: a set stays small though every meeting were reported
_REMEMBERED = 20  # of the reports sent last


def unexpired(table: Table, now: datetime) -> list[Report]:
    """Returns every report that has not expired, by day. Raises StorageUnavailable."""
    today = now.astimezone(UTC).date()
    months = {_month(today - timedelta(days=days)) for days in range(REPORT_DAYS)}
    parts = (keys.reported(month, part) for month in months for part in range(_PARTS))
    ids = {i for item in table.get_many(parts, consistent=True).values() for i in item["ids"]["SS"]}
    found = table.get_many(map(keys.reports, sorted(ids)), consistent=True)
    reports = (report for item in found.values() for report in read(item, today))
    return sorted(reports, key=lambda report: (report.day, report.meeting_id))


def add(table: Table, report: Report, form_id: str, deadline_s: float) -> None:
    """Adds a report to those about its meeting, unless the same form has just sent the same.

    `form_id` is random, "" where there is none. Raises TooBusy after the deadline, and
    StorageUnavailable, with nothing written.
    """
    key = keys.reports(report.meeting_id)
    sending = [_sending(report, form_id)] if form_id else []
    for _ in dynamodb.attempts_with_backoff(deadline_s):
        item = table.get(key)
        stored = read(item, report.day) if item else ()
        sent = json.loads(item["sent"]["S"]) if item and "sent" in item else []
        if sending and sending[0] in sent:
            return
        new = {"pk": {"S": key}, **attributes(with_report(stored, report))}
        if sent or sending:
            new["sent"] = {"S": json.dumps((sending + sent)[:_REMEMBERED])}
        condition = "reports = :before" if item else "attribute_not_exists(pk)"
        before = {"before": item["reports"]} if item else {}
        if _month(report.day) in {_month(each.day) for each in stored}:
            if table.put(new, condition, **before):  # a transaction would take twice as much
                return
            continue
        put: dict[str, Any] = {"Item": new, "ConditionExpression": condition}
        if item:
            put["ExpressionAttributeValues"] = {":before": item["reports"]}
        if not table.transact([{"Put": put}, {"Update": _month_update(report)}]):
            return


def remove(table: Table, meeting_id: str, now: datetime, deadline_s: float) -> int:
    """Deletes every report about a meeting; returns how many people had reported.

    One that comes meanwhile is deleted and counted too, or stays as a whole. Raises TooBusy after
    the deadline, and StorageUnavailable.
    """
    key = keys.reports(meeting_id)
    for _ in dynamodb.attempts_with_backoff(deadline_s):
        item = table.get(key)
        if item is None:
            return 0
        if table.delete(key, "reports = :before", before=item["reports"]):
            return sum(report.count for report in read(item, now.astimezone(UTC).date()))
    raise AssertionError  # attempts_with_backoff() ends by raising


def _month_update(report: Report) -> dict[str, Any]:
    """Returns what notes that there are reports about a meeting. Done again, it changes nothing."""
    part = zlib.crc32(report.meeting_id.encode()) % _PARTS
    next_month = (report.day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return {
        "Key": {"pk": {"S": keys.reported(_month(report.day), part)}},
        "UpdateExpression": "ADD ids :ids SET expires = :expires",
        "ExpressionAttributeValues": {
            ":ids": {"SS": [report.meeting_id]},
            ":expires": _midnight(next_month + timedelta(days=REPORT_DAYS)),
        },
    }


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _midnight(day: date) -> Any:
    return {"N": str(int(datetime.combine(day, time(), UTC).timestamp()))}


def _sending(report: Report, form_id: str) -> str:
    """Returns what tells that this form sent this report, and nothing else of either."""
    text = "\0".join((form_id, report.kind, report.text))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def attributes(reports: Sequence[Report]) -> Attributes:
    """Returns what the item of a meeting's reports holds; there is at least one."""
    entries = [[r.kind.value, r.text, r.day.isoformat(), r.count] for r in reports]
    return {
        "reports": {"S": json.dumps(entries, ensure_ascii=False, separators=(",", ":"))},
        "expires": _midnight(max(map(expiry, reports))),
    }


def read(item: Item, today: date) -> tuple[Report, ...]:
    """Returns the reports of an item that have not expired."""
    meeting_id = keys.id_of_meeting(item["pk"]["S"])
    reports = (
        Report(meeting_id, Kind(kind), text, date.fromisoformat(day), count)
        for kind, text, day, count in json.loads(item["reports"]["S"])
    )
    return without_expired(reports, today)
