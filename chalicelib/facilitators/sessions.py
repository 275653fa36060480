"""Signing in without a password: a link that works once gives a session that rolls on while used.

Both are 256 random bits that are stored only as hashes; raising the account's version ends them
all.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.facilitators.table import Credential, Facilitator, FacilitatorsTable
from chalicelib.settings import Settings

DAY_S = 24 * 3600


class InvalidLink(LookupError):
    """The sign-in link was used, has expired, or never was one."""


class SignInNeeded(LookupError):
    """There is no session, or it has ended."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in facilitator; `renewed` says that the cookie's life is to be set anew."""

    facilitator: Facilitator
    renewed: bool


def hash_secret(secret: str) -> str:
    """Returns what a secret is stored under: its SHA-256 (hex)."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def make_link(
    facilitator: Facilitator, table: FacilitatorsTable, settings: Settings, now: datetime
) -> str:
    """Returns a new sign-in link; its secret is in the fragment, which no server sees."""
    secret = secrets.token_urlsafe(32)
    expires = int(now.timestamp()) + settings.sign_in_hours * 3600
    table.put_link(hash_secret(secret), Credential(facilitator.id, facilitator.version, expires))
    return f"{settings.public_url}/sign-in#{secret}"


def sign_in(secret: str, table: FacilitatorsTable, settings: Settings, now: datetime) -> str:
    """Returns the cookie value of a new session, for a link's secret. Raises InvalidLink."""
    link, moment = hash_secret(secret), int(now.timestamp())
    account = _account(table.link(link, moment), table)
    if account is None:
        raise InvalidLink
    cookie = secrets.token_urlsafe(32)
    expires = moment + settings.session_days * DAY_S
    session = Credential(account.id, account.version, expires)
    if not table.exchange(link, hash_secret(cookie), session):
        raise InvalidLink
    return cookie


def session_of(cookie: str, table: FacilitatorsTable, settings: Settings, now: datetime) -> Session:
    """Returns the session of a cookie value; its life starts anew at the first use of each day.

    Raises SignInNeeded.
    """
    if not cookie:
        raise SignInNeeded
    hashed, moment = hash_secret(cookie), int(now.timestamp())
    session = table.session(hashed, moment)
    account = _account(session, table)
    if session is None or account is None:
        raise SignInNeeded
    full_life = settings.session_days * DAY_S
    renewed = session.expires < moment + full_life - DAY_S
    if renewed and not table.renew_session(hashed, replace(session, expires=moment + full_life)):
        raise SignInNeeded
    return Session(account, renewed)


def _account(credential: Credential | None, table: FacilitatorsTable) -> Facilitator | None:
    """Returns the account of a link or session, unless it was revoked since."""
    account = table.get(credential.facilitator_id) if credential else None
    if credential is None or account is None or account.version != credential.version:
        return None
    return account


def sign_out(cookie: str, table: FacilitatorsTable) -> None:
    """Ends the session of a cookie value."""
    table.end_session(hash_secret(cookie))
