"""Meetings that a page names by their ids or their source, each at its next occurrence."""

from datetime import datetime

from chalicelib.meetings.meeting import Meeting, meeting_id, upcoming
from chalicelib.meetings.search.filters import Filter
from chalicelib.meetings.search.query import Found
from chalicelib.meetings.storage.rows import row
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.web.finder.widget_options import WidgetOptions
from chalicelib.web.http.exceptions import InvalidField

MAX_OF_SOURCE = 500


def named_meetings(
    options: WidgetOptions, filter_: Filter, table: MeetingsTable, now: datetime
) -> list[Found]:
    """Returns those that are listed, public and matched by the filter, the soonest first.

    Raises InvalidField for a source that has too many.
    """
    ids = list(options.ids)
    if options.source:
        slugs = table.manifest(options.source)
        if len(slugs) > MAX_OF_SOURCE:
            raise InvalidField("source", f"one of at most {MAX_OF_SOURCE} meetings, or a place")
        ids = [meeting_id(options.source, slug) for slug in slugs]
    found = (_next(meeting, now) for meeting in table.get_many(ids).values() if meeting.is_public)
    passing = [
        result
        for result in found
        if result is not None
        and in_group(result, options.group)
        and filter_.matches(result.row, result.occurrence.start)
    ]
    return sorted(passing, key=lambda result: (result.occurrence.start.timestamp(), result.row.id))


def in_group(result: Found, group: str) -> bool:
    """Returns whether a result is of the group of that name; "" is every group's."""
    return not group or result.row.group.casefold() == group.casefold()


def _next(meeting: Meeting, now: datetime) -> Found | None:
    occurrence = upcoming(meeting, now)
    return Found(row(meeting), occurrence) if occurrence else None
