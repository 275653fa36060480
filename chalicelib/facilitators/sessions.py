"""Signing in without a password: a link that works once gives a session that rolls on while used.

Both are 256 random bits that are stored only as hashes; raising the account's version ends them
all. What is kept of a session says on which days it began and was last used, and nothing of where.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.dynamodb import OutcomeUnknown, attempts_with_backoff
from chalicelib.facilitators.items import Facilitator, Link, StoredSession
from chalicelib.facilitators.table import FacilitatorsTable
from chalicelib.settings import Settings

DAY_S = 24 * 3600
MAX_SESSIONS = 20  # an account; of more, the one that was not used for the longest gives way


class InvalidLink(LookupError):
    """The sign-in link was used, has expired, or never was one."""


class SessionSecretUsed(ValueError):
    """The session secret that a browser sent began a session before, by another link."""


class LinkMayBeUsed(OutcomeUnknown):
    """The answer to a sign-in was lost whose session nobody but the service could name.

    Where it was done the link is used, and the session it gave is nobody's: it can't be repeated.
    """


class SignInNeeded(LookupError):
    """There is no session, or it has ended."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in facilitator; `renewed` says that the cookie's life is to be set anew."""

    facilitator: Facilitator
    id: str
    renewed: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in: since when, and when it was last used (days of UTC).

    `id` ends it; `is_this`: it is the one that asks.
    """

    id: str
    began: date
    used: date
    is_this: bool


def hash_secret(secret: str) -> str:
    """Returns what a secret is stored under: its SHA-256 (hex)."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def make_link(
    facilitator: Facilitator, table: FacilitatorsTable, settings: Settings, now: datetime
) -> str:
    """Returns a new sign-in link; its secret is in the fragment, which no server sees."""
    secret = secrets.token_urlsafe(32)
    expires = int(now.timestamp()) + settings.sign_in_hours * 3600
    table.put_link(hash_secret(secret), Link(facilitator.id, facilitator.version, expires))
    return f"{settings.public_url}/sign-in#{secret}"


def sign_in(
    secret: str,
    table: FacilitatorsTable,
    settings: Settings,
    now: datetime,
    *,
    session_secret: str = "",
    old_cookie: str = "",
) -> str:
    """Returns the cookie value of a new session, for a link's secret.

    `session_secret` is that value where a browser made it: with the same two secrets the same
    browser is answered once more, as the first time, where an answer was lost. `old_cookie` is what
    the browser had before: that session ends, whoever's it was.

    A session secret of somebody's choice gives nobody anything: it counts only together with an
    unused link, and who holds that could sign in anyway; a session never changes hands by it; and
    to bring another's browser to send one, a page of another site would need this site's Origin.

    Raises InvalidLink, SessionSecretUsed, and TooBusy with nothing written; without
    `session_secret` LinkMayBeUsed in place of OutcomeUnknown.
    """
    cookie = session_secret or secrets.token_urlsafe(32)
    link_hash, new_hash, old_hash = map(hash_secret, (secret, cookie, old_cookie))
    moment = int(now.timestamp())
    for _ in attempts_with_backoff(table.deadline_s):
        read = table.read_sign_in(link_hash, new_hash, old_hash, moment)
        account = _account(read.link, table)
        if read.link is None or account is None:
            raise InvalidLink
        if read.link.session_hash:
            if read.link.session_hash == new_hash and read.new_session:
                return cookie
            raise InvalidLink
        if read.new_session:
            raise SessionSecretUsed
        ended = _sessions_to_end(account, read.old_session, table, moment)
        session = _new_session(new_hash, account, settings, now)
        try:
            if table.begin_session(link_hash, session, ended, MAX_SESSIONS):
                return cookie
        except OutcomeUnknown as error:
            if session_secret:
                raise
            raise LinkMayBeUsed(str(error)) from error
    raise AssertionError  # attempts_with_backoff() ends by raising


