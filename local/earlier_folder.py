"""What an earlier version left in the data folder, made what this one reads.

Earlier ones had no whole listing, no lists of withdrawn codes, nothing that leads to a meeting's
tickets, and no sessions that can be ended singly. Nothing of that is done where it is deployed.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.dynamodb import Item, StorageUnavailable, Table, client
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.table import open_table
from chalicelib.settings import Settings
from chalicelib.verification import items, transactions
from chalicelib.verification.start_items import starts_key_in, starts_update


def bring_up_to_date(settings: Settings, now: datetime, log: Callable[[str], None]) -> None:
    """Changes what is stored where an earlier version stored it; it may be run again.

    Raises StorageUnavailable.
    """
    meetings = Table(client(), settings.meetings_table)
    if meetings.get(keys.SOURCES) is None or meetings.get(keys.LISTING) is not None:
        return
    log("Bringing up to date what an earlier version stored; facilitators sign in anew")
    verification = Table(client(), settings.verification_table)
    for item in list(verification.scan(ConsistentRead=True)):
        _lead_to(verification, item, int(now.timestamp()))
    facilitators = Table(client(), settings.facilitators_table)
    for item in list(facilitators.scan(ConsistentRead=True)):
        _make_sessions_single(facilitators, item)
    open_table().rebuild(now)  # last: whether the listing is there says whether all was done


def _lead_to(table: Table, item: Item, now: int) -> None:
    """Writes what leads to a ticket, an occurrence or a sheet, and lists a withdrawn code."""
    key = item["pk"]["S"]
    expires = int(item["expires"]["N"]) if "expires" in item else 0
    if expires <= now:
        return
    kind, _, rest = key.partition("#")
    actions: transactions.Actions = []
    if kind == "T":
        ticket = items.read_ticket(rest, item)
        table.put(items.code_item(ticket))
        if ticket.withdrawn:
            actions = transactions.freeing(ticket.meeting_id, ticket.start, [ticket.id])
    elif kind == "W":
        actions = transactions.code_withdrawal(rest, expires)
    elif found := starts_key_in(key):
        _, attribute, start = found
        meeting_id = rest.rpartition("#")[0]
        actions = [{"Update": starts_update(attribute, meeting_id, int(start), expires)}]
    if actions and table.transact(actions):
        raise StorageUnavailable("another program writes to the data folder")


def _make_sessions_single(table: Table, item: Item) -> None:
    """Gives an account room for its sessions, and ends a session that can't be ended singly."""
    key = item["pk"]["S"]
    if key.startswith("F#"):
        table.update(key, "SET sessions = if_not_exists(sessions, :none)", none={"M": {}})
    elif key.startswith("S#") and "id" not in item:
        table.delete(key)
