"""`canary`: does what visitors do, from outside, and writes the status page; for a schedule."""

from datetime import datetime
from pathlib import Path

import click

from chalicelib import settings
from chalicelib.canary import history, sample, status_page
from chalicelib.canary.history import History, NotAHistory
from chalicelib.canary.sample import NotASample, Sample
from chalicelib.canary.site import HttpSite, NotAnAddress
from chalicelib.canary.visit import visit
from chalicelib.commands import clock
from chalicelib.commands.database import Failed, Refused, with_database
from chalicelib.commands.terminal import print_line
from chalicelib.commands.whole_file import EVERYBODY, OWNER, replaced
from chalicelib.facilitators import accounts, sessions
from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.table import FacilitatorsTable
from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import document
from chalicelib.meetings.storage.changes import ImportedMeeting
from chalicelib.meetings.storage.table import open_table as meetings_table

HISTORY = "status.json"


@click.group()
def canary() -> None:
    """Finds, gives, redeems and checks as visitors do, and says whether it works."""


@canary.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_database
def prepare(file: Path) -> None:
    """List the sample meeting, which no search shows, and write a session for it to FILE.

    Who has the file can give codes of that meeting, and nothing else.
    """
    now, current, table = clock.now(), settings.current(), facilitators_table()
    listed = sample.meeting()
    try:
        with replaced(file, OWNER) as output:  # before the earlier session ends
            _list(listed, now)
            link = sessions.make_link(_account(listed, table), table, current, now)
            session = sessions.sign_in(link.partition("#")[2], table, current, now)
            output.write(sample.write(Sample(session, listed.id)))
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from None
    print_line(f"{file}: a session of the account {sample.ACCOUNT!r}. An earlier one has ended.")


def _account(listed: Meeting, table: FacilitatorsTable) -> Facilitator:
    """Returns the canary's account, without a session. Raises Refused where somebody has it."""
    try:
        return accounts.add(sample.ACCOUNT, [listed.id], table)
    except accounts.LabelTaken:
        account = accounts.find(sample.ACCOUNT, table)
    if account.meeting_ids != {listed.id}:
        raise Refused(
            f"The account {sample.ACCOUNT!r} holds other meetings than the sample, of which nobody"
            " is to give codes with a file: remove it, or make another one for who has it"
        )
    return accounts.revoke(sample.ACCOUNT, table)


def _list(listed: Meeting, now: datetime) -> None:
    """Lists the sample meeting as an import does, so that `meeting verify` finds nothing wrong."""
    as_imported = ImportedMeeting(listed, document.write(listed), digest="")
    for refused in meetings_table().apply_import(listed.source, [as_imported], [], now).values():
        raise Refused(str(refused))


@canary.command("visit")
@click.argument("url")
@click.option(
    "--session",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `canary prepare` wrote; without it no code is given.",
)
@click.option(
    "--status",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for the status page, with what earlier visits found.",
)
def visit_site(url: str, session: Path | None, status: Path | None) -> None:
    """Visit the service at URL; exit status 1 where something does not work.

    Once in 5 to 30 minutes, from another place than where the service runs. It asks for some ten
    answers, each of which it waits for ten seconds at most.
    """
    try:
        site = HttpSite(url)
    except NotAnAddress as error:
        raise Refused(f"URL must be {error}") from None
    now = clock.now()
    given = _read_sample(session) if session else None
    before = _read_history(status / HISTORY) if status else History()
    steps = visit(site, given, now)
    for step in steps:
        print_line(f"{step.name}: {step.problem or 'good'} ({step.took_ms} ms)")
    if given is None:
        print_line("No code was given: --session has what that takes", err=True)
    failing = ", ".join(step.name for step in steps if step.problem)
    wrong = [f"Not working: {failing}"] if failing else []
    try:
        if status:
            _publish(status, history.with_visit(before, steps, now), url, now)
    except OSError as error:  # what does not work is told all the same
        wrong.append(f"{status}: {error.strerror}")
    if wrong:
        raise Failed("; ".join(wrong))


def _publish(folder: Path, found: History, url: str, now: datetime) -> None:
    """Writes the page's files, and then what the next visit goes on from. Raises OSError."""
    for name, html in status_page.pages(found, url.rstrip("/"), now):
        _replace(folder / name, html)
    _replace(folder / HISTORY, history.write(found))


def _replace(file: Path, text: str) -> None:
    with replaced(file, EVERYBODY) as output:
        output.write(text)


def _read_sample(file: Path) -> Sample:
    try:
        return sample.read(file.read_text("utf-8"))
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from None
    except (UnicodeDecodeError, NotASample) as error:
        raise Refused(f"{file} is not what `canary prepare` wrote: {error}") from None


def _read_history(file: Path) -> History:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return history.read(file.read_text("utf-8"))
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from None
    except (UnicodeDecodeError, NotAHistory) as error:
        raise Refused(f"{file}: {error}; move it away to begin anew") from None
