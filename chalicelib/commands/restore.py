"""`restore`: a service out of the file of an export."""

from datetime import UTC
from pathlib import Path

import click

from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.commands.database import Failed, Refused
from chalicelib.commands.export import service
from chalicelib.commands.keys import print_ring, with_keys
from chalicelib.commands.progress import progress_bar
from chalicelib.commands.saved_lists import UnusableList, read_keys, read_withdrawals
from chalicelib.commands.terminal import print_line
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.storage.table import open_table
from chalicelib.recovery import restore as restoring
from chalicelib.recovery import sealed
from chalicelib.recovery.file import ExportFile, Manifest, UnusableExport, open_export
from chalicelib.recovery.restore import NotEmpty, OtherKeys, Restored
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.key_recovery import KeySecrets
from chalicelib.verification.keys import StepRefused


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--private-key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Of `backup-key`, for an export with seeds.",
)
@click.option("--without-seeds", is_flag=True, help="Although there are some: a new key signs.")
@click.option(
    "--keys",
    "keys_saved",
    metavar="FILE_OR_URL",
    help="Public keys that were saved after the export, as for `keys rebuild`.",
)
@click.option(
    "--withdrawals",
    "withdrawals_saved",
    metavar="FILE_OR_URL",
    help="Withdrawn codes that were saved after the export (/v1/withdrawals.json).",
)
@with_keys
def restore(
    file: Path,
    private_key: Path | None,
    without_seeds: bool,
    keys_saved: str | None,
    withdrawals_saved: str | None,
) -> None:
    """Put back what `export` wrote into FILE, into tables that are empty.

    FILE is checked first, as a whole. Where it was broken off, run it again.
    """
    now = clock.now()
    try:
        with open_export(file) as export, progress_bar("Restoring") as (starting, progress):
            secrets = _secrets(export, private_key, without_seeds)
            _print_origin(export.manifest)
            starting(sum(part.lines for part in export.manifest.parts.values()))
            restored = restoring.restore(
                export,
                service(),
                open_table(),
                now,
                secrets=secrets,
                later_keys=read_keys(keys_saved) if keys_saved else None,
                later_withdrawals=(
                    read_withdrawals(withdrawals_saved, now) if withdrawals_saved else None
                ),
                progress=progress,
            )
    except (UnusableExport, UnusableList, NotEmpty, OtherKeys) as error:
        raise Refused(f"Nothing was restored: {error}") from None
    except (StepRefused, StorageUnavailable) as error:
        raise Failed(f"The restore stopped ({error}): run it again and it goes on") from None
    _print(restored)
    if restored.refused:
        ids = ", ".join(error.id for error in restored.refused)
        raise Failed(f"{len(restored.refused)} meetings could not be listed: {ids}")


def _secrets(
    export: ExportFile, private_key: Path | None, without_seeds: bool
) -> KeySecrets | None:
    """Returns the secrets of an export, None where it has none or they are not wanted."""
    seeds_for = export.manifest.seeds_for
    if not seeds_for:
        if private_key:
            raise Refused("Nothing was restored: there are no seeds in it; leave out --private-key")
        return None
    if without_seeds:
        return None
    if private_key is None:
        raise Refused(
            f"Nothing was restored: it has seeds for the key {seeds_for}: give its --private-key,"
            " or --without-seeds to let a new key sign"
        )
    try:
        return restoring.secrets_of(export, private_key.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise Refused(f"Nothing was restored: {private_key} can't be read") from None
    except sealed.NoBackupKey:
        raise Refused(f"Nothing was restored: {private_key} is no key of `backup-key`") from None
    except sealed.WrongBackupKey:
        raise Refused(
            f"Nothing was restored: the seeds are for the key {seeds_for}, which is not that of"
            f" {private_key}"
        ) from None


def _print_origin(manifest: Manifest) -> None:
    age = clock.now() - manifest.exported_at
    exported = f"{manifest.exported_at.astimezone(UTC):%Y-%m-%d %H:%M}"
    print_line(f"Exported {exported}, {age.days} days ago, of {manifest.public_url}")
    print_line("What was listed, withdrawn or rotated since is not in it.")
    public_url = settings.current().public_url
    if manifest.public_url != public_url:
        print_line(
            f"This service is {public_url}: codes of {manifest.public_url} don't lead here",
            err=True,
        )


def _print(restored: Restored) -> None:
    content = restored.content
    for label, count in (
        ("meetings", content.meetings - len(restored.refused)),
        ("accounts", content.accounts),
        ("keys", len(content.keys.keys) + len(content.keys.revoked)),
        ("withdrawn codes", restored.withdrawals),
    ):
        print_line(f"{count:>7} {label}")
    print_ring(restored.keys)
    added = restored.keys.keys.keys() - content.keys.keys.keys()
    if _signs(restored.keys) & added:
        print_line("The seeds of the earlier keys are not there: a new key signs from now on,")
        print_line("which desks that are offline know once they have fetched the keys.")
    print_line("Not restored: sessions (`facilitator link` signs in again), tickets, reports.")


def _signs(ring: KeyRing) -> set[str]:
    moment = int(clock.now().timestamp())
    return {key.kid for key in ring.keys.values() if key.was_signing_at(moment)}
