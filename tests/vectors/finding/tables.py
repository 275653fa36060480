"""The finder's own tables, for whoever writes another: characters by their numbers, and hosts."""

import re

from chalicelib.verification.core.link_hosts import CARRIERS as CARRIER_HOSTS
from chalicelib.verification.core.link_hosts import OPAQUE
from chalicelib.verification.core.plain_text import INVISIBLE
from chalicelib.verification.core.plain_text import STYLED as STYLED_LETTERS
from chalicelib.verification.core.token_in_text import GAP


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


GAPS = ranges(GAP)
UNSEEN = ranges(INVISIBLE)
STYLED = ranges(STYLED_LETTERS)
CARRIERS = CARRIER_HOSTS.pattern.replace(r"\Z", "$")
OPAQUE_HOSTS = OPAQUE.pattern.replace(r"\Z", "$")
