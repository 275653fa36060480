"""The finder's own tables, for whoever writes another: characters by their numbers, and hosts."""

import re

from chalicelib.verification.core import finding


def ranges(characters: str | re.Pattern[str]) -> list[list[int]]:
    """The characters of a class, as the first and the last number of each range."""
    matches = re.compile(characters).match
    found: list[list[int]] = []
    for number in range(0x110000):
        if not matches(chr(number)):
            continue
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


GAPS = ranges(finding._GAP)
UNSEEN = ranges(finding._INVISIBLE)
STYLED = ranges(finding._STYLED)
CARRIERS = finding._CARRIERS.pattern.replace(r"\Z", "$")
OPAQUE_HOSTS = finding._OPAQUE.pattern.replace(r"\Z", "$")
