"""`keys rebuild`: the registry of public keys, lost, made anew of a list that somebody kept."""

import json
import zipfile
from pathlib import Path

import click

from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.commands.database import Refused
from chalicelib.commands.keys import print_ring, with_keys
from chalicelib.commands.terminal import print_line
from chalicelib.listings.incoming import feed_file
from chalicelib.recovery.file import UnusableExport, open_export
from chalicelib.recovery.restore import check
from chalicelib.verification.core.public_keys import KeyRing, NotAKeyList
from chalicelib.verification.key_recovery import KeyRecovery, PrivateHalvesMissing
from chalicelib.verification.keys import StepRefused


class UnusableList(Exception):
    """What was given is no list of public keys; the message says why, in one line."""


def read_list(file_or_url: str) -> KeyRing:
    """Returns the keys of an export's file, or of a JWK set in a file or at an address.

    Raises UnusableList.
    """
    try:
        if not feed_file.is_url(file_or_url) and zipfile.is_zipfile(file_or_url):
            with open_export(Path(file_or_url)) as export:
                return check(export).keys
        jwks = json.loads(feed_file.read(file_or_url))
        ring = KeyRing.from_jwks(jwks)
    except (UnusableExport, feed_file.UnreadableFeed) as error:
        raise UnusableList(str(error)) from None
    except (ValueError, NotAKeyList, RecursionError):
        raise UnusableList(f"{file_or_url} is no export and no JWK set") from None
    listed = len(jwks["keys"]) + len(jwks.get("revoked") or ())
    if not ring.keys or listed != len(ring.keys) + len(ring.revoked):
        raise UnusableList(f"{file_or_url} has no keys, or keys that can't be read")
    if all(key.signs_from is None for key in ring.keys.values()):
        raise UnusableList(f"{file_or_url} does not say when keys signed")
    return ring


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
        ring = read_list(file_or_url)
        print_ring(keys.rebuild(ring, clock.now(), new_key=new_key))
    except PrivateHalvesMissing as error:
        raise Refused(
            f"Nothing was changed: {error}: --new-key ends it now, and lets a new key sign"
        ) from None
    except (UnusableList, StepRefused) as error:
        raise Refused(f"Nothing was changed: {error}") from None
    print_line("Every code that was signed by these keys is checked as before.")
