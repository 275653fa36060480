"""`keys rebuild`: the registry of public keys, lost, made anew of a list that somebody kept."""

import click

from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.commands.database import Refused
from chalicelib.commands.keys import print_ring, with_keys
from chalicelib.commands.saved_lists import UnusableList, read_keys
from chalicelib.commands.terminal import print_line
from chalicelib.verification.key_recovery import KeyRecovery, PrivateHalvesMissing
from chalicelib.verification.keys import StepRefused


@click.command("rebuild")
@click.argument("file_or_url")
@click.option(
    "--new-key", is_flag=True, help="End keys without a private half now, and let a new one sign."
)
@with_keys
def rebuild(file_or_url: str, new_key: bool) -> None:
    """Make the lost list of keys anew of one that was kept: an export, or a saved JWK set.

    The newest that there is, at https://YOUR.HOST/.well-known/jwks.json as it was last. No time is
    made up, and a list that is there and says otherwise stays.
    """
    keys = KeyRecovery.open(settings.current())
    try:
        ring = read_keys(file_or_url)
        print_ring(keys.rebuild(ring, clock.now(), new_key=new_key))
    except PrivateHalvesMissing as error:
        raise Refused(
            f"Nothing was changed: {error}: --new-key ends it now, and lets a new key sign"
        ) from None
    except (UnusableList, StepRefused) as error:
        raise Refused(f"Nothing was changed: {error}") from None
    print_line("Every code that was signed by these keys is checked as before.")
