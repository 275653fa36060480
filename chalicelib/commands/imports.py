"""`import`: a Meeting Guide feed into the listing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from chalicelib.commands import clock
from chalicelib.commands.database import Failed, Refused, with_database
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.listings.incoming import feed_file, feed_import
from chalicelib.listings.incoming.feed import Affiliation, BrokenFeed, Remark
from chalicelib.listings.incoming.sync import SuspiciousFeed
from chalicelib.meetings.storage import table

_SHOWN_ROWS = 200


@click.command("import")
@click.argument("file_or_url")
@click.option("--timezone", metavar="ZONE", help="IANA zone of rows that have none.")
@click.option("--source", metavar="NAME", help="a-z 0-9 -; default: the file's name or the host.")
@click.option(
    "--affiliation",
    type=click.Choice([kind.value for kind in Affiliation]),
    default=Affiliation.OWN.value,
    show_default=True,
    help="other: meetings of another fellowship, which never offer verifications.",
)
@click.option("--accept-removals", is_flag=True, help="Even if most meetings go.")
@click.option("--verbose", is_flag=True, help="Also list what was corrected.")
@with_database
def import_feed(
    file_or_url: str,
    timezone: str | None,
    source: str | None,
    affiliation: str,
    accept_removals: bool,
    verbose: bool,
) -> None:
    """Make the listing of a source what its Meeting Guide feed says."""
    try:
        with _progress() as (starting, progress):
            result = feed_import.run_import(
                file_or_url,
                source=feed_file.source_name(file_or_url) if source is None else source,
                timezone=timezone,
                affiliation=Affiliation(affiliation),
                storage=table.open_table(),
                now=clock.now(),
                accept_removals=accept_removals,
                starting=starting,
                progress=progress,
            )
    except (feed_import.InvalidImport, feed_file.UnreadableFeed, BrokenFeed) as error:
        raise Refused(f"Nothing was changed: {error}") from None
    except SuspiciousFeed as error:
        raise Refused(f"Nothing was changed: {error}; --accept-removals does it") from None
    except table.IdTaken as error:
        raise Failed(f"Two listings have the same id: {error}") from None
    except StorageUnavailable as error:
        raise Failed(f"The import stopped ({error}): run it again and it goes on") from None
    _print(result, verbose)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None], Callable[[int], None]]]:
    """Gives two callbacks, for the total and each step, that draw a bar on a terminal's stderr."""
    if not sys.stderr.isatty():
        yield (lambda total: None), (lambda done: None)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Writing", total=None)
        yield (
            lambda total: bar.update(task, total=total),
            lambda done: bar.advance(task, done),
        )


def _print(result: feed_import.ImportResult, verbose: bool) -> None:
    click.echo(f"Source: {result.source}")
    for label, count in (
        ("added", result.added),
        ("changed", result.changed),
        ("unchanged", result.unchanged),
        ("removed", result.removed),
        ("set aside", len(result.set_aside)),
        ("corrected", len({remark.row for remark in result.corrected})),
    ):
        click.echo(f"{count:>7} {label}")
    if result.set_aside:
        _print_rows("Set aside", result.set_aside, None if verbose else _SHOWN_ROWS)
    if result.corrected and verbose:
        _print_rows("Corrected", result.corrected, None)


def _print_rows(title: str, remarks: tuple[Remark, ...], limit: int | None) -> None:
    click.echo(f"\n{title}:\n{'row':>7}  {'field':<20} reason")
    for remark in remarks[:limit]:
        click.echo(f"{remark.row:>7}  {remark.field or '-':<20} {remark.reason}")
    if limit is not None and len(remarks) > limit:
        click.echo(f"{'':>7}  and {len(remarks) - limit} more: --verbose lists them")
