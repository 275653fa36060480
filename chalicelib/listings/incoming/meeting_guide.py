"""Meeting Guide JSON (code4recovery/spec) to meetings, as real feeds write it.

One bad row never stops the others: it is set aside with its number, field and reason. What could be
read only in part is in the list, and `corrected` says what was left out or changed.
Contacts, e-mail addresses and payment fields are not read: they are people's own.
What is not simply weekly is in a field of ours, `x_recurrence`
(`chalicelib.listings.recurrence_field`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from chalicelib.listings.incoming import (
    json_file,
    link_text,
    meeting_types,
    rooms,
    time_zones,
    times,
)
from chalicelib.listings.incoming.conference import read_conference
from chalicelib.listings.incoming.feed import Affiliation, Feed
from chalicelib.listings.incoming.link_text import ReadLink
from chalicelib.listings.incoming.meeting_guide_attendance import read_attendance
from chalicelib.listings.incoming.meeting_guide_place import read_whereabouts
from chalicelib.listings.incoming.meeting_guide_schedule import build_schedule, read_schedule_fields
from chalicelib.listings.incoming.meeting_guide_zone import ZoneAt, read_timezone
from chalicelib.listings.incoming.rooms import ReadAddress
from chalicelib.listings.incoming.row import Row, read_rows
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import Meeting, meeting_id


def read_feed(
    data: bytes,
    *,
    source: str,
    affiliation: Affiliation,
    timezone: str | None,
    zone_at: ZoneAt | None = None,
) -> Feed:
    """Returns the meetings of a feed file, with remarks on its rows.

    `timezone` is the feed's own, for rows without one. `zone_at` defaults to the map of
    time zones. Raises BrokenFeed where the file is no feed at all.
    """
    return read_values(
        json_file.parse_rows(data),
        source=source,
        affiliation=affiliation,
        timezone=timezone,
        zone_at=zone_at,
    )


def read_values(
    values: Iterable[object],
    *,
    source: str,
    affiliation: Affiliation,
    timezone: str | None,
    zone_at: ZoneAt | None = None,
) -> Feed:
    """Returns what `read_feed` does, of rows that came out of their file; as many as there come."""
    reader = _Reader(
        source,
        affiliation,
        timezone,
        cache(rooms.read_address),  # many rows have one address, and one link
        cache(link_text.read_link),
        cache(zone_at or time_zones.zone_at),
    )
    return read_rows(values, reader.meeting)


@dataclass(frozen=True, slots=True)
class _Reader:
    source: str
    affiliation: Affiliation
    timezone: str | None
    read_address: ReadAddress
    read_link: ReadLink
    zone_at: ZoneAt

    def meeting(self, row: Row) -> Meeting:
        """Returns the meeting of a row. Raises InvalidMeeting where it cannot be one."""
        if not row.slug:
            raise InvalidMeeting("slug", "there is none, or it is not text or a number")
        if row.slug != row.raw_text("slug").strip():
            row.remark("slug", f"made fit for a link: {row.slug}")
        name = _name(row)
        fields = read_schedule_fields(row)
        types, refused = meeting_types.read_types(row.value("types"))
        if refused:
            row.remark("types", f"left out: {', '.join(refused[:10])}")
        call = read_conference(row, self.read_link)
        whereabouts = read_whereabouts(row, self.read_address)
        attendance = read_attendance(row, types, call, whereabouts, scheduled=fields is not None)
        schedule = None
        if fields:
            timezone = read_timezone(row, whereabouts, attendance, self.timezone, self.zone_at)
            schedule = build_schedule(row, fields, timezone)
        offered = self.affiliation is Affiliation.OWN
        return Meeting(
            id=meeting_id(self.source, row.slug),
            source=self.source,
            slug=row.slug,
            name=name,
            attendance=attendance,
            verification=(
                VerificationPolicy.OFFERED if offered else VerificationPolicy.NOT_OFFERED
            ),
            schedule=schedule,
            venue=whereabouts.venue_for(row, attendance),
            conference=call,
            types=types,
            notes=row.lines("notes"),
            group=row.line("group"),
            group_notes=row.lines("group_notes"),
            group_url=row.web_link("website"),
            url=row.web_link("url"),
            entity=row.line("entity"),
            entity_url=row.web_link("entity_url") or row.web_link("entity_website_url"),
            updated=_updated(row),
        )


def _name(row: Row) -> str:
    """Returns the meeting's name; one without takes its group's, else its place's."""
    name = row.line("name")
    if name:
        return name
    for field in ("group", "location"):
        if name := row.line(field):
            row.remark("name", f"there is none: the {field} is taken, {quote_value(name)}")
            return name
    raise InvalidMeeting("name", "there is none")


def _updated(row: Row) -> datetime | None:
    value = row.value("updated")
    moment = times.updated(value)
    if value is not None and moment is None:
        row.remark("updated", f"left out: {quote_value(value)} is not a date and time")
    return moment
