"""Operators' commands: python -m chalicelib COMMAND."""

import click

from chalicelib.commands import (
    canary,
    codes,
    facilitators,
    feeds,
    imports,
    keys,
    meetings,
    reports,
    sweep,
)


@click.group()
def main() -> None:
    """Commands for those who run a Waypost service."""


main.add_command(imports.import_feed)
main.add_command(feeds.feed)
main.add_command(meetings.meeting)
main.add_command(facilitators.facilitator)
main.add_command(keys.keys)
main.add_command(codes.check)
main.add_command(codes.withdraw)
main.add_command(reports.reports)
main.add_command(sweep.sweep)
main.add_command(canary.canary)

if __name__ == "__main__":
    main(prog_name="python -m chalicelib")
