"""`check` and `withdraw`: what the service says of a code that it is shown."""

import json

import click

from chalicelib.commands import clock
from chalicelib.commands.database import Refused, with_database
from chalicelib.verification import service
from chalicelib.verification.core.claims import reference_text
from chalicelib.web.api.check_json import check_json


@click.command()
@click.argument("token")
@with_database
def check(token: str) -> None:
    """Say whether a code is genuine, as the service's check page does."""
    answer = check_json(service.check(token, clock.now()))
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


@click.command()
@click.argument("token")
@with_database
def withdraw(token: str) -> None:
    """Withdraw a code; the code itself has to be given."""
    now = clock.now()
    checked = service.check(token, now)
    claims = checked.claims
    if claims is None or checked.outcome not in service.WITHDRAWABLE:
        raise Refused(f"Not a code that can be withdrawn: it is {checked.outcome.value}")
    service.issuer().withdraw_code(claims, now)
    click.echo(f"Withdrawn until {claims.hand_in_by:%Y-%m-%d}: {reference_text(claims.reference)}")
