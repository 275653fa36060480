"""Every key of the meetings table.

| key | holds |
|---|---|
| `M#<id>` | a meeting |
| `G#<cell>#<weekday>#<shard>` | rows of meetings with a room |
| `O#<hour>#<shard>` | rows of meetings with a link, by the hour of the week in which they start |
| `P#<hour>#<shard>`, `L#<block>#<shard>` | such that run on: by their third hour, or by six hours |
| `H#<bucket>` | the head of a large bucket of meetings with a link |
| `D#<region>`, `D#online` | a directory: shards of each bucket, and the zones of its meetings |
| `S#<source>#<part>` | part of a source's manifest: slug -> digest |
| `N#<part>` | a part of the index of names: word -> ids |
| `W#<part>` | a part of the whole listing: documents of meetings, in its order |
| `F#<region>` | the names of a region's parts, where it has several |
| `LISTING` | of each region of the listing: how many meetings, and a mark of its last change |
| `SOURCES` | the sources that meetings came from, the earliest first |
| `IMPORTED` | when each source was last imported |
| `R#<id>` | what people reported about a meeting |
| `REPORTED#<month>#<part>` | ids of meetings that somebody reported about in that month |
| `RESTORE` | the export that is being restored, until that is done |

`items` has what is in the item of each key, `reports` what is in that of reports.
"""

MEETINGS = "M#"  # what the keys of all meetings begin with
NAMES = "N#"
HEADS = "H#"
ONLINE_DIRECTORY = "D#online"
SOURCES = "SOURCES"
LISTING = "LISTING"
IMPORTED = "IMPORTED"
RESTORE = "RESTORE"
LISTING_PARTS = "W#"
MANIFESTS = "S#"
PART_NAMES = "F#"


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


def third_hour_bucket(hour: int) -> str:
    """Returns the key of the bucket of what ends in an hour of the week, its third."""
    return f"P#{hour}"


def block_bucket(block: int) -> str:
    """Returns the key of the bucket of a six-hour block of the week."""
    return f"L#{block}"


def shard(bucket_key: str, number: int) -> str:
    """Returns the key of a shard of the bucket of that key."""
    return f"{bucket_key}#{number}"


def head(bucket_key: str) -> str:
    """Returns the key of the head of the bucket of that key."""
    return f"{HEADS}{bucket_key}"


def is_head(key: str) -> bool:
    """Returns whether a key is that of a head."""
    return key.startswith(HEADS)


def region_directory(region: str) -> str:
    """Returns the key of the directory of a two-character geohash cell."""
    return f"D#{region}"


def is_directory(key: str) -> bool:
    """Returns whether a key is that of a directory."""
    return key.startswith("D#")


def manifest_part(source: str, number: int) -> str:
    """Returns the key of a part of a source's manifest."""
    return f"{MANIFESTS}{source}#{number}"


def names_part(number: int) -> str:
    """Returns the key of a part of the index of names."""
    return f"{NAMES}{number}"


def reported(month: str, part: int) -> str:
    """Returns the key of a part of the meetings that were reported about in a month, "2026-03"."""
    return f"REPORTED#{month}#{part}"


def listing_part(name: str) -> str:
    """Returns the key of the part of the listing with that name."""
    return f"{LISTING_PARTS}{name}"


def part_names(region: str) -> str:
    """Returns the key of the names of a region's parts."""
    return f"{PART_NAMES}{region}"


def reports(meeting_id: str) -> str:
    """Returns the key of the reports about a meeting."""
    return f"R#{meeting_id}"
