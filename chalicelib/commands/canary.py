"""`canary`: does what visitors do, from outside, and writes the status page; for a schedule."""

import json
import os
import re
from datetime import datetime
from pathlib import Path

import click

from chalicelib import settings
from chalicelib.canary import history, sample, status_page
from chalicelib.canary.history import History, NotAHistory
from chalicelib.canary.sample import Sample
from chalicelib.canary.site import HttpSite
from chalicelib.canary.visit import Step, visit
from chalicelib.commands import clock
from chalicelib.commands.database import Failed, Refused, with_database
from chalicelib.commands.terminal import print_line
from chalicelib.facilitators import accounts, sessions
from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import document
from chalicelib.meetings.storage.changes import ImportedMeeting
from chalicelib.meetings.storage.table import open_table as meetings_table

HISTORY = "status.json"
_ADDRESS = r"https?://[^\s/?#@]+(/[^\s?#]*)?"


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
    _list(listed, now)
    try:
        account = accounts.add(sample.ACCOUNT, [listed.id], table)
    except accounts.LabelTaken:
        account = accounts.revoke(sample.ACCOUNT, table)
    link = sessions.make_link(account, table, current, now)
    session = sessions.sign_in(link.partition("#")[2], table, current, now)
    _write(file, json.dumps({"session": session, "meeting_id": listed.id}) + "\n")
    print_line(f"{file}: a session of the account {sample.ACCOUNT!r}. An earlier one has ended.")


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
    if not re.fullmatch(_ADDRESS, url):
        raise Refused("URL must be an http:// or https:// address without ? and #")
    now = clock.now()
    given = _read_sample(session) if session else None
    before = _read_history(status / HISTORY) if status else History()
    steps = visit(HttpSite(url), given, now)
    for step in steps:
        print_line(f"{step.name}: {step.problem or 'good'} ({step.took_ms} ms)")
    if status:
        _publish(status, history.with_visit(before, steps, now), url, now)
    if given is None:
        print_line("No code was given: --session has what that takes", err=True)
    if any(step.problem for step in steps):
        raise Failed(_failed(steps))


def _failed(steps: list[Step]) -> str:
    names = ", ".join(step.name for step in steps if step.problem)
    return f"Not working: {names}"


def _publish(folder: Path, found: History, url: str, now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, html in status_page.pages(found, url.rstrip("/"), now):
        _write(folder / name, html, mode=0o644)
    _write(folder / HISTORY, history.write(found), mode=0o644)


def _read_sample(file: Path) -> Sample:
    try:
        shape = json.loads(file.read_text("utf-8"))
        return Sample(str(shape["session"]), str(shape["meeting_id"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{file} is not what `canary prepare` wrote") from None


def _read_history(file: Path) -> History:
    try:
        return history.read(file.read_text("utf-8"))
    except FileNotFoundError:
        return History()
    except (OSError, UnicodeDecodeError, NotAHistory) as error:
        raise Refused(f"{file}: {error}; move it away to begin anew") from None


def _write(file: Path, text: str, mode: int = 0o600) -> None:
    """Writes a file that is there as a whole or not at all."""
    temporary = file.with_name(f".{file.name}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as output:
        output.write(text)
    os.replace(temporary, file)
