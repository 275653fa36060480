"""`facilitator`: accounts, sign-in links, and their end."""

from collections.abc import Callable

import click

from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.commands.database import Failed, Refused, with_database
from chalicelib.commands.terminal import print_line
from chalicelib.facilitators import accounts
from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.sessions import make_link
from chalicelib.facilitators.table import open_table
from chalicelib.meetings.storage import table as meetings


@click.group()
def facilitator() -> None:
    """Accounts of those who facilitate meetings."""


def _meeting_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--meeting ID...`: one option with several ids, or several options."""
    option = click.option(
        "--meeting", "ids", required=True, multiple=True, metavar="ID...", help="One or several."
    )
    return option(click.argument("more", nargs=-1, metavar="")(command))


@facilitator.command()
@click.option("--label", required=True, help="What you call the account; not a person's name.")
@_meeting_option
@with_database
def add(label: str, ids: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Make an account that holds meetings, and a sign-in link for it."""
    ids = _require_listed(ids + more)
    try:
        account = accounts.add(label, ids, open_table())
    except accounts.LabelTaken:
        raise Refused(
            f"There is an account {label!r} already: `facilitator link` signs it in"
        ) from None
    except accounts.InvalidLabel:
        raise Refused(f"--label must be 1 to {accounts.MAX_LABEL} characters") from None
    _print_link(account)


@facilitator.command()
@click.option("--label", required=True)
@with_database
def link(label: str) -> None:
    """Make a new sign-in link for an account."""
    _print_link(_find(label))


@facilitator.command()
@click.option("--label", required=True)
@with_database
def revoke(label: str) -> None:
    """End every session and unused sign-in link of an account."""
    accounts.revoke(_find(label).label, open_table())
    print_line(f"Every session and sign-in link of {label!r} has ended.")


@facilitator.command()
@click.option("--label", required=True)
@_meeting_option
@with_database
def hold(label: str, ids: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Say anew which meetings an account holds."""
    ids = _require_listed(ids + more)
    account = accounts.set_meetings(_find(label).label, ids, open_table())
    print_line(f"{account.label} holds {' '.join(sorted(account.meeting_ids))}")


@facilitator.command()
@click.option("--label", required=True)
@with_database
def remove(label: str) -> None:
    """Remove an account, its sessions and its sign-in links."""
    accounts.remove(_find(label).label, open_table())
    print_line(f"{label.strip()!r} is removed.")


@facilitator.command("list")
@with_database
def list_accounts() -> None:
    """List the accounts and the meetings that they hold."""
    accounts, unreadable = open_table().read_all()
    for account in accounts:
        print_line(f"{account.label}: {' '.join(sorted(account.meeting_ids))}")
    if unreadable:
        raise Failed(f"{len(unreadable)} accounts can't be read: {', '.join(unreadable)}")


def _require_listed(ids: tuple[str, ...]) -> tuple[str, ...]:
    found = meetings.open_table().get_many(ids)
    if unknown := [meeting_id for meeting_id in ids if meeting_id not in found]:
        raise Refused(f"No meeting has the id {', '.join(unknown)}")
    return ids


def _find(label: str) -> Facilitator:
    try:
        return accounts.find(label, open_table())
    except accounts.UnknownFacilitator:
        raise Refused(f"There is no account {label!r}: `facilitator list` shows them") from None


def _print_link(account: Facilitator) -> None:
    current = settings.current()
    print_line(make_link(account, open_table(), current, clock.now()))
    print_line(f"It works once, within {current.sign_in_hours} hours.")
