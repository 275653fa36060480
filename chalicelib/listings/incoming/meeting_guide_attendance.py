"""How a row of Meeting Guide JSON says that one attends: in a room, by a link or by a number."""

import re

from chalicelib.listings.incoming import conference, text
from chalicelib.listings.incoming.meeting_guide_place import Whereabouts
from chalicelib.listings.incoming.row import LIMITS, Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import (
    TEMPORARILY_CLOSED,
    AttendanceOption,
    Conference,
    Venue,
)


def read_conference(row: Row) -> Conference:
    """Returns the link and the number to tap; words around them go to their notes."""
    url, url_notes = "", row.lines("conference_url_notes")
    phone, phone_notes = "", row.lines("conference_phone_notes")
    source = row.raw_text("conference_url")
    if source:
        try:
            url, words = conference.join_link_among_words(source)
        except InvalidMeeting as error:
            row.remark("conference_url", f"left out: {error.reason}")
        else:
            url_notes = _with_words(row, "conference_url", url_notes, words)
    source = row.raw_text("conference_phone")
    if source:
        try:
            phone, whole = conference.dial_string(source)
        except InvalidMeeting as error:
            row.remark("conference_phone", f"left out: {error.reason}")
        else:
            words = "" if whole else text.one_line(source)
            phone_notes = _with_words(row, "conference_phone", phone_notes, words)
    return Conference(url, url_notes, phone, phone_notes)


def _with_words(row: Row, field: str, notes: str, words: str) -> str:
    """Returns the notes with what stood in the field besides what can be tapped."""
    if not words:
        return notes
    row.remark(field, f"the words in it are now in its notes: {quote_value(words)}")
    limit = LIMITS[f"{field}_notes"]
    return text.cut("\n".join(filter(None, (notes, text.plain_text(words)))), limit)


def read_attendance(
    row: Row,
    types: tuple[str, ...],
    call: Conference,
    whereabouts: Whereabouts,
    *,
    scheduled: bool,
) -> AttendanceOption:
    """Returns how one can attend: as the row states it, else by its room, link and number.

    Raises InvalidMeeting where a meeting that takes place in a room has no point on the map;
    `scheduled` says that it is not by appointment.
    """
    venue = whereabouts.venue
    online = bool(call.url or call.phone)
    in_person = whereabouts.names_room and TEMPORARILY_CLOSED not in types
    unplaced = scheduled and venue.point is None
    source = row.raw_text("attendance_option")
    if source:
        try:
            attendance = AttendanceOption(re.sub(r"[\s-]+", "_", source.strip().lower()))
        except ValueError:
            row.remark("attendance_option", f"left out: {quote_value(source)} is not an option")
        else:
            if attendance.has_room and unplaced:
                raise _not_on_the_map(venue)
            return attendance
    if in_person and unplaced:
        if not online:
            raise _not_on_the_map(venue)
        row.remark("formatted_address", "not found on the map: listed as online only")
        return AttendanceOption.ONLINE
    if in_person:
        return AttendanceOption.HYBRID if online else AttendanceOption.IN_PERSON
    return AttendanceOption.ONLINE if online else AttendanceOption.INACTIVE


def _not_on_the_map(venue: Venue) -> InvalidMeeting:
    address = quote_value(venue.formatted_address)
    return InvalidMeeting(
        "formatted_address", f"{address} was not found on the map: give latitude and longitude"
    )
