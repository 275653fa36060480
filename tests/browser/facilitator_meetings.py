"""The meetings that the tests' facilitator holds: the same ones at any hour. The first of them
began a little while ago. (What the sample's account holds changes every quarter of an hour.)"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

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
_CONTINENTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")
_ARABIC = "أدوات للتغيير – اجتماع كل يوم"

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
    """A zone of a place: of a fixed offset nobody knows whose clocks it means."""
    names = sorted(name for name in available_timezones() if name.startswith(_CONTINENTS))
    return next(name for name in names if moment.astimezone(ZoneInfo(name)).hour == 23)
