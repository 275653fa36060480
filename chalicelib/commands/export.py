"""`export` and `backup-key`: a whole service in one file, and the key for its secrets."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.commands.database import Failed, Refused
from chalicelib.commands.keys import with_keys
from chalicelib.commands.terminal import print_line
from chalicelib.facilitators.table import open_table as open_accounts
from chalicelib.meetings.storage.table import open_table as open_listing
from chalicelib.recovery import sealed
from chalicelib.recovery.export import Exported, Service
from chalicelib.recovery.export import export as write_export
from chalicelib.verification.key_recovery import KeyRecovery
from chalicelib.verification.table import open_table as open_verification

_SHOWN = 10


@click.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path))
def backup_key(file: Path) -> None:
    """Make a key for the secrets of exports: the private half into FILE, the public one printed.

    Keep FILE where no export is; who has both has the seeds. Needs no database.
    """
    private = sealed.new_private_key()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(f"There is a file {file} already") from None
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from None
    with os.fdopen(handle, "w") as opened:
        opened.write(f"{private}\n")
    print_line(sealed.public_half(private))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--seeds-for",
    metavar="PUBLIC_KEY",
    help="With the seeds and the ticket key, encrypted for this key of `backup-key`.",
)
@with_keys
def export(file: Path, seeds_for: str | None) -> None:
    """Write all that can't be worked out again into a new FILE that only you may read.

    That is the listing, accounts, public keys, and withdrawn codes. No ticket, no session, no
    report; and no secret but with --seeds-for.
    """
    try:
        found = write_export(service(), file, settings.current().public_url, clock.now(), seeds_for)
    except sealed.NoBackupKey:
        raise Refused(
            "--seeds-for must be the public half that `backup-key` printed: 32 bytes in base64"
        ) from None
    except FileExistsError:
        raise Refused(f"There is a file {file} already") from None
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}") from None
    _print(found)
    if seeds_for is None:
        print_line(
            "No seeds: where they are lost, a new key signs, and all codes so far stay good."
        )
    if lacks := [*_lacks(found)]:
        raise Failed(f"It lacks something, so keep the one before it: {'; '.join(lacks)}")


def _lacks(found: Exported) -> Iterator[str]:
    if found.keys_lost:
        yield "all keys, whose list is lost or damaged (`keys rebuild` makes it anew)"
    if found.unreadable:
        shown = ", ".join(found.unreadable[:_SHOWN])
        yield f"{len(found.unreadable)} rows that can't be read: {shown}"


def service() -> Service:
    """Returns where the service of this process's settings stores all."""
    return Service(
        open_listing().recovery,
        open_verification().recovery,
        open_accounts(),
        KeyRecovery.open(settings.current()),
    )


def _print(found: Exported) -> None:
    for label, count in (
        ("meetings", found.meetings),
        ("accounts", found.accounts),
        ("keys", found.keys),
        ("withdrawn codes", found.withdrawals),
        ("seeds, encrypted", found.seeds),
    ):
        print_line(f"{count:>7} {label}")
