"""Sign-in links and sessions for the tests."""

from datetime import UTC, datetime, timedelta

from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.sessions import make_link, sign_in
from chalicelib.facilitators.table import FacilitatorsTable
from chalicelib.settings import Settings

NOW = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SETTINGS = Settings(public_url="https://waypost.example.org")


def link(account: Facilitator, table: FacilitatorsTable, now: datetime = NOW) -> str:
    """The secret of a new sign-in link."""
    address, _, secret = make_link(account, table, SETTINGS, now).partition("#")
    assert address == "https://waypost.example.org/sign-in"
    return secret


def signed_in(account: Facilitator, table: FacilitatorsTable) -> str:
    return sign_in(link(account, table), table, SETTINGS, NOW)
