"""The starts of a meeting's occurrences of which there are tickets or slips, in one item.

It leads to their items: `tickets` has the starts of its occurrences, `sheets` those of its sheets
of slips. A start goes with the item to which it leads (`expiry`).
"""

from typing import Any

from chalicelib.dynamodb import Item
from chalicelib.verification.items import OCCURRENCE_PREFIX, SHEET_PREFIX

# All go together only where nothing has swept for so long: `expires` is later by that than the end
# of what was noted last, and longer than any two of one meeting end apart.
_KEPT_S = 90 * 24 * 3600
_ATTRIBUTES = {OCCURRENCE_PREFIX: "tickets", SHEET_PREFIX: "sheets"}


def starts_item_key(meeting_id: str) -> str:
    """Returns the key of the item that has the starts of a meeting."""
    return f"I#{meeting_id}"


def starts_key_in(key: str) -> tuple[str, str, str] | None:
    """Returns where the start is noted that is in the key of an occurrence or of a sheet.

    As the key of the item, its attribute and the start; None for any other key.
    """
    attribute = _ATTRIBUTES.get(key[:2])
    if attribute is None:
        return None
    meeting_id, _, start = key[2:].rpartition("#")
    return starts_item_key(meeting_id), attribute, start


def starts_update(attribute: str, meeting_id: str, start: int, expires: int) -> dict[str, Any]:
    """Returns the update that notes a start, `expires` being when what it leads to does."""
    return {
        "Key": {"pk": {"S": starts_item_key(meeting_id)}},
        "UpdateExpression": f"ADD {attribute} :start SET expires = :expires",
        "ExpressionAttributeValues": {
            ":start": {"NS": [str(start)]},
            ":expires": {"N": str(expires + _KEPT_S)},
        },
    }


def read_starts(item: Item | None, attribute: str) -> list[int]:
    """Returns the starts that are noted, in no order: of "tickets" or of "sheets"."""
    if item is None or attribute not in item:
        return []
    return [int(start) for start in item[attribute]["NS"]]
