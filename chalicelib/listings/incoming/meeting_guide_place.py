"""Where a row of Meeting Guide JSON says that its meeting is: address, room, point, regions."""

from dataclasses import dataclass, replace

from chalicelib.gazetteer.addresses import full_postal_code
from chalicelib.listings.incoming import text
from chalicelib.listings.incoming.meeting_guide_point import Placing, read_placing
from chalicelib.listings.incoming.rooms import NamedBy, ReadAddress, named_by
from chalicelib.listings.incoming.row import LIMITS, Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Venue

MAX_REGIONS = 8
MAX_REGION = 100  # characters


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The venue of a row, what names its room, and the zone of the town found.

    `is_approximate` is the row's own word that it gives no exact place.
    """

    venue: Venue
    named_by: NamedBy
    is_approximate: bool
    placing: Placing
    town_zone: str | None

    def venue_for(self, row: Row, attendance: AttendanceOption) -> Venue:
        """Returns the venue of a meeting that one attends so, with remarks on its place.

        Nobody goes to an online meeting: it has no point, and a town only where its room is closed
        for now. One that does not take place at all has the point of its feed.
        """
        if attendance.has_room:
            for field, reason in self.placing.remarks:
                row.remark(field, reason)
            return self.venue
        town = self.venue.town if self.named_by is not NamedBy.NOTHING else ""
        if attendance is AttendanceOption.INACTIVE and self.placing.is_given:
            return replace(self.venue, town=town)
        return replace(self.venue, town=town, point=None, approximate=False, placed_by_town=False)


@dataclass(frozen=True, slots=True)
class _Address:
    formatted: str
    city: str
    state: str
    postal_code: str
    country: str

    @property
    def is_empty(self) -> bool:
        """Returns whether it says nothing but a country or a postal code, as a number."""
        return self.formatted == self.country or self.formatted.isdecimal()


def read_whereabouts(row: Row, read_address: ReadAddress) -> Whereabouts:
    """Returns where a row's meeting is; without coordinates it is placed by its address."""
    address = _address(row)
    location = row.line("location")
    regions = _regions(row, address.city)
    approximate = row.flag("approximate") if row.value("approximate") is not None else None
    reading = read_address(
        address.formatted, address.city, address.state, address.postal_code, address.country
    )
    placing = read_placing(
        row, reading, approximate=approximate, names_room=bool(reading.rest) or address.is_empty
    )
    is_mere_point = address.is_empty and placing.is_given and not placing.approximate
    places = [each.place for each in [reading.by_code] if each] or reading.towns
    venue = Venue(
        location=location,
        formatted_address=address.formatted,
        regions=regions,
        location_notes=row.lines("location_notes"),
        point=placing.point,
        approximate=placing.approximate,
        placed_by_town=placing.placed_by_town,
        town=text.cut(reading.town, MAX_REGION),
    )
    return Whereabouts(
        venue,
        named_by(
            reading,
            location,
            regions,
            is_mere_point=is_mere_point,
            point=placing.point if placing.is_given else None,
        ),
        approximate is True,
        placing,
        places[0].timezone if places else None,
    )


def _address(row: Row) -> _Address:
    street, city, state = (row.line(name).strip(" ,") for name in ("address", "city", "state"))
    country = row.line("country")
    postal_code = full_postal_code(row.line("postal_code"), state, country)
    formatted = row.line("formatted_address").strip(" ,")
    if not formatted:
        formatted = street
        for part in (city, f"{state} {postal_code}".strip(), country):
            known = {piece.strip().lower() for piece in formatted.split(",")}
            if part and part.lower() not in known:
                formatted = f"{formatted}, {part}" if formatted else part
        formatted = text.cut(formatted, LIMITS["formatted_address"])
    return _Address(formatted, city, state, postal_code, country)


def _regions(row: Row, city: str) -> tuple[str, ...]:
    value = row.value("regions")
    if isinstance(value, str):
        value = value.split(">")  # as in the format's spreadsheets
    elif value is not None and not isinstance(value, list):
        row.remark("regions", f"left out: {quote_value(value)} is not a list")
        value = []
    several = [text.one_line(part) for part in value or () if isinstance(part, str)]
    pair = [row.line("region"), row.line("sub_region")]
    for names in (several, pair, [city]):
        regions = tuple(dict.fromkeys(text.cut(name, MAX_REGION) for name in names if name))
        if regions:
            return regions[:MAX_REGIONS]
    return ()
