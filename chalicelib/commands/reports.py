"""`reports`: what people say is wrong with listings."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

import click

from chalicelib.commands import clock
from chalicelib.commands.database import Refused, with_database
from chalicelib.commands.terminal import print_line
from chalicelib.meetings.report import Kind, Report
from chalicelib.meetings.storage.table import open_table

_WORDS = {
    Kind.NOBODY_THERE: "nobody was there",
    Kind.TIME: "the time is wrong",
    Kind.PLACE: "the place is wrong",
    Kind.JOINING: "the link or number does not work",
    Kind.ENDED: "it has ended",
    Kind.OTHER: "something else",
}


@click.group(invoke_without_command=True)
@click.pass_context
def reports(context: click.Context) -> None:
    """What people say is wrong with listings; nobody says who they are."""
    if context.invoked_subcommand is None:
        context.invoke(list_reports)


@reports.command("list")
@with_database
def list_reports() -> None:
    """List the open reports, meeting by meeting, with how many said what."""
    table = open_table()
    found = sorted(table.reports(clock.now()), key=lambda report: (report.meeting_id, report.day))
    listed = table.get_many({report.meeting_id for report in found})
    for meeting_id, group in groupby(found, key=lambda report: report.meeting_id):
        about = tuple(group)
        meeting = listed.get(meeting_id)
        name = f"{meeting.name} ({meeting.source})" if meeting else "no longer listed"
        print_line(f"{meeting_id}  {name}")
        print_line(f"    {_totals(about)}")
        for report in about:
            detail = f": {report.text}" if report.text else ""
            print_line(f"    {report.day}  {_said(report.kind, report.count)}{detail}")
    if not found:
        print_line("Nobody reported anything.")


def _totals(about: Iterable[Report]) -> str:
    """Returns how many said what of one meeting, what most say first."""
    counts = Counter[Kind]()
    for report in about:
        counts[report.kind] += report.count
    said = ", ".join(_said(kind, count) for kind, count in counts.most_common())
    return f"{counts.total()} in all: {said}"


def _said(kind: Kind, count: int) -> str:
    return _WORDS[kind] if count == 1 else f"{_WORDS[kind]} ({count} times)"


@reports.command()
@click.argument("meeting_id")
@with_database
def done(meeting_id: str) -> None:
    """Forget the reports about a meeting, once it is put right."""
    removed = open_table().remove_reports(meeting_id, clock.now())
    if not removed:
        raise Refused(f"There is no report about {meeting_id}: `reports` lists them")
    print_line(f"{removed} forgotten.")
