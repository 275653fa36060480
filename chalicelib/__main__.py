"""Operators' commands: python -m chalicelib COMMAND."""

import click

from chalicelib.commands import (
    canary,
    codes,
    export,
    facilitators,
    feeds,
    imports,
    key_rebuild,
    keys,
    meetings,
    reports,
    restore,
    sweep,
)


@click.group()
@click.option(
    "--stack",
    metavar="NAME",
    help="Talk to this CloudFormation stack, such as waypost-prod: its tables, keys and settings,"
    " in the account and region of the AWS settings.",
)
def main(stack: str | None) -> None:
    """Commands for those who run a Waypost service.

    Without --stack they talk to AWS as environment variables say, and without those to the local
    service that `make run` started. Each command says to which.
    """


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
main.add_command(export.export)
main.add_command(export.backup_key)
main.add_command(restore.restore)
keys.keys.add_command(key_rebuild.rebuild)

if __name__ == "__main__":
    main(prog_name="python -m chalicelib")
