"""The feeds that are measured: the sample listing, one of 2,000 rows made of it, and a real one
where it is at hand.
"""

import json
import os
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "local" / "sample_listing.json"
SAMPLE_SEARCH = {"place": "Chicago", "attendance": "online"}  # no town of it has 25 meetings
REAL = "orange-county.json"
REAL_ZONE = "America/Los_Angeles"
REAL_SEARCH = {"place": "Anaheim, CA", "radius": "25km"}
ROWS = 2_000
_DEFAULT_FOLDER = Path(__file__).parents[2] / "shared/data/feeds"


def real_feed() -> Path | None:
    """The real feed in the folder WAYPOST_FEEDS (by default one beside the project); None where it
    is not there.
    """
    file = Path(os.environ.get("WAYPOST_FEEDS") or _DEFAULT_FOLDER) / REAL
    return file if file.exists() else None


def repeated_sample(count: int = ROWS) -> str:
    """The sample listing over and over, on other days, each time some 100 metres further on."""
    sample = json.loads(SAMPLE.read_text("utf-8"))
    rows = []
    for number in range(count):
        turn, index = divmod(number, len(sample))
        row = dict(sample[index], slug=f"{sample[index]['slug'][:50]}-{turn}")
        if isinstance(row.get("day"), int):
            row["day"] = (row["day"] + turn) % 7
        if "latitude" in row:
            row["latitude"] = round(row["latitude"] + turn * 0.001, 5)
        rows.append(row)
    return json.dumps(rows)
