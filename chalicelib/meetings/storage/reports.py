"""Reports about meetings, in the meetings table: one item for all about the same meeting.

| attribute | holds |
|---|---|
| `reports` | a JSON array of [kind, text, day, count], those that came last first |
| `sent` | a JSON array of hashes of the last 100 with the forms that sent them: twice is once |
| `more_<kind>_<day>` | how many of a kind came on a day (20260304) and are not in `reports` yet |
| `more` | how many these are together |
| `more_sent` | a set of hashes of them, as in `sent` |
| `expires` | when the newest ends, in epoch seconds |

A report is written on the condition that none came since the item was read. Where so many come that
this was too late a few times, it is only counted, without its text: no other report is in the way
of that. The next one that is written whole takes up what was counted. There are at most 100 to be
taken up, as many as there are hashes; then all write whole, and of those one is always first.

There is no `rev`, which would tell at what hour the first one came.

Which meetings have any is in sets of ids, in 64 parts for each month, so that no list of all needs
a scan. An id is added with the first report of a month, and goes with that month.
"""

import hashlib
import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.report import (
    REPORT_DAYS,
    Kind,
    Report,
    counted_together,
    expiry,
    with_report,
    without_expired,
)
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.items import Attributes

_PARTS = 64  # of a month: a set stays small though every meeting were reported
_REMEMBERED = 100  # of the reports sent last, and of those that are only counted
_WHOLE_ATTEMPTS = 3  # at writing a report with its text, before it is only counted
_NOTE_MONTH = "ADD ids :ids SET expires = :expires"


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

    Where many report at once it may be counted without its text. `form_id` is random, "" where
    there is none. Raises TooBusy after the deadline, and StorageUnavailable, with nothing written.
    """
    sending = _sending(report, form_id or secrets.token_urlsafe(12))
    for attempt in dynamodb.attempts_with_backoff(deadline_s):
        with suppress(dynamodb.Busy):
            may_only_count = attempt >= _WHOLE_ATTEMPTS
            if _add_once(table, report, form_id, sending, may_only_count=may_only_count):
                return


def _add_once(
    table: Table, report: Report, form_id: str, sending: str, *, may_only_count: bool
) -> bool:
    """Adds a report, unless it was; returns False where others have just written the same item."""
    key = keys.reports(report.meeting_id)
    item = table.get(key)
    sent = _sent(item) if item else []
    if sending in sent:
        return True
    stored = read(item, report.day) if item else ()
    is_noted = _month(report.day) in {_month(each.day) for each in stored}
    if may_only_count and _count_only(table, report, sending, is_noted=is_noted):
        return True
    new = {"pk": {"S": key}, **attributes(with_report(stored, report))}
    if form_id:
        sent.insert(0, sending)
    if sent:
        new["sent"] = {"S": json.dumps(sent[:_REMEMBERED])}
    condition, before = _unchanged(item)
    if is_noted:
        return table.put(new, condition, **before)  # a transaction would take twice as much
    put = {"Item": new, "ConditionExpression": condition, **_values(before)}
    return not table.transact([{"Put": put}, {"Update": _month_update(report)}])


def _count_only(table: Table, report: Report, sending: str, *, is_noted: bool) -> bool:
    """Counts a report without its text, whatever others write meanwhile.

    Returns False where it was counted or written before, or where nothing more can be remembered.
    """
    if not is_noted:
        table.update(_month_key(report), _NOTE_MONTH, **_month_values(report))
    counted = f"more_{report.kind}_{report.day:%Y%m%d}"
    return table.update(
        keys.reports(report.meeting_id),
        f"ADD {counted} :one, more :one, more_sent :sendings SET expires = :expires",
        "(attribute_not_exists(sent) OR NOT contains(sent, :sending))"
        " AND (attribute_not_exists(more_sent)"
        " OR (NOT contains(more_sent, :sending) AND size(more_sent) < :room))",
        one={"N": "1"},
        sendings={"SS": [sending]},
        sending={"S": sending},
        room={"N": str(_REMEMBERED)},
        expires=_midnight(expiry(report)),
    )


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
        condition, before = _unchanged(item)
        if table.delete(key, condition, **before):
            return sum(report.count for report in read(item, now.astimezone(UTC).date()))
    raise AssertionError  # attempts_with_backoff() ends by raising


def _unchanged(item: Item | None) -> tuple[str, dict[str, Any]]:
    """Returns the condition that no report came since the item was read, and its values."""
    read_here = {name: item[name] for name in ("reports", "more") if item and name in item}
    conditions = [
        f"{name} = :{name}" if name in read_here else f"attribute_not_exists({name})"
        for name in ("reports", "more")
    ]
    return " AND ".join(conditions), read_here


def _sent(item: Item) -> list[str]:
    """Returns the hashes of the last reports with their forms, those that came last first."""
    sent = json.loads(item["sent"]["S"]) if "sent" in item else []
    return [*(item["more_sent"]["SS"] if "more_sent" in item else ()), *sent]


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    named = {f":{name}": value for name, value in values.items()}
    return {"ExpressionAttributeValues": named} if named else {}


def _month_update(report: Report) -> dict[str, Any]:
    """Returns what notes that there are reports about a meeting. Done again, it changes nothing."""
    return {
        "Key": {"pk": {"S": _month_key(report)}},
        "UpdateExpression": _NOTE_MONTH,
        **_values(_month_values(report)),
    }


def _month_key(report: Report) -> str:
    part = zlib.crc32(report.meeting_id.encode()) % _PARTS
    return keys.reported(_month(report.day), part)


def _month_values(report: Report) -> dict[str, Any]:
    next_month = (report.day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return {
        "ids": {"SS": [report.meeting_id]},
        "expires": _midnight(next_month + timedelta(days=REPORT_DAYS)),
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
    """Returns the reports of an item that have not expired, those that were only counted too."""
    meeting_id = keys.id_of_meeting(item["pk"]["S"])
    entries = json.loads(item["reports"]["S"]) if "reports" in item else []
    reports = [
        Report(meeting_id, Kind(kind), text, date.fromisoformat(day), count)
        for kind, text, day, count in entries
    ]
    more = _counted_only(item, meeting_id)
    current = without_expired([*reports, *more], today)
    return counted_together(current) if more else current


def _counted_only(item: Item, meeting_id: str) -> list[Report]:
    names = [name for name in item if name.startswith("more_") and name != "more_sent"]
    reports = []
    for name in names:
        kind, _, day = name.removeprefix("more_").rpartition("_")
        count = int(item[name]["N"])
        reports.append(Report(meeting_id, Kind(kind), "", date.fromisoformat(day), count))
    return reports
