"""Writes tests/vectors/finding.json: texts that people give, and the codes that are in each.

    make vectors

One file for both finders, the service's (Python) and the pages' (JavaScript), and for the faces
that use them. What is found is written here by hand, case by case, from the codes of
tests/vectors/codes.py.

    {"gaps": [[first, last]], "unseen", "styled", "carriers", "opaque_hosts",
     "cases": [{"name", "text", "codes": [{"token", "host", "wrapper"}], "opaque": host or ""}]}

The tables before the cases are the finder's own, for whoever writes another: ranges of characters
by their numbers, and hosts as regular expressions.

`host` is of the link that the code is in, `wrapper` the outermost other host around it; "" for
none. `opaque` is the host of a link that hides its target.
"""

from pathlib import Path
from typing import Any

from tests.vectors.case_file import named_once, write
from tests.vectors.finding import inside, links, several, surroundings, tables

FILE = Path(__file__).with_name("finding.json")


def generate() -> dict[str, Any]:
    """Returns what the file holds, the same at each call; ValueError if two cases share a name."""
    groups = (
        surroundings.bare,
        surroundings.punctuation,
        surroundings.sentences,
        inside.broken,
        inside.gaps,
        inside.in_parts,
        inside.letters,
        inside.encoded,
        links.wrapped,
        links.typed,
        links.elsewhere,
        several.several,
        several.damaged,
        links.opaque,
    )
    cases = [found for group in groups for found in group()]
    own_tables = {
        "gaps": tables.GAPS,
        "unseen": tables.UNSEEN,
        "styled": tables.STYLED,
        "carriers": tables.CARRIERS,
        "opaque_hosts": tables.OPAQUE_HOSTS,
    }
    return own_tables | {"cases": named_once(cases)}


if __name__ == "__main__":
    write(FILE, generate())
