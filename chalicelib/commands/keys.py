"""`keys`: the life of the signing keys."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

import click

from chalicelib import settings
from chalicelib.commands import clock
from chalicelib.commands.database import Refused, talks_to_aws, with_database
from chalicelib.commands.terminal import print_line
from chalicelib.verification.core.public_keys import KeyRing, NoSigningKey, PublicKey, State
from chalicelib.verification.key_recovery import KeyRecovery
from chalicelib.verification.keys import StepRefused, room_warning, rotation_due
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.service import revoke_key

Result = TypeVar("Result")


def with_keys(command: Callable[..., None]) -> Callable[..., None]:
    """Wraps a command as `with_database`, and has it say where the keys are before it does a thing.

    It is refused where that would be a folder of this machine, and the rest AWS.
    """

    @with_database
    @wraps(command)
    def run(**arguments: Any) -> None:
        refuse_file_keys()
        print_line(f"Keys: {_store().place}")
        command(**arguments)

    return run


@click.group()
def keys() -> None:
    """Keys that sign codes: standby, then signing, then verify-only, then retired."""


@keys.command()
@click.option("--anew", is_flag=True, help="Although there are private halves of earlier keys.")
@with_keys
def create(anew: bool) -> None:
    """Make the very first key, a standby key, and the ticket key."""
    if _store().ring().keys:
        raise Refused("There are keys already: `keys list` shows them")
    if not anew and (earlier := KeyRecovery.open(settings.current()).stored()):
        raise Refused(
            f"Private halves are there of keys that no list has: {', '.join(sorted(earlier))}."
            " `keys rebuild` makes a lost list anew, without which no code of theirs is genuine."
            " --anew makes other keys all the same"
        )
    _store().ensure_signing_key(clock.now())
    print_ring(_store().ring())


@keys.command("list")
@with_keys
def list_keys() -> None:
    """List all keys and where in their life they are."""
    ring = _store().ring()
    print_ring(ring)
    if not ring.keys and not ring.revoked:
        print_line("There is no key: `keys create` makes the first, `keys rebuild` a lost list")


@keys.command()
@with_keys
def standby() -> None:
    """Make and publish the next key; it can sign in 30 days."""
    print_ring(_take(lambda: _store().add_standby(clock.now())))


@keys.command()
@click.option("--if-due", is_flag=True, help="Only where the signing key has signed long enough.")
@with_keys
def rotate(if_due: bool) -> None:
    """Let the standby key sign from ten minutes on, and publish a new standby key.

    With --if-due it does what the schedule does every 15 minutes: that once in KEY_LIFE_DAYS, a
    standby key where there is none, and otherwise nothing.
    """
    if not if_due:
        print_ring(_take(lambda: _store().rotate(clock.now())))
        return
    life = timedelta(days=settings.current().key_life_days)
    ring = _take(lambda: _store().rotate_if_due(clock.now(), life))
    if ring is None:
        moment = int(clock.now().timestamp())
        due = rotation_due(_store().ring(), moment, int(life.total_seconds()))
        print_line(f"Nothing was changed: a rotation is due from {_minute(due)}")
    else:
        print_ring(ring)


# One key in 64 has an id that begins with "-": it is an argument like any other.
@keys.command(context_settings={"ignore_unknown_options": True})
@click.argument("kid")
@click.option("--yes", is_flag=True, help="Do it; without, only say what it would break.")
@with_keys
def revoke(kid: str, yes: bool) -> None:
    """Take a key away at once: every code that it signed reads "withdrawn"."""
    ring = _store().ring()
    if kid in ring.revoked:
        raise Refused(f"Nothing was changed: {kid} is revoked already")
    key = ring.keys.get(kid)
    if key is None:
        raise Refused(f"No published key is {kid}: `keys list` shows them")
    print_line(_consequences(key))
    if not yes:
        raise Refused("Nothing was changed: --yes does it")
    print_ring(_take(lambda: revoke_key(kid, clock.now())))


def _consequences(key: PublicKey) -> str:
    state = key.state(int(clock.now().timestamp()))
    if state is State.STANDBY:
        return f"{key.kid} is on standby and signed nothing: no code is lost."
    since, until = _minute(key.signs_from), _minute(key.signs_until) or "now"
    withdrawn = f"Every code signed with {key.kid} ({since} to {until}) will read withdrawn"
    after = "; the standby key signs from now on." if state is State.SIGNING else "."
    return f"{withdrawn}, and its unredeemed tickets are dead{after}"


def _take(step: Callable[[], Result]) -> Result:
    try:
        return step()
    except StepRefused as reason:
        raise Refused(f"Nothing was changed: {reason}") from None
    except NoSigningKey:
        raise Refused("Nothing was changed: there is no key yet: `keys create`") from None


def print_ring(ring: KeyRing) -> None:
    """Prints all keys and where in their life they are."""
    moment = int(clock.now().timestamp())
    for key in ring.keys.values():
        _print_key(key, key.state(moment))
    for key in ring.revoked.values():
        _print_key(key, State.REVOKED)
    if warning := room_warning(ring):
        print_line(warning, err=True)


def _print_key(key: PublicKey, state: State) -> None:
    times = (
        ("published", key.published_at),
        ("signs from", key.signs_from),
        ("until", key.signs_until),
    )
    dates = ", ".join(f"{name} {_minute(moment)}" for name, moment in times if moment is not None)
    print_line(f"{key.kid}  {state.value:<11}  {dates}")


def _minute(moment: int | None) -> str:
    return "" if moment is None else f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M}"


def _store() -> KeyStore:
    return open_key_store(settings.current())


def refuse_file_keys() -> None:
    """Raises Refused where keys would be in a folder of this machine, and the tables at AWS."""
    if not settings.current().key_parameters and talks_to_aws(os.environ):
        raise Refused(
            "Nothing was changed: KEY_PARAMETERS is not set. With AWS, keys are in SSM Parameter"
            " Store below that prefix: `python -m chalicelib --stack NAME keys` takes the stack's"
        )
