"""The steps in the life of the keys, each from one ring to the next."""

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.verification.core.public_keys import (
    KeyRing,
    NoSigningKey,
    PublicKey,
    State,
)

STANDBY_S = 30 * 24 * 3600  # the age to which an offline key list is trusted
CHANGE_OVER_S = 600
MAX_KEYS = 60  # some 80 characters each, of the 8,192 that a parameter holds; revocations add more
WARN_FROM_KEYS = 50  # two and a half years of quarters before the last
CLOCKS_DIFFER_S = 300  # a key that has to sign at once may do so where clocks are behind


class StepRefused(Exception):
    """A step in the life of the keys that would break valid codes, or has nothing to act on."""


class StepUnderWay(StepRefused):
    """Another step writes the registry now, an operator's or the schedule's."""


def with_standby(ring: KeyRing, public: bytes, now: int) -> KeyRing:
    """Returns the ring with one more key, the next to sign.

    Raises StepRefused where there is a standby key already.
    """
    if ring.standby():
        raise StepRefused("there is a standby key already")
    key = PublicKey(public, published_at=now)
    return replace(ring, keys={**ring.keys, key.kid: key})


def rotate(ring: KeyRing, now: int) -> KeyRing:
    """Returns the ring in which the standby key signs in its turn, ten minutes from now.

    By then every process has read the ring anew, so that none signs with the old key after its
    end.

    Raises StepRefused where there is no standby key, it is not published for 30 days yet,
    another rotation is under way, or there is no room for more keys.
    """
    old, new = ring.signing(now), ring.standby()
    if old.signs_until is not None:
        raise StepRefused("a rotation is under way already")
    if key_count(ring) >= MAX_KEYS:
        raise StepRefused(f"{MAX_KEYS} keys are published, which is all that there is room for")
    if new is None:
        raise StepRefused("there is no standby key: make one, and rotate in 30 days")
    ready = _known_everywhere(new, now)
    if now < ready:
        day = datetime.fromtimestamp(ready, UTC).date()
        raise StepRefused(
            f"the standby key must be published for 30 days, until {day}: "
            "checkers that are offline would not know it"
        )
    change = now + CHANGE_OVER_S
    changed = {
        old.kid: replace(old, signs_until=change),
        new.kid: replace(new, signs_from=change),
    }
    return replace(ring, keys={**ring.keys, **changed})


def rotation_due(ring: KeyRing, now: int, life_s: int) -> int:
    """Returns from when a rotation is due (epoch seconds).

    The key whose turn came last has signed for `life_s` then, and the standby key (if there is
    none, one that is made now) is published for 30 days. Raises NoSigningKey where no key has had
    a turn.
    """
    turns = [key.signs_from for key in ring.keys.values() if key.signs_from is not None]
    if not turns:
        raise NoSigningKey
    return max(max(turns) + life_s, _known_everywhere(ring.standby(), now))


def rotation_late(ring: KeyRing, now: int, life_s: int) -> int:
    """Returns for how many seconds the key whose turn came last signs too long.

    It should for `life_s`; longer where no rotation was made, or none can be then because the
    standby key is too young, or missing. Raises NoSigningKey where no key has had a turn.
    """
    due = rotation_due(ring, now, life_s)
    turns = (key.signs_from for key in ring.keys.values() if key.signs_from is not None)
    return max(0, max(due, now) - (max(turns) + life_s))


def key_count(ring: KeyRing) -> int:
    """Returns how many keys are published, revoked ones too."""
    return len(ring.keys) + len(ring.revoked)


def room_warning(ring: KeyRing) -> str:
    """Returns what to tell an operator where there is little room for more keys, else ""."""
    count = key_count(ring)
    if count < WARN_FROM_KEYS:
        return ""
    return f"{count} of {MAX_KEYS} keys are published: with {MAX_KEYS}, rotation ends"


def _known_everywhere(standby: PublicKey | None, now: int) -> int:
    """Returns from when no checker has a list without this key that it still trusts."""
    published_at = standby.published_at if standby else None
    return (published_at or now) + STANDBY_S


def revoke(ring: KeyRing, kid: str, now: int) -> KeyRing:
    """Returns the ring with a key revoked.

    If the key was to sign now, the standby key does so at once; if its turn was to come within
    ten minutes, the one before it goes on.

    Raises StepRefused where no such key is published, or none could take over.
    """
    key = ring.keys.get(kid)
    if key is None:
        raise StepRefused(f"no published key is {kid}")
    remaining = {other.kid: other for other in ring.keys.values() if other.kid != kid}
    if key.state(now) is State.SIGNING:
        next_up = next(
            (
                other
                for other in remaining.values()
                if other.signs_from is None or other.signs_from > now
            ),
            None,
        )
        if next_up is None:
            raise StepRefused("no standby key could take over: make one first")
        remaining[next_up.kid] = replace(next_up, signs_from=now - CLOCKS_DIFFER_S)
    elif key.signs_from is not None and key.signs_from > now:
        signing = ring.signing(now)
        remaining[signing.kid] = replace(signing, signs_until=None)
    revoked = key if key.signs_until is not None else replace(key, signs_until=now)
    return KeyRing(remaining, {**ring.revoked, kid: revoked})
