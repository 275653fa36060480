"""Every key of the meetings table.

| key | holds |
|---|---|
| `M#<id>` | a meeting |
| `G#<cell>#<weekday>#<shard>` | rows of meetings with a room |
| `O#<hour>#<shard>`, `L#<block>#<shard>` | rows of meetings with a link |
| `D#<region>`, `D#online` | a directory: shards of each bucket, and the zones of its meetings |
| `S#<source>#<part>` | part of a source's manifest: slug -> digest |
| `N#<part>` | a part of the index of names: word -> ids |
| `SOURCES` | the sources that meetings came from, the earliest first |
| `R#<id>` | what people reported about a meeting |
| `REPORTED#<month>#<part>` | ids of meetings that somebody reported about in that month |

`items` has what is in the item of each key, `reports` what is in that of reports.
"""

MEETINGS = "M#"  # what the keys of all meetings begin with
NAMES = "N#"
ONLINE_DIRECTORY = "D#online"
SOURCES = "SOURCES"


def meeting(meeting_id: str) -> str:
    """Returns the key of a meeting."""
    return f"{MEETINGS}{meeting_id}"


def id_of_meeting(key: str) -> str:
    """Returns the meeting's id in the key of a meeting or of a report."""
    return key.split("#")[1]


def cell_bucket(cell: str, weekday: int) -> str:
    """Returns the key of the bucket of a geohash cell and a local weekday (Sunday 0)."""
    return f"G#{cell}#{weekday}"


def hour_bucket(hour: int) -> str:
    """Returns the key of the bucket of an hour of the week."""
    return f"O#{hour}"


def block_bucket(block: int) -> str:
    """Returns the key of the bucket of a six-hour block of the week."""
    return f"L#{block}"


def shard(bucket_key: str, number: int) -> str:
    """Returns the key of a shard of the bucket of that key."""
    return f"{bucket_key}#{number}"


def region_directory(region: str) -> str:
    """Returns the key of the directory of a two-character geohash cell."""
    return f"D#{region}"


def manifest_part(source: str, number: int) -> str:
    """Returns the key of a part of a source's manifest."""
    return f"S#{source}#{number}"


def names_part(number: int) -> str:
    """Returns the key of a part of the index of names."""
    return f"{NAMES}{number}"


def reported(month: str, part: int) -> str:
    """Returns the key of a part of the meetings that were reported about in a month, "2026-03"."""
    return f"REPORTED#{month}#{part}"


def reports(meeting_id: str) -> str:
    """Returns the key of the reports about a meeting."""
    return f"R#{meeting_id}"
