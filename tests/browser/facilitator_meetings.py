"""The meetings that the tests' facilitator holds: the same ones at any hour. The first of them
began a little while ago. (What the sample's account holds changes every quarter of an hour.)"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib.meetings.meeting import meeting_id

SOURCE = "held"
EVERY_DAY = list(range(7))
_PLACE = {
    "location": "Public Library, Room 2",
    "formatted_address": "400 S State St, Chicago, IL 60605, USA",
    "region": "Chicago",
    "latitude": 41.8763,
    "longitude": -87.6282,
}
_CALL = {"conference_url": "https://zoom.us/j/5551234567"}
PAST_MIDNIGHT = "past-midnight"
_ARABIC = "أدوات للتغيير – اجتماع كل يوم"

# From eleven hours behind UTC to twelve ahead, by whole hours and all year: a place's zone, for
# an offset alone would be refused.
_STEADY_ZONES = (
    "Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Gambier", "Pacific/Pitcairn",
    "America/Phoenix", "America/Costa_Rica", "America/Bogota", "America/Caracas",
    "America/Sao_Paulo", "America/Noronha", "Atlantic/Cape_Verde", "Africa/Abidjan",
    "Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi", "Asia/Dubai", "Asia/Karachi",
    "Asia/Dhaka", "Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Australia/Brisbane",
    "Pacific/Noumea", "Pacific/Fiji",
)  # fmt: skip

# slug, name, zone, minutes since it began (ahead, where negative), types, where
_MEETINGS = (
    ("plain", "Everyday Circle", "America/Chicago", 20, ["O"], _PLACE),
    ("telling", "Women’s Circle", "Europe/Berlin", 40, ["W"], _CALL),
    ("arabic", _ARABIC, "Africa/Cairo", 60, ["O"], _CALL),
    (PAST_MIDNIGHT, "Late Circle", "", 80, ["O"], _CALL),
    ("soon", "Afternoon Circle", "America/Chicago", -180, ["O"], _PLACE),
    ("later", "Evening Circle", "Europe/London", -240, ["O"], _CALL),
)


def ids() -> list[str]:
    """The ids of the meetings."""
    return [id_of(slug) for slug, *_ in _MEETINGS]


def id_of(slug: str) -> str:
    return meeting_id(SOURCE, slug)


def write_feed(folder: Path, now: datetime) -> Path:
    """A Meeting Guide feed of them, as of now."""
    rows = []
    for slug, name, zone, ago, types, where in _MEETINGS:
        start = now - timedelta(minutes=ago)
        zone = zone or _where_it_is_eleven_pm(start)
        local = start.astimezone(ZoneInfo(zone))
        end = local + timedelta(minutes=75)
        rows.append(
            {
                "slug": slug,
                "name": name,
                "day": EVERY_DAY,
                "time": f"{local:%H:%M}",
                "end_time": f"{end:%H:%M}",
                "timezone": zone,
                "types": types,
                **where,
            }
        )
    file = folder / "held.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file


def _where_it_is_eleven_pm(moment: datetime) -> str:
    hours = (23 - moment.hour + 11) % 24 - 11  # -11 to 12
    return _STEADY_ZONES[hours + 11]
