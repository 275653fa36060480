"""Facilitators' accounts: a label that the coordinator chooses, and the meetings they hold.

No name, no address, no reason for anything: there is no field for them (policy rules 5 and 7).
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.sessions import make_link
from chalicelib.facilitators.table import FacilitatorsTable, open_table
from chalicelib.settings import current as current_settings

MAX_LABEL = 60


class LabelTaken(ValueError):
    """Another account has that label."""


class InvalidLabel(ValueError):
    """A label is 1 to 60 characters."""


class UnknownFacilitator(LookupError):
    """No account has that label."""


def find(label: str, table: FacilitatorsTable) -> Facilitator:
    """Returns the account of that label, without regard to white space at its ends.

    Raises UnknownFacilitator.
    """
    for account in table.all():
        if account.label == label.strip():
            return account
    raise UnknownFacilitator(label)


def add(label: str, meeting_ids: Iterable[str], table: FacilitatorsTable) -> Facilitator:
    """Makes an account and returns it. Raises InvalidLabel and LabelTaken."""
    label = label.strip()
    if not 1 <= len(label) <= MAX_LABEL:
        raise InvalidLabel
    if any(account.label == label for account in table.all()):
        raise LabelTaken(label)
    account = Facilitator(secrets.token_hex(8), label, frozenset(meeting_ids))
    table.add(account)
    return account


def revoke(label: str, table: FacilitatorsTable) -> Facilitator:
    """Ends every session and open sign-in link of an account. Raises UnknownFacilitator."""
    return _update(label, table, lambda old: replace(old, version=old.version + 1))


def set_meetings(label: str, meeting_ids: Iterable[str], table: FacilitatorsTable) -> Facilitator:
    """Gives an account these meetings to hold, and no others. Raises UnknownFacilitator."""
    new_ids = frozenset(meeting_ids)
    return _update(label, table, lambda old: replace(old, meeting_ids=new_ids))


def _update(
    label: str, table: FacilitatorsTable, change: Callable[[Facilitator], Facilitator]
) -> Facilitator:
    while True:
        old = find(label, table)
        new = change(old)
        if table.replace(old, new):
            return new


def remove(label: str, table: FacilitatorsTable) -> None:
    """Removes an account, and with it every session and sign-in link. Raises UnknownFacilitator."""
    table.remove(find(label, table))


def enrol_link(label: str, meeting_ids: Iterable[str], now: datetime) -> str:
    """Returns a new sign-in link for the account of that label.

    The account is made if it is not there, and holds these meetings from now on.
    """
    table = open_table()
    new_ids = frozenset(meeting_ids)
    try:
        account = set_meetings(label, new_ids, table)
    except UnknownFacilitator:
        account = add(label, new_ids, table)
    return make_link(account, table, current_settings(), now)
