"""How a row of Meeting Guide JSON says that one attends: in a room, by a link or by a number."""

import re

from chalicelib.listings.incoming.meeting_guide_place import Whereabouts
from chalicelib.listings.incoming.rooms import NamedBy
from chalicelib.listings.incoming.row import Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings import join_link
from chalicelib.meetings.attendance import TEMPORARILY_CLOSED, AttendanceOption
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import Conference, Venue

_ALSO_WRITTEN = {
    "a_distancia": "online",
    "both": "hybrid",
    "distanciel": "online",
    "en_ligne": "online",
    "en_línea": "online",
    "face_to_face": "in_person",
    "hybride": "hybrid",
    "híbrida": "hybrid",
    "híbrido": "hybrid",
    "in_person_and_online": "hybrid",
    "inperson": "in_person",
    "on_site": "in_person",
    "online_and_in_person": "hybrid",
    "onsite": "in_person",
    "phone": "online",
    "physical": "in_person",
    "presencial": "in_person",
    "présentiel": "in_person",
    "präsenz": "in_person",
    "remote": "online",
    "telephone": "online",
    "virtual": "online",
    "virtuel": "online",
    "virtuell": "online",
    "vor_ort": "in_person",
    "حضوري": "in_person",
    "عبر_الإنترنت": "online",
    "عن_بعد": "online",
}
_AROUND = " \t\n[]\"'"  # '["online"]', a list as text
_NOTHING_TO_JOIN = "there is no link and no phone number to join by"


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
    unplaced = scheduled and venue.point is None
    stated = _stated_attendance(row)
    if stated is AttendanceOption.ONLINE and not _can_join(call):
        row.remark("attendance_option", f"inactive: stated as online, but {_NOTHING_TO_JOIN}")
        return AttendanceOption.INACTIVE
    if stated:
        if stated.has_room and unplaced:
            raise _not_on_the_map(venue)
        return stated
    if not _has_open_room(whereabouts, types, call):
        return _without_room(row, types, call, whereabouts)
    if unplaced:
        if not _can_join(call):
            raise _not_on_the_map(venue)
        row.remark("formatted_address", "not found on the map: listed as online only")
        return AttendanceOption.ONLINE
    if whereabouts.named_by is NamedBy.LOCATION and venue.formatted_address:
        row.remark(
            "location",
            f"{quote_value(venue.location)} is taken for the room, placed approximately:"
            " the address names a town at most",
        )
    return AttendanceOption.HYBRID if _is_call(call) else AttendanceOption.IN_PERSON


def _stated_attendance(row: Row) -> AttendanceOption | None:
    value = row.value("attendance_option")
    alone = value[0] if isinstance(value, list) and len(value) == 1 else None
    source = alone if isinstance(alone, str) else row.raw_text("attendance_option")
    if not source:
        return None
    word = re.sub(r"[\s-]+", "_", source.lower().strip(_AROUND))
    word = word.removesuffix("_only").removesuffix("_meeting")
    try:
        return AttendanceOption(_ALSO_WRITTEN.get(word, word))
    except ValueError:
        row.remark("attendance_option", f"left out: {quote_value(source)} is not an option")
        return None


def _has_open_room(whereabouts: Whereabouts, types: tuple[str, ...], call: Conference) -> bool:
    """Returns whether people can come to a place.

    Coordinates alone are one only where there is nothing else to join by: groups that meet online
    often have a point on the map.
    """
    if whereabouts.named_by is NamedBy.COORDINATES and _can_join(call):
        return False
    return (
        whereabouts.named_by is not NamedBy.NOTHING
        and not whereabouts.is_approximate
        and TEMPORARILY_CLOSED not in types
    )


def _without_room(
    row: Row, types: tuple[str, ...], call: Conference, whereabouts: Whereabouts
) -> AttendanceOption:
    """Returns how one attends a meeting that has no room, or one that is closed for now."""
    address = whereabouts.venue.formatted_address or whereabouts.venue.location
    if TEMPORARILY_CLOSED in types:
        field, reason = "types", "its room is closed for now (TC)"
    elif whereabouts.is_approximate:
        field, reason = "approximate", "no exact place is given"
    else:
        field = "formatted_address"
        reason = f"{quote_value(address)} names no room" if address else "no address is given"
    if not _can_join(call):
        row.remark(field, f"inactive: {reason}, and {_NOTHING_TO_JOIN}")
        return AttendanceOption.INACTIVE
    if field == "formatted_address" and address:
        row.remark(field, f"listed as online only: {reason}")
    return AttendanceOption.ONLINE


def _can_join(call: Conference) -> bool:
    """Returns whether there is a number, or a link that is shown as one."""
    is_link = bool(call.url) and join_link.kind(call.url) is not LinkKind.IMITATION
    return is_link or bool(call.phone)


def _is_call(call: Conference) -> bool:
    """Returns whether one surely joins the meeting so, and reads no web page about it."""
    is_provider = bool(call.url) and join_link.kind(call.url) is LinkKind.PROVIDER
    return is_provider or bool(call.phone)


def _not_on_the_map(venue: Venue) -> InvalidMeeting:
    address = quote_value(venue.formatted_address)
    return InvalidMeeting(
        "formatted_address", f"{address} was not found on the map: give latitude and longitude"
    )