def _new_session(
    secret_hash: str, account: Facilitator, settings: Settings, now: datetime
) -> StoredSession:
    return StoredSession(
        secret_hash,
        id=secrets.token_hex(8),
        facilitator_id=account.id,
        version=account.version,
        began=_day(now),
        used=_day(now),
        expires=_end(now, settings),
    )


def _sessions_to_end(
    account: Facilitator, old: StoredSession | None, table: FacilitatorsTable, moment: int
) -> dict[str, dict[str, str]]:
    """Returns which sessions end when another begins: the browser's own, and any one too many.

    They are secrets' hashes by sessions' ids, by account.
    """
    ended: dict[str, dict[str, str]] = {}
    if old is not None:
        holder = account if old.facilitator_id == account.id else table.get(old.facilitator_id)
        if holder is not None and old.id in holder.sessions:  # it was not revoked
            ended[holder.id] = {old.id: old.secret_hash}
    left = account.sessions.keys() - ended.get(account.id, {}).keys()
    too_many = len(left) - (MAX_SESSIONS - 1)
    if too_many > 0:
        last_used = {one.id: (one.used, one.began) for one in table.sessions_of(account, moment)}
        never = (date.min, date.min)  # expired
        oldest = sorted(left, key=lambda session_id: last_used.get(session_id, never))[:too_many]
        ended.setdefault(account.id, {}).update(
            {session_id: account.sessions[session_id] for session_id in oldest}
        )
    return ended


def session_of(cookie: str, table: FacilitatorsTable, settings: Settings, now: datetime) -> Session:
    """Returns the session of a cookie value; its life starts anew at the first use of each day.

    Raises SignInNeeded.
    """
    if not cookie:
        raise SignInNeeded
    stored = table.session(hash_secret(cookie), int(now.timestamp()))
    account = _account(stored, table)
    if stored is None or account is None:
        raise SignInNeeded
    renewed = stored.used < _day(now)
    if renewed and not table.renew_session(
        replace(stored, used=_day(now), expires=_end(now, settings))
    ):
        raise SignInNeeded
    return Session(account, stored.id, renewed)


def _account(
    credential: Link | StoredSession | None, table: FacilitatorsTable
) -> Facilitator | None:
    """Returns the account of a link or session, unless it was revoked since."""
    account = table.get(credential.facilitator_id) if credential else None
    if credential is None or account is None or account.version != credential.version:
        return None
    return account


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _end(now: datetime, settings: Settings) -> int:
    """Returns the midnight (epoch seconds) after which a session ends that is used now."""
    last = datetime.combine(_day(now), time.min, UTC) + timedelta(days=settings.session_days)
    return int(last.timestamp()) + DAY_S


def sign_out(cookie: str, table: FacilitatorsTable) -> None:
    """Ends the session of a cookie value; no error where it has ended."""
    stored = table.session(hash_secret(cookie), now=0)
    if stored is not None:
        table.end_sessions(stored.facilitator_id, {stored.id: stored.secret_hash})


def open_sessions(session: Session, table: FacilitatorsTable, now: datetime) -> list[OpenSession]:
    """Returns where a facilitator is signed in: here first, then by when each was last used."""
    found = [
        OpenSession(stored.id, stored.began, stored.used, stored.id == session.id)
        for stored in table.sessions_of(session.facilitator, int(now.timestamp()))
    ]
    found.sort(key=lambda one: (one.is_this, one.used, one.began, one.id), reverse=True)
    return found


def end_session(session: Session, session_id: str, table: FacilitatorsTable) -> None:
    """Ends one of a facilitator's own sessions; no error where it has ended."""
    _end_sessions(session, {session_id}, table)


def end_other_sessions(session: Session, table: FacilitatorsTable) -> None:
    """Ends all of a facilitator's sessions but the one that asks."""
    _end_sessions(session, session.facilitator.sessions.keys() - {session.id}, table)


def _end_sessions(session: Session, ids: Collection[str], table: FacilitatorsTable) -> None:
    account = session.facilitator
    named = {one: account.sessions[one] for one in ids if one in account.sessions}
    table.end_sessions(account.id, named)
