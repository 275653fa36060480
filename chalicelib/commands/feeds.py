"""`feed check`: what visitors would lose of a feed, without importing it."""

import click

from chalicelib.commands import feed_report
from chalicelib.commands.database import Refused
from chalicelib.commands.terminal import print_json, print_line
from chalicelib.listings.incoming import feed_check, feed_file, json_file
from chalicelib.listings.incoming.feed import BrokenFeed
from chalicelib.web.api.feed_report_json import feed_report_json


@click.group()
def feed() -> None:
    """Feeds of others, before they are imported."""


@feed.command()
@click.argument("file_or_url")
@click.option("--timezone", metavar="ZONE", default="", help="IANA zone of rows that have none.")
@click.option("--verbose", is_flag=True, help="List every row, and what would be corrected.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, with every row.")
def check(file_or_url: str, timezone: str, verbose: bool, as_json: bool) -> None:
    """Say what visitors would find and lose of a feed. Nothing is stored; needs no database."""
    try:
        rows = json_file.parse_rows(feed_file.read(file_or_url))
        report = feed_check.check_rows(rows, timezone=timezone)
    except (feed_file.UnreadableFeed, BrokenFeed) as error:
        raise Refused(f"Nothing was checked: {error}") from None
    except feed_check.UnknownTimeZone as error:
        raise Refused(f"Nothing was checked: --timezone has to be {error}") from None
    if as_json:
        print_json(feed_report_json(report))
        return
    print_line(f"{report.rows:>7} rows")
    print_line(f"{report.meetings:>7} meetings would be listed")
    for option, count in report.listed.items():
        print_line(f"{count:>15} {option.replace('_', ' ')}")
    if not report.losses:
        print_line("Nothing is lost.")
    feed_report.print_losses(report, verbose)
