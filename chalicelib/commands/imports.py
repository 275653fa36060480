"""`import`: a Meeting Guide feed into the listing."""

from typing import Any

import click

from chalicelib.commands import clock, feed_report
from chalicelib.commands.database import Failed, Refused, with_database
from chalicelib.commands.progress import progress_bar
from chalicelib.commands.terminal import print_json, print_line
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.listings.incoming import feed_file, feed_import
from chalicelib.listings.incoming.feed import Affiliation, BrokenFeed
from chalicelib.listings.incoming.sync import SuspiciousFeed
from chalicelib.meetings.storage import table
from chalicelib.web.api.feed_report_json import feed_report_json


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
@click.option("--verbose", is_flag=True, help="List every row, and what was corrected.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@with_database
def import_feed(
    file_or_url: str,
    timezone: str | None,
    source: str | None,
    affiliation: str,
    accept_removals: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Make the listing of a source what its Meeting Guide feed says."""
    try:
        with progress_bar("Writing") as (starting, progress):
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
    except StorageUnavailable as error:
        raise Failed(f"The import stopped ({error}): run it again and it goes on") from None
    if as_json:
        print_json(_result_json(result))
    else:
        _print(result, verbose)


def _result_json(result: feed_import.ImportResult) -> dict[str, Any]:
    return {
        "source": result.source,
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "removed": result.removed,
        **feed_report_json(result.report),
    }


def _print(result: feed_import.ImportResult, verbose: bool) -> None:
    print_line(f"Source: {result.source}")
    for label, count in (
        ("added", result.added),
        ("changed", result.changed),
        ("unchanged", result.unchanged),
        ("removed", result.removed),
        ("set aside", len(result.set_aside)),
        ("corrected", len({remark.row for remark in result.corrected})),
    ):
        print_line(f"{count:>7} {label}")
    feed_report.print_losses(result.report, verbose)
