"""What reading a feed loses, by what each loss means to a visitor.

Each meeting is compared with the row that it was made of: a passcode that stands in the row and not
in the meeting is lost, whichever rule lost it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.geo.distance import distance_km
from chalicelib.listings.incoming import meeting_types, raw_row, time_zones, zone_words
from chalicelib.listings.incoming import text as feed_text
from chalicelib.listings.incoming.feed import Feed, Remark
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings import join_link
from chalicelib.meetings.attendance import TEMPORARILY_CLOSED, AttendanceOption
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import PRIVATE, Meeting

MAX_NAME = 100  # characters of a name in the report
_SHOWN_TYPES = 10
_MOVED_KM = 1.0  # nearer than that, a point counts as the same


class LossKind(StrEnum):
    """What is lost to a visitor, the worst first. The values are a published format."""

    SET_ASIDE = "set_aside"
    INACTIVE = "inactive"
    BY_APPOINTMENT = "by_appointment"
    PRIVATE_AS_PUBLIC = "private_as_public"
    WOMEN_AS_OPEN = "women_as_open"
    MEN_AS_OPEN = "men_as_open"
    YOUNG_AS_OPEN = "young_as_open"
    CLOSED_AS_OPEN = "closed_as_open"
    AUDIENCE_AS_OPEN = "audience_as_open"
    TIME_ZONE = "time_zone"
    LENGTH = "length"
    DATES = "dates"
    LINK = "link"
    LINK_NUMBER = "link_number"
    PASSCODE = "passcode"
    PHONE = "phone"
    PHONE_CODES = "phone_codes"
    PAGE_LINK = "page_link"
    SHORT_LINK = "short_link"
    IMITATION_LINK = "imitation_link"
    ONLINE_ONLY = "online_only"
    MOVED = "moved"
    APPROXIMATE = "approximate"
    BY_TOWN = "by_town"
    TYPES = "types"
    NAME = "name"
    OWN_PAGE = "own_page"
    TEXT_CUT = "text_cut"


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """A row that loses something. `row` counts from 1; slug, name, field and reason may be ""."""

    row: int
    slug: str
    name: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of loss, with the rows that it befalls, in their order."""

    kind: LossKind
    rows: tuple[AffectedRow, ...]


def losses(feed: Feed) -> tuple[Loss, ...]:
    """Returns what the feed loses, the worst kind first; kinds without a row are left out."""
    found: dict[LossKind, list[AffectedRow]] = {kind: [] for kind in LossKind}
    for remark in feed.set_aside:
        name = feed_text.one_line(raw_row.text(_values(feed, remark.row), "name"))
        found[LossKind.SET_ASIDE].append(_affected(remark, name))
    remarks: dict[int, list[Remark]] = {}
    for remark in feed.corrected:
        remarks.setdefault(remark.row, []).append(remark)
    for meeting, number in zip(feed.meetings, feed.row_numbers, strict=True):
        read = _Reading(_values(feed, number), meeting, tuple(remarks.get(number, ())))
        for kind, field, reason in _of_meeting(read):
            remark = Remark(number, meeting.slug, field, reason or read.reason(field))
            found[kind].append(_affected(remark, meeting.name))
    return tuple(Loss(kind, tuple(rows)) for kind, rows in found.items() if rows)


def corrections(feed: Feed) -> tuple[AffectedRow, ...]:
    """Returns the remarks on the rows that became meetings, with their names."""
    names = dict(zip(feed.row_numbers, (meeting.name for meeting in feed.meetings), strict=True))
    return tuple(_affected(remark, names[remark.row]) for remark in feed.corrected)


def _affected(remark: Remark, name: str) -> AffectedRow:
    name = feed_text.cut(name, MAX_NAME)
    return AffectedRow(remark.row, remark.slug, name, remark.field, remark.reason)


def _values(feed: Feed, number: int) -> raw_row.Values:
    values = feed.rows[number - 1]
    return values if isinstance(values, Mapping) else {}


@dataclass(frozen=True, slots=True)
class _Reading:
    """A row, the meeting that came of it, and the remarks on it."""

    values: raw_row.Values
    meeting: Meeting
    remarks: tuple[Remark, ...]

    def says(self, field: str) -> str:
        """Returns what the row says in a field, as plain text."""
        return raw_row.text(self.values, field)

    def reason(self, field: str) -> str:
        """Returns the first remark on a field; "" where there is none."""
        return next((remark.reason for remark in self.remarks if remark.field == field), "")


_Found = tuple[LossKind, str, str]
"""A kind, the row's field that it is about, and a reason where no remark gives one."""


def _of_meeting(read: _Reading) -> Iterator[_Found]:
    for finder in _FINDERS:
        yield from finder(read)


def _whether_found(read: _Reading) -> Iterator[_Found]:
    stated = read.says("attendance_option").lower()
    if read.meeting.attendance is AttendanceOption.INACTIVE:
        if stated == AttendanceOption.INACTIVE.value:
            return
        for field in ("attendance_option", "formatted_address"):
            if read.reason(field):
                yield LossKind.INACTIVE, field, ""
                return
        no_room = "its room is closed for now (TC)" if _is_closed(read) else "it has no room"
        yield LossKind.INACTIVE, "", f"{no_room}, and neither a link nor a phone number"
    elif read.meeting.schedule is None:
        yield LossKind.BY_APPOINTMENT, "day", "there is neither a day nor a time"


def _is_closed(read: _Reading) -> bool:
    return TEMPORARILY_CLOSED in read.meeting.types


_KINDS_OF_AUDIENCES = {
    PRIVATE: LossKind.PRIVATE_AS_PUBLIC,
    "W": LossKind.WOMEN_AS_OPEN,
    "M": LossKind.MEN_AS_OPEN,
    "Y": LossKind.YOUNG_AS_OPEN,
    "C": LossKind.CLOSED_AS_OPEN,
}


