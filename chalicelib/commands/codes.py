"""`check` and `withdraw`: what the service says of a code that it is shown."""

import json
from datetime import UTC, datetime

import click

from chalicelib.commands.database import Refused, with_database
from chalicelib.verification.token import reference_text
from chalicelib.web import issuer


@click.command()
@click.argument("token")
@with_database
def check(token: str) -> None:
    """Say whether a code is genuine, as the service's check page does."""
    answer = issuer.check_json(issuer.check(token, datetime.now(UTC)))
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


@click.command()
@click.argument("token")
@with_database
def withdraw(token: str) -> None:
    """Withdraw a code, of which the code itself has to be shown."""
    now = datetime.now(UTC)
    checked = issuer.check(token, now)
    said = checked.attendance
    if said is None or checked.outcome not in issuer.WITHDRAWABLE:
        raise Refused(f"Not a code that can be withdrawn: it is {checked.outcome.value}")
    issuer.issuer().withdraw_code(said, now)
    click.echo(f"Withdrawn until {said.hand_in_by:%Y-%m-%d}: {reference_text(said.reference)}")
