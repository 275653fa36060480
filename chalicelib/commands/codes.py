"""`check` and `withdraw`: what the service says of a code that it is shown."""

import sys
from urllib.parse import urlsplit

import click

from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.commands.database import Refused, with_database
from chalicelib.commands.keys import refuse_file_keys
from chalicelib.commands.terminal import print_json, print_line
from chalicelib.verification import service
from chalicelib.verification.core.claims import reference_text
from chalicelib.web.api.check_json import check_json


@click.command()
@click.argument("text", default="-")
@with_database
def check(text: str) -> None:
    """Say whether codes are genuine, as the service's check page does.

    TEXT is a code, its link or a text with any number of them; by default it is read from standard
    input. Of several codes a list is printed.
    """
    refuse_file_keys()  # by which each code would read as another's
    entered = sys.stdin.read() if text == "-" else text
    own = {urlsplit(settings.current().public_url).netloc}
    answers = [check_json(code, own) for code in service.check_codes(entered, clock.now())]
    answer = answers if len(answers) > 1 else answers[0]
    print_json(answer)


@click.command()
@click.argument("text")
@with_database
def withdraw(text: str) -> None:
    """Withdraw a code; the code itself has to be given, or its link."""
    refuse_file_keys()
    now = clock.now()
    first, *others = service.check_codes(text, now)
    if others:
        raise Refused("Several different codes: give one at a time")
    checked = first.check
    claims = checked.claims
    if claims is None or checked.outcome not in service.WITHDRAWABLE:
        raise Refused(f"Not a code that can be withdrawn: it is {checked.outcome.value}")
    service.issuer().withdraw_code(claims, now)
    print_line(f"Withdrawn until {claims.hand_in_by:%Y-%m-%d}: {reference_text(claims.reference)}")