def _who_may_come(read: _Reading) -> Iterator[_Found]:
    missing = raw_row.audiences(read.values) - set(read.meeting.types)
    unknown = meeting_types.read_types(read.values.get("types"))[1] if read.reason("types") else ()
    reason = f"left out: {', '.join(unknown[:_SHOWN_TYPES])}" if unknown else ""
    kinds = {_KINDS_OF_AUDIENCES.get(code, LossKind.AUDIENCE_AS_OPEN) for code in missing}
    for kind in sorted(kinds):
        yield kind, "types", reason or f"lost: {', '.join(sorted(missing))}"
    if unknown and not kinds:
        yield LossKind.TYPES, "types", reason


def _when(read: _Reading) -> Iterator[_Found]:
    schedule = read.meeting.schedule
    if schedule is None:
        return
    stated = read.says("timezone")
    zone = time_zones.zone_name(stated)
    if stated and zone != schedule.timezone and not _means(stated, zone, schedule.timezone):
        reason = f"{quote_value(stated)} is shown as {schedule.timezone}"
        yield LossKind.TIME_ZONE, "timezone", read.reason("timezone") or reason
    for field in ("end_time", "duration"):
        if read.reason(field):
            yield LossKind.LENGTH, field, ""
            break
    if read.reason("x_recurrence"):
        yield LossKind.DATES, "x_recurrence", ""


def _means(stated: str, zone: str | None, shown: str) -> bool:
    """Returns whether what a row states of its zone, in words perhaps, has the clocks of another.

    `zone` is the one of that name, None where there is none.
    """
    meant = next(filter(None, map(zone_words.zone_of_words, zone_words.readings(stated))), zone)
    return meant is not None and time_zones.have_same_clocks(meant, shown)


_KINDS_OF_LINKS = {
    LinkKind.WEB_PAGE: LossKind.PAGE_LINK,
    LinkKind.SHORTENER: LossKind.SHORT_LINK,
    LinkKind.IMITATION: LossKind.IMITATION_LINK,
}


def _how_to_join(read: _Reading) -> Iterator[_Found]:
    call, values = read.meeting.conference, read.values
    if not call.url:
        if raw_row.has_link(values, "conference_url"):
            yield LossKind.LINK, "conference_url", ""
    else:
        link = raw_row.unescaped(call.url)
        numbers = raw_row.call_numbers(values)
        if numbers and not any(number in link for number in numbers):
            yield LossKind.LINK_NUMBER, "conference_url", ""
        if _lacks_passcode(read, link):
            yield LossKind.PASSCODE, "conference_url", ""
        if kind := _KINDS_OF_LINKS.get(join_link.kind(call.url)):
            yield kind, "conference_url", ""
    if not call.phone:
        if raw_row.has_phone(values):
            yield LossKind.PHONE, "conference_phone", ""
    elif any(code not in call.phone for code in raw_row.dialled_codes(values)):
        yield LossKind.PHONE_CODES, "conference_phone", ""


def _lacks_passcode(read: _Reading, link: str) -> bool:
    """Returns whether neither the link nor the notes have a passcode that the row states."""
    stated = raw_row.passcodes(read.says("conference_url"))
    remaining = f"{link} {read.meeting.conference.url_notes} {read.meeting.notes}"
    kept = tuple(raw_row.passcodes(remaining))  # of a link pasted twice, the first
    return bool(stated) and not any(
        passcode in remaining or passcode.startswith(kept) for passcode in stated
    )


def _where(read: _Reading) -> Iterator[_Found]:
    meeting, values = read.meeting, read.values
    if not meeting.attendance.has_room:
        address = read.says("formatted_address") or read.says("address")
        stated = read.says("attendance_option") or _is_closed(read)
        if meeting.attendance is AttendanceOption.ONLINE and address and not stated:
            reason = read.reason("formatted_address") or f"the address is {quote_value(address)}"
            yield LossKind.ONLINE_ONLY, "formatted_address", reason
        return
    venue, stated_point = meeting.venue, raw_row.point(values)
    if stated_point and venue.point:
        away_km = distance_km(stated_point, venue.point)
        if away_km > _MOVED_KM:
            away = f"{away_km:,.0f} km from the coordinates given"
            yield LossKind.MOVED, "latitude", read.reason("latitude") or away
    why = "" if stated_point else "there are no latitude and longitude"
    if venue.placed_by_town:
        yield LossKind.BY_TOWN, "latitude", why
    elif venue.approximate and not raw_row.says_yes(values, "approximate"):
        yield LossKind.APPROXIMATE, "latitude", why


def _words(read: _Reading) -> Iterator[_Found]:
    meeting = read.meeting
    if not read.says("name"):
        yield LossKind.NAME, "name", f"called {quote_value(meeting.name)}"
    if raw_row.has_link(read.values, "url") and not meeting.url:
        yield LossKind.OWN_PAGE, "url", ""
    shown = {
        "name": meeting.name,
        "location": meeting.venue.location,
        "formatted_address": meeting.venue.formatted_address,
        "location_notes": meeting.venue.location_notes,
        "notes": meeting.notes,
        "group": meeting.group,
        "group_notes": meeting.group_notes,
        "conference_url_notes": meeting.conference.url_notes,
        "conference_phone_notes": meeting.conference.phone_notes,
    }
    for field, text in shown.items():
        if text.endswith("…") and read.reason(field):
            yield LossKind.TEXT_CUT, field, ""
            break


_FINDERS: tuple[Callable[[_Reading], Iterator[_Found]], ...] = (
    _whether_found,
    _who_may_come,
    _when,
    _how_to_join,
    _where,
    _words,
)
