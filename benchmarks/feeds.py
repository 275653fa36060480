"""The feeds that are measured.

They are the sample listing, the same repeated to 2,000 rows, and a real one where it is at hand.
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
    """Returns the path of the real feed; None where it is not there.

    It is looked for in the folder WAYPOST_FEEDS, by default one beside the project.
    """
    file = Path(os.environ.get("WAYPOST_FEEDS") or _DEFAULT_FOLDER) / REAL
    return file if file.exists() else None


def repeated_sample(count: int = ROWS) -> str:
    """Returns the sample listing repeated, each time on other days and some 100 metres further."""
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
